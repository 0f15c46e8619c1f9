"""What people type into the pages of the strategy, parsed and cleaned; forms never save."""
