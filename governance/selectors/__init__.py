"""What Home, line of sight and integrity pages show, as one user may see it."""
