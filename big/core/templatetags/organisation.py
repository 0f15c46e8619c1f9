"""`{% load organisation %}`: the organisation's own words, and the history of a record."""

from django import template

from big.core import words
from big.organisation.selectors import current

register = template.Library()


@register.simple_tag
def term(key: str, count: int | str = 1, case: str = "") -> str:
    """The organisation's word: `{% term "unit" %}`, `{% term "unit" "many" %}`, `{% term "unit" 3 case="start" %}`."""
    said = current.term(key, many=count not in (1, "one"))
    return words.capital(said) if case == "start" else said
