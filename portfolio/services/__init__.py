"""Everything that changes the portfolio. Pages, API, commands and other apps all come through here."""
