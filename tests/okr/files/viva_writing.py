"""Exports of Viva Goals written by us, with the truth about them: the three shapes, as awkward as the real ones."""

import csv
import datetime as dt
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

PERIODS = ("Q1 2025", "2025 Q1", "FY25 Q1", "1Q 2025", "Quarter 1 FY25", "Annual 2025", "January 2025")
STATUSES = ("Not Started", "On Track", "Behind", "At Risk", "Postponed", "Closed", "Reopened")
WORDS = {"objective": "Objective", "key_result": "Key result", "initiative": "Deliverable"}
TITLES = (
    "Grow the share of orders (EMEA)",
    "Answer, within a day; always",
    "Cut waste (weight: 5%, Id: 7)",
    'Make "first time right" the rule',
    "Ship 1,000 units (new line) by June",
    "Größe zählt – naïve café",
)
NOTES = (
    "Half way; two suppliers late.",
    "Note: see the plan; Status: unchanged since May",
    "",
    "Moved on; Current Value: unclear until Monday, then 3",
    'He said "wait";\nso we do',
    "Checkin Date: 2025-01-09; as agreed",
    "ends with a colon:",
)
MADE_UP = ("Person One", "Person Two", "Person Three", "Person Four")


@dataclass
class CheckIn:
    on: dt.date
    person: str
    note: str
    status: str
    value: Decimal
    moment: dt.datetime


@dataclass
class Truth:
    """A node as it should be read."""

    id: str
    kind: str
    title: str
    period: str
    owners: tuple[str, ...]
    teams: tuple[str, ...]
    creator: str = MADE_UP[0]
    description: str = ""
    parents: tuple[tuple[str, Decimal], ...] = ()
    unit: str = "%"
    metric: str = ""
    start: Decimal = Decimal(0)
    target: Decimal = Decimal(100)
    current: Decimal = Decimal(0)
    goal_type: str = ""
    status: str = "On Track"
    progress: Decimal = Decimal(0)
    score: Decimal | None = None
    starts_on: dt.date = dt.date(2025, 1, 1)
    ends_on: dt.date = dt.date(2025, 3, 31)
    created_at: dt.datetime = dt.datetime(2024, 12, 2, 9, 30, 15, tzinfo=dt.UTC)
    check_ins: list[CheckIn] = field(default_factory=list)
    phased: list[tuple[dt.date, Decimal]] = field(default_factory=list)
    tag: str = ""


def make_truth(count: int, seed: int = 1) -> list[Truth]:
    """`count` nodes: objectives over key results over deliverables, some under a parent that no row holds."""
    draw = random.Random(seed)  # noqa: S311 - made-up data
    nodes: list[Truth] = []
    for number in range(count):
        kind = "objective" if number % 5 == 0 else "initiative" if number % 5 == 4 else "key_result"
        node = Truth(
            str(2_000_000 + number),
            kind,
            f"{draw.choice(TITLES)} {number}",
            PERIODS[number % len(PERIODS)],
            tuple(draw.sample(MADE_UP, draw.randint(1, 2))),
            tuple(draw.sample(("Sales, North", "Plant (2)", "Service"), draw.randint(0, 2))),
            description=draw.choice(("", "Why:\nbecause it counts", "One line, with a comma")),
            goal_type=draw.choice(("", "Aspirational Goal", "Committed Goal")),
            status=STATUSES[number % len(STATUSES)],
            progress=Decimal(draw.randint(0, 100)),
            score=draw.choice((None, Decimal("0.7"), Decimal(1))),
            tag=draw.choice(("", "green")),
        )
        if kind != "objective":
            _measure(node, draw)
        _place_under(node, nodes, draw)
        _check_in(node, draw)
        nodes.append(node)
    return nodes


def _measure(node: Truth, draw: random.Random) -> None:
    node.metric = draw.choice(("", "Orders; signed", "Answer time"))
    if draw.random() < 0.5:
        node.unit = draw.choice(("orders", "$"))
        node.start, node.target = Decimal(draw.randint(0, 5000)), Decimal(draw.randint(0, 2_500_000))
        node.current = Decimal(draw.randint(0, 2_500_000))
        node.phased = [(dt.date(2025, month, 28), node.target * month / 4) for month in (1, 2, 3)]
    else:
        node.start, node.target = Decimal(20), Decimal(80)
        node.current = Decimal(20) + Decimal(draw.randint(0, 20)) * Decimal(3)


def _place_under(node: Truth, nodes: list[Truth], draw: random.Random) -> None:
    number = len(nodes)
    if number % 5 == 0 and number:
        above = nodes[(number // 5 - 1) // 3 * 5]
        node.parents = ((above.id, Decimal("14.29")),)
    elif number % 5:
        node.parents = ((nodes[number - number % 5].id, Decimal(25)),)
    if number % 17 == 3:
        node.parents = (*node.parents, (f"99{number}", Decimal("3.5")))


def _check_in(node: Truth, draw: random.Random) -> None:
    for week in range(draw.randint(0, 3)):
        day = dt.date(2025, 1, 6) + dt.timedelta(weeks=week)
        value = node.start + (node.target - node.start) * draw.randint(0, 20) / 20
        moment = dt.datetime.combine(day, dt.time(10, week, 5), dt.UTC)
        note, status = draw.choice(NOTES), draw.choice(STATUSES)
        node.check_ins.append(CheckIn(day, draw.choice(MADE_UP), note, status, value, moment))


def commas(number: Decimal) -> str:
    """With thousands commas, as the exports have it."""
    return f"{number.normalize():,f}"


def share(node: Truth, value: Decimal) -> str:
    """A value as the CSV shows it: the share of the way where the unit is percent."""
    if node.unit != "%":
        return commas(value)
    return f"{((value - node.start) * 100 / (node.target - node.start)).normalize():f}%"


COLUMNS = (
    "Id", "Title", "Team", "Creator", "Owner", "Period", "Start Date", "End Date", "Description",
    "Aligned To (weight, Objective ID)", "Metric Name", "Unit", "Target", "Object Type", "Goal Type", "Start",
    "Created At", "Last Check-in", "Progress %", "Actual Progress", "Status", "Last Check-in Note", "Score", "Checkins",
    "", "Region",
)  # fmt: skip


def csv_row(node: Truth, titles: dict[str, str]) -> dict[str, str]:
    """A row of the explorer export."""
    last = node.check_ins[-1] if node.check_ins else None
    parents = [f"{titles.get(id_, 'Gone (long ago)')}(weight: {weight}%, Id: {id_})" for id_, weight in node.parents]
    return {
        "Id": node.id,
        "Title": node.title,
        "Team": "; ".join(node.teams),
        "Creator": node.creator,
        "Owner": ", ".join(node.owners),
        "Period": node.period,
        "Start Date": node.starts_on.isoformat(),
        "End Date": node.ends_on.isoformat(),
        "Description": node.description,
        "Aligned To (weight, Objective ID)": ", ".join(parents),
        "Metric Name": node.metric,
        "Unit": node.unit,
        "Target": commas(node.target),
        "Object Type": WORDS[node.kind],
        "Goal Type": node.goal_type,
        "Start": commas(node.start),
        "Created At": f"{node.created_at:%Y-%m-%d %H:%M:%S} UTC",
        "Last Check-in": f"{last.moment:%Y-%m-%d %H:%M:%S} UTC" if last else "",
        "Progress %": f"{node.progress}%",
        "Actual Progress": share(node, node.current),
        "Status": node.status,
        "Last Check-in Note": last.note if last else "",
        "Score": str(node.score) if node.score is not None else "",
        "Checkins": " ".join(packed_check_in(node, each) for each in node.check_ins),
        "Region": node.tag,
    }


def packed_check_in(node: Truth, each: CheckIn) -> str:
    """A check-in as the Checkins column packs it."""
    return (
        f"Checkin Date: {each.on}; User: {each.person}; Note: {each.note}; Metric Name: {node.metric}; "
        f"Status: {each.status}; Current Value: {share(node, each.value)}; "
        f"Activity Date: {each.moment:%Y-%m-%d %H:%M:%S} UTC;"
    )


def explorer_csv(
    nodes: list[Truth], columns: Sequence[str] = COLUMNS, *, delimiter: str = ",", encoding: str = "utf-8-sig"
) -> bytes:
    """The explorer export as CSV, with these columns in this order."""
    titles = {node.id: node.title for node in nodes}
    written = io.StringIO()
    writer = csv.writer(written, delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(columns)
    for node in nodes:
        row = csv_row(node, titles)
        writer.writerow([row.get(column, "") for column in columns])
    return written.getvalue().encode(encoding)
