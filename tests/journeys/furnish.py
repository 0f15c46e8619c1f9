"""Run once inside the journeys' own site: adds what the demo lacks, and prints as JSON the keys of addresses."""

import datetime as dt
import json
import sys
import time
from decimal import Decimal
from typing import Any

from django.apps import apps
from django.db import transaction

from big import clock
from big.accounts.models import User
from big.imports.services import check_file
from big.jobs.models import Job
from big.notify import links
from big.notify.models import CapturedMail
from big.organisation.models import Person, Unit
from big.organisation.nodes import DelegatedAuthority, Membership, Node
from big.webhooks.services import create_webhook, send_test
from governance.services.packs import request_pack
from okr.events import READING_RECORDED
from okr.kinds import CHECK_IN
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult
from okr.services.comments import add_comment
from okr.services.cycles import move_cycle, plan_year, start_set
from okr.services.indicators import create_indicator, record_value
from okr.services.key_results import create_key_result, set_phased_target
from okr.services.objectives import create_objective
from okr.services.parts import ask_unit, name_delegate
from okr.services.push_tokens import make_push_token
from okr.services.rhythms import set_rhythm
from portfolio.models.milestones import Milestone
from portfolio.models.types import LifecycleState
from portfolio.services.saved_views import save_view

PLAN = """<?xml version="1.0" encoding="UTF-8"?>
<StrategicPlan xmlns="urn:ISO:std:iso:17469:tech:xsd:stratml_core">
  <Name>Plan of the journeys</Name>
  <StrategicPlanCore>
    <Organization><Name>Meridian Controls</Name><Identifier>m</Identifier></Organization>
    <Vision><Description>Controls that anybody can read.</Description><Identifier>v</Identifier></Vision>
    <Mission><Description>We make plants safe.</Description><Identifier>w</Identifier></Mission>
    <Value><Name>Candour</Name><Description>We say it early.</Description></Value>
    <Goal><Name>Fewer trips</Name><Description>Plants stop less.</Description><Identifier>g1</Identifier>
      <SequenceIndicator>1</SequenceIndicator>
      <Objective><Name>Halve false alarms</Name><Description>Alarms mean something.</Description>
        <Identifier>o1</Identifier><SequenceIndicator>1.1</SequenceIndicator></Objective>
    </Goal>
  </StrategicPlanCore>
  <AdministrativeInformation><PublicationDate>2026-01-01</PublicationDate></AdministrativeInformation>
</StrategicPlan>
"""


def _somebody() -> Person:
    return Person.objects.filter(is_active=True).earliest("pk")


def main() -> None:
    """Build a pack through the worker, check a plan file, save a view, set a phased target; print the keys."""
    director = User.objects.get(email="leonie.bakshi@meridian.example")
    administrator = User.objects.get(email="clara.aspinall@meridian.example")
    pack, job = request_pack(Node.objects.get(code="MAIN-BOARD").pk, actor=director)
    content = PLAN.encode()
    run = check_file("stratml", actor=administrator, filename="plan.xml", content=content, options={})
    view = save_view(actor=director, name="Red change", query="tab=change&mark=R", is_shared=True)
    result = KeyResult.objects.get(code="KR2-1")
    assert result.due_on is not None
    day = result.due_on - dt.timedelta(days=40)
    target = set_phased_target(result.pk, actor=director, due_on=day, value=Decimal(1), version=result.version)
    keys: dict[str, Any] = {"pack": pack.code, "job": job.pk, "run": run.pk, "view": view.pk, "target": target.pk}
    make_push_token(result.pk, actor=director, name="Plant historian, nightly")
    hook, _ = create_webhook(
        actor=administrator, name="Data warehouse", address="https://hooks.invalid/in", events=[READING_RECORDED]
    )
    send_test(hook.pk, actor=administrator)
    keys["webhook"] = hook.pk
    add_comment(result, actor=director, text="The second line is ready a week early.")
    for name in ("Comment", "Statement", "Stakeholder", "Supporter", "ObjectiveLink", "Reading", "Contribution"):
        keys[name] = _last("okr", name)
    plan_year(clock.today(), actor=administrator)
    quarter = Cycle.objects.at(clock.today())[0]
    operations = Unit.objects.get(code="ENG")
    okr_set = start_set(quarter, operations, actor=administrator)
    objective = create_objective("", actor=administrator, okr_set=okr_set, title="Ship without rework")
    details: dict[str, Any] = {"unit": "%", "baseline": Decimal(80), "target": Decimal(95), "due_on": quarter.ends_on}
    made = create_key_result(
        objective.pk, actor=administrator, title="Orders right first time", data_source="Quality log", **details
    )
    indicator = create_indicator("KPI1", actor=administrator, name="Orders right first time", target_text="95 of 100")
    record_value(indicator.pk, actor=administrator, value=Decimal(93), version=indicator.version)
    keys["indicator"] = indicator.code.lower()
    keys["cycle"] = quarter.code.lower()
    for place in (Node.objects.get(code="MAIN-BOARD"), Person.objects.get(code__iexact="aoy")):
        start_set(quarter, place, actor=administrator)
    asked = ask_unit(
        objective.pk, actor=administrator, unit=Unit.objects.get(code="SRV"), request="Spare parts in time"
    )
    keys |= {"asked": asked.pk, "delegate": name_delegate(objective.pk, actor=administrator, person=_somebody()).pk}
    # A link opens nothing while the cycle is only planned.
    move_cycle(quarter.pk, actor=administrator, to=Cycle.State.OPEN, version=quarter.version)
    set_rhythm(None, actor=administrator, every="week")
    keys["check_in_link"] = _link_to(made, Person.objects.get(user=administrator))
    met = Milestone.objects.filter(actual_on__isnull=False, work__code="C-103").last()
    planned = Milestone.objects.filter(actual_on__isnull=True, work__code="C-103").last()
    assert met is not None
    assert planned is not None
    keys |= {"met": met.pk, "planned": planned.pk}
    keys["state"] = LifecycleState.objects.filter(work_type__key="project").values_list("key", flat=True).latest("pk")
    keys["then"] = (clock.today() - dt.timedelta(days=180)).isoformat()
    keys |= {"membership": _last_of(Membership), "authority": _last_of(DelegatedAuthority)}
    kept = CapturedMail.objects.create(message_id="<1@site>", subject="A mail", sender="s", text="https://site/x")
    keys["captured"] = kept.pk
    deadline = time.monotonic() + 240
    while not Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists():
        assert time.monotonic() < deadline, "the worker did not build the pack"
        time.sleep(0.5)
    keys["document"] = run.file.document_id
    sys.stdout.write(f"\n{json.dumps(keys)}\n")


def _link_to(key_result: KeyResult, person: Person) -> str:
    """The secret of a link by which the person checks in without signing in."""
    KeyResult.objects.filter(pk=key_result.pk).update(owner=person)
    with transaction.atomic():
        return links.secret_of(links.issue(CHECK_IN, person=person, about=key_result))


def _last(app: str, name: str) -> int:
    return _last_of(apps.get_model(app, name))


def _last_of(model: Any, field: str = "pk") -> int:
    found: int = model._default_manager.order_by("pk").values_list(field, flat=True).last()
    return found
