"""What changed between two moments: the facts of every record read at both, with who changed them, and why."""
