"""What earlier runs found, a line of JSON each, in a file outside the repository."""

import json
import os
from pathlib import Path
from typing import Any


def place() -> Path:
    """BIG_BENCH_HISTORY, or a file in the user's folder for state."""
    given = os.environ.get("BIG_BENCH_HISTORY")
    state = os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state"
    return Path(given) if given else Path(state) / "sightline" / "bench.jsonl"


def last(tier: str) -> dict[str, Any] | None:
    """The latest run on this tier, if there was one."""
    file = place()
    if not file.exists():
        return None
    runs = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
    found: dict[str, Any] | None = next((run for run in reversed(runs) if run["tier"] == tier), None)
    return found


def append(run: dict[str, Any]) -> None:
    """Keep a run."""
    file = place()
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("a") as lines:
        lines.write(json.dumps(run, sort_keys=True) + "\n")
