"""The one way in which services of this app apply a form's changes: named fields only, told as before and after."""

from collections.abc import Mapping
from typing import Any

from big.records import Record, require_version, revise


def change(
    record: Record, changes: Mapping[str, Any], *, allowed: frozenset[str], version: int | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Apply `changes` to a locked record of `version`; TypeError for a field that the service does not change."""
    unknown = changes.keys() - allowed
    if unknown:
        raise TypeError(f"{record._meta.label} has no changeable {', '.join(sorted(unknown))}")
    require_version(record, version)
    return revise(record, changes)
