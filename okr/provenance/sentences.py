"""How the sentences come about with which the pages of the strategy open."""

from collections.abc import Sequence
from typing import Final

from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.core.marks import NAMES
from big.provenance.links import how_url
from big.provenance.sentences import sentence_of
from big.registry.provenance import Asked, Explanation, Provenance, Row, day_of
from okr.models.drivers import Driver
from okr.models.purposes import Purpose
from okr.provenance.narrowing import FILTERS, filters_of, listed
from okr.provenance.outcomes import objective_of
from okr.selectors.objective_list import message_of as said_of_list
from okr.selectors.objective_page import objective_page
from okr.selectors.objective_rows import NO_DELIVERY, NO_FUNDS, NO_SUPPORT, ObjectiveRow, objective_table
from okr.selectors.strategy_page import DriverRow, driver_page, driver_rows, message_of, purpose_page
from portfolio.selectors.frame import frame

OBJECTIVES: Final = Explanation(
    key="objectives-sentence",
    title="Opening sentence of the objectives",
    formula=(
        "How many of the objectives that are pursued have a green outcome, then the gravest break among them: no "
        "delivery, else no funds this quarter, else nobody who supports."
    ),
    load=lambda user, asked: _objectives(user, asked),
    takes=FILTERS,
    covers=(("okr:objective_list", "Opening sentence"),),
)

OBJECTIVE: Final = Explanation(
    key="objective-sentence",
    title="Opening sentence of an objective",
    formula=(
        "How many of its tracked key results, and of those under it, are green; then the red key result that is "
        "furthest behind, else that no work serves it or that the work is red."
    ),
    load=lambda user, asked: _objective(user, asked),
    takes={"objective": "The code of an objective."},
)

STRATEGY: Final = Explanation(
    key="strategy-sentence",
    title="Opening sentence of the strategy",
    formula=(
        "How many drivers that still drive are answered: an objective that is pursued answers them. For one driver, "
        "how many objectives answer it; for one purpose, how many drivers bear on it and lack an answer."
    ),
    load=lambda user, asked: _strategy(user, asked),
    takes={
        "driver": "The code of one driver.",
        "purpose": "The code of one purpose; without either, the whole strategy.",
    },
    covers=(("okr:strategy", "Opening sentence"),),
)


def _objectives(user: User, asked: Asked) -> Provenance:
    now = frame(day_of(asked))
    filters = filters_of(asked)
    table = objective_table(filters.apply(user), user, now)
    pursued = [each for each in table.standings if each.is_pursued]
    lacking = ((NO_DELIVERY, "No delivery"), (NO_FUNDS, "No funds this quarter"), (NO_SUPPORT, "Lacking support"))
    rows = [
        Row("Objectives", words.number(len(table.standings))),
        Row("Pursued", words.number(len(pursued))),
        Row("On course", words.number(sum(each.progress.mark == "G" for each in pursued))),
        *(Row(label, words.number(sum(gap in each.gaps for each in pursued))) for gap, label in lacking),
        *(
            Row(each.title, _percent(each.progress.percent), code=each.code, mark=each.progress.mark,
                url=reverse("okr:objective_detail", args=[each.code.lower()]),
                how=how_url("objective-outcome", objective=each.code.lower()),
                note=", ".join(label.lower() for gap, label in lacking if gap in each.gaps))
            for each in pursued
        ),
    ]  # fmt: skip
    return sentence_of(
        "the objectives",
        said_of_list(table, filters.narrows),
        rows,
        as_of=now.today,
        follows="How many are on course, then the gravest break",
        url=listed(filters),
        label="Show the objectives",
    )


def _percent(value: object) -> str:
    return words.DASH if value is None else words.percent(value)  # type: ignore[arg-type]


def _objective(user: User, asked: Asked) -> Provenance | None:
    objective = objective_of(user, asked)
    if objective is None:
        return None
    now = frame(day_of(asked))
    page = objective_page(objective, user, now)
    rows = [
        Row("Key results tracked", words.number(page.progress.tracked)),
        Row("On course", words.number(page.progress.on_course)),
        *(
            Row(each.key_result.title, _percent(each.progress.percent), code=each.key_result.code,
                url=each.key_result.get_absolute_url(), mark=each.progress.mark,
                how=how_url("key-result", key_result=each.key_result.code.lower()))
            for each in page.key_results
        ),
        Row("Delivery", NAMES[page.delivery.mark] if page.delivery.has_work else "No work serves it",
            how=how_url("objective-delivery", objective=objective.code.lower()),
            mark=page.delivery.mark if page.delivery.has_work else ""),
    ]  # fmt: skip
    return sentence_of(
        f"{objective.code} {objective.title}",
        page.message,
        rows,
        as_of=now.today,
        follows="How many key results are on course, then what needs help first",
        url=f"{objective.get_absolute_url()}#key-results",
        label="Show the objective's key results",
    )


def _strategy(user: User, asked: Asked) -> Provenance | None:
    if code := asked.get("driver"):
        return _driver(user, asked, code)
    if code := asked.get("purpose"):
        return _purpose(user, asked, code)
    now = frame(day_of(asked))
    drivers = list(Driver.objects.visible_to(user).exclude(state=Driver.State.CLOSED).order_by("code"))
    found = driver_rows(drivers, user, now)
    return sentence_of(
        "the strategy",
        message_of(found),
        _answered(found),
        as_of=now.today,
        follows="How many drivers are answered, and which is not",
        url=reverse("okr:strategy"),
        label="Show the drivers",
    )


def _answered(rows: Sequence[DriverRow]) -> list[Row]:
    """How many drivers are answered, then each with what answers it."""
    gaps = sum(row.is_gap for row in rows)
    return [
        Row("Drivers", words.number(len(rows))),
        Row("Answered", words.number(len(rows) - gaps)),
        Row("Without an answer", words.number(gaps)),
        *(
            Row(row.driver.title, "no answer" if row.is_gap else words.counted(len(row.answers), "objective"),
                code=row.driver.code, url=row.driver.get_absolute_url(),
                note=", ".join(each.objective.code for each in row.answers))
            for row in rows
        ),
    ]  # fmt: skip


def _driver(user: User, asked: Asked, code: str) -> Provenance | None:
    driver = Driver.objects.visible_to(user).filter(code__iexact=code).first()
    if driver is None:
        return None
    page = driver_page(driver, user, frame(day_of(asked)))
    return sentence_of(
        f"{driver.code} {driver.title}",
        page.message,
        _standing(page.rows),
        as_of=page.frame.today,
        follows="How many objectives answer it, and how many of them are on course",
        url=driver.get_absolute_url(),
        label="Show the driver",
    )


def _standing(rows: Sequence[ObjectiveRow]) -> list[Row]:
    """How many objectives there are and are on course, then each with its outcome."""
    return [
        Row("Objectives", words.number(len(rows))),
        Row("On course", words.number(sum(row.progress.mark == "G" for row in rows))),
        *(
            Row(row.objective.title, _percent(row.progress.percent), code=row.objective.code,
                url=row.objective.get_absolute_url(), mark=row.progress.mark,
                how=how_url("objective-outcome", objective=row.objective.code.lower()))
            for row in rows
        ),
    ]  # fmt: skip


def _purpose(user: User, asked: Asked, code: str) -> Provenance | None:
    purpose = Purpose.objects.visible_to(user).filter(code__iexact=code).first()
    if purpose is None:
        return None
    page = purpose_page(purpose, user, frame(day_of(asked)))
    return sentence_of(
        f"purpose {purpose.code}",
        page.message,
        _answered(page.drivers),
        as_of=page.frame.today,
        follows="Its state, then how many drivers bear on it and lack an answer",
        url=purpose.get_absolute_url(),
        label="Show the purpose",
    )
