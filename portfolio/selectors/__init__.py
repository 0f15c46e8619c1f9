"""What pages, packs, exports and the API read of the portfolio: figures that are computed here and nowhere else."""
