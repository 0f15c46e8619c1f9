"""Everything that changes accounts, their sessions and tokens."""
