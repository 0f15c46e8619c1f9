"""Every write to strategy and to the links between strategy and work."""
