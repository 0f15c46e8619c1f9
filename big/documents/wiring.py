"""What this app registers with the rest of the product."""


def connect() -> None:
    """Register it; called once, when Django is ready."""
