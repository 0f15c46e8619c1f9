"""What the list of packs needs to know before one is built."""

import datetime as dt

from django.db.models import Max

from big.accounts.models import User
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
