"""Anchors of the audit log outside it: the length and the last hash of its chain, in files that only grow.

Whoever owns the database can write the chain anew, and it will prove; only what was kept elsewhere tells. A file a
year, a line of JSON a day: {"at": "2026-11-23T08:37:07+00:00", "count": 1204, "head": "3f9a..."}.
"""

import datetime as dt
import json
import os
import re
from pathlib import Path
from typing import Any

from big import clock
from big.audit.models import AuditSeal
from big.registry.anchors import Anchor

_HEAD = re.compile(r"[0-9a-f]{64}")


class AnchorError(ValueError):
    """A line of an anchor file is not an anchor; the message names file and line."""


def head_of_log() -> Anchor | None:
    """The anchor of this moment; none while nothing is sealed."""
    last = AuditSeal.objects.order_by("-position").values_list("position", "hash").first()
    return Anchor(count=last[0], head=bytes(last[1]).hex(), at=clock.real_now()) if last else None


def as_json(anchor: Anchor) -> dict[str, str | int]:
    """What is kept of an anchor, in files and in records."""
    return {"at": anchor.at.isoformat(timespec="seconds"), "count": anchor.count, "head": anchor.head}


def anchor_of_now() -> dict[str, str | int] | None:
    """What a record keeps that shall vouch for the log from now on; nothing while nothing is sealed."""
    anchor = head_of_log()
    return as_json(anchor) if anchor else None


def from_json(kept: Any, *, kept_in: str) -> Anchor:
    """An anchor as it was kept; AnchorError where it is none."""
    try:
        count, head, at = kept["count"], kept["head"], dt.datetime.fromisoformat(str(kept["at"]))
    except (KeyError, TypeError, ValueError) as error:
        raise AnchorError(f"The anchor in {kept_in} cannot be read.") from error
    if not isinstance(count, int) or count < 1 or not isinstance(head, str) or not _HEAD.fullmatch(head):
        raise AnchorError(f"The anchor in {kept_in} cannot be read.")
    return Anchor(count=count, head=head, at=at, kept_in=kept_in)


def keep_anchor(folder: Path) -> bool:
    """Add the present anchor to this year's file, once a day (UTC); False where there is nothing to add.

    Asked every hour, so that a day has its anchor however often the scheduler was started anew.
    """
    anchor = head_of_log()
    if anchor is None:
        return False
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{anchor.at:%Y}.jsonl"
    written = file.read_text() if file.exists() else ""
    # The line's opening, as json.dumps writes it below. A line that a crash cut short counts for nothing.
    if any(line.startswith(f'{{"at": "{anchor.at:%Y-%m-%d}T') and line.endswith("}") for line in written.splitlines()):
        return False
    line = json.dumps(as_json(anchor)) + "\n"
    if written and not written.endswith("\n"):
        line = "\n" + line
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o640)
    try:
        os.write(handle, line.encode())
        os.fsync(handle)
    finally:
        os.close(handle)
    return True


def anchors_in(folder: Path) -> list[Anchor]:
    """Every anchor in the files of `folder`, oldest file first; AnchorError for a line that is none."""
    found = []
    for file in sorted(folder.glob("*.jsonl")):
        for number, line in enumerate(file.read_text().splitlines(), start=1):
            if not line.strip():
                continue
            place = f"{file.name}, line {number}"
            try:
                kept = json.loads(line)
            except ValueError as error:
                raise AnchorError(f"The anchor in {place} cannot be read.") from error
            found.append(from_json(kept, kept_in=place))
    return found
