"""The integrity rules: all of them with what they found, one with all its rows, and both as a file."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from big.core import words
from big.exporting import csv_response, xlsx_response
from big.http import AuthedRequest
from governance.integrity.catalogue import BY_SLUG, RULES
from governance.integrity.rule import Finding, Row, Rule
from governance.selectors.integrity import Disconnects, disconnects
from governance.views.narrowing import narrowing, unit_asked
from portfolio.selectors.frame import frame

PAGE = 50
SHOWN = 6
HEADER = (
    "Check",
    "Severity",
    "Kind",
    "Code",
    "Name",
    "What is wrong",
    "Who can mend it",
    "Amount",
    "Currency",
    "Address",
)
KINDS = {
    "work": "work",
    "objective": "objective",
    "key_result": "key result",
    "driver": "driver",
    "link": "link",
    "node": "governance node",
}


@login_required
@require_safe
def gap_list(request: AuthedRequest) -> HttpResponseBase:
    """Every rule with the first of its rows; `?only=` some rules with all of theirs."""
    only = [BY_SLUG[slug] for slug in request.GET.get("only", "").split(",") if slug in BY_SLUG]
    unit = unit_asked(request)
    found = disconnects(request.user, frame().today, rules=only or RULES, unit_id=unit.pk if unit else None)
    if (kind := request.GET.get("format")) in ("csv", "xlsx"):
        return _file(request, "gaps", found.findings, kind)
    context: dict[str, Any] = {
        "found": found,
        "message": message(found, only),
        "only": only,
        "only_slugs": ",".join(rule.slug for rule in only),
        "shown": 0 if only else SHOWN,
        "shown_part": ":" if only else f":{SHOWN}",
        "files": _files(request),
        "today": frame().today,
        **narrowing(request, unit),
    }
    return render(request, "governance/gap_list.html", context)


@login_required
@require_safe
def gap_detail(request: AuthedRequest, slug: str) -> HttpResponseBase:
    """One rule with every record that breaks it."""
    rule = BY_SLUG.get(slug)
    if rule is None:
        raise Http404
    reading = frame()
    unit = unit_asked(request)
    finding = disconnects(request.user, reading.today, rules=[rule], unit_id=unit.pk if unit else None).findings[0]
    if (kind := request.GET.get("format")) in ("csv", "xlsx"):
        return _file(request, rule.slug, [finding], kind)
    context: dict[str, Any] = {
        "rule": rule,
        "finding": finding,
        "page": Paginator(finding.found, PAGE).get_page(request.GET.get("page")),
        "frame": reading,
        "files": _files(request),
        "unit_million": f"{words.SYMBOLS.get(reading.currency, reading.currency + ' ')}m",
        **narrowing(request, unit),
    }
    return render(request, "governance/gap_detail.html", context)


def message(found: Disconnects, only: list[Rule]) -> str:
    """What the page opens with: one finding in its own words, several counted."""
    if len(found.found) == 1:
        return found.found[0].sentence
    if not found.total:
        return "Every check holds." if not only else "Nothing is found here."
    records = words.counted(found.total, "finding")
    checks = f"{words.in_words(len(found.found))} of {words.in_words(len(found.findings))} checks"
    if only:
        return f"{words.capital(records)} in {checks}."
    breaks = words.in_words(found.breaks)
    where = "place" if found.breaks == 1 else "places"
    if not found.breaks:
        return f"The line of sight holds; {checks} find something to mend."
    return f"The line of sight is broken in {breaks} {where}; {checks} find something."


def _files(request: AuthedRequest) -> list[dict[str, str]]:
    query = request.GET.copy()
    query.pop("page", None)
    made = []
    for kind in ("csv", "xlsx"):
        query["format"] = kind
        made.append({"label": kind.upper(), "url": f"{request.path}?{query.urlencode()}"})
    return made


def _file(request: AuthedRequest, name: str, findings: Iterable[Finding], kind: str) -> HttpResponseBase:
    rows = _lines(findings, request.build_absolute_uri)
    return csv_response(name, HEADER, rows) if kind == "csv" else xlsx_response(name, HEADER, rows)


def _lines(findings: Iterable[Finding], absolute: Any) -> Iterator[tuple[Any, ...]]:
    for finding in findings:
        for row in finding.rows:
            yield _line(finding.rule, row, absolute(row.url))


def _line(rule: Rule, row: Row, url: str) -> tuple[Any, ...]:
    currency = row.currency if row.amount is not None else ""
    what = (rule.key, rule.severity.label, KINDS[row.kind], row.code, row.name, row.why, row.person)
    return (*what, row.amount, currency, url)


def rule_address(rule: Rule) -> str:
    """The page of one rule."""
    return reverse("governance:gap_detail", args=[rule.slug])
