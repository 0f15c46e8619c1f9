"""The page "What changed", its export, and the same of one record."""

from dataclasses import dataclass, field
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_GET

from big.audit.changed import page as changing
from big.audit.changed.comparing import compare
from big.audit.changed.telling import ToldLine, told
from big.core import words
from big.errors import RuleError
from big.exporting import csv_response
from big.http import AuthedRequest, render_page
from big.organisation.policies import belongs
from big.policies import require
from big.registry import changes as registry
from big.registry.changes import ASPECTS

_HEADER: Final = (
    "Kind",
    "Code",
    "Record",
    "Place",
    "About",
    "What",
    "Was",
    "Is now",
    "Difference",
    "Who",
    "Why",
    "When",
)


def _asked(request: AuthedRequest) -> changing.Asked:
    get = request.GET
    return changing.asked(
        request.user, get.get("since", ""), get.get("until", ""), get.get("about", ""), get.get("kind", "")
    )


@login_required
@require_GET
def changed(request: AuthedRequest) -> HttpResponse:
    """What differs between two moments of everything that the reader may see, the gravest first."""
    require(belongs(request.user))
    context: dict[str, Any] = {"typed": {name: request.GET.get(name, "") for name in ("since", "until")}}
    try:
        want = _asked(request)
    except RuleError as error:
        context |= {"problem": str(error), "starts": changing.starts(request.user, changing.usual_start(request.user))}
        return render_page(request, "audit/changed.html", context, status=422)
    page = changing.changed_page(request.user, want, request.GET.get("page", ""))
    context |= {
        "page": page,
        "starts": changing.starts(request.user, want.since),
        "tabs": _tabs(request, page, want),
        "kinds": _kinds(request, page, want),
        "next_url": _address(request, page=str(page.next_page)) if page.next_page else "",
    }
    return render_page(request, "audit/changed.html", context, fragment="more" if page.number > 1 else "")


def _address(request: AuthedRequest, **changes: str) -> str:
    """This page with something else asked for; what is asked for as nothing is left out."""
    query = request.GET.copy()
    query.pop("page", None)
    for name, value in changes.items():
        query.pop(name, None)
        if value:
            query[name] = value
    return f"{request.path}?{query.urlencode()}" if query else request.path


def _tabs(request: AuthedRequest, page: changing.ChangedPage, want: changing.Asked) -> list[dict[str, Any]]:
    everything = {
        "label": "Everything",
        "url": _address(request, about=""),
        "count": len(page.comparison.records),
        "current": not want.aspect,
    }
    counts = page.comparison.counts
    return [everything] + [
        {
            "label": label,
            "url": _address(request, about=aspect),
            "count": counts[aspect],
            "current": want.aspect == aspect,
        }
        for aspect, label in ASPECTS.items()
    ]


def _kinds(request: AuthedRequest, page: changing.ChangedPage, want: changing.Asked) -> list[dict[str, Any]]:
    """The kinds of record that changed, as segments."""
    met = {record.kind for record in page.comparison.records}
    kinds = [(each.kind, words.capital(each.many)) for each in registry.watched() if each.kind in met]
    return [
        {"label": label, "url": _address(request, kind=kind), "current": want.kind == kind}
        for kind, label in (("", "All kinds"), *kinds)
    ]


@login_required
@require_GET
def changed_export(request: AuthedRequest) -> StreamingHttpResponse:
    """Every change as a CSV file."""
    require(belongs(request.user))
    # Read before the answer begins, so that a moment that cannot be read is refused as such.
    rows = list(changing.exported(request.user, _asked(request)))
    return csv_response("what changed", _HEADER, iter(rows))


@dataclass(frozen=True, slots=True)
class RecordSince:
    """What changed of one record, for its history page; `problem` says why there is no answer."""

    starts: list[changing.Start]
    typed: str
    between: str = ""
    problem: str = ""
    lines: tuple[ToldLine, ...] = field(default_factory=tuple)


def record_since(request: AuthedRequest, record: models.Model) -> RecordSince | None:
    """The same of one record; nothing where changes of its kind are not told of."""
    kind, user = record._meta.label_lower, request.user
    if registry.get(kind) is None:
        return None
    typed = request.GET.get("since", "")
    try:
        want = changing.asked(user, typed, request.GET.get("until", ""))
    except RuleError as error:
        return RecordSince(changing.starts(user, changing.usual_start(user)), typed, problem=str(error))
    comparison = compare(user, want.since, want.until, kind=kind, key=record.pk)
    found = told(user, comparison, comparison.records)
    return RecordSince(
        starts=changing.starts(user, want.since),
        typed=typed or changing.written(want.since),
        between=changing.between(want.since, want.until),
        lines=found[0].lines if found else (),
    )
