"""What this app registers with the rest of the product."""

from collections.abc import Mapping
from typing import Any

from big import clock
from big.accounts.models import User
from big.registry import navigation, pages
from governance.selectors.integrity import findings_of


def connect() -> None:
    """Register it; called once, when Django is ready."""
    navigation.register(navigation.Entry("", "Home", "home", "governance:home", order=10, tab="Home"))
    navigation.register(navigation.Entry("", "Line of sight", "sight", "governance:sight", order=20, tab="Sight"))
    for host in ("okr.objective", "portfolio.work"):
        pages.add_panel(
            host,
            pages.Panel("governance.gaps", "What breaks its line", "governance/panel_gaps.html", _gaps, order=5),
        )


def _gaps(record: Any, user: User) -> Mapping[str, Any] | None:
    """What the integrity rules say of one objective or piece of work; nothing where they say nothing."""
    found = findings_of(record, user, clock.today())
    return {"findings": found, "record": record} if found else None
