"""Addresses for pages that name hundreds of records: Django's `reverse` goes through its patterns for each anew."""

import re
from functools import cache
from typing import Final

from django.conf import settings
from django.urls import get_script_prefix, reverse

# Stands for the record while its address is asked for: fits a number and a text, and no address of ours holds it.
_RECORD: Final = "8209413675"
# What stands in an address as it is written; anything else Django quotes.
PLAIN: Final = re.compile(r"[A-Za-z0-9_.~-]+")


def address(name: str) -> str:
    """What `reverse(name)` gives, for an address that names no record."""
    return _plain(name, *_patterns())


def address_of(name: str, record: int | str) -> str:
    """What `reverse(name, args=[record])` gives; `record` is the key or the code that the address names."""
    text = str(record)
    if not PLAIN.fullmatch(text):
        return reverse(name, args=[record])
    before, after = _around(name, *_patterns())
    return f"{before}{text}{after}"


def _patterns() -> tuple[str, str]:
    """What an address depends on besides its name; both differ in tests only, unless several sites share a process."""
    return settings.ROOT_URLCONF, get_script_prefix()


@cache
def _plain(name: str, patterns: str, prefix: str) -> str:
    return reverse(name)


@cache
def _around(name: str, patterns: str, prefix: str) -> tuple[str, str]:
    before, _, after = reverse(name, args=[_RECORD]).partition(_RECORD)
    return before, after
