"""What this app adds to the pages of units, nodes and people: the way to their OKRs of the cycle that runs."""

from big import clock
from big.accounts.models import User
from big.registry import pages
from okr.models.cycles import Cycle, OkrPlace, okr_address


def connect() -> None:
    """Register it; called once, when Django is ready."""
    for host in ("organisation.unit", "organisation.node", "organisation.person"):
        pages.add_action(host, pages.RecordAction("okrs", "OKRs", "target", _address, order=20))


def _address(place: OkrPlace, user: User) -> str | None:
    """Those of the shortest cycle that runs today: the quarter before its year."""
    cycle = Cycle.objects.visible_to(user).at(clock.today()).first()
    return okr_address(place, cycle) if cycle else None
