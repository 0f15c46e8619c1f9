"""`{% load provenance %}`: the figure that is a link to how it is computed."""

from collections.abc import Mapping
from typing import Any, Final

from django import template
from django.utils.safestring import SafeString

from big.provenance import links

register = template.Library()
# What the address of a list says of how it is shown, and not of what.
SHOWN: Final = ("sort", "layout", "page")


@register.simple_tag
def how(shown: Any, key: str, name: str, among: Mapping[str, str] | None = None, **asked: Any) -> SafeString:
    """`{% how value "work-money" "the forecast" what="forecast" %}`: the value, linked to how it comes about.

    `among` holds the parameters of the list that the figure is of.
    """
    return links.how_link(shown, how_url(key, among, **asked), name)


@register.simple_tag
def how_at(shown: Any, url: str, name: str) -> SafeString:
    """The value linked to an address that is at hand already, where a row shows it twice or in two sizes."""
    return links.how_link(shown, url, name)


@register.simple_tag
def how_url(key: str, among: Mapping[str, str] | None = None, **asked: Any) -> str:
    """Only the address."""
    kept = {name: value for name, value in (among or {}).items() if name not in SHOWN}
    return links.how_url(key, **{**kept, **asked})
