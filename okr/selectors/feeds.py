"""What feeds key results: the value each source gives now, of which day, and how a page says where it comes from."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from django.db.models import Max, Q, QuerySet

from big import clock
from big.accounts.models import User
from big.core import words
from big.organisation.selectors.current import organisation
from big.periods import Period, financial_year
from okr.models.feeds import Feed, FeedPart
from okr.models.indicators import Indicator, IndicatorValue
from okr.models.key_results import KeyResult
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.selectors.progress import latest_readings
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.status import StatusReport
from portfolio.models.work import Work

# How a unit of measure writes whole units of a currency.
_SCALES: Final = {"": Decimal(1), "k": Decimal(1000), "m": Decimal(1_000_000), "bn": Decimal(1_000_000_000)}


@dataclass(frozen=True, slots=True)
class Fed:
    """What a source gives now: the value, and the day on which the source itself was last known to be true."""

    value: Decimal
    on: dt.date


def scale_of(unit: str) -> tuple[str, Decimal] | None:
    """The currency and the whole units in one of a unit such as GBP, £m or €k; None where it is no money.

    A bare sign stands for the organisation's currency where that has it, else for the first that does.
    """
    unit = unit.strip()
    if unit in words.SYMBOLS:
        return unit, Decimal(1)
    own = organisation().currency
    for code in (own, *words.SYMBOLS):
        sign = words.SYMBOLS.get(code, code)
        if unit.startswith(sign) and unit.removeprefix(sign) in _SCALES:
            return code, _SCALES[unit.removeprefix(sign)]
    return None


def fed_now(feeds: Sequence[Feed]) -> dict[int, Fed]:
    """What each feed gives today, by its key; three queries at most for each kind, however many there are.

    Feeds are loaded with `milestone__work` and `key_result__objective__plan`. A feed that cannot say anything is left
    out: a sum of which a part was never read, a piece of work without such money, a cancelled milestone.
    """
    by_kind: defaultdict[str, list[Feed]] = defaultdict(list)
    for feed in feeds:
        by_kind[feed.kind].append(feed)
    found = _of_milestones(by_kind[Feed.Kind.MILESTONE]) if by_kind[Feed.Kind.MILESTONE] else {}
    if by_kind[Feed.Kind.MONEY]:
        found |= _of_money(by_kind[Feed.Kind.MONEY])
    if by_kind[Feed.Kind.INDICATOR]:
        found |= _of_indicators(by_kind[Feed.Kind.INDICATOR])
    if by_kind[Feed.Kind.KEY_RESULTS]:
        found |= _of_key_results(by_kind[Feed.Kind.KEY_RESULTS])
    return found


def _of_milestones(feeds: Iterable[Feed]) -> dict[int, Fed]:
    """Reached or not, as true as the work was last reported, or the milestone last changed, whichever is later."""
    given = [(feed, feed.milestone) for feed in feeds if feed.milestone and not feed.milestone.is_cancelled]
    works = {milestone.work_id for _, milestone in given}
    reports = StatusReport.objects.filter(work__in=works, report_on__lte=clock.today()).submitted().order_by()
    reported = dict(reports.values_list("work_id").annotate(on=Max("report_on")))
    return {
        feed.pk: Fed(
            Decimal(1 if milestone.actual_on else 0),
            max(_day(milestone.updated_at), reported.get(milestone.work_id, dt.date.min)),
        )
        for feed, milestone in given
    }


def _of_money(feeds: Iterable[Feed]) -> dict[int, Fed]:
    given = [(feed, money, span_of(feed)) for feed in feeds if (money := scale_of(feed.key_result.unit))]
    lines: defaultdict[tuple[int | None, str, str], list[MoneyLine]] = defaultdict(list)
    for line in MoneyLine.objects.filter(work__in={feed.work_id for feed, _, _ in given}):
        lines[line.work_id, line.currency, line.direction].append(line)
    found = {}
    for feed, (currency, scale), span in given:
        counted = [
            line
            for line in lines[feed.work_id, currency, feed.direction]
            if span is None or (line.starts_on >= span.starts_on and line.ends_on <= span.ends_on)
        ]
        amounts = [(getattr(line, feed.amount), line) for line in counted]
        known = [(amount, line) for amount, line in amounts if amount is not None]
        if known:
            total = sum((amount for amount, _ in known), Decimal(0))
            found[feed.pk] = Fed(round(total / scale, 4), max(_day(line.updated_at) for _, line in known))
    return found


def span_of(feed: Feed) -> Period | None:
    """The financial year of the key result's due date, where the feed counts only that; None for the whole life."""
    if feed.span == Feed.Span.LIFE:
        return None
    objective = feed.key_result.objective
    due_on = feed.key_result.due_on or objective.due_on or (objective.plan.ends_on if objective.plan else None)
    return financial_year(due_on or clock.today(), organisation().financial_year_starts)


def _of_indicators(feeds: Iterable[Feed]) -> dict[int, Fed]:
    """The latest value of each KPI, of its day."""
    chosen = list(feeds)
    values = IndicatorValue.objects.filter(
        indicator__in={feed.indicator_id for feed in chosen}, value__isnull=False, read_on__lte=clock.today()
    )
    newest = values.order_by("indicator_id", "-read_on", "-pk").distinct("indicator_id")
    latest = {each.indicator_id: Fed(each.value, each.read_on) for each in newest if each.value is not None}
    return {feed.pk: latest[feed.indicator_id] for feed in chosen if feed.indicator_id in latest}


def _of_key_results(feeds: Sequence[Feed]) -> dict[int, Fed]:
    """Their values together, as true as the oldest of the readings it is made of."""
    parts: defaultdict[int, list[FeedPart]] = defaultdict(list)
    for part in FeedPart.objects.filter(feed__in=[feed.pk for feed in feeds]).order_by("pk"):
        parts[part.feed_id].append(part)
    keys = {part.key_result_id for each in parts.values() for part in each}
    readings = {key: each[0] for key, each in latest_readings(sorted(keys), clock.today(), 1).items()}
    found = {}
    for feed in feeds:
        read = [(part, readings[part.key_result_id]) for part in parts[feed.pk] if part.key_result_id in readings]
        days = [reading.read_on for _, reading in read if reading.read_on]
        value = combined(
            feed.combine,
            [(reading.value, part.weight) for part, reading in read if reading.value is not None],
            is_whole=len(read) == len(parts[feed.pk]),
        )
        if value is not None and days:
            found[feed.pk] = Fed(round(value, 4), min(days))
    return found


def combined(how: str, values: Sequence[tuple[Decimal, Decimal | None]], *, is_whole: bool) -> Decimal | None:
    """Values with their weights as one: their sum, average, or average by weight; None where nothing can be said.

    A sum of which a part is missing (`is_whole` is false) would read as a fall, so it says nothing; an average is of
    those that are there.
    """
    if not values or (how == Feed.Combine.SUM and not is_whole):
        return None
    total = sum((value for value, _ in values), Decimal(0))
    if how == Feed.Combine.SUM:
        return total
    if how == Feed.Combine.AVERAGE:
        return total / len(values)
    weight = sum((each or Decimal(0) for _, each in values), Decimal(0))
    return sum((value * (each or Decimal(0)) for value, each in values), Decimal(0)) / weight if weight else None


def _day(at: dt.datetime) -> dt.date:
    """The organisation's date of an instant, today at the latest: a pinned date may lie before it."""
    return min(at.astimezone(clock.reading().zone).date(), clock.today())


def above(keys: Collection[int]) -> list[Feed]:
    """The feeds that these key results are parts of, loaded as `fed_now` needs them."""
    return list(loaded(Feed.objects.filter(parts__key_result__in=keys).distinct()))


def loaded(feeds: "QuerySet[Feed]") -> "QuerySet[Feed]":
    """The feeds with all that `fed_now` and writing their readings need."""
    return feeds.select_related("milestone__work", "work", "indicator", "key_result__objective__plan").order_by("pk")


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One source as a page names it; `url` is empty for what the reader may not see, and the name says no more."""

    name: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class FeedSaid:
    """Where a key result takes its readings from, as a page says it."""

    feed: Feed
    lead: str
    sources: tuple[FeedSource, ...]
    gives_nothing: bool


def feed_of(key_result: KeyResult, user: User) -> FeedSaid | None:
    """What feeds a key result, as `user` may know it; None where people enter the readings. Five queries at most."""
    feed = loaded(Feed.objects.visible_to(user).filter(key_result=key_result)).first()
    if feed is None:
        return None
    return FeedSaid(feed, _lead(feed), tuple(_sources(feed, user)), feed.pk not in fed_now([feed]))


def _lead(feed: Feed) -> str:
    if feed.kind == Feed.Kind.MILESTONE:
        return "The milestone"
    if feed.kind == Feed.Kind.INDICATOR:
        return "The KPI"
    if feed.kind == Feed.Kind.MONEY:
        span = span_of(feed)
        amount, direction = feed.get_amount_display(), feed.get_direction_display().lower()
        return f"{amount} {direction}{f' of {span.name}' if span else ', whole life'}, of"
    return {"average": "The average of", "sum": "The sum of", "weighted": "The weighted average of"}[feed.combine]


def _sources(feed: Feed, user: User) -> Iterable[FeedSource]:
    if feed.kind == Feed.Kind.KEY_RESULTS:
        seen = KeyResult.objects.visible_to(user).filter(feeds_into__feed=feed).select_related("objective")
        shown = {each.pk: each for each in seen}
        for part in feed.parts.all():
            each = shown.get(part.key_result_id)
            by = f" ({words.reading(part.weight)})" if part.weight is not None and feed.combine == "weighted" else ""
            if each is None:
                yield FeedSource(f"a key result that you may not see{by}")
            else:
                yield FeedSource(f"{each.code} {each.title}{by}", each.get_absolute_url())
        return
    if feed.indicator is not None:
        yield FeedSource(f"{feed.indicator.code} {feed.indicator}", feed.indicator.get_absolute_url())
        return
    of = feed.work or (feed.milestone.work if feed.milestone else None)
    work = Work.objects.visible_to(user).filter(pk=of.pk if of else 0).first()
    if work is None:
        yield FeedSource("work that you may not see")
    elif feed.milestone:
        yield FeedSource(f"{feed.milestone.title}, of {work.code} {work.name}", work.get_absolute_url())
    else:
        yield FeedSource(f"{work.code} {work.name}", work.get_absolute_url())


def indicators_for(key_result: KeyResult, user: User) -> "QuerySet[Indicator]":
    """The KPIs that a form offers: measured in the same unit, or in one that nobody wrote down."""
    same = Q(measure="") | Q(measure__iexact=key_result.unit)
    return Indicator.objects.visible_to(user).filter(same).exclude(state=Indicator.State.RETIRED).order_by("code")


def milestones_for(objective: StrategicObjective, user: User) -> "QuerySet[Milestone]":
    """The milestones that a form offers: of the work that serves the objective."""
    return (
        Milestone.objects.visible_to(user)
        .filter(work__in=_serving(objective), is_cancelled=False)
        .select_related("work")
        .order_by("work__code", "baseline_on", "pk")
    )


def works_for(objective: StrategicObjective, user: User) -> "QuerySet[Work]":
    """The work whose money a form offers: what serves the objective."""
    return Work.objects.visible_to(user).filter(pk__in=_serving(objective)).order_by("code")


def _serving(objective: StrategicObjective) -> "QuerySet[Contribution, int]":
    return Contribution.objects.standing().filter(objective=objective).values_list("work", flat=True)


def parts_for(key_result: KeyResult, user: User) -> "QuerySet[KeyResult]":
    """The key results that a form offers: measured in the same unit, of this objective and those directly under it."""
    objective = key_result.objective
    return (
        KeyResult.objects.visible_to(user)
        .tracked()
        .filter(Q(objective=objective) | Q(objective__parent=objective), unit__iexact=key_result.unit)
        .exclude(pk=key_result.pk)
        .order_by("objective__position", "objective", "position", "pk")
    )


def reached_from(keys: Collection[int]) -> Mapping[int, set[int]]:
    """For each of these key results all that it is made of, at any depth; a query for each level."""
    made: dict[int, set[int]] = {key: set() for key in keys}
    front = {key: {key} for key in keys}
    while any(front.values()):
        asked = {each for below in front.values() for each in below}
        parts: defaultdict[int, set[int]] = defaultdict(set)
        for whole, part in FeedPart.objects.filter(feed__key_result__in=asked).values_list(
            "feed__key_result", "key_result"
        ):
            parts[whole].add(part)
        for key, below in front.items():
            fresh = {part for each in below for part in parts[each]} - made[key]
            made[key] |= fresh
            front[key] = fresh
    return made
