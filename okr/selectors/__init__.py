"""What pages, packs and exports show of strategy, as one user may see it."""
