"""What a file says of an objective or key result and no field of the record holds, in words: kept and shown."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from big.records import plain
from okr.files.shapes import CheckInRead, Link, NodeRead, ParentRef, PersonRead

KEY: Final = "okr"
"""Under which `exchange` keeps it, beside what other kinds of file keep there."""

_PLACES: Final = Decimal("0.0001")
_MOST: Final = Decimal(10) ** 16
# Place and keys depend on the lines of the file, not on what it says.
_SAID: Final = tuple(name for name in NodeRead.__dataclass_fields__ if name not in ("key", "place", "parents"))
_LABELS: Final = {
    "title": "Title in full",
    "kind_written": "Type",
    "creator": "Created by",
    "owners": "Owners",
    "check_in_owners": "Check-in owners",
    "starts_on": "Start date",
    "ends_on": "End date",
    "outcome_kind": "Kind of outcome",
    "goal_type": "Ambition",
    "status_written": "Status",
    "score_mid": "Score in the middle",
    "score_projected": "Score expected",
    "phased_interval": "Interval of targets",
    "is_placeholder": "Stands for a missing parent",
}
_FIELDS: Final = (
    "kind_written", "level", "creator", "owners", "check_in_owners", "teams", "starts_on", "ends_on", "children",
    "metric", "outcome_kind", "start", "target", "current", "unit", "target_type", "outcome", "goal_type",
    "status_written", "progress", "score", "score_mid", "score_projected", "priority", "created_at", "last_check_in",
    "last_note", "phased_interval", "tags", "details", "links", "is_placeholder",
)  # fmt: skip


def label_of(name: str) -> str:
    """A field of what was read, as a person calls it."""
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def digest_of(node: NodeRead, *around: object) -> str:
    """A fingerprint of all that the file says of `node`, and of what it was taken to mean."""
    parents = [(ref.id, ref.title, ref.weight) for ref in node.parents]
    said = [getattr(node, name) for name in _SAID]
    return hashlib.sha256(repr((said, parents, around)).encode("utf-8", "replace")).hexdigest()[:24]


def words_of(node: NodeRead, *, is_objective: bool) -> dict[str, Any]:
    """Everything said of `node` beside title, description and id, by label: text, numbers as text, lists of them."""
    said = {label_of(name): _plain(getattr(node, name)) for name in _FIELDS}
    if node.kind == "initiative":
        said["Kind"] = "initiative"
    if node.period:
        said["Period"] = clean(node.period.written)
    said["Aligned to"] = [_aligned(ref) for ref in node.parents]
    if is_objective:
        said["Check-ins"] = [check_in_words(each) for each in node.check_ins]
    if is_objective or any(fitting(each.value) != each.value for each in node.phased):
        said["Targets on the way"] = [f"{plain(each.value)} by {plain(each.due_on)}" for each in node.phased]
    return {name: value for name, value in said.items() if value not in ("", None, [], False)}


def fitting(value: Decimal | None) -> Decimal | None:
    """A number as the database holds it: four places, below 10^16; None for one that is larger."""
    if value is None or not value.is_finite() or abs(value) >= _MOST:
        return None
    return value.quantize(_PLACES)


def _aligned(ref: ParentRef) -> str:
    weight = f"{plain(ref.weight)}%" if ref.weight is not None else ""
    return clean(" ".join(each for each in (ref.title, ref.id and f"({ref.id})", weight) if each))


def check_in_words(read: CheckInRead) -> str:
    """A check-in in one line, with everything that the file says of it."""
    parts = (
        read.on and read.on.isoformat(),
        read.person,
        read.status_written,
        read.metric,
        read.written or (read.value is not None and plain(read.value)),
        read.note,
        read.note_html if read.note_html != read.note else "",
        read.moment and read.moment.isoformat(),
        read.id,
    )
    return clean("; ".join(str(part) for part in parts if part))


def check_in_rest(read: CheckInRead) -> dict[str, str]:
    """What a reading has no field for, of a check-in."""
    rest = {
        "id": read.id,
        "person": read.person,
        "status": read.status_written,
        "metric": read.metric,
        "written": read.written,
        "html": read.note_html,
        "moment": read.moment.isoformat() if read.moment else "",
    }
    return {name: clean(value) for name, value in rest.items() if value}


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, tuple):
        return [_piece(each) for each in value]
    if isinstance(value, Decimal | dt.date):
        return plain(value)
    return value


def _piece(value: Any) -> str:
    if isinstance(value, PersonRead):
        marks = [each for each in (value.email, value.id) if each and each != value.name]
        return clean(f"{value.name} ({', '.join(marks)})" if marks else value.name)
    if isinstance(value, Link):
        return clean(f"{value.text} {value.url}".strip())
    if isinstance(value, tuple):
        return clean(": ".join(str(each) for each in value if each))
    return clean(str(value))


def clean(text: str) -> str:
    """Text that the database can hold: no NUL, and no half of a letter."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode() if text else ""


def held_words(exchange: Mapping[str, Any]) -> dict[str, Any]:
    """The words that a record keeps from its file, by label."""
    found: dict[str, Any] = exchange.get(KEY, {}).get("words", {})
    return found


def shown_words(exchange: Mapping[str, Any]) -> list[tuple[str, list[str]]]:
    """The same for a page: label and lines."""
    return [(label, _lines(value)) for label, value in held_words(exchange).items()]


def _lines(value: Any) -> list[str]:
    if isinstance(value, list):
        return [str(each) for each in value]
    return ["yes"] if value is True else [str(value)]


def differing_words(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[tuple[str, Any, Any]]:
    """The words that changed: label, before, after."""
    for label in dict.fromkeys((*was, *now)):
        if was.get(label) != now.get(label):
            yield label, was.get(label), now.get(label)
