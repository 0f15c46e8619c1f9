"""HTML put together by code: what Django's `format_html` does, in a quarter of its time.

A list of fifty rows fills such templates a thousand times, so it matters there. What is a plain text without a
character that HTML knows, which nearly all is, needs no copying.
"""

import re
from html import escape
from typing import Any, Final

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

_SPECIAL: Final = re.compile("[&<>\"']")


def escaped(value: Any) -> str:
    """`value` as HTML: markup as it is, everything else escaped, as Django's `conditional_escape` has it."""
    kind = type(value)
    if kind is SafeString:
        return str(value)
    if kind is str:
        return escape(value) if _SPECIAL.search(value) else str(value)
    if kind is int:
        return str(value)
    return conditional_escape(value)


def fill(template: str, *values: Any) -> SafeString:
    """`template` with its holes filled, each value escaped; for values that are not yet known to be safe."""
    return SafeString(template.format(*[escaped(value) for value in values]))
