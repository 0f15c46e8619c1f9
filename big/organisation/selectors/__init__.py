"""What pages show of the organisation."""
