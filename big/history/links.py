"""Lets every link of a page of the past lead to the past: in one place, so that no template can forget it."""

import re
from html import escape, unescape
from urllib.parse import quote, urlsplit

_LINK = re.compile(r"<[a-z][a-z0-9-]*\s[^<>]*?\b(?:href|hx-get|hx-push-url|hx-replace-url)=[^<>]*>")
_ATTRIBUTE = re.compile(r'(\s(?:href|hx-get|hx-push-url|hx-replace-url)=")((?:/(?!/)|\?)[^"]*)(")')
_FORM = re.compile(r"<form\b[^<>]*>")
_STAYS = "data-present"
NEVER_PAST = ("/static/", "/accounts/")
"""Where no record is read, and where accounts and sessions are handled: the parameter means nothing there."""


def carried(url: str, said: str) -> str:
    """`url` with the moment in its query, where it is one of our own pages."""
    if not url.startswith(("/", "?")) or url.startswith(("//", *NEVER_PAST)):
        return url
    parts = urlsplit(url)
    if any(part.startswith("as_of=") for part in parts.query.split("&")):
        return url
    query = f"{parts.query}&" if parts.query else ""
    return parts._replace(query=f"{query}as_of={quote(said, safe='')}").geturl()


def carry(html: str, said: str) -> str:
    """The page with the moment in every link and every form that asks; an element marked data-present stays."""

    def attribute(found: re.Match[str]) -> str:
        before, url, after = found.groups()
        return f"{before}{escape(carried(unescape(url), said))}{after}"

    def link(found: re.Match[str]) -> str:
        return found.group() if _STAYS in found.group() else _ATTRIBUTE.sub(attribute, found.group())

    def form(found: re.Match[str]) -> str:
        tag = found.group()
        if 'method="post"' in tag.lower() or _STAYS in tag:
            return tag
        return f'{tag}<input type="hidden" name="as_of" value="{escape(said)}">'

    return _FORM.sub(form, _LINK.sub(link, html))
