"""The API of governance: packs, what breaks the line of sight, and the line of sight itself."""
