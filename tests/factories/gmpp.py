"""Files of major projects for tests: small ones made up here, and the real ones where they are at hand."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pytest
from django.conf import settings

from big.accounts.models import User
from big.imports import services
from big.imports.models import ImportRun

DATA: Final = Path(settings.BASE_DIR).parent / "shared" / "data" / "gmpp"
YEARS: Final = (2014, 2015, 2017, 2018, 2020, 2021, 2022)
OFFICIAL: Final = "dft_gmpp_2024_official_headings.csv"

# A heading of our own for each field, as different years word them.
SHORT: Final[Mapping[str, str]] = {
    "id": "project_number",
    "name": "project_name",
    "department": "department",
    "year": "year",
    "rating": "colour_rating",
    "description": "description_aims",
    "comment": "rating_comment",
    "start": "start_date",
    "end": "end_date",
    "schedule": "schedule_comment",
    "budget": "yearly_budget",
    "forecast": "yearly_forecast",
    "variance": "variance_comment",
    "cost": "wlc_baseline_incl_NCG",
    "cost_comment": "budget_comment",
}
LONG: Final[Mapping[str, str]] = {
    "id": "GMPP ID Number",
    "name": "Project Name",
    "department": "Department",
    "rating": "IPA Delivery Confidence Assessment \n(A Delivery Confidence Assessment at a fixed point in time)",
    "sponsor": "SRO Delivery Confidence Assessment",
    "description": "Description / Aims",
    "comment": "Departmental commentary on actions planned or taken on the IPA RAG rating.",
    "start": "Project - Start Date\n(Latest approved start date)",
    "end": "Project - End Date\n(Latest approved end date)",
    "schedule": "Departmental narrative on schedule, including any deviation from planned schedule (if necessary)",
    "budget": "2018/19 TOTAL Baseline £m\n(including Non-Government costs)",
    "forecast": "2018/19 TOTAL Forecast £m\n(including Non-Government costs)",
    "variance": "Departmental narrative on  budget/forecast variance for 2018/19\n(if variance is more than 5%)",
    "cost": "Whole Life Cost TOTAL Baseline £m\n(including Non-Government costs)",
    "cost_comment": "Departmental Narrative on Budgeted Whole Life Costs",
}
_PROJECT: Final[Mapping[str, str]] = {
    "department": "MOD",
    "rating": "Amber",
    "description": "To renew the old.",
    "comment": "On course.",
    "start": "01/04/2012",
    "end": "31/03/2030",
    "schedule": "No deviation.",
    "budget": "£12.50",
    "forecast": "£13.00",
    "variance": "Budget variance less than 5%",
    "cost": "£1,200.25",
    "cost_comment": "As approved.",
}


def project(name: str, **cells: str) -> dict[str, str]:
    """The cells of one project, with something in each."""
    return {**_PROJECT, "name": name, **cells}


def grid(
    projects: Sequence[Mapping[str, str]], headings: Mapping[str, str] = SHORT, **constant: str
) -> list[list[str]]:
    """A heading row and a row per project, over the fields that any project fills."""
    rows = [{**constant, **each} for each in projects]
    used = [field for field in headings if any(field in row for row in rows)]
    return [[headings[field] for field in used], *([row.get(field, "") for field in used] for row in rows)]


def written(
    rows: Sequence[Sequence[str]], *, delimiter: str = ",", encoding: str = "utf-8", ends: str = "\r\n"
) -> bytes:
    """The rows as a CSV file."""
    out = io.StringIO()
    # Python quotes a line feed only where rows end in one.
    if ends == "\r":
        csv.writer(out, delimiter=delimiter, lineterminator=ends, quoting=csv.QUOTE_ALL).writerows(rows)
    else:
        csv.writer(out, delimiter=delimiter, lineterminator=ends).writerows(rows)
    return out.getvalue().encode(encoding)


def file_of(projects: Sequence[Mapping[str, str]], year: int = 2018, **options: Any) -> bytes:
    """A file with a project per row and a column of the year."""
    return written(grid(projects, year=str(year)), **options)


def turned(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Rows as columns."""
    return [list(column) for column in zip(*rows, strict=True)]


def real_file(name: str | int) -> bytes:
    """A published file, or the test is skipped where it is not at hand."""
    path = DATA / (f"uk_{name}.csv" if isinstance(name, int) else name)
    if not path.exists():
        pytest.skip(f"{path.name} is not here: the public data stands beside the repository, not in it")
    return path.read_bytes()


def importer() -> User:
    """The service account that commands act as."""
    return User.objects.service("importer")


def import_bytes(content: bytes, *, actor: User | None = None, filename: str = "", **options: Any) -> ImportRun:
    """Check a file and apply it by the service that page and command use."""
    user = actor or importer()
    run = check_bytes(content, actor=user, filename=filename, **options)
    assert run.state == ImportRun.State.CHECKED, run.plan
    return services.apply_run(run.pk, actor=user)


def check_bytes(content: bytes, *, actor: User | None = None, filename: str = "", **options: Any) -> ImportRun:
    """Check a file only."""
    user = actor or importer()
    return services.check_file(
        "gmpp", actor=user, filename=filename or "projects.csv", content=content, options=options
    )


def counts(run: ImportRun, model: str = "works") -> tuple[int, int, int, int]:
    """Created, updated, unchanged, refused."""
    found = run.plan["counts"].get(model, {})
    return tuple(found.get(name, 0) for name in ("created", "updated", "unchanged", "refused"))


def reasons(run: ImportRun) -> list[str]:
    """Why rows are refused."""
    return [row["reason"] for row in run.plan["rows"] if row["action"] == "refused"]
