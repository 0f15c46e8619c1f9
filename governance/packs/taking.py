"""Takes the content of a pack at its moment: everything is read in one block, and what leaves it is plain."""

import datetime as dt
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from big.errors import RuleError
from big.history import kept
from big.history.moment import as_of
from big.organisation.nodes import Node
from governance.models.packs import Pack
from governance.packs.content import Content, content_of
from governance.packs.pages import html_of
from governance.packs.snapshot import snapshot_of
from governance.phrases import recorded_at
from portfolio.selectors.frame import frame


@dataclass(frozen=True, slots=True)
class Taken:
    """What a pack shows: its figures, and its pages. No record in it, so it may leave the moment it was read at."""

    snapshot: dict[str, Any]
    html: str


def take(pack: Pack, moment: dt.datetime, anchor: Mapping[str, str | int] | None = None) -> Taken:
    """Read the figures and draw the pages of `pack` as recorded at `moment`, a settled one.

    `anchor`, the end of the audit log's chain as the pages are drawn, is printed on the last of them: paper vouches
    for the log as no database can. It is no figure of the pack, since the log has grown when it is read again.
    """
    with as_of(moment), kept.reading():
        content = _content(pack, moment)
        return Taken(snapshot_of(content), html_of(pack, content, anchor))


def take_figures(pack: Pack, moment: dt.datetime) -> dict[str, Any]:
    """Read the figures alone, with the rights that the pack's builder has today."""
    with as_of(moment), kept.reading():
        return snapshot_of(_content(pack, moment))


def _content(pack: Pack, moment: dt.datetime) -> Content:
    node = Node.objects.filter(pk=pack.node_id).first()
    if node is None:
        raise RuleError(f"At that moment, {recorded_at(moment)}, this node was not there yet.", code="as_of")
    return content_of(node, pack.prepared_by, frame(pack.read_on), pack)


def content_hash(snapshot: Mapping[str, Any]) -> str:
    """The SHA-256 of a snapshot as canonical JSON: keys in order, no spaces, UTF-8."""
    # Through JSON once, so that what was just read and what comes from the database hash alike.
    plain = json.loads(json.dumps(snapshot))
    text = json.dumps(plain, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
