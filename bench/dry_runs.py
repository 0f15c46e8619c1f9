"""How long it takes to say what an import of 10,000 rows would do, in each of the three shapes of Viva Goals."""

import csv
import io
import json
import time
import zipfile
from collections.abc import Callable, Iterator
from typing import Any, Final

from openpyxl import Workbook

from big.accounts.models import User
from big.imports import services
from big.imports.commands import SERVICE

ROWS: Final = 10_000
MOST_SECONDS: Final = 30
_TYPES: Final = ("Objective", "Key result", "Key result", "Key result", "Deliverable")
_HEADINGS: Final = (
    "Id", "Title", "Owner", "Period", "Start Date", "End Date", "Aligned To", "Unit", "Start", "Target", "Object Type",
    "Status", "Checkins",
)  # fmt: skip
_CHECK_IN: Final = (
    "Checkin Date: 2025-02-0{day}; User: Person One; Note: On the way; two late; Metric Name: Orders; "
    "Status: On Track; Current Value: {value:,}; Activity Date: 2025-02-0{day} 10:00:00 UTC;"
)


def measured(rows: int = ROWS) -> Iterator[tuple[str, bool]]:
    """For each shape a line with the limit, and whether it was met."""
    actor = User.objects.service(SERVICE)
    for key, name, make in _SHAPES:
        content = make(rows)
        began = time.monotonic()
        found = services.plan_file(key, actor=actor, content=content, options={"new_teams": "whole"}, filename=name)
        took = time.monotonic() - began
        account = found.plan.account
        said = "met" if took < MOST_SECONDS else "MISSED"
        yield (
            f"Dry run of {rows:,} rows, {key}: {took:.1f} s, {account['cells']:,} cells, "
            f"limit {MOST_SECONDS} s: {said}.",
            took < MOST_SECONDS,
        )


def _rows(count: int) -> Iterator[dict[str, Any]]:
    """Objectives with three key results and a deliverable each; readings with thousands commas."""
    for number in range(count):
        above = number - number % len(_TYPES)
        yield {
            "id": 100_000 + number,
            "title": f"Raise the share of orders (group {number}); always",
            "type": _TYPES[number % len(_TYPES)],
            "parent": 100_000 + above if number != above else None,
            "above": f"Raise the share of orders (group {above}); always",
            "target": f"{1_000 + number:,}",
            "value": 500 + number,
        }


def _csv(rows: int) -> bytes:
    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(_HEADINGS)
    for row in _rows(rows):
        above = f"{row['above']}(weight: 25%, Id: {row['parent']})" if row["parent"] else ""
        history = " ".join(_CHECK_IN.format(day=day, value=row["value"]) for day in (3, 7))
        days = ("2025-01-01", "2025-03-31")
        measured = (above, "orders", "0", row["target"], row["type"], "On Track", history)
        writer.writerow([row["id"], row["title"], "Person One", "Q1 2025", *days, *measured])
    return held.getvalue().encode()


def _zip(rows: int) -> bytes:
    words = {"Objective": "Big rock", "Key result": "Kpi", "Deliverable": "Project"}
    period = {"ID": "p1", "Time Period Name": "Q1 2025", "Start Date": "2025-01-01", "End Date": "2025-03-31"}
    person = {"ID": "u1", "Name": "Person One", "Email": "person.one@example.org"}
    objectives, check_ins = [], []
    for row in _rows(rows):
        parents = [{"ID": row["parent"], "Title": row["above"], "Weight": "25"}] if row["parent"] else None
        outcome = {"Outcome Type": "Metric", "Metric Unit": "orders", "Start": "0", "Target": row["target"]}
        objectives.append(
            {
                "ID": row["id"], "Title": row["title"], "Type": words[row["type"]], "Owner": [person],
                "Time Period": {"ID": "p1", "Name": "Q1 2025"}, "Alignment": parents, "Outcome": outcome,
                "Start Date": "2025-01-01", "End Date": "2025-03-31", "Status": "On Track", "Progress": 50,
            }
        )  # fmt: skip
        check_ins.append(
            {
                "ID": f"c{row['id']}", "OKR ID": row["id"], "CheckIn Date": "2025-02-03", "Check In Owner": person,
                "Status": "On Track", "Current Value": f"{row['value']:,}",
            }
        )  # fmt: skip
    held = io.BytesIO()
    parts = {"TimePeriods": [period], "Users": [person], "objectives": objectives, "checkins": check_ins}
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(f"Org_{name}.json", json.dumps(part))
    return held.getvalue()


def _workbook(rows: int) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("OKRs and Projects")
    sheet.append(["OKR Reference", "Title", "Object Type", "Owner", "Time Period", "Parent OKR", "Start", "Target"])
    for row in _rows(rows):
        sheet.append(
            [row["id"], row["title"], row["type"], "Person One", "Q1 2025", row["parent"] or "", "0", row["target"]]
        )
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


_SHAPES: Final[tuple[tuple[str, str, Callable[[int], bytes]], ...]] = (
    ("viva-csv", "export.csv", _csv),
    ("viva-zip", "export.zip", _zip),
    ("viva-workbook", "template.xlsx", _workbook),
)
