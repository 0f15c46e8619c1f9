"""What is told of work when two moments are compared: its status, dates, money, owners and scope."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from big.accounts.models import User
from big.audit.words import label_of
from big.periods import Period
from big.registry.changes import Fact, Facts, Keys, Mark, Money, Named, Source, Watch, add_facts, names_of, only, watch
from portfolio.codes import MONEY_CHANGED, WHOLE_LIFE_CHANGED, WHOLE_LIFE_STATED
from portfolio.models.milestones import Milestone
from portfolio.models.money import AMOUNTS
from portfolio.models.work import Work, WorkQuerySet
from portfolio.selectors.frame import frame
from portfolio.selectors.money import totals_by_work, whole_life_costs
from portfolio.selectors.standing import Standing, standings

KIND: Final = "portfolio.work"
_OWN: Final = {"portfolio_work": "id"}
_REPORTS: Final = {"portfolio_statusreport": "work_id"}
_ASPECT_MARKS: Final = {"time_mark": "Time", "cost_mark": "Cost", "benefit_mark": "Benefit"}
_DATES: Final = {"starts_on": "Start", "ends_on": "Baseline end", "forecast_ends_on": "Expected end"}
_OWNERS: Final = {"owner": "Owner", "sponsor": "Sponsor"}
_PLACES: Final = {"unit": "Unit", "node": "Node"}
_TEXTS: Final = ("code", "name", "stream", "description", "customer", "contract_code", "obligation")
_AMOUNTS: Final = {"budget": "Budget", "actual": "Actual", "forecast": "Forecast", "released": "Funds released"}
_STONES: Final = {"baseline_on": "baseline", "forecast_on": "expected", "actual_on": "achieved"}


def connect() -> None:
    """Register it; called once, when Django is ready."""
    watch(Watch(KIND, "pieces of work", _named, "portfolio_work", order=30))
    add_facts(KIND, Source("status", _status, _REPORTS, drifts=True))
    add_facts(KIND, Source("record", _record, _OWN))
    add_facts(KIND, Source("milestones", _milestones, {"portfolio_milestone": "work_id"}))
    add_facts(KIND, Source("money", _money, {"portfolio_moneyline": "work_id"}))
    add_facts(KIND, Source("whole_life", _whole_life, {"portfolio_wholelifecost": "work_id"}))


def _works(user: User, keys: Keys) -> WorkQuerySet:
    return only(Work.objects.visible_to(user), keys)  # type: ignore[no-any-return]


def _named(user: User, keys: Keys) -> dict[int, Named]:
    rows = _works(user, keys).values_list("pk", "code", "name", "unit__name", "node__name")
    return {pk: Named(code, name, unit or node or "") for pk, code, name, unit, node in rows}


def _status(user: User, keys: Keys, year: Period) -> Facts:
    """Asked of live work alone: what is closed grows silent without anybody having to know."""
    day = frame()
    stood = standings(_works(user, keys).live().order_by(), day.today, stale_after=day.stale_after)
    return {pk: dict(_of_standing(each)) for pk, each in stood.items()}


def _of_standing(stood: Standing) -> Iterator[tuple[str, Fact]]:
    yield "mark", Fact("status", "Status", Mark(stood.mark), frozenset({"rating"}), because=stood.narrative)
    for name, label in _ASPECT_MARKS.items():
        if mark := getattr(stood, name):
            yield name, Fact("status", label, Mark(mark), frozenset({name}))
    if stood.confidence is not None:
        yield "confidence", Fact("scores", "Confidence", stood.confidence, frozenset({"confidence"}), unit="of 10")


def _record(user: User, keys: Keys, year: Period) -> Facts:
    related = (*_OWNERS, *_PLACES)
    rows = _works(user, keys).values(
        "pk",
        "parent",
        "state__label",
        "work_type__label",
        "is_must_do",
        *_DATES,
        *_TEXTS,
        *(f"{name}__name" for name in related),
    )
    above = names_of(Work.objects.visible_to(user), [row["parent"] for row in rows], "name")
    return {row["pk"]: dict(_of_record({**row, "parent": above[row["parent"]]})) for row in rows}


def _of_record(row: dict[str, Any]) -> Iterator[tuple[str, Fact]]:
    yield "state", Fact("status", "State", row["state__label"], frozenset({"state"}))
    # Until somebody forecasts another date, the baseline is what is expected.
    row["forecast_ends_on"] = row["forecast_ends_on"] or row["ends_on"]
    for name, label in _DATES.items():
        yield name, Fact("dates", label, row[name], frozenset({name}))
    for name, label in _OWNERS.items():
        yield name, Fact("owners", label, row[f"{name}__name"], frozenset({name}))
    for name, label in _PLACES.items():
        yield name, Fact("scope", label, row[f"{name}__name"], frozenset({name}))
    yield "parent", Fact("scope", "Part of", row["parent"], frozenset({"parent"}))
    yield "work_type", Fact("scope", "Type", row["work_type__label"], frozenset({"work_type"}))
    for name in _TEXTS:
        yield name, Fact("scope", label_of(KIND, name), row[name], frozenset({name}))
    yield "is_must_do", Fact("scope", "Must do", "yes" if row["is_must_do"] else "no", frozenset({"is_must_do"}))


def _milestones(user: User, keys: Keys, year: Period) -> Facts:
    found: dict[int, dict[str, Fact]] = {}
    stones = Milestone.objects.filter(work__in=_works(user, keys).order_by().values("pk"))
    for row in stones.values("pk", "work_id", "title", "is_cancelled", "owner__name", *_STONES):
        facts = found.setdefault(row["work_id"], {})
        # Until somebody forecasts another date, the baseline is what is expected.
        row["forecast_on"] = row["forecast_on"] or row["baseline_on"]
        for name, said in _STONES.items():
            facts[f"{row['pk']}.{name}"] = Fact(
                "dates", f"{row['title']}, {said}", row[name], frozenset({name}), about=row["title"]
            )
        cancelled = "cancelled" if row["is_cancelled"] else None
        facts[f"{row['pk']}.state"] = Fact(
            "scope", row["title"], cancelled, frozenset({"is_cancelled"}), about=row["title"]
        )
        facts[f"{row['pk']}.owner"] = Fact(
            "owners", f"{row['title']}, owner", row["owner__name"], frozenset({"owner"}), about=row["title"]
        )
    return found


def _money(user: User, keys: Keys, year: Period) -> Facts:
    """The cost of the year, by the later of the moments that are compared, so that both are of one year."""
    currency = frame().currency
    totals = totals_by_work(_works(user, keys).order_by(), year, currency=currency)
    found: dict[int, dict[str, Fact]] = {}
    for pk, each in totals.items():
        for direction, amounts in (("", each.cost), ("income ", each.income)):
            for name in AMOUNTS:
                if (amount := getattr(amounts, name)) is not None:
                    label = f"{_AMOUNTS[name]} {direction}{year.name}"
                    facts = found.setdefault(pk, {})
                    facts[f"{direction}{name}"] = Fact(
                        "money",
                        label,
                        Money(amount, each.currency),
                        frozenset({MONEY_CHANGED}),
                        is_routine=name == "actual",
                    )
    return found


def _whole_life(user: User, keys: Keys, year: Period) -> Facts:
    stated = whole_life_costs(_works(user, keys).order_by(), frame().today)
    empty = Fact("money", "Whole-life cost", "withheld", frozenset({WHOLE_LIFE_STATED, WHOLE_LIFE_CHANGED}))
    return {
        pk: {"whole_life": empty if each.amount is None else replace(empty, value=Money(each.amount, each.currency))}
        for pk, each in stated.items()
    }
