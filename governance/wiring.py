"""What this app registers with the rest of the product."""

from collections.abc import Mapping
from typing import Any

from big import clock
from big.accounts.models import User
from big.audit.links import by_key
from big.jobs import handlers
from big.jobs.models import Job
from big.registry import anchors, census, changes, navigation, pages, subjects
from governance.api import routes as api
from governance.models.packs import PACK_VIEW, Pack
from governance.reconcile import wiring as reconcile
from governance.selectors.integrity import findings_of
from governance.selectors.packs import anchors_in_packs, last_packs
from governance.services import packs


def connect() -> None:
    """Register it; called once, when Django is ready."""
    navigation.register(navigation.Entry("", "Home", "home", "governance:home", order=10, tab="Home"))
    navigation.register(navigation.Entry("", "Line of sight", "sight", "governance:sight", order=20, tab="Sight"))
    for host in ("okr.objective", "portfolio.work"):
        pages.add_panel(
            host,
            pages.Panel("governance.gaps", "What breaks its line", "governance/panel_gaps.html", _gaps, order=5),
        )
    _packs()
    api.connect()
    reconcile.connect()


def _packs() -> None:
    navigation.register(
        navigation.Entry("Governance", "Packs", "pack", "governance:pack_list", right=PACK_VIEW, order=40)
    )
    subjects.register(
        Pack, noun="pack", icon="pack", visible=Pack.objects.visible_to, address=by_key("governance.pack")
    )
    handlers.register(handlers.Handler(packs.BUILD, packs.STEPS, packs.build, _built))
    anchors.register("issued packs", anchors_in_packs)
    changes.add_landmarks(last_packs)
    census.register("packs", lambda: {"total": Pack.objects.count(), "issued": Pack.objects.issued().count()})


def _built(job: Job) -> str:
    return Pack.objects.only("code").get(pk=job.subject_id).get_absolute_url()


def _gaps(record: Any, user: User) -> Mapping[str, Any] | None:
    """What the integrity rules say of one objective or piece of work; nothing where they say nothing."""
    found = findings_of(record, user, clock.today())
    return {"findings": found, "record": record} if found else None
