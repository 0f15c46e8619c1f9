"""Filters for exact amounts, where millions would hide what was entered."""

from decimal import Decimal

from django import template

from big.core import marks, words

register = template.Library()


@register.filter
def signed_whole(value: Decimal | int | float | None, reason: str = "") -> str:
    """A change in whole units with its sign: +43,000, −700, 0; None becomes a dash with its reason."""
    return marks.missing(reason) if value is None else words.signed(value, 0)
