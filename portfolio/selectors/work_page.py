"""The page of one piece of work: how it stands, what comes next, its money, and what stands under it."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count
from django.db.models.functions import Coalesce

from big.accounts.models import User
from big.core import words
from big.core.marks import NAMES
from portfolio.models.milestones import Milestone
from portfolio.models.status import StatusReport, WholeLifeCost
from portfolio.models.work import Work
from portfolio.selectors.attention import Reason, reasons_for
from portfolio.selectors.frame import Frame
from portfolio.selectors.listing import NextMilestone, Row, next_milestones, rows_of
from portfolio.selectors.money import Stated, Totals, totals, whole_life_costs
from portfolio.selectors.saying import short_name
from portfolio.selectors.standing import SLIP_THAT_COUNTS, Standing, standings

SHOWN_MILESTONES: Final = 5


@dataclass(frozen=True, slots=True)
class WorkHead:
    """What every tab of the page shows: the work, its status, its opening sentence, how much stands on each tab."""

    work: Work
    standing: Standing
    money: Totals
    reasons: tuple[Reason, ...]
    message: str
    ancestors: tuple[Work, ...]
    children: int
    milestones: int
    reports: int


def work_head(work: Work, user: User, frame: Frame) -> WorkHead:
    """The head of `work`, which the caller found among what `user` may see; eight queries at most."""
    mine = Work.objects.filter(pk=work.pk)
    standing = standings(mine, frame.today, stale_after=frame.stale_after)[work.pk]
    money = totals(mine, frame.year, currency=frame.currency, few=True)
    milestone = next_milestones([work.pk], frame.today).get(work.pk)
    reasons = tuple(reasons_for(standing, money, _late(milestone), today=frame.today)) if work.state.is_live else ()
    counts = mine.aggregate(
        milestones=Count("milestones", distinct=True), reports=Count("status_reports", distinct=True)
    )
    return WorkHead(
        work=work,
        standing=standing,
        money=money,
        reasons=reasons,
        message=work_sentence(work, standing, money, milestone, frame),
        ancestors=tuple(_ancestors(work, user)),
        children=Work.objects.visible_to(user).filter(parent=work).count(),
        milestones=counts["milestones"],
        reports=counts["reports"],
    )


def _late(milestone: NextMilestone | None) -> tuple[str, dt.date, dt.timedelta | None] | None:
    if milestone is None:
        return None
    slip = dt.timedelta(days=milestone.slip_days)
    return (milestone.title, milestone.due_on, slip) if milestone.is_overdue or slip > SLIP_THAT_COUNTS else None


def _ancestors(work: Work, user: User) -> list[Work]:
    """The work above this one that `user` may see, the top first; one query a level, and few levels."""
    found: list[Work] = []
    above, seen = work.parent_id, {work.pk}
    while above and above not in seen:
        seen.add(above)
        parent = Work.objects.visible_to(user).filter(pk=above).first()
        if parent is None:
            break
        found.insert(0, parent)
        above = parent.parent_id
    return found


def work_sentence(work: Work, standing: Standing, money: Totals, milestone: NextMilestone | None, frame: Frame) -> str:
    """What matters about one piece of work now: its status, its money, its next milestone."""
    if not work.state.is_live:
        return _resting(work, standing)
    parts = [status_words(standing), money_words(money), milestone_words(milestone, frame.today)]
    said = [part for part in parts if part]
    if len(said) == 1 and standing.mark in ("G", "AG") and money.cost.variance is not None:
        said.append("on budget")
    return words.capital(f"{'; '.join(said)}.")


def _resting(work: Work, standing: Standing) -> str:
    state = work.state.label.lower()
    if not standing.is_reported:
        return f"{words.capital(state)}: no status is asked for in this state."
    last = f"{standing.rating_words} on {words.day(standing.report_on)}" if standing.report_on else ""
    return f"{words.capital(state)}; it was last reported {last}."


def status_words(standing: Standing) -> str:
    """How it stands, as the sentence says it."""
    if not standing.is_reported:
        return "no status has been reported yet"
    if standing.is_stale:
        age = words.counted(standing.age_days or 0, "day")
        return f"no status for {age}; it was {standing.rating_words} then"
    if standing.mark == "W":
        return "the status is withheld"
    said = standing.rating_words
    if standing.contradictions:
        return standing.contradictions[0]
    if standing.has_changed:
        return f"{said}, {'down' if standing.got_worse else 'up'} from {NAMES[standing.previous_mark].lower()}"
    return said


def money_words(money: Totals) -> str:
    """How far it is over or under its budget; nothing below one percent."""
    variance, percent = money.cost.variance, money.cost.over_percent
    if variance is None or percent is None or abs(percent) < 1:
        return ""
    return f"{words.money(abs(variance), money.currency)} {'over' if variance > 0 else 'under'} budget"


def milestone_words(milestone: NextMilestone | None, today: dt.date) -> str:
    """That the next milestone is late or slips; nothing where it does not."""
    if milestone is None:
        return ""
    name = f"\N{LEFT DOUBLE QUOTATION MARK}{short_name(milestone.title, 36)}\N{RIGHT DOUBLE QUOTATION MARK}"
    if milestone.is_overdue:
        return f"{name} is {words.overdue(milestone.due_on, today)}"
    if milestone.slip_days > 0:
        return f"{name} slips {_long_time(milestone.slip_days)}"
    return ""


def _long_time(days: int) -> str:
    """Days up to two weeks, then weeks: "9 days", "6 weeks"."""
    return words.counted(days, "day") if days < 14 else words.counted(round(days / 7), "week")


@dataclass(frozen=True, slots=True)
class Overview:
    """The first tab: the latest report, the next milestones, the year's money, the whole-life cost."""

    report: StatusReport | None
    draft: StatusReport | None
    upcoming: tuple[Milestone, ...]
    more_milestones: int
    whole_life: Stated | None
    reports: tuple[StatusReport, ...]


def overview(work: Work, standing: Standing, frame: Frame) -> Overview:
    """What the first tab shows of `work`; four queries."""
    reports = tuple(
        work.status_reports.submitted()
        .filter(report_on__lte=frame.today)
        .newest_first()
        .select_related("reported_by", "source", "source__file")
    )
    upcoming = (
        work.milestones.open()
        .annotate(due_on=Coalesce("forecast_on", "baseline_on"))
        .select_related("owner")
        .order_by("due_on", "pk")
    )
    shown = list(upcoming[: SHOWN_MILESTONES + 1])
    return Overview(
        report=reports[0] if reports else None,
        draft=work.status_reports.filter(submitted_at__isnull=True).order_by("-report_on").first(),
        upcoming=tuple(shown[:SHOWN_MILESTONES]),
        more_milestones=upcoming.count() - SHOWN_MILESTONES if len(shown) > SHOWN_MILESTONES else 0,
        whole_life=whole_life_costs(Work.objects.filter(pk=work.pk), frame.today).get(work.pk),
        reports=current_reports(reports),
    )


def current_reports(reports: Sequence[StatusReport]) -> tuple[StatusReport, ...]:
    """Of several reports of one date the one that counts: the later submitted. Oldest first, for charts."""
    latest: dict[dt.date, StatusReport] = {}
    for report in reports:
        latest.setdefault(report.report_on, report)
    return tuple(latest[day] for day in sorted(latest))


def stated_costs(work: Work) -> list[WholeLifeCost]:
    """Every statement of the whole-life cost, oldest first; one query."""
    return list(work.whole_life_costs.select_related("source", "source__file").order_by("stated_on", "pk"))


@dataclass(frozen=True, slots=True)
class Branch:
    """A piece of work under another, with its row and how deep it stands."""

    row: Row
    depth: int


def keys_under(work: Work, user: User) -> set[int]:
    """The keys of all that stands under `work` and that `user` may see, without its own; one query a level."""
    found: set[int] = set()
    level = {work.pk}
    while level:
        children = Work.objects.visible_to(user).filter(parent__in=level).order_by()
        level = set(children.values_list("pk", flat=True)) - found - {work.pk}
        found |= level
    return found


def branches(work: Work, user: User, frame: Frame) -> list[Branch]:
    """All that stands under `work` and that `user` may see, as a tree in reading order; one query a level."""
    found = keys_under(work, user)
    works = list(Work.objects.filter(pk__in=found).for_rows())
    below: dict[int, list[Work]] = {}
    for child in works:
        if child.parent_id is not None:
            below.setdefault(child.parent_id, []).append(child)
    rows = {row.work.pk: row for row in rows_of(works, user, frame, frame.year)}
    return [Branch(rows[child.pk], depth) for child, depth in _in_order(below, work.pk, 0)]


def _in_order(below: dict[int, list[Work]], parent: int, depth: int) -> list[tuple[Work, int]]:
    order: list[tuple[Work, int]] = []
    for child in below.get(parent, []):
        order += [(child, depth), *_in_order(below, child.pk, depth + 1)]
    return order
