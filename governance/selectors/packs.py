"""What the list of packs needs to know before one is built, and what issued packs vouch for."""

import datetime as dt
from collections.abc import Iterator

from django.db.models import Max
from django.db.models.functions import Coalesce

from big.accounts.models import User
from big.audit.anchors import from_json
from big.core import words
from big.registry.anchors import Anchor
from big.registry.changes import Landmark
from governance.models.packs import Pack
from portfolio.models.status import StatusReport
from portfolio.selectors.frame import Frame


def last_reported(user: User, frame: Frame) -> dt.date | None:
    """The date of the newest status report where even that is too old to count on the frame's date, else None.

    Read on that date a pack shows the portfolio as it was reported; read today it would show silence.
    """
    reports = StatusReport.objects.visible_to(user).submitted().filter(report_on__lte=frame.today)
    newest: dt.date | None = reports.aggregate(newest=Max("report_on"))["newest"]
    if newest is None or (frame.today - newest).days <= frame.stale_after:
        return None
    return newest


def last_packs(user: User) -> list[Landmark]:
    """The moment of the last issued pack of each node, to compare what changed since with; one query."""
    issued = Pack.objects.visible_to(user).issued().annotate(at=Coalesce("as_of", "issued_at"))
    newest = issued.order_by("node_id", "-at", "-pk").distinct("node_id").values_list("node__name", "at")
    return [Landmark(f"Last {name} pack, {words.day_recent(at)}", at) for name, at in newest if at]


def anchors_in_packs() -> Iterator[Anchor]:
    """The anchors of the audit log in all issued packs, for whoever verifies the log, which is nobody's own view."""
    for code, kept in Pack.objects.issued().exclude(anchor=None).order_by("pk").values_list("code", "anchor"):
        yield from_json(kept, kept_in=f"the issued pack {code}")
