"""How the figures of Home, of the line of sight and of its disconnects come about."""
