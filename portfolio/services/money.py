"""Setting the money of a piece of work, period by period.

The lines of one work and one kind never overlap in time, so that no total counts a pound twice.
"""

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError, StaleError
from big.imports.models import ImportRun
from big.registry.reactions import react
from portfolio import policies
from portfolio.codes import MONEY_CHANGED, ON_MONEY_CHANGED
from portfolio.models.money import AMOUNTS, MoneyLine
from portfolio.models.work import Work
from portfolio.selectors.money import named
from portfolio.services.access import locked
from portfolio.services.whole_life import default_currency

# What a form sends for a line that it did not see: if there is one by now, somebody else was faster.
UNSEEN: Final = -1


@dataclass(frozen=True, slots=True)
class Entry:
    """The amounts of one period and kind. An amount left out stays as it is; one given as None becomes unknown.

    `version` is that of the line the actor looked at, UNSEEN where there was none, None where nobody looked.
    """

    starts_on: dt.date
    ends_on: dt.date
    amounts: Mapping[str, Decimal | None]
    direction: str = MoneyLine.Direction.COST
    nature: str = MoneyLine.Nature.REVENUE
    currency: str = ""
    note: str | None = None
    version: int | None = None

    @property
    def name(self) -> str:
        """What the history calls it: "October 2026, cost, revenue"."""
        kind = f"{MoneyLine.Direction(self.direction).label.lower()}, {MoneyLine.Nature(self.nature).label.lower()}"
        return f"{named(self.starts_on, self.ends_on).name}, {kind}"


@transaction.atomic
def set_money(
    work_id: int,
    *,
    actor: User,
    entries: Sequence[Entry],
    why: str = "",
    source: ImportRun | None = None,
    source_ref: str = "",
) -> list[MoneyLine]:
    """Write the amounts of one or many periods; a line whose four amounts are all unknown is removed.

    One audit event tells of all of them. RuleError names the period that is wrong; nothing is written then.
    """
    work = locked(work_id, actor=actor, may=policies.can_edit_money)
    standard = default_currency()
    lines = {_key(line): line for line in work.money.select_for_update()}
    versions = {line.pk: line.version for line in lines.values()}
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    written: dict[Key, MoneyLine] = {}
    for entry in entries:
        _check(entry)
        key = _entry_key(entry, entry.currency or standard)
        line = _put(work, entry, lines.pop(key, None), key, (source, source_ref), (before, after))
        written.pop(key, None)
        if line:
            lines[key] = written[key] = line
    _refuse_overlaps(lines.values())
    _save(line for line in written.values() if line.version != versions.get(line.pk))
    if after or before:
        record(MONEY_CHANGED, actor=actor, on=work, before=before, after=after, why=why)
        react(ON_MONEY_CHANGED, work, actor=actor, before=before, after=after)
    return list(written.values())


Key = tuple[dt.date, dt.date, str, str, str]


def _key(line: MoneyLine) -> Key:
    return (line.starts_on, line.ends_on, line.direction, line.nature, line.currency)


def _entry_key(entry: Entry, currency: str) -> Key:
    return (entry.starts_on, entry.ends_on, entry.direction, entry.nature, currency)


def _check(entry: Entry) -> None:
    unknown = entry.amounts.keys() - set(AMOUNTS)
    if unknown:
        raise TypeError(f"money has no {', '.join(sorted(unknown))}")
    if entry.ends_on < entry.starts_on:
        raise RuleError("The period ends before it starts.", code="period_order")
    if (released := entry.amounts.get("released")) is not None and released < 0:
        raise RuleError(f"Funds released in {entry.name} cannot be less than zero.", code="negative_release")


def _put(
    work: Work,
    entry: Entry,
    line: MoneyLine | None,
    key: Key,
    source: tuple[ImportRun | None, str],
    history: tuple[dict[str, Any], dict[str, Any]],
) -> MoneyLine | None:
    """Put one entry on `line`, adding to the history of before and after; None where no line is left."""
    _require_seen(entry, line)
    was: dict[str, Any] = {name: getattr(line, name) if line else None for name in AMOUNTS}
    now = {**was, **entry.amounts}
    note = entry.note if entry.note is not None else (line.note if line else "")
    before, after = history
    for name in AMOUNTS:
        if was[name] != now[name]:
            told = f"{entry.name}, {name}"
            before[told], after[told] = _exactly(was[name], key[-1]), _exactly(now[name], key[-1])
    if all(amount is None for amount in now.values()):
        if line and line.pk:
            line.delete()
        return None
    if line is None:
        line = MoneyLine(work=work, source=source[0], source_ref=source[1], **_placed(key), note=note)
    elif line.note != note:
        before[f"{entry.name}, note"], after[f"{entry.name}, note"] = line.note, note
    if line.pk and (was != now or line.note != note):
        line.version += 1
        line.updated_at = clock.now()
    for name, value in {**now, "note": note}.items():
        setattr(line, name, value)
    # Its constraints hold by now: the period is in order, and there is one line of a kind while the work is locked.
    line.clean_fields(exclude={"work", "source"})
    return line


def _save(lines: Iterable[MoneyLine]) -> None:
    """Write new lines and changed ones, in two statements however many there are."""
    rows = list(lines)
    MoneyLine.objects.bulk_create([line for line in rows if line._state.adding])
    MoneyLine.objects.bulk_update([line for line in rows if line.version], [*AMOUNTS, "note", "version", "updated_at"])


def _exactly(amount: Decimal | None, currency: str) -> str | None:
    """An amount to the penny: a history that rounds is no history."""
    if amount is None:
        return None
    symbol = words.SYMBOLS.get(currency, f"{currency} ")
    return f"{symbol}{words.number(amount, 0 if amount == amount.to_integral_value() else 2)}"


def _placed(key: Key) -> dict[str, Any]:
    return dict(zip(("starts_on", "ends_on", "direction", "nature", "currency"), key, strict=True))


def _require_seen(entry: Entry, line: MoneyLine | None) -> None:
    """Refuse to write over what the actor did not see."""
    if entry.version is None:
        return
    if entry.version != (line.version if line else UNSEEN):
        raise StaleError(f"Somebody changed {entry.name} in the meantime. Compare, then save again.", code="stale")


def _refuse_overlaps(lines: Iterable[MoneyLine]) -> None:
    """Refuse two lines of one kind that share a day."""
    by_kind: dict[tuple[str, str, str], list[MoneyLine]] = {}
    for line in lines:
        by_kind.setdefault((line.direction, line.nature, line.currency), []).append(line)
    for same in by_kind.values():
        same.sort(key=lambda line: (line.starts_on, line.ends_on))
        for first, second in itertools.pairwise(same):
            if second.starts_on <= first.ends_on:
                raise RuleError(
                    f"{named(first.starts_on, first.ends_on).name} and {named(second.starts_on, second.ends_on).name}"
                    " overlap, so totals would count money twice. Change one of the two periods.",
                    code="overlap",
                )
