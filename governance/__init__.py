"""What happens at a node: line of sight, integrity, Home and packs; imports every other app."""
