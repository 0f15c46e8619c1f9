"""The forms of the organisation's pages; they parse and clean, services save."""
