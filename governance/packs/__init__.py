"""What a governance pack says: gathered once from the shared selectors, checked, drawn, and then frozen."""
