"""What every page shows round its content: where one may go, who is signed in, the organisation and its date."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject

from big import clock
from big.accounts.models import User
from big.addresses import address
from big.core import words
from big.history.shown import shown
from big.organisation.scope import rights_of
from big.organisation.selectors.current import organisation
from big.organisation.selectors.signed_in import signed_in
from big.registry import navigation
from big.registry.navigation import Entry


@dataclass(frozen=True, slots=True)
class _Link:
    entry: Entry
    url: str


def page(request: HttpRequest) -> dict[str, Any]:
    """The context processor: the organisation's row, and for a whole page the rights and the person behind the account.

    What only the shell shows is lazy, so that a fragment does not pay for it. Kept on the request, since a page may
    be rendered in several pieces.
    """
    user = getattr(request, "user", None)
    if not isinstance(user, User) or not user.is_authenticated:
        return {
            "nav": [],
            "signed_in_person": None,
            "organisation": None,
            "today": None,
            "demo_date": "",
            "as_of": None,
        }
    kept: dict[str, Any] | None = getattr(request, "_page_context", None)
    if kept is None:
        own = organisation()
        kept = {
            "nav": SimpleLazyObject(lambda: _groups(user, request.path)),
            "signed_in_person": SimpleLazyObject(lambda: signed_in(user)),
            "organisation": own,
            "today": clock.today(),
            "as_of": shown(request),
            "demo_date": _demo_sentence() if own.pinned_today else "",
        }
        request._page_context = kept  # type: ignore[attr-defined]
    return kept


def _demo_sentence() -> str:
    return f"Every page reads as of {words.day_long(clock.today())}, the date that this organisation is set to."


def _groups(user: User, path: str) -> list[dict[str, Any]]:
    """The sidebar: groups with a title and items, as templates/components/sidebar.html takes them."""
    held = rights_of(user) or frozenset()
    links = []
    for entry in navigation.entries():
        if (entry.right and entry.right not in held) or (entry.shown_to and not entry.shown_to(user)):
            continue
        try:
            links.append(_Link(entry, address(entry.url_name)))
        except NoReverseMatch:  # pragma: no cover - a test holds every entry to an address
            continue
    here = _current(links, path)
    groups = []
    for title in navigation.GROUPS:
        items = [_item(link, user, is_current=link is here) for link in links if link.entry.group == title]
        if items:
            groups.append({"title": title, "items": items})
    return groups


def _current(links: list[_Link], path: str) -> _Link | None:
    """The link whose address leads furthest towards `path`; Home is nothing but itself."""
    towards = [link for link in links if path == link.url or (link.url != "/" and path.startswith(link.url))]
    return max(towards, key=lambda link: len(link.url), default=None)


def _item(link: _Link, user: User, *, is_current: bool) -> dict[str, Any]:
    entry = link.entry
    count = entry.count(user) if entry.count else None
    return {
        "label": entry.label,
        "url": link.url,
        "icon": entry.icon,
        "tab": entry.tab,
        "count": count,
        # A count stands only where somebody must act, so it is never mere information.
        "hot": bool(count),
        "current": is_current,
    }
