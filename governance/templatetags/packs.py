"""What the templates of a pack look up."""

import datetime as dt
from collections.abc import Mapping

from django import template
from django.utils.safestring import SafeString

from big.core.icons import icon
from big.registry.provenance import Doubt
from governance import phrases
from governance.packs.rows import reason_key

register = template.Library()


@register.filter
def bound(text: str) -> str:
    """The text with its last two words on one line, so that no word stands alone on the last."""
    first, _, last = text.rpartition(" ")
    return f"{first}\u00a0{last}" if first else text


@register.simple_tag
def doubt(key: str) -> SafeString:
    """The mark of a doubt in a cell of a table, where a word would not fit; the line below the table tells them."""
    known = Doubt(key)
    return icon(known.icon, size=9, label=known.label)


@register.filter
def note_in(reason: str, notes: Mapping[str, int]) -> int | str:
    """The number of the note that gives `reason`."""
    return notes.get(reason_key(reason), "")


@register.filter
def recorded_at(moment: dt.datetime | None) -> str:
    """The moment of a pack in words; of packs from before moments were kept, that it is not known."""
    return phrases.recorded_at(moment) if moment else "not recorded then"
