"""How the headline figures of Home come about, and the sentence over them."""

from decimal import Decimal
from typing import Final

from django.urls import reverse

from big.accounts.models import User
from big.core import words
from big.core.marks import ORDER
from big.organisation.models import Role
from big.provenance.doubts import of_reports
from big.provenance.links import how_url
from big.provenance.origins import origins, people_of, rule, several
from big.registry.provenance import Asked, Explanation, Provenance, Row, Rows, day_of
from governance.provenance.narrowing import TAKES, Narrowed, told
from governance.selectors.home.money import unlinked_rows
from governance.selectors.home.own import due_check_ins
from governance.selectors.home.page import home_page
from governance.selectors.home.strip import Figure, figure_url
from governance.sentences import home as said
from okr.models.key_results import Reading as Measurement
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.selectors.purse import Purse
from portfolio.codes import REPORT_CORRECTED, REPORT_SUBMITTED
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.work import Stream, Work
from portfolio.provenance.standing import of_marks
from portfolio.selectors.frame import frame

HOME: Final = "governance:home"
ONE: Final = Decimal(1)

ON_COURSE: Final = Explanation(
    key="objectives-on-course",
    title="Objectives on course",
    formula=(
        "The objectives pursued, at the top of their tree, whose outcome is green. An outcome is the plain average of "
        "the progress of its key results and of those under it, against the average expected by now."
    ),
    load=lambda user, asked: told(on_course, user, asked),
    basis="Progress bands are the organisation's own, in its settings.",
    takes=TAKES,
    covers=(("governance:figure", "Counts and marks"), ("governance:figure", "Rows of objectives"), (HOME, "Strip")),
)

GREEN: Final = Explanation(
    key="work-green",
    title="Work that is green",
    formula=(
        "The live work whose latest submitted report up to today rates it green. Work without a report, not rated, "
        "reset, or reported longer ago than the organisation allows counts as not reported."
    ),
    load=lambda user, asked: told(green_work, user, asked),
    takes=TAKES,
)

CHECK_INS: Final = Explanation(
    key="check-ins-due",
    title="Check-ins due",
    formula=(
        "The tracked key results whose next reading falls due within seven days, or is late: the last reading plus "
        "the cadence of the key result, or at once where nothing was ever read."
    ),
    load=lambda user, asked: told(check_ins, user, asked),
    takes=TAKES,
)

LINKED: Final = Explanation(
    key="linked-spend",
    title="Spend with line of sight",
    formula=(
        "The part of the year's forecast cost that agreed links carry to objectives, by their weights, as a percentage "
        "of the whole. What the weights of a piece of work leave over has no line of sight; a claimed link carries "
        "nothing until it is agreed."
    ),
    load=lambda user, asked: _linked(user, asked),
    takes={"stream": "A stream of work, for its part alone.", **TAKES},
    covers=(
        ("governance:money", "Totals"),
        ("governance:money", "By stream"),
    ),
)


def on_course(found: Narrowed) -> Provenance:
    """How many objectives at the top are on course."""
    reading = found.reading
    objectives = StrategicObjective.objects.in_bulk([each.key for each in reading.objectives])
    stood = [(each, reading.progress[key]) for key, each in objectives.items()]
    stood.sort(key=lambda pair: (ORDER.index(pair[1].mark) if pair[1].mark in ORDER else 9, pair[0].code))
    green = sum(each.mark == "G" for _, each in stood)
    rows = tuple(
        Row(
            objective.title,
            words.DASH if progress.percent is None else words.percent(progress.percent),
            ONE if progress.mark == "G" else None,
            objective.code,
            objective.get_absolute_url(),
            how_url("objective-outcome", objective=objective.code.lower()),
            mark=progress.mark,
        )
        for objective, progress in stood
    )
    silent = sum(each.mark == "N" for _, each in stood)
    qualities = of_reports(len(stood), "objective", silent=silent)
    readings = Measurement.objects.filter(key_result__objective__in=set().union(*reading.scope.families.values()))
    return Provenance(
        title=f"Objectives on course{found.of}",
        value=f"{words.number(green)} of {words.number(len(stood))}",
        amount=Decimal(green),
        sentence=said.on_course(said.Standing(objectives=len(stood), on_course=green)),
        as_of=reading.frame.today,
        rows=Rows(
            rows,
            Decimal(green),
            "",
            f"{words.capital(words.counted(green, 'row is', 'rows are'))} green and counted.",
            figure_url("figure", reading.unit, "objectives"),
            "Show all objectives with their delivery",
            "Objectives",
        ),
        sources=origins(reading.user, (readings, "reading", "readings")),
        qualities=qualities,
    )


def green_work(found: Narrowed) -> Provenance:
    """How much live work is green."""
    reading = found.reading
    stood = reading.scope.standings
    works = sorted(reading.works.for_rows(), key=lambda work: (ORDER.index(stood[work.pk].mark), work.code))
    green = reading.work_marks.get("G", 0)
    rows = tuple(
        Row(
            work.name,
            stood[work.pk].rating_words,
            ONE if stood[work.pk].mark == "G" else None,
            work.code,
            work.get_absolute_url(),
            how_url("work-status", work=work.code.lower()),
            stood[work.pk].report_on,
            stood[work.pk].reason,
            stood[work.pk].mark,
        )
        for work in works
    )
    reports = StatusReport.objects.filter(pk__in=[each.report_id for each in stood.values() if each.report_id])
    return Provenance(
        title=f"Work that is green{found.of}",
        value=f"{words.number(green)} of {words.number(len(works))}",
        amount=Decimal(green),
        sentence=said.work_green(said.Standing(works=len(works), green=green)),
        as_of=reading.frame.today,
        rows=Rows(
            rows,
            Decimal(green),
            "",
            f"{words.capital(words.counted(green, 'row is', 'rows are'))} green and counted.",
            figure_url("figure", reading.unit, "work"),
            "Show all live work",
            "Live work",
        ),
        sources=several(
            origins(reading.user, (reports, "status report", "status reports")),
            people_of(Work, [work.pk for work in works], reading.user, [REPORT_SUBMITTED, REPORT_CORRECTED]),
        ),
        qualities=of_marks(stood.values()),
    )


def check_ins(found: Narrowed) -> Provenance:
    """Which check-ins are due."""
    reading = found.reading
    due = due_check_ins(reading)
    late = sum(each.is_late for each in due)
    rows = tuple(
        Row(
            each.key_result.title,
            "late" if each.is_late else "due",
            ONE,
            each.key_result.code,
            each.key_result.get_absolute_url(),
            how_url("key-result", key_result=each.key_result.code.lower()),
            each.due_on,
            "" if each.due_on else "Never read",
            each.progress.mark,
        )
        for each in due
    )
    readings = Measurement.objects.filter(key_result__in=[each.key_result.pk for each in due])
    total = Decimal(len(due))
    return Provenance(
        title=f"Check-ins due{found.of}",
        value=words.number(len(due)),
        amount=total,
        sentence=said.check_ins_due(len(due), late),
        as_of=reading.frame.today,
        rows=Rows(
            rows,
            total,
            words.number(len(due)),
            "",
            figure_url("figure", reading.unit, "check-ins"),
            "Show all check-ins due",
            "Key results",
        ),
        sources=origins(reading.user, (readings, "reading", "readings")),
    )


def _linked(user: User, asked: Asked) -> Provenance | None:
    stream = asked.get("stream", "")
    return (
        None if stream and stream not in Stream.values else told(lambda found: linked_spend(found, stream), user, asked)
    )


def linked_spend(found: Narrowed, stream: str = "") -> Provenance:
    """How much of the year's forecast serves an objective; `stream` is one of them alone."""
    reading = found.reading
    percent, currency = reading.money.linked_percent, reading.frame.currency
    whole, rest = reading.money.total.forecast or Decimal(0), reading.unlinked_money
    left = [row for row in unlinked_rows(reading) if not stream or row.work.stream == stream]
    of, works = found.of, reading.all_works.order_by()
    if stream:
        percent = reading.money.linked_percent_of(stream)
        whole = reading.money.total_by_stream.get(stream, Purse(currency)).forecast or Decimal(0)
        rest = sum((row.money.forecast or Decimal(0) for row in left), Decimal(0))
        of, works = f" of {Stream(stream).label.lower()}{found.of}", works.filter(stream=stream)
    value = words.DASH if percent is None else words.percent(percent)
    rows = tuple(
        Row(
            row.work.name,
            words.money(row.money.forecast, currency),
            row.money.forecast,
            row.work.code,
            row.work.get_absolute_url(),
            how_url("work-money", work=row.work.code.lower()),
            note=row.why,
        )
        for row in left
        if row.money.forecast is not None
    )
    year = reading.frame.year
    lines = MoneyLine.objects.filter(work__in=works.values("pk")).cost()
    links = Contribution.objects.visible_to(reading.user).agreed().filter(work__in=works.values("pk"))
    return Provenance(
        title=f"Spend with line of sight{of}, {year.name}",
        value=value,
        amount=percent,
        sentence=f"{value} of the forecast{of} for {year.name} serves an objective."
        if percent is not None
        else f"No forecast is recorded for {year.name}{of}.",
        as_of=reading.frame.today,
        inputs=(
            ("Forecast of all work", words.money(whole, currency)),
            ("Carried to objectives", words.money(whole - rest, currency)),
            ("No line of sight", words.money(rest, currency)),
        ),
        rows=Rows(
            rows,
            rest,
            words.money(rest, currency),
            f"These have no line of sight; the rest, {words.money(whole - rest, currency)}, has one.",
            f"{figure_url('money', reading.unit)}#unlinked",
            "Show the money by stream and by objective",
            "Work with no line of sight",
        ),
        sources=origins(
            reading.user,
            (lines.within(year.starts_on, year.ends_on), "money line", "money lines"),
            (links, "agreed link", "agreed links"),
        ),
    )


def _sentence(user: User, asked: Asked) -> Provenance | None:
    page = home_page(user, frame(day_of(asked)), asked=asked.get("as", ""))
    if not page.belongs or page.is_empty:
        return None
    rows = tuple(Row(each.label, each.value, url=each.url, how=each.how, note=_note(each)) for each in page.figures)
    return Provenance(
        title="Opening sentence of Home",
        value=page.message,
        sentence=page.message,
        as_of=page.frame.today,
        rows=Rows(rows, says="Every number of the sentence is one of these, or counted among their rows.",
                  url=reverse("governance:home"), label="Home", heading="Figures"),
        sources=(rule(f"The findings of the role, in the order of their weight: {Role.Home(page.home).label}"),),
    )  # fmt: skip


def _note(figure: Figure) -> str:
    return " ".join(filter(None, (figure.small, figure.bad, figure.note)))


SENTENCE: Final = Explanation(
    key="home-sentence",
    title="Opening sentence of Home",
    formula=(
        "The finding that matters most to the role. Each role has findings in a fixed order of weight, and the "
        "heaviest of those that hold today is said."
    ),
    load=_sentence,
    takes={"as": "One of the roles that you hold."},
    covers=((HOME, "Opening sentence"), (HOME, "Panels of the role")),
)
