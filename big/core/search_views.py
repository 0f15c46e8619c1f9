"""Search across records: one box, groups by kind, the exact code first; a plain form with live results on top."""

import re
from dataclasses import dataclass
from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from big import picking
from big.core import words
from big.http import AuthedRequest, render_page, wants_fragment
from big.registry import searching
from big.registry.searching import Hit, Provider

MOST: Final = 10
LONGEST: Final = 100
# One letter finds nearly everything, and so nothing.
SHORTEST: Final = 2
_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True)
class Found:
    """One result with what was typed marked in its name."""

    hit: Hit
    icon: str
    name: SafeString


@dataclass(frozen=True, slots=True)
class Group:
    """The results of one kind; `is_cut` where there may be more than are shown."""

    key: str
    title: str
    found: list[Found]
    is_cut: bool


@login_required
@require_safe
def search(request: AuthedRequest) -> HttpResponse:
    """Results for `q`. A code that names one record opens it at once, unless `stay` is set or htmx asks."""
    typed = _typed(request, "q")
    groups: list[Group] = []
    if len(typed) >= SHORTEST:
        groups, exact = _search(request, typed)
        if len(exact) == 1 and not wants_fragment(request) and not request.GET.get("stay"):
            return HttpResponseRedirect(exact[0].url)
    context = {
        "typed": typed,
        "groups": groups,
        "message": _message(typed, groups),
        "searched": words.listed([_lowered(provider.title) for provider in searching.providers()]),
    }
    return render_page(request, "core/search.html", context, fragment="results")


@login_required
@require_safe
def suggest(request: AuthedRequest, key: str) -> HttpResponse:
    """What one provider finds for the parameter that `of` names, as options of a field that is typed; 404 if none."""
    provider = searching.provider(key)
    if provider is None:
        raise Http404
    typed = _typed(request, request.GET.get("of", "q"))
    hits = provider.find(request.user, typed, MOST) if len(typed) >= SHORTEST else []
    options = format_html_join(
        "", '<option value="{}">{}</option>', ((picking.called(hit.name, hit.code), hit.line) for hit in hits)
    )
    return HttpResponse(options)


def _typed(request: AuthedRequest, name: str) -> str:
    return " ".join(_CONTROL.sub(" ", request.GET.get(name, "")).split())[:LONGEST]


def _search(request: AuthedRequest, typed: str) -> tuple[list[Group], list[Hit]]:
    """The groups that have results, those with the exact code first, and the hits whose code was typed."""
    groups, exact = [], []
    for provider in searching.providers():
        hits = provider.find(request.user, typed, MOST + 1)
        same = [hit for hit in hits if _is_code(hit.code, typed)]
        exact += same
        if hits:
            rest = [hit for hit in hits if hit not in same]
            groups.append((not same, _group(provider, [*same, *rest], typed)))
    return [group for _, group in sorted(groups, key=lambda pair: pair[0])], exact


def _group(provider: Provider, hits: list[Hit], typed: str) -> Group:
    shown = [Found(hit, provider.icon, marked(hit.name, typed)) for hit in hits[:MOST]]
    return Group(provider.key, provider.title, shown, len(hits) > MOST)


def _is_code(code: str, typed: str) -> bool:
    return bool(code) and code.casefold() == "".join(typed.split()).casefold()


def marked(name: str, typed: str) -> SafeString:
    """The name with every typed word marked; everything else escaped."""
    pattern = re.compile("|".join(re.escape(word) for word in typed.split()), re.IGNORECASE)
    pieces: list[tuple[str, str]] = []
    at = 0
    for match in pattern.finditer(name):
        pieces.append((name[at : match.start()], match.group()))
        at = match.end()
    return format_html_join("", "{}<mark>{}</mark>", pieces) + format_html_join("", "{}", [(name[at:],)])


def _message(typed: str, groups: list[Group]) -> str:
    if not typed:
        return "What are you looking for?"
    if len(typed) < SHORTEST:
        return "Type at least two letters."
    count = sum(len(group.found) for group in groups)
    if not count:
        return f"Nothing is found for “{typed}”."
    more = any(group.is_cut for group in groups)
    found = words.counted(count, "record")
    return f"{'The first ' if more else ''}{found} for “{typed}”."


def _lowered(title: str) -> str:
    return title[:1].lower() + title[1:]
