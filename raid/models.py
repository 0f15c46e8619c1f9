"""The models of the raid app; the register comes with its own issue."""
