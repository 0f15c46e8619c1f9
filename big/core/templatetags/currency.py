"""How a currency is said in the header of a column: the unit that the figures under it carry."""

from django import template

from big.core import words

register = template.Library()


@register.filter
def millions_of(currency: str) -> str:
    """The unit of amounts in millions: "£m", "CHF m"."""
    return f"{words.SYMBOLS.get(currency, f'{currency} ')}m"
