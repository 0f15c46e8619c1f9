"""Entering a year's money as a grid."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods

from big.core import words
from big.forms import attempt
from big.http import AuthedRequest
from big.periods import Period
from big.policies import require
from portfolio import policies
from portfolio.forms.money import STEPS, MoneyForm, periods_of
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work
from portfolio.selectors.frame import Frame, frame
from portfolio.services.money import set_money
from portfolio.views.opening import find_work, form_page


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def money_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """A row per period of the year: budget, actual, forecast, released; of cost or income, revenue or capital."""
    work = find_work(request, code)
    require(policies.can_edit_money(request.user, work))
    now = frame()
    asked = _asked(request, now)
    year = asked["year"]
    lines = _lines(work, asked)
    periods = periods_of(year, lines, asked["months"])
    fixed = {"direction": asked["direction"], "nature": asked["nature"], "currency": asked["currency"]}
    form, status = MoneyForm(request.POST or None, periods=periods, lines=lines, **fixed), 200
    conflicts: list[tuple[str, str, str]] = []
    if request.method == "POST":
        saved, status = attempt(
            form,
            lambda: set_money(work.pk, actor=request.user, entries=form.entries(), why=form.cleaned_data["why"]),
        )
        if saved is not None:
            messages.success(request, f"The money of {work.name} for {year.name} is saved.")
            return redirect(f"{reverse('portfolio:work_money', args=[code.lower()])}?year={year.starts_on.year}")
        if status == 409:
            lines = _lines(work, asked)
            conflicts = form.conflicts_with(lines)
            form = form.with_versions_of(lines)
    return form_page(
        request,
        work,
        form,
        title=f"Edit money, {year.name}",
        submit="Save money",
        cancel_url=f"{reverse('portfolio:work_money', args=[code.lower()])}?year={year.starts_on.year}",
        status=status,
        template="portfolio/money_form.html",
        asked=asked,
        year=year,
        conflicts=conflicts,
        unit=words.SYMBOLS.get(asked["currency"], asked["currency"]).strip(),
        choices=_choices(work, asked, year),
    )


def _asked(request: AuthedRequest, now: Frame) -> dict[str, Any]:
    """Which year, direction, nature, currency and step the address names; odd values become the usual ones."""
    given = request.GET
    direction, nature = given.get("direction", ""), given.get("nature", "")
    year, step = given.get("year", ""), given.get("step", "")
    is_year = year.isascii() and year.isdigit() and len(year) == 4 and 1900 <= int(year) <= 2200
    currency = given.get("currency", "").upper()
    return {
        "year": now.year_of(now.year.starts_on.replace(year=int(year))) if is_year else now.year,
        "direction": direction if direction in MoneyLine.Direction.values else MoneyLine.Direction.COST.value,
        "nature": nature if nature in MoneyLine.Nature.values else MoneyLine.Nature.REVENUE.value,
        "currency": currency if len(currency) == 3 and currency.isascii() and currency.isalpha() else now.currency,
        "step": step if step in {key for key, _, _ in STEPS} else "month",
        "months": next((months for key, _, months in STEPS if key == step), 1),
    }


def _lines(work: Work, asked: dict[str, Any]) -> list[MoneyLine]:
    """The lines of this kind that lie within the year."""
    kind = {name: asked[name] for name in ("direction", "nature", "currency")}
    year: Period = asked["year"]
    return list(work.money.within(year.starts_on, year.ends_on).filter(**kind).order_by("starts_on"))


def _choices(work: Work, asked: dict[str, Any], year: Period) -> list[dict[str, Any]]:
    """The kinds of money and the steps, as segments that change the grid."""
    base = reverse("portfolio:money_edit", args=[work.code.lower()])
    now = {name: asked[name] for name in ("direction", "nature", "currency", "step")} | {"year": year.starts_on.year}

    def segment(label: str, key: str, value: str) -> dict[str, Any]:
        return {
            "label": label,
            "url": f"{base}?{urlencode({**now, key: value})}",
            "current": asked[key] == value,
        }

    directions = [segment(str(label), "direction", value) for value, label in MoneyLine.Direction.choices]
    natures = [segment(str(label), "nature", value) for value, label in MoneyLine.Nature.choices]
    return [
        {"label": "Direction", "segments": directions},
        {"label": "Nature", "segments": natures},
        {"label": "Rows", "segments": [segment(label, "step", key) for key, label, _ in STEPS]},
    ]
