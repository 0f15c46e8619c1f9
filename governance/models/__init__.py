"""The models of the governance app; Django finds them here, code imports them from their own modules."""

from governance.models import packs  # noqa: F401
