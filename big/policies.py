"""The one way in which a service insists on a right."""

from django.core.exceptions import PermissionDenied


def require(allowed: bool) -> None:
    """Turn a no into the 403 that every entry point knows."""
    if not allowed:
        raise PermissionDenied
