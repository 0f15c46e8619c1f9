"""How the status of work comes about, how much work shows a mark, and what work was said to cost over its life."""

from collections.abc import Collection
from decimal import Decimal
from typing import Final

from big.accounts.models import User
from big.core import words
from big.core.marks import NAMES, ORDER
from big.provenance.doubts import of_reports
from big.provenance.links import how_url
from big.provenance.origins import origins, people_of, said_by, several
from big.registry.provenance import Asked, Doubt, Explanation, Provenance, Quality, Row, Rows, Source, day_of
from portfolio.codes import REPORT_CORRECTED, REPORT_SUBMITTED, WHOLE_LIFE_CHANGED, WHOLE_LIFE_STATED
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.work import Work
from portfolio.provenance.sets import TAKES, set_of
from portfolio.selectors.frame import frame
from portfolio.selectors.standing import Standing, label_of, mark_of, standings

ONE: Final = Decimal(1)
LISTS: Final = "portfolio:work_list"
_WORK: Final = {"work": "The code of the work."}

STATUS: Final = Explanation(
    key="work-status",
    title="Status of a piece of work",
    formula=(
        "The rating of the latest submitted report up to today; of two of one date the later submitted. It shows as "
        "not reported without a report, if not rated or reset, or once older than the organisation's days, and as "
        "withheld with its reason where the owner withholds it."
    ),
    basis="Three points since 2021, five before: the UK delivery confidence assessment.",
    load=lambda user, asked: _status(user, asked),
    takes=_WORK,
    covers=(
        ("portfolio:work_detail", "Mark, reports and whole-life cost"),
        ("portfolio:work_status", "Reports that count, and costs stated"),
        (LISTS, "Rows"),
        ("api:works", "Status and money of each"),
    ),
)

COUNT: Final = Explanation(
    key="work-count",
    title="How much work",
    formula=(
        "Each piece of work that you may see and that the tab and the filters keep, counted once. A mark is that of "
        "the latest submitted report up to today; work needs attention when it is live and red, amber or not "
        "reported, more than 5% over budget, or has an open milestone that is past or slips by more than four weeks."
    ),
    load=lambda user, asked: _count(user, asked),
    takes=TAKES,
    covers=((LISTS, "Work on each tab"), (LISTS, "Live work by mark")),
)

WHOLE_LIFE: Final = Explanation(
    key="whole-life-cost",
    title="Whole-life cost",
    formula="What the work was last said to cost over its whole life, on or before today; nothing is added up.",
    load=lambda user, asked: _whole_life(user, asked),
    takes=_WORK,
)


def _found(user: User, asked: Asked) -> Work | None:
    return Work.objects.visible_to(user).filter(code__iexact=asked.get("work", "")).first()


def doubts_of(standing: Standing, stale_after: int) -> tuple[Quality, ...]:
    """What stands against relying on the status of one piece of work."""
    if standing.is_stale and standing.report_on:
        age = words.counted(standing.age_days or 0, "day")
        said = f"Since {words.day(standing.report_on)}, {age} ago; a report counts for {stale_after} days."
        return (Quality(Doubt.STALE, said),)
    if standing.mark == "W":
        return (Quality(Doubt.WITHHELD, standing.rating_reason),)
    return (Quality(Doubt.PARTIAL, standing.reason + "."),) if standing.mark == "N" else ()


def _status(user: User, asked: Asked) -> Provenance | None:
    work = _found(user, asked)
    if work is None:
        return None
    now = frame(day_of(asked))
    mine = Work.objects.filter(pk=work.pk)
    standing = standings(mine, now.today, stale_after=now.stale_after)[work.pk]
    reports = list(
        work.status_reports.submitted().filter(report_on__lte=now.today).newest_first().select_related("reported_by")
    )
    latest = StatusReport.objects.filter(pk=standing.report_id) if standing.report_id else StatusReport.objects.none()
    rows = tuple(
        Row(
            each.reported_by.name if each.reported_by else "Status report",
            label_of(each.rating),
            ONE if each.pk == standing.report_id else None,
            on=each.report_on,
            note=each.rating_reason[:160],
            mark=mark_of(each.rating),
        )
        for each in reports
    )
    value = NAMES[standing.mark]
    people = people_of(Work, [work.pk], user, [REPORT_SUBMITTED, REPORT_CORRECTED])
    return Provenance(
        title=f"Status of {work.code} {work.name}",
        value=value,
        sentence=f"The status of {work.name} is {value.lower()}.",
        as_of=now.today,
        inputs=tuple(
            (label, said)
            for label, said in (
                ("Latest report", words.day(standing.report_on) if standing.report_on else "none"),
                ("It says", label_of(standing.rating)),
                ("Confidence", f"{standing.confidence} of 10" if standing.confidence is not None else "not given"),
                ("A report counts for", words.counted(now.stale_after, "day")),
            )
        ),
        rows=Rows(
            rows,
            ONE if standing.report_id else Decimal(0),
            "",
            "The latest one counts." if rows else "",
            f"{work.get_absolute_url()}status/",
            "Show all reports",
            "Status reports",
        ),
        sources=several(_reported(reports[:1]), origins(user, (latest, "report", "reports")), people),
        qualities=doubts_of(standing, now.stale_after),
        mark=standing.mark,
    )


def _reported(reports: list[StatusReport]) -> tuple[Source, ...]:
    return tuple(
        said_by(each.reported_by.name, each.submitted_at, count="reported") for each in reports if each.reported_by
    )


def _count(user: User, asked: Asked) -> Provenance | None:
    now = frame(day_of(asked))
    chosen = set_of(user, asked, now)
    if chosen is None:
        return None
    works = list(chosen.works.order_by("code", "pk"))
    stood = standings(chosen.works, now.today, stale_after=now.stale_after)
    works.sort(key=lambda work: (ORDER.index(stood[work.pk].mark), work.code))
    rows = tuple(
        Row(
            work.name,
            NAMES[stood[work.pk].mark],
            ONE,
            work.code,
            work.get_absolute_url(),
            how_url("work-status", work=work.code.lower()),
            stood[work.pk].report_on,
            stood[work.pk].reason[:160],
            stood[work.pk].mark,
        )
        for work in works
    )
    reports = StatusReport.objects.filter(pk__in=[each.report_id for each in stood.values() if each.report_id])
    total = Decimal(len(rows))
    return Provenance(
        title=words.capital(chosen.name),
        value=words.number(len(rows)),
        amount=total,
        sentence=f"{words.capital(words.counted(len(rows), 'piece', 'pieces'))} of {chosen.name}.",
        as_of=now.today,
        rows=Rows(rows, total, words.number(len(rows)), "", chosen.listed(), chosen.where, "Work"),
        sources=several(
            origins(
                user,
                (Work.objects.filter(pk__in=[work.pk for work in works]), "piece of work", "pieces of work"),
                (reports, "status report", "status reports"),
            ),
            people_of(Work, [work.pk for work in works], user, [REPORT_SUBMITTED, REPORT_CORRECTED]),
        ),
        qualities=of_marks(stood.values()),
    )


def of_marks(stood: Collection[Standing]) -> tuple[Quality, ...]:
    """What a set of statuses leaves open: too old, never reported, withheld."""
    stale = sum(each.is_stale for each in stood)
    silent = sum(each.mark == "N" for each in stood) - stale
    withheld = sum(each.mark == "W" for each in stood)
    return of_reports(len(stood), "piece of work", "pieces of work", stale=stale, silent=silent, withheld=withheld)


def _whole_life(user: User, asked: Asked) -> Provenance | None:
    work = _found(user, asked)
    if work is None:
        return None
    now = frame(day_of(asked))
    stated = list(WholeLifeCost.objects.filter(work=work, stated_on__lte=now.today).order_by("-stated_on", "-pk"))
    latest = stated[0] if stated else None
    amount = latest.amount if latest else None
    value = words.DASH if latest is None or amount is None else words.money(amount, latest.currency)
    rows = tuple(
        Row(
            "Statement",
            "withheld" if each.amount is None else words.money(each.amount, each.currency),
            each.amount if each is latest else None,
            on=each.stated_on,
            note=(each.withheld_reason or each.narrative)[:160],
        )
        for each in stated
    )
    withheld = latest is not None and amount is None
    quality = (Quality(Doubt.WITHHELD, latest.withheld_reason),) if latest and withheld else ()
    missing = () if latest else (Quality(Doubt.PARTIAL, "Nobody has stated it."),)
    costs = WholeLifeCost.objects.filter(pk=latest.pk) if latest else WholeLifeCost.objects.none()
    return Provenance(
        title=f"Whole-life cost of {work.code} {work.name}",
        value=value,
        amount=amount,
        sentence=f"The whole-life cost of {work.name} is {'withheld' if withheld else value}."
        if latest
        else f"Nobody has stated the whole-life cost of {work.name}.",
        as_of=now.today,
        rows=Rows(
            rows,
            amount or Decimal(0),
            "",
            "The latest one counts." if rows else "",
            f"{work.get_absolute_url()}status/",
            "Show all statements",
            "Statements",
        ),
        sources=several(
            origins(user, (costs, "statement", "statements")),
            people_of(Work, [work.pk], user, [WHOLE_LIFE_STATED, WHOLE_LIFE_CHANGED]),
        ),
        qualities=(*quality, *missing),
    )
