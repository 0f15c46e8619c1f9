"""Template tags and filters of the look; the reference with examples is docs/look.md."""

from typing import Any

from django import template

from big.core import marks
from big.core.icons import icon as draw_icon
from big.core.templatetags import _charts, _filters, _pages

register = template.Library()

register.simple_tag(marks.rag)
register.simple_tag(marks.track)
register.simple_tag(marks.confidence)
register.simple_tag(marks.movement)
register.simple_tag(marks.stream_icon)
register.simple_tag(marks.avatar)
register.simple_tag(marks.missing)
register.filter("mark_name", lambda mark: marks.NAMES[marks.known(mark)])


@register.simple_tag
def icon(name: str, size: int = 16, label: str = "", css: str = "") -> Any:
    """The line icon `name`."""
    return draw_icon(name, size=size, label=label, css=css)


_filters.add_to(register)
_charts.add_to(register)
_pages.add_to(register)
