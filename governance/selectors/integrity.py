"""Where strategy and delivery disconnect, for one user on one day; Home, sight, packs and API read it here."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Q

from big.accounts.models import User
from big.organisation.nodes import UnitReach
from governance.integrity import delivery, measures, strategy
from governance.integrity.catalogue import BY_KEY, RULES
from governance.integrity.rule import NO_ROWS, Finding, Row, Rule, Severity
from governance.integrity.scope import Scope
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from portfolio.models.work import Work
from portfolio.selectors.frame import frame


@dataclass(frozen=True, slots=True)
class Disconnects:
    """Every rule with what it found, and the figures that pages lead with.

    Money is in whole units of `currency`, for the financial year of the day.
    """

    findings: tuple[Finding, ...]
    currency: str
    year_name: str

    def of(self, key: str) -> Finding:
        """What the rule `key` found; empty where it was not asked."""
        return next((each for each in self.findings if each.rule.key == key), Finding(BY_KEY[key], NO_ROWS))

    def count(self, *keys: str) -> int:
        """How many records these rules found together."""
        return sum(self.of(key).count for key in keys)

    @property
    def found(self) -> list[Finding]:
        """Those that found something, in order."""
        return [each for each in self.findings if each.count]

    @property
    def clear(self) -> list[Finding]:
        """Those that found nothing."""
        return [each for each in self.findings if not each.count]

    @property
    def total(self) -> int:
        """How many findings there are over all rules."""
        return sum(each.count for each in self.findings)

    @property
    def breaks(self) -> int:
        """How many places the line of sight is broken at."""
        return sum(each.count for each in self.findings if each.rule.severity is Severity.BREAK)

    @property
    def by_severity(self) -> list[tuple[Severity, list[Finding]]]:
        """What was found, worst first; severities without a finding are left out."""
        grouped = [(each, [found for found in self.found if found.rule.severity is each]) for each in Severity]
        return [(severity, findings) for severity, findings in grouped if findings]

    @property
    def unlinked_money(self) -> Decimal:
        """The year's money of work that serves no objective."""
        return self.of(delivery.WORK_UNLINKED.key).amount or Decimal(0)

    @property
    def oldest_days(self) -> int:
        """Days since the oldest figure that still stands was reported; 0 where all are fresh."""
        return max(self.of(rule.key).found.oldest for rule in (delivery.WORK_STALE, measures.KEY_RESULT_STALE))

    @property
    def keys_of_gaps(self) -> dict[str, set[int]]:
        """The records that line of sight draws dashed, by kind: what misses the link up or down."""
        return {
            "driver": set(self.of(strategy.DRIVER_UNANSWERED.key).found.keys),
            "objective": set(self.of(strategy.OBJECTIVE_NO_DELIVERY.key).found.keys),
            "key_result": set(self.of(measures.KEY_RESULT_UNDELIVERED.key).found.keys),
            "work": set(self.of(delivery.WORK_UNLINKED.key).found.keys),
        }


# What line of sight draws as missing.
GAPS = (
    strategy.DRIVER_UNANSWERED,
    strategy.OBJECTIVE_NO_DELIVERY,
    measures.KEY_RESULT_UNDELIVERED,
    delivery.WORK_UNLINKED,
)


def disconnects(
    user: User,
    today: dt.date,
    *,
    rules: Iterable[Rule] = RULES,
    unit_id: int | None = None,
    stream: str = "",
) -> Disconnects:
    """Ask every rule about all that `user` may see on `today`; about 25 queries, however many records there are.

    `unit_id` narrows it to one unit with all below it, `stream` to one stream of work; objectives and drivers are
    then those that this work is linked to.
    """
    scope = Scope(user, frame(today), **narrowed(user, unit_id, stream))
    return ask(scope, rules)


def ask(scope: Scope, rules: Iterable[Rule] = RULES) -> Disconnects:
    """Ask these rules about `scope`."""
    found = tuple(Finding(rule, rule.find(scope)) for rule in rules)
    return Disconnects(found, scope.frame.currency, scope.frame.year.name)


def narrowed(user: User, unit_id: int | None, stream: str) -> dict[str, Q]:
    """The condition on each kind of record that keeps what belongs to one unit or stream; {} where neither is asked."""
    if unit_id is None and not stream:
        return {}
    of_work = work_condition(unit_id, stream)
    works = Work.objects.visible_to(user).filter(of_work).order_by().values("pk")
    links = Contribution.objects.exclude(state=Contribution.State.WITHDRAWN).filter(work__in=works)
    served = Q(pk__in=links.order_by().values("objective"))
    if unit_id is not None:
        served |= Q(accountable__unit__in=_under(unit_id)) | Q(okr_set__unit__in=_under(unit_id))
    objectives = StrategicObjective.objects.visible_to(user).filter(served).order_by().values("pk")
    return {
        "of_work": of_work,
        "of_objectives": Q(pk__in=objectives),
        "of_key_results": Q(objective__in=objectives),
        "of_drivers": Q(
            pk__in=StrategicObjective.drivers.through.objects.filter(strategicobjective__in=objectives).values("driver")
        ),
        "of_links": Q(work__in=works),
        "of_places": Q(pk__in=[]) if unit_id is None else Q(unit__in=_under(unit_id)),
    }


def _under(unit_id: int) -> Any:
    return UnitReach.objects.filter(above=unit_id).values("below")


def work_condition(unit_id: int | None, stream: str) -> Q:
    """The work of one unit with all below it, of one stream, or of both."""
    condition = Q()
    if unit_id is not None:
        condition &= Q(unit__in=_under(unit_id))
    if stream:
        condition &= Q(stream=stream)
    return condition


def findings_of(record: StrategicObjective | Work, user: User, today: dt.date) -> list[tuple[Rule, Row]]:
    """What the rules say of one record, the gravest first."""
    nothing = Q(pk__in=[])
    narrow = dict.fromkeys(("of_work", "of_objectives", "of_key_results", "of_drivers", "of_links"), nothing)
    if isinstance(record, Work):
        narrow |= {"of_work": Q(pk=record.pk), "of_links": Q(work=record.pk)}
        rules: tuple[Rule, ...] = delivery.RULES
    else:
        narrow |= {
            "of_objectives": Q(pk=record.pk),
            "of_key_results": Q(objective=record.pk),
            "of_links": Q(objective=record.pk),
        }
        rules = tuple(
            rule
            for rule in RULES
            if rule.key.startswith(("objective.", "link.", "key_result.")) and rule.severity is not Severity.RECORD
        )
    scope = Scope(user, frame(today), **narrow)
    chosen = [rule for rule in RULES if rule in rules]
    return [(finding.rule, row) for finding in ask(scope, chosen).found for row in finding.rows]
