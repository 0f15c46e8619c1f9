"""What the templates of a pack look up."""

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def note_in(reason: str, notes: Mapping[str, int]) -> int | str:
    """The number of the note that gives `reason`."""
    return notes.get(reason, "")
