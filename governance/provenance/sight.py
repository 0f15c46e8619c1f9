"""How the money and the sentence of the line of sight come about: of the whole, of a driver, and under the focus."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.core.marks import NAMES, ORDER
from big.organisation.models import Unit
from big.provenance.links import how_url
from big.provenance.origins import origins
from big.provenance.sentences import sentence_of
from big.registry.provenance import Asked, Explanation, Provenance, Row, Rows, UnknownFigureError, day_of
from governance.integrity import delivery, strategy
from governance.integrity.rule import Rule
from governance.integrity.scope import Scope
from governance.selectors.integrity import ask
from governance.selectors.sight import SPOKEN, sight_page
from governance.selectors.sight_below import MoneyRow, money_under
from governance.selectors.sight_board import Drawing, UnknownFocusError, View
from governance.selectors.sight_graph import Narrowing, read_graph
from governance.selectors.sight_nodes import Filling
from governance.sentences.sight import Facts
from governance.sight.graph import Key
from okr.models.objectives import StrategicObjective
from portfolio.models.money import MoneyLine
from portfolio.models.work import Stream, Work
from portfolio.selectors.frame import Frame, frame

ZERO: Final = Decimal(0)
WHAT: Final = {"forecast": "Forecast", "variance": "Forecast against budget"}
PART: Final = {"": "all work in the line of sight", "focus": "what lies under the focus"}
_NARROWED: Final = {
    "focus": "The code of the record in focus, as the page's address says it.",
    "unit": "The code of a unit, with all below it.",
    "stream": "A stream of work.",
}

MONEY: Final = Explanation(
    key="sight-money",
    title="Money in the line of sight",
    formula=(
        "The year's cost in the organisation's currency of the live work that the page holds, added up. Under the "
        "focus, the part of it that the weights of agreed links bring there; under a piece of work, all of it."
    ),
    load=lambda user, asked: _money(user, asked),
    takes={
        **_NARROWED,
        "under": "focus for what lies under the focus; the whole page if left out.",
        "work": "The code of one piece of work under the focus.",
        "what": "forecast or variance; the forecast if left out.",
    },
)

DRIVER: Final = Explanation(
    key="driver-money",
    title="Money that answers a driver",
    formula=(
        "The year's forecast that agreed links carry to the objectives that answer the driver, and to those under "
        "them, by their weights; each link counts once."
    ),
    load=lambda user, asked: _driver(user, asked),
    takes={**_NARROWED, "driver": "The code of the driver."},
)

SENTENCE: Final = Explanation(
    key="sight-sentence",
    title="Opening sentence of the line of sight",
    formula=(
        "The finding that matters most: of the whole, where delivery, funds or a link is missing; of a record in "
        "focus, what delivers it, how that stands, and how far the outcome is behind."
    ),
    load=lambda user, asked: _sentence(user, asked),
    takes=_NARROWED,
    covers=(("governance:sight", "Opening sentence"),),
)


def _narrowing(user: User, asked: Asked) -> Narrowing | None:
    """What the page was narrowed to; None for a unit or stream that is not there to see."""
    stream, code, unit = asked.get("stream", ""), asked.get("unit", ""), None
    if stream and stream not in Stream.values:
        return None
    if code:
        unit = Unit.objects.visible_to(user).filter(code__iexact=code, is_open=True).first()
        if unit is None:
            return None
    return Narrowing(unit.pk if unit else None, stream)


def _drawn(user: User, asked: Asked, now: Frame) -> tuple[Drawing, Filling] | None:
    """The drawing that the parameters ask for; UnknownFigureError where the focus names nothing."""
    narrowing = _narrowing(user, asked)
    if narrowing is None:
        return None
    scope = Scope(user, now)
    graph = read_graph(scope, focus=asked.get("focus", ""), narrowing=narrowing)
    drawing = Drawing(graph, View(asked.get("focus", "")))
    try:
        _ = drawing.focus
    except UnknownFocusError as error:
        raise UnknownFigureError(str(error)) from error
    return drawing, Filling(user, now, graph, scope.seen)


def _listed(asked: Asked) -> str:
    kept = urlencode({name: asked[name] for name in _NARROWED if asked.get(name)})
    return reverse("governance:sight") + (f"?{kept}" if kept else "")


def _money(user: User, asked: Asked) -> Provenance | None:
    now, what, under = frame(day_of(asked)), asked.get("what", "forecast"), asked.get("under", "")
    found = _drawn(user, asked, now) if what in WHAT and under in PART else None
    if found is None or (under and not asked.get("focus")):
        return None
    drawing, filling = found
    parts = money_under(filling, drawing.path) if under else _whole(filling)
    code = asked.get("work", "").lower()
    if code:
        parts = [part for part in parts if part.work.code.lower() == code]
    rows = _rows(parts, what, now)
    if code and not rows:
        return None
    total = sum((row.amount or ZERO for row in rows), ZERO)
    value = _said(total, what, now) if rows else words.DASH
    works = [part.work.pk for part in parts]
    lines = MoneyLine.objects.cost().filter(work__in=works).within(now.year.starts_on, now.year.ends_on)
    name = " ".join(filter(None, (PART[under], under and asked["focus"], code and f"by {code.upper()}")))
    return Provenance(
        title=f"{WHAT[what]} of {name}, {now.year.name}",
        value=value,
        amount=total if rows else None,
        sentence=f"{WHAT[what]} of {name} in {now.year.name}: {value}.",
        as_of=now.today,
        rows=Rows(
            rows,
            total,
            value,
            f"{words.capital(words.counted(len(rows), 'piece of work', 'pieces of work'))}, added up.",
            _listed(asked),
            "Show the line of sight",
            "Work",
        ),
        sources=origins(user, (lines, "money line", "money lines")),
    )


def _whole(filling: Filling) -> list[MoneyRow]:
    """All work of the page with what it costs, the largest first."""
    works = Work.objects.in_bulk(list(filling.cost_of_work))
    rows = [
        MoneyRow(works[key], "", None, purse.forecast, purse.lead.variance)
        for key, purse in filling.cost_of_work.items()
    ]
    return sorted(rows, key=lambda row: (-(row.forecast or ZERO), row.work.code))


def _rows(parts: Iterable[MoneyRow], what: str, now: Frame) -> tuple[Row, ...]:
    return tuple(
        Row(
            part.work.name,
            _said(amount, what, now),
            amount,
            part.work.code,
            part.work.get_absolute_url(),
            how_url("work-money", work=part.work.code.lower(), what=what),
            note=part.tag or (f"{words.percent(part.weight)} of it" if part.weight is not None else ""),
        )
        for part in parts
        if (amount := getattr(part, what)) is not None
    )


def _said(amount: Decimal, what: str, now: Frame) -> str:
    return (words.signed_money if what == "variance" else words.money)(amount, now.currency)


def _driver(user: User, asked: Asked) -> Provenance | None:
    now = frame(day_of(asked))
    found = _drawn(user, asked, now)
    if found is None:
        return None
    drawing, filling = found
    graph, code = drawing.graph, asked.get("driver", "").lower()
    driver = next((key for key in graph.drivers if graph.codes["driver", key].lower() == code), None)
    if driver is None:
        return None
    carried = filling.carried_by(filling.answering.get(driver, set()))
    objectives = StrategicObjective.objects.in_bulk(list(carried))
    rows = tuple(
        Row(
            objectives[key].title,
            words.money(amount, now.currency),
            amount,
            objectives[key].code,
            objectives[key].get_absolute_url(),
            how_url("objective-money", objective=objectives[key].code.lower(), own=1),
        )
        for key, purse in sorted(carried.items(), key=lambda pair: -(pair[1].forecast or ZERO))
        if (amount := purse.forecast) is not None
    )
    total = sum((row.amount or ZERO for row in rows), ZERO)
    value = words.money(total, now.currency) if rows else words.DASH
    name = graph.codes["driver", driver]
    lines = MoneyLine.objects.visible_to(user).cost().within(now.year.starts_on, now.year.ends_on)
    links = {link.work for link in graph.links if link.objective in carried}
    return Provenance(
        title=f"Forecast that answers {name}, {now.year.name}",
        value=value,
        amount=total if rows else None,
        sentence=f"Forecast that agreed links carry to the objectives that answer {name} in {now.year.name}: {value}.",
        as_of=now.today,
        rows=Rows(rows, total, value, "What each objective carries itself, added up.", _listed(asked),
                  "Show the line of sight", "Objectives"),
        sources=origins(user, (lines.filter(work__in=links), "money line", "money lines")),
    )  # fmt: skip


def _sentence(user: User, asked: Asked) -> Provenance | None:
    now, narrowing = frame(day_of(asked)), _narrowing(user, asked)
    if narrowing is None:
        return None
    try:
        page = sight_page(user, now, View(asked.get("focus", "")), narrowing)
    except UnknownFocusError as error:
        raise UnknownFigureError(str(error)) from error
    rows: Sequence[Row]
    if page.facts is None:
        rows = _of_whole(user, now, sum(1 for _ in page.graph.objectives), len(page.graph.works))
    else:
        focus = asked["focus"]
        facts = page.facts
        counts = sorted(facts.marks.items(), key=lambda pair: ORDER.index(pair[0]))
        rows = [
            Row("Work that delivers it", words.number(facts.works)),
            *(Row(f"of which {NAMES[mark].lower()}", words.number(count), mark=mark) for mark, count in counts),
            Row("Objectives on its line", words.number(facts.objectives)),
            Row("Key results on its line", words.number(sum(facts.measures.values()))),
            *_outcome(facts, page.path.focus, focus),
            Row("Links that nobody supports", words.number(facts.unsupported)),
            Row("Weight of its links", words.percent(facts.weight)),
        ]  # fmt: skip
    return sentence_of(
        asked.get("focus") or "the line of sight",
        page.message,
        rows,
        as_of=now.today,
        follows="The findings about the line of sight, in the order of their weight",
        url=_listed(asked),
        label="Show the line of sight",
    )


def _outcome(facts: Facts, focus: Key | None, code: str) -> list[Row]:
    """How far the outcome of what is in focus has come, and how far that is behind; nothing where it has none."""
    if facts.percent is None or focus is None:
        return []
    key, name = ("objective-outcome", "objective") if focus[0] == "objective" else ("key-result", "key_result")
    how = how_url(key, **{name: code.rpartition(":")[2].lower()})
    behind = Row("Behind what was expected by now", words.points(facts.behind))
    return [Row("Outcome so far", words.percent(facts.percent), how=how, mark=facts.mark), behind]


def _of_whole(user: User, now: Frame, objectives: int, works: int) -> list[Row]:
    found = ask(Scope(user, now), SPOKEN)

    def row(rule: Rule) -> Row:
        finding = found.of(rule.key)
        one = finding.rows[0].name if finding.count == 1 else ""
        return Row(rule.title, words.number(finding.count), how=how_url("disconnects", only=rule.slug), note=one)

    money = how_url("disconnects", only=delivery.WORK_UNLINKED.slug, what="money")
    return [
        Row("Objectives", words.number(objectives)),
        row(strategy.OBJECTIVE_NO_DELIVERY),
        row(strategy.OBJECTIVE_NO_FUNDS),
        Row("Live work", words.number(works)),
        row(delivery.WORK_UNLINKED),
        Row("Its forecast", words.money(found.unlinked_money, found.currency), how=money),
        row(strategy.DRIVER_UNANSWERED),
    ]
