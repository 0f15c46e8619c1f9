"""The whole-organisation export of Viva Goals written by us: a ZIP of JSON with the truth of `viva_writing`."""

import io
import json
import zipfile
from decimal import Decimal
from typing import Any

from tests.okr.files.viva_writing import Truth, commas

ZIP_WORDS = {"objective": "Big rock", "key_result": "Kpi", "initiative": "Project"}


def export_zip(nodes: list[Truth], *, nested: bool = False, words: dict[str, str] | None = None) -> bytes:
    """The export of these nodes; with `nested`, children stand inside their first parent instead of beside it."""
    titles = {node.id: node.title for node in nodes}
    objects = {node.id: _objective(node, titles, words or ZIP_WORDS) for node in nodes}
    top = list(objects.values())
    if nested:
        top = []
        for node in nodes:
            above = objects.get(node.parents[0][0]) if node.parents else None
            if above is None:
                top.append(objects[node.id])
            else:
                above.setdefault("Children", []).append(objects[node.id])
    periods = sorted({node.period for node in nodes})
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("Org_TimePeriods.json", json.dumps([_period(each) for each in periods]))
        archive.writestr(
            "Org_Teams.json", json.dumps([_team(each) for each in sorted({t for n in nodes for t in n.teams})])
        )
        archive.writestr(
            "Org_Users.json", json.dumps([_person(each) for each in sorted({o for n in nodes for o in n.owners})])
        )
        archive.writestr("export/Org_objectives.json", json.dumps({"Objectives": top}))
        archive.writestr("export/Org_checkins.json", json.dumps([each for node in nodes for each in _check_ins(node)]))
    return held.getvalue()


def _person(name: str) -> dict[str, str]:
    return {"ID": f"u-{name[-3:]}", "Name": name, "Email": f"{name.replace(' ', '.').lower()}@example.org"}


def _team(name: str) -> dict[str, Any]:
    above = None if name == "Service" else "Service"
    return {
        "ID": f"t-{name}", "Team Name": name, "Parent Team": above, "Team Owners": [_person("Person One")],
        "Team Type": "Department", "Status": "Active", "Description": None,
    }  # fmt: skip


def _period(name: str) -> dict[str, str]:
    return {"ID": f"p-{name}", "Time Period Name": name, "Start Date": "2025-01-01", "End Date": "2025-03-31"}


def _objective(node: Truth, titles: dict[str, str], words: dict[str, str]) -> dict[str, Any]:
    parents = [{"ID": id_, "Title": titles.get(id_, "Gone (long ago)"), "Weight": str(w)} for id_, w in node.parents]
    phased = [{"Target Value": commas(value), "Target Date": day.isoformat()} for day, value in node.phased]
    return {
        "ID": int(node.id),
        "Title": node.title,
        "Type": words[node.kind],
        "Created By": _person(node.creator),
        "Owner": [_person(name) for name in node.owners],
        "Teams": [{"ID": f"t-{name}", "Name": name} for name in node.teams] or None,
        "Time Period": {"ID": f"p-{node.period}", "Name": node.period},
        "Start Date": node.starts_on.isoformat(),
        "End Date": node.ends_on.isoformat(),
        "Alignment": parents or None,
        "Description": node.description or None,
        "Progress and Status Configuration": {"Progress": "Manual", "Status": "Automatic"},
        "Progress": float(node.progress),
        "Status": node.status,
        "Outcome": {
            "Outcome Type": "Percentage" if node.unit == "%" else "Metric",
            "Metric Name": node.metric,
            "Metric Unit": node.unit,
            "Start": commas(node.start),
            "Target": commas(node.target),
            "Target Type": "Reach",
        },
        "Phased Targets": {"Interval": "Monthly", "Phased Targets": phased} if phased else None,
        "Check-in Owners": [_person(name) for name in node.owners[:1]],
        "Parent IDs": [int(id_) for id_, _ in node.parents],
        "Score": None if node.score is None else str(node.score),
        "Goal Type": node.goal_type or None,
        "Created At": node.created_at.isoformat(),
        "Last Check-in": node.check_ins[-1].moment.isoformat() if node.check_ins else None,
    }


def _check_ins(node: Truth) -> list[dict[str, Any]]:
    return [
        {
            "ID": f"c{number}-{node.id}",
            "OKR ID": node.id,
            "CheckIn Date": each.on.isoformat(),
            "Check In Owner": _person(each.person),
            "Check In Note": {"Check In Note": each.note, "Check In Note HTML": f"<p>{each.note}</p>"},
            "Metric Name": node.metric,
            "Status": each.status,
            "Current Value": commas(each.value.quantize(Decimal("0.0001"))),
            "Activity Date": each.moment.isoformat(),
        }
        for number, each in enumerate(node.check_ins)
    ]
