"""The frame around the other core apps: commands, health, the context of every page. It owns no table."""
