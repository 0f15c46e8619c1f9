"""The figures of a pack as it keeps them: plain JSON in a fixed order, each with its source and date."""

from dataclasses import asdict
from decimal import Decimal
from typing import Any

from big.history import moment
from big.records import plain
from governance.packs import messages
from governance.packs.checks import checks
from governance.packs.content import Content
from governance.packs.figures import plain_figures
from governance.packs.limits import MOST_ROWS
from governance.packs.rows import WorkRow
from governance.packs.since import plain_since
from okr.selectors.purse import Money

TEMPLATE_VERSION = "main-board-5"


def snapshot_of(content: Content) -> dict[str, Any]:
    """Every figure and sentence of the pack; equal records on equal dates give equal snapshots.

    Work and money by objective are whole, since totals are added up from them. Of very many objectives and findings
    the rows are those that the pages show, with the number of all; where all are shown nothing says so.
    """
    reading, frame = content.reading, content.frame
    total, counted, withheld = content.whole_life
    return {
        "template": TEMPLATE_VERSION,
        "organisation": content.organisation,
        "node": content.node.code,
        "read_on": frame.today.isoformat(),
        "as_of": plain(moment.current()),
        "year": frame.year.name,
        "quarter": frame.quarter.name,
        "currency": frame.currency,
        "lede": messages.lede(content),
        "since": plain_since(content.since),
        "messages": [[each.title, each.text] for each in messages.messages(content)],
        "asks": [[ask.kind, ask.text, ask.owner, ask.code] for ask in content.asks],
        "checks": [asdict(check) for check in checks(content)],
        "objective_marks": dict(reading.objective_marks),
        "work_marks": dict(sorted(reading.work_marks.items())),
        "scorecard": [_score(row) for row in content.scorecard],
        "streams": [
            {"stream": row.key, **_money(row.money), "linked": _share(row.linked_percent)}
            for row in content.money.streams
        ],
        "objectives": [
            {"objective": row.objective.code, **_money(row.money), "share": _share(row.share)}
            for row in content.money.objectives
        ],
        "unlinked": _money(content.money.unlinked),
        "total": _money(content.money.total),
        **({"scorecard_left": content.scorecard_left.count} if content.scorecard_left else {}),
        "works": [_work(row) for group in content.groups for row in group.rows],
        "whole_life": {"sum": plain(total), "counted": counted, "withheld": withheld},
        "capacity": [
            {
                "skill": row.skill.code,
                "capacity": plain(row.capacity),
                "demand": plain(row.demand),
                "gap": plain(row.gap),
            }
            for row in content.capacity
        ],
        "findings": [
            {
                "rule": each.rule.key,
                "rows": [[row.kind, row.code, row.why] for row in each.found[:MOST_ROWS]],
                **({"count": each.count} if each.count > MOST_ROWS else {}),
            }
            for each in content.findings
        ],
        "figures": plain_figures(content.figures),
        "sources": [
            {"file": run.file.filename, "sha256": run.file.sha256, "applied_at": plain(run.applied_at)}
            for run in content.imports
        ],
    }


def _share(value: Decimal | None) -> str | None:
    return None if value is None else plain(value.quantize(Decimal("0.01")))


def _money(money: Money) -> dict[str, Any]:
    names = ("budget", "actual", "forecast", "released", "variance")
    return {name: plain(getattr(money, name)) for name in names}


def _score(row: Any) -> dict[str, Any]:
    slope = row.slope
    return {
        "objective": row.objective.code,
        "title": row.objective.title,
        "mark": slope.progress.mark,
        "delivery": slope.delivery.mark,
        "percent": _share(slope.progress.percent),
        "expected": _share(slope.progress.expected),
        "confidence": row.objective.confidence,
        "certainty": row.objective.certainty,
        "funded": not slope.is_unfunded,
        "key_result": row.key_result.code if row.key_result else None,
        "value": plain(row.reading.value) if row.reading else None,
        "read_on": plain(row.reading.read_on) if row.reading else None,
        "supporters": [str(each.person) for each in row.supporters],
    }


def _work(row: WorkRow) -> dict[str, Any]:
    cost = row.money.cost if row.money else None
    return {
        "code": row.work.code,
        "name": row.work.name,
        "stream": row.work.stream,
        "mark": row.standing.mark,
        "rating": row.standing.rating,
        "report_on": plain(row.standing.report_on),
        "objectives": list(row.objectives),
        "budget": plain(cost.budget) if cost else None,
        "actual": plain(cost.actual) if cost else None,
        "forecast": plain(cost.forecast) if cost else None,
        "whole_life": plain(row.stated.amount) if row.stated else None,
        "withheld": row.stated.withheld_reason if row.stated else "",
    }
