"""Feeding key results: from a milestone, money of work, a KPI, or other key results; and taking the readings over."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, Final

from django.db import transaction
from django.db.models import F

from big import clock
from big.accounts.models import User
from big.audit.record import Telling, record, record_many
from big.errors import RuleError
from big.records import create, plain, touch
from big.registry.reactions import gathered, react
from okr import codes
from okr.models.feeds import Feed, FeedPart
from okr.models.indicators import Indicator
from okr.models.key_results import KeyResult, Reading
from okr.selectors.feeds import above, fed_now, loaded, reached_from, scale_of
from okr.services.key_results import held_key_result
from okr.services.wording import refused
from portfolio.models.milestones import Milestone
from portfolio.models.money import MoneyLine
from portfolio.models.work import Work

Part = tuple[KeyResult, Decimal | None]
_KIND: Final = Feed.Kind


@transaction.atomic
def feed_key_result(
    key_result_id: int,
    *,
    actor: User,
    kind: str,
    milestone: Milestone | None = None,
    work: Work | None = None,
    indicator: Indicator | None = None,
    amount: str = "",
    direction: str = MoneyLine.Direction.COST,
    span: str = Feed.Span.LIFE,
    combine: str = "",
    parts: Sequence[Part] = (),
    version: int | None,
    why: str = "",
) -> KeyResult:
    """Let a key result take its readings from a source from now on, in place of people and of any source before.

    The first reading is taken at once. RuleError where kind and unit of the key result do not fit the source, where a
    key result would feed itself, at any depth, and where the source is missing.
    """
    key_result = held_key_result(key_result_id, actor, version)
    feed = Feed(key_result=key_result, kind=kind)
    if kind == _KIND.MILESTONE:
        feed.milestone = _milestone(key_result, milestone, actor)
    elif kind == _KIND.MONEY:
        feed.work = _work(key_result, work, actor)
        feed.amount, feed.direction, feed.span = amount or Feed.Amount.ACTUAL, direction, span
    elif kind == _KIND.INDICATOR:
        feed.indicator = _indicator(key_result, indicator, actor)
    else:
        feed.combine = combine or Feed.Combine.AVERAGE
        parts = _parts(key_result, parts, feed.combine, actor)
    before = _end(key_result)
    after = create(feed)
    for part, weight in parts if kind == _KIND.KEY_RESULTS else ():
        create(FeedPart(feed=feed, key_result=part, weight=weight if feed.combine == "weighted" else None))
    touch(key_result)
    also = [part for part, _ in parts] if kind == _KIND.KEY_RESULTS else []
    said = {name: value for name, value in after.items() if name != "key_result"} | (
        {"parts": [part.code for part in also]} if also else {}
    )
    record(codes.KEY_RESULT_FED, actor=actor, on=key_result, also=also, before=before, after=said, why=why)
    refresh(loaded(Feed.objects.filter(pk=feed.pk)), actor=actor)
    return key_result


@transaction.atomic
def stop_feed(key_result_id: int, *, actor: User, version: int | None, why: str = "") -> KeyResult:
    """Let people enter the readings again; those that were taken stay."""
    key_result = held_key_result(key_result_id, actor, version)
    before = _end(key_result)
    if not before:
        raise RuleError("Nothing feeds this key result.", code="not_fed")
    touch(key_result)
    record(codes.KEY_RESULT_FEED_STOPPED, actor=actor, on=key_result, before=before, why=why)
    return key_result


def _end(key_result: KeyResult) -> dict[str, Any]:
    feed = Feed.objects.filter(key_result=key_result).select_related("milestone", "work", "indicator").first()
    if feed is None:
        return {}
    was: dict[str, Any] = {"kind": feed.kind}
    was |= {name: str(value) for name in ("milestone", "work", "indicator") if (value := getattr(feed, name))}
    feed.delete()
    return was


def _milestone(key_result: KeyResult, milestone: Milestone | None, actor: User) -> Milestone:
    if not key_result.is_switch:
        said = "A milestone feeds a key result that is a milestone, or a yes or no. Change how it is measured first."
        raise refused("kind", said, code="feed_kind")
    if milestone is None or not Milestone.objects.visible_to(actor).filter(pk=milestone.pk).exists():
        raise refused("milestone", "Choose the milestone.", code="feed_source")
    return milestone


def _work(key_result: KeyResult, work: Work | None, actor: User) -> Work:
    if key_result.is_switch or scale_of(key_result.unit) is None:
        said = "Money feeds a key result that is measured in money. Give it a unit such as GBP, £k or £m first."
        raise refused("kind", said, code="feed_unit")
    if work is None or not Work.objects.visible_to(actor).filter(pk=work.pk).exists():
        raise refused("work", "Choose the work.", code="feed_source")
    return work


def _indicator(key_result: KeyResult, indicator: Indicator | None, actor: User) -> Indicator:
    if key_result.is_switch:
        raise refused("kind", "A KPI is no yes or no. Change how the key result is measured first.", code="feed_kind")
    if indicator is None or not Indicator.objects.visible_to(actor).filter(pk=indicator.pk).exists():
        raise refused("indicator", "Choose the KPI.", code="feed_source")
    if indicator.measure and indicator.measure.strip().lower() != key_result.unit.strip().lower():
        said = f"{indicator.code} is measured in {indicator.measure}, this key result in {key_result.unit}."
        raise refused("indicator", said, code="feed_unit")
    return indicator


def _parts(key_result: KeyResult, parts: Sequence[Part], combine: str, actor: User) -> list[Part]:
    if key_result.is_switch:
        said = "A yes or no is not the sum of others. Change how it is measured first."
        raise refused("kind", said, code="feed_kind")
    keys = {part.pk for part, _ in parts}
    if not keys or KeyResult.objects.visible_to(actor).filter(pk__in=keys).count() != len(keys):
        raise refused("parts", "Choose the key results that feed this one.", code="feed_source")
    other = [part.code for part, _ in parts if part.unit.strip().lower() != key_result.unit.strip().lower()]
    if other:
        said = f"{other[0]} is measured in another unit, so the two cannot be put together."
        raise refused("parts", said, code="feed_unit")
    below = reached_from(keys)
    loops = [part.code for part, _ in parts if part.pk == key_result.pk or key_result.pk in below[part.pk]]
    if loops:
        raise refused("parts", f"{loops[0]} is itself made of {key_result.code}.", code="feed_loop")
    if combine == Feed.Combine.WEIGHTED and not any(weight for _, weight in parts):
        raise refused("parts", "A weighted average needs a weight for at least one of them.", code="feed_weight")
    return list(parts)


def refresh(feeds: Iterable[Feed], *, actor: User) -> list[Reading]:
    """Take the readings that these feeds give now, and then those of what is fed by them in turn.

    What gives the same as before writes nothing. Feeds are loaded by `okr.selectors.feeds.loaded`; the caller is in a
    transaction. Returns the readings taken.
    """
    taken: list[Reading] = []
    waiting = list(feeds)
    while waiting:
        fresh = _take(waiting, fed_now(waiting), actor)
        taken += fresh
        # It ends: nothing is made of itself, and what gives the same as before goes no further up.
        waiting = above([reading.key_result_id for reading in fresh]) if fresh else []
    return taken


def _take(feeds: Sequence[Feed], now: dict[int, Any], actor: User) -> list[Reading]:
    keys = [feed.key_result_id for feed in feeds if feed.pk in now]
    locked = KeyResult.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("pk").in_bulk()
    last = Reading.objects.filter(key_result__in=keys, is_fed=True).order_by("key_result_id", "-pk")
    before = {reading.key_result_id: reading for reading in last.distinct("key_result_id")}
    fresh = []
    for feed in feeds:
        key_result, fed = locked.get(feed.key_result_id), now.get(feed.pk)
        if key_result is None or fed is None or key_result.state not in _OPEN:
            continue
        was = before.get(key_result.pk)
        if was is not None and (was.value, was.read_on) == (fed.value, fed.on):
            continue
        fresh.append(
            Reading(key_result=key_result, value=fed.value, read_on=fed.on, is_fed=True, recorded_at=clock.now())
        )
    if not fresh:
        return []
    Reading.objects.bulk_create(fresh)
    waiting = [each.pk for each in (reading.key_result for reading in fresh) if each.state == KeyResult.State.AGREED]
    KeyResult.objects.filter(pk__in=waiting).update(
        state=KeyResult.State.TRACKING, version=F("version") + 1, updated_at=clock.now()
    )
    record_many(
        codes.READING_TAKEN,
        [
            Telling(
                reading.key_result,
                before={"value": plain(was.value)} if (was := before.get(reading.key_result_id)) else {},
                after={"value": plain(reading.value), "read_on": plain(reading.read_on)},
                effective_on=reading.read_on,
            )
            for reading in fresh
        ],
        actor=actor,
    )
    with gathered(actor):
        for reading in fresh:
            react(codes.ON_READING_RECORDED, reading, actor=actor)
    return fresh


_OPEN: Final = (KeyResult.State.AGREED, KeyResult.State.TRACKING)


def follow_milestone(work: Work, *, actor: User, milestone: Milestone, **_facts: Any) -> None:
    """A milestone changed: what it feeds follows."""
    refresh(loaded(Feed.objects.filter(milestone=milestone)), actor=actor)


def follow_reports(works: Sequence[Work], *, actor: User) -> None:
    """Work was reported: its milestones are as true as that report."""
    refresh(loaded(Feed.objects.filter(milestone__work__in=works)), actor=actor)


def follow_money(works: Sequence[Work], *, actor: User) -> None:
    """The money of work changed: what it feeds follows."""
    refresh(loaded(Feed.objects.filter(work__in=works)), actor=actor)


def follow_indicator(indicator: Indicator, *, actor: User) -> None:
    """A KPI has a new value: what it feeds follows."""
    refresh(loaded(Feed.objects.filter(indicator=indicator)), actor=actor)


def follow_reading(reading: Reading, *, actor: User, **_facts: Any) -> None:
    """A person took a reading: what it is part of follows. Readings that were taken from feeds follow by themselves."""
    if not reading.is_fed:
        refresh(above([reading.key_result_id]), actor=actor)
