"""The pages of the app: Home, line of sight, integrity."""
