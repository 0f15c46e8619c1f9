"""One run on one tier: serve, sign in, measure, build a pack, tell, remember."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bench import aims, dry_runs, history, report
from bench.client import Client
from bench.figures import figures
from bench.measuring import Measured, measure
from bench.pages import PAGES, Page
from bench.records import find_records
from bench.servers import ROOT, Server, serving, ticks
from bench.unit.table import address_of_unit
from big import clock
from big.servers.folder import Folder
from governance.demo.people import PASSWORD
from governance.demo.scale.organisation import ADMINISTRATOR, RESTRICTED

# No limits for one client that asks without pause, but one for a statement that would hold up the whole run.
_UNLIMITED = {"BIG_API_RATE": "1000000/min", "BIG_LOG_LEVEL": "WARNING", "PGOPTIONS": "-c statement_timeout=30000"}
PACK_LINE = "Pack of the top node"


@dataclass(frozen=True, slots=True)
class Machine:
    """How the machine was during the run."""

    stolen: float
    busy: float
    peak_megabytes: float


def run(folder: Folder, tier: str, rounds: int, only: str, *, with_pack: bool) -> int:
    """Measure, print and keep; the status is 1 where an aim is missed."""
    pages = [page for page in PAGES if _is_asked_for(page, only)]
    unit_environment = {
        "DATABASE_URL": address_of_unit(os.environ["DATABASE_URL"]),
        "DJANGO_SETTINGS_MODULE": "bench.unit.settings",
    }
    with (
        serving("bench.serving", folder.logs / "bench-web.log", _UNLIMITED) as product,
        serving("bench.unit.serving", folder.logs / "bench-unit.log", unit_environment) as unit,
    ):
        measured, machine = _measure(pages, product, unit, rounds)
    rows = report.rows_of(measured)
    rows.sort(key=lambda row: [page.name for page in PAGES].index(row.name))
    pack = _pack() if with_pack and only.lower() in PACK_LINE.lower() else None
    _tell(tier, rounds, rows, measured, machine, pack)
    if not only:
        history.append(_record(tier, rounds, rows, measured, machine, pack))
    quick = _dry_runs() if not only or only.lower() in "dry run" else True
    return 0 if quick and all(row.is_met is not False for row in rows) else 1


def _dry_runs() -> bool:
    """Print how long the dry runs of large imports took; whether all were quick enough."""
    found = list(dry_runs.measured())
    sys.stdout.write("\n".join(line for line, _ in found) + "\n")
    return all(is_met for _, is_met in found)


def _is_asked_for(page: Page, only: str) -> bool:
    """Whether the page's name or kind holds one of the words between the commas."""
    known = f"{page.name} {page.kind.name}".lower()
    return any(word.strip().lower() in known for word in only.split(","))


def _measure(pages: Sequence[Page], product: Server, unit: Server, rounds: int) -> tuple[Measured, Machine]:
    people = {}
    for who, email in ((report.ADMINISTRATOR, ADMINISTRATOR), (report.RESTRICTED, RESTRICTED)):
        people[who] = Client(product.port)
        people[who].sign_in(email, PASSWORD)
    before = ticks()

    def tell() -> None:
        sys.stderr.write(".")
        sys.stderr.flush()

    measured = measure(pages, people, Client(unit.port), find_records(), rounds, tell)
    sys.stderr.write("\n")
    stolen, busy = ticks().since(before)
    return measured, Machine(stolen, busy, product.peak_megabytes())


def _pack() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "bench.packing"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    if done.returncode:
        return {"problem": done.stderr[-600:]}
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _tell(
    tier: str,
    rounds: int,
    rows: Sequence[report.Row],
    measured: Measured,
    machine: Machine,
    pack: dict[str, Any] | None,
) -> None:
    write, before = sys.stdout.write, history.last(tier)
    unit = figures(measured.unit, measured.unit)
    write(f"Tier {tier}, {rounds} rounds. U = {unit.median_ms:.2f} ms, CPU {unit.cpu_ms:.2f} ms, {unit.size} bytes.\n")
    write(
        f"Others took {machine.stolen:.0%} of the processors meanwhile, this machine was busy for {machine.busy:.0%}. "
        "Compare ratios and CPU, not milliseconds:\nall pages and the unit took turns, and medians are shown.\n\n"
    )
    write(report.table(rows, before) + "\n\n")
    for line, why in measured.refused.items():
        write(f"Not measured: {line.page.name} as {line.who}: {why}\n")
    write(f"Peak memory of a web worker: {machine.peak_megabytes:.0f} MB.\n")
    if pack is not None:
        write(_pack_line(pack))
    missed = [row for row in rows if row.is_met is False]
    unfair = [row for row in rows if row.is_fair is False]
    judged = [row for row in rows if row.is_met is not None]
    write(
        f"{len(judged) - len(missed)} of {len(judged)} aims met; {len(unfair)} pages cost the restricted account more "
        f"than {aims.RESTRICTED_MOST} times what they cost the administrator (marked !).\n"
    )
    if before:
        write(f"Changes are against the run of {before['at']}. ")
    write(f"History: {history.place()}\n")


def _pack_line(pack: dict[str, Any]) -> str:
    if pack.get("problem"):
        return f"{PACK_LINE}: failed. {pack['problem']}\n"
    most = aims.PACK.most or 0
    mark = "met" if pack["megabytes"] <= most else "MISSED"
    return (
        f"{PACK_LINE}: {pack['pages']} pages in {pack['seconds']:.1f} s (CPU {pack['cpu_seconds']:.1f} s), "
        f"peak memory {pack['megabytes']:.0f} MB, aim {most:.0f}: {mark}.\n"
    )


def _record(
    tier: str,
    rounds: int,
    rows: Sequence[report.Row],
    measured: Measured,
    machine: Machine,
    pack: dict[str, Any] | None,
) -> dict[str, Any]:
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],  # noqa: S607 - whichever git there is
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )
    unit = figures(measured.unit, measured.unit)
    return {
        "at": clock.now().isoformat(timespec="seconds"),
        "commit": commit.stdout.strip(),
        "tier": tier,
        "rounds": rounds,
        "unit": {"median_ms": round(unit.median_ms, 2), "cpu_ms": round(unit.cpu_ms, 2), "bytes": unit.size},
        "machine": asdict(machine),
        "lines": report.as_json(rows),
        "refused": {f"{line.page.name} ({line.who})": why for line, why in measured.refused.items()},
        "pack": pack,
    }
