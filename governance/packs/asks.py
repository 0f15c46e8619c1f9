"""What a pack asks its board: to decide, to agree, to note; each from a finding, each with somebody who owns it."""

from dataclasses import dataclass, replace
from decimal import Decimal

from big.core import words
from governance.integrity import delivery, measures, strategy
from governance.integrity.rule import Row, Rows
from governance.phrases import lowered, shortened, verb
from governance.selectors.home.reading import Reading

DECIDE, AGREE, NOTE = "Decide", "Agree", "Note"
# A cover has room for so many; the rest of the findings stand on the page of disconnects.
MOST = 6


@dataclass(frozen=True, slots=True)
class Ask:
    """One line of the cover: what for, on which page it is argued, and who owns it."""

    kind: str
    text: str
    page: str
    owner: str
    code: str = ""


def asks(reading: Reading, fallback: str) -> list[Ask]:
    """The asks, decisions first; at most MOST. What nobody owns is owned by `fallback`, who prepared the pack."""
    found = reading.disconnects
    made = [
        *_strategy(reading),
        *(_release(row) for row in found.of(strategy.OBJECTIVE_NO_FUNDS.key).found[:MOST]),
        *_red_work(reading),
        *_unlinked(reading, found.of(delivery.WORK_UNLINKED.key).found),
        *(_answer(row) for row in found.of(strategy.DRIVER_UNANSWERED.key).found[:MOST]),
        *_supporters(found.of(delivery.LINK_UNSUPPORTED.key).found),
        *_stale(reading),
    ]
    order = (DECIDE, AGREE, NOTE)
    chosen = sorted(made, key=lambda ask: order.index(ask.kind))[:MOST]
    return [ask if ask.owner else replace(ask, owner=fallback) for ask in chosen]


def _strategy(reading: Reading) -> list[Ask]:
    """Without objectives, which ones there are is the first thing to agree."""
    works = sum(reading.work_marks.values())
    if reading.objectives or not works:
        return []
    pieces = words.counted(works, "piece of work", "pieces of work")
    return [Ask(AGREE, f"Which strategic objectives {pieces} {verb(works, 'is', 'are')} there to serve", "summary", "")]


def _release(row: Row) -> Ask:
    name = shortened(lowered(row.name), 44)
    return Ask(DECIDE, f"Release funds to the work that serves {name}, or re-plan it", "gaps", row.person, row.code)


def _red_work(reading: Reading) -> list[Ask]:
    """Red work that serves an objective: the two with the largest forecast."""
    stood, money = reading.scope.standings, reading.scope.money
    red = list(reading.works.filter(pk__in=[key for key, each in stood.items() if each.mark == "R"]).for_rows())
    red.sort(key=lambda work: (-(money[work.pk].forecast or Decimal(0)) if work.pk in money else Decimal(0), work.code))
    return [
        Ask(
            DECIDE,
            f"How to recover {shortened(work.name, 48)}, which is red",
            "portfolio",
            str(work.sponsor or work.owner or ""),
            work.code,
        )
        for work in red[:2]
    ]


def _unlinked(reading: Reading, rows: Rows) -> list[Ask]:
    if not rows or not reading.objectives:
        return []
    total = rows.amount
    money = f"{words.money(total, reading.frame.currency)} of " if total else ""
    pieces = words.counted(len(rows), "piece of work", "pieces of work")
    it = verb(len(rows), "serves", "serve")
    first = max(rows, key=lambda row: (bool(row.person), row.amount or Decimal(0)))
    return [Ask(AGREE, f"Link, stop or justify {money}{pieces} that {it} no objective", "gaps", first.person)]


def _answer(row: Row) -> Ask:
    name = shortened(lowered(row.name), 44)
    return Ask(AGREE, f"Who answers {name}, or that nobody does", "gaps", row.person, row.code)


def _supporters(rows: Rows) -> list[Ask]:
    if not rows:
        return []
    links = words.counted(len(rows), "link")
    return [Ask(AGREE, f"Name a supporter for {links} to delivery", "gaps", rows[0].person)]


def _stale(reading: Reading) -> list[Ask]:
    keys = (delivery.WORK_STALE.key, measures.KEY_RESULT_STALE.key)
    works, key_results = (reading.disconnects.of(key).found for key in keys)
    count = len(works) + len(key_results)
    if not count:
        return []
    # Of key results the first is the oldest; of work those that never reported come before it.
    oldest = max([*works, *key_results[:1]], key=lambda row: row.days or 0)
    figures = words.counted(count, "figure")
    return [Ask(NOTE, f"{words.capital(figures)} {verb(count, 'is', 'are')} out of date", "gaps", oldest.person)]
