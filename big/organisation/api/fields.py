"""What every resource of the organisation tells of its records, beside its own fields."""

from typing import Final

KEPT: Final = ("version", "created_at", "updated_at", "source", "source_ref")
