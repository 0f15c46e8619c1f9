"""The address of a figure's explanation, and the link that a figure itself becomes."""

from typing import Any
from urllib.parse import quote_plus

from django.conf import settings
from django.utils.safestring import SafeString

from big.addresses import PLAIN, address_of
from big.markup import fill
from big.registry import provenance


def how_url(key: str, **asked: Any) -> str:
    """Where figure `key` is explained; empty parameters are left out. LookupError for an unknown key."""
    query = "&".join(
        f"{_quoted(name)}={_quoted(str(value))}" for name, value in asked.items() if value is not None and value != ""
    )
    address = address_of("provenance:figure", provenance.get(key).key)
    return f"{address}?{query}" if query else address


def _quoted(text: str) -> str:
    """As in a query; codes and years, which nearly all are, stand there as they are written."""
    return text if PLAIN.fullmatch(text) else quote_plus(text)


def site() -> str:
    """Where this installation is reached from outside, for links in files; nothing where only this machine knows it."""
    named = (host for host in settings.ALLOWED_HOSTS if host[:1].isalpha() and "." in host)
    host = next(named, "")
    return f"{'http' if settings.INSECURE_HTTP else 'https'}://{host}" if host else ""


def how_link(shown: Any, url: str, name: str, css: str = "") -> SafeString:
    """`shown` as a link to how it comes about, beside the page where htmx runs; `name` is what it is the figure of."""
    return fill(
        '<a class="howlink{}" href="{}" hx-get="{}" hx-target="#panel" hx-swap="outerHTML">{}'
        '<span class="vh"> (how {} is computed)</span></a>',
        f" {css}" if css else "",
        url,
        url,
        shown,
        name,
    )
