"""Which work still waits for its status report of the month, so that one report can lead to the next."""

import datetime as dt
from typing import Final

from django.db.models import Exists, OuterRef

from big.accounts.models import User
from portfolio.models.status import StatusReport
from portfolio.models.work import Work
from portfolio.policies import reportable_work_q

MOST: Final = 50


def reports_due(user: User, after: Work, today: dt.date) -> list[Work]:
    """Live work of the same owner that `user` may report on and that nobody has reported on this month.

    In the order of codes, beginning behind `after`, which itself is left out; at most MOST. Empty without an owner.
    """
    if after.owner_id is None:
        return []
    reported = StatusReport.objects.submitted().filter(work=OuterRef("pk"), report_on__gte=today.replace(day=1))
    waiting = Work.objects.visible_to(user).live().filter(reportable_work_q(user), owner_id=after.owner_id)
    found = list(waiting.exclude(pk=after.pk).exclude(Exists(reported)).for_rows()[:MOST])
    return sorted(found, key=lambda work: (work.code <= after.code, work.code))
