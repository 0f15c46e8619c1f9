"""The organisations of any size: as many records as promised, every one of them sound, the same each time."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test import Client

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent, AuditSubject
from big.audit.record import codes
from big.errors import RuleError
from big.history.schema import tables
from big.organisation.models import NodeReach, UnitReach
from big.organisation.services import reach
from big.registry import census, subjects
from governance.demo.people import PASSWORD
from governance.demo.scale.loading import load_scale
from governance.demo.scale.organisation import ADMINISTRATOR, RESTRICTED
from governance.demo.scale.tiers import TIERS
from okr.models.key_results import KeyResult
from portfolio.models.work import Stream, Work
from tests.history.moments import unlike

TODAY = dt.date(2026, 11, 15)
TIER = TIERS["XS"]


@pytest.fixture(scope="module", autouse=True)
def scale(django_db_setup: Any, django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock(), transaction.atomic():
        clock.forget()
        load_scale("XS", TODAY)
        yield
        transaction.set_rollback(True)
    clock.forget()


def loaded() -> list[type[models.Model]]:
    """Every model of ours of which the loader makes rows."""
    ours = [each for each in apps.get_models() if each.__module__.startswith(("big.", "portfolio.", "okr."))]
    return [each for each in ours if each._meta.managed and each._default_manager.exists()]


def digest() -> dict[str, str]:
    """Per table a checksum of all its rows but for what sequences and the present moment give."""
    found = {}
    for model in loaded():
        table = model._meta.db_table
        with connection.cursor() as cursor:
            rows = f"(select (to_jsonb(t) - 'id' - 'since')::text as said from {table} as t) as rows"  # noqa: S608 - our own name
            cursor.execute(f"select md5(string_agg(said, '|' order by said)) from {rows}")  # noqa: S608
            found[table] = cursor.fetchone()[0]
    return found


@pytest.mark.django_db
def test_census_is_as_promised() -> None:
    found = census.take()
    assert found["organisation"] | {"users": TIER.users, "people": TIER.users} == found["organisation"]
    assert (found["organisation"]["units"], found["organisation"]["nodes"]) == (TIER.units, TIER.nodes)
    okr = found["okr"]
    assert (okr["purposes"], okr["drivers"]["total"]) == (TIER.purposes, TIER.drivers)
    assert (okr["strategic_objectives"]["total"], okr["key_results"]) == (TIER.objectives, TIER.key_results)
    assert (okr["readings"], okr["supporters"]["total"]) == (TIER.readings, TIER.supporters)
    assert okr["contributions"]["total"] == TIER.contributions
    assert found["works"]["count"] == TIER.works
    assert (found["milestones"]["count"], found["status_reports"]["count"]) == (TIER.milestones, TIER.reports)
    assert found["money_lines"]["count"] == TIER.money_lines
    assert (found["documents"]["documents"], found["documents"]["versions"]) == (TIER.documents, TIER.versions)
    assert found["audit"]["events"] == AuditSubject.objects.count() == TIER.events


@pytest.mark.django_db
def test_the_versions_valid_now_are_the_rows() -> None:
    assert [table for table in tables() if unlike(table)] == []


@pytest.mark.django_db
def test_every_kind_of_record_is_sound() -> None:
    for model in loaded():
        for record in model._default_manager.order_by("?")[:15]:
            unset = [field.name for field in model._meta.fields if field.name in {"password", "before", "after"}]
            record.full_clean(exclude=unset)


@pytest.mark.django_db
def test_shares_of_one_work_sum_to_at_most_a_hundred() -> None:
    assert not Work.objects.annotate(all=models.Sum("contributions__weight")).filter(all__gt=100).exists()


@pytest.mark.django_db
def test_the_reach_is_what_the_service_would_write() -> None:
    for kind, rebuild in ((UnitReach, reach.rebuild_units), (NodeReach, reach.rebuild_nodes)):
        before = sorted(kind.objects.values_list("above", "below", "depth"))
        rebuild()
        assert sorted(kind.objects.values_list("above", "below", "depth")) == before


@pytest.mark.django_db
def test_new_records_find_free_keys() -> None:
    assert User.objects.create_user("new@scale.example").pk > User.objects.get(email=ADMINISTRATOR).pk


@pytest.mark.django_db
def test_data_is_as_mixed_as_an_organisation() -> None:
    assert set(Work.objects.values_list("stream", flat=True)) == set(Stream.values)
    assert Work.objects.filter(is_confidential=True).exists()
    assert Work.objects.filter(contributions=None).exists()
    assert Work.objects.exclude(contributions=None).exists()
    assert KeyResult.objects.filter(readings=None).count() < KeyResult.objects.count()
    restricted = User.objects.get(email=RESTRICTED)
    assert 0 < Work.objects.visible_to(restricted).count() < Work.objects.count()


@pytest.mark.django_db
def test_events_are_of_known_codes_and_kinds() -> None:
    assert set(AuditEvent.objects.values_list("code", flat=True)) <= set(codes())
    assert set(AuditSubject.objects.values_list("kind", flat=True)) <= {each.kind for each in subjects.kinds()}
    moments = list(AuditEvent.objects.order_by("pk").values_list("at", flat=True))
    assert moments == sorted(moments)


@pytest.mark.django_db
def test_indexes_and_keys_are_all_back() -> None:
    for model in (AuditEvent, AuditSubject):
        with connection.cursor() as cursor:
            there = connection.introspection.get_constraints(cursor, model._meta.db_table)
        assert {each.name for each in [*model._meta.indexes, *model._meta.constraints]} <= there.keys()
        keyed = {tuple(each["columns"]) for each in there.values() if each["foreign_key"]}
        assert keyed == {(field.column,) for field in model._meta.fields if field.is_relation}


@pytest.mark.django_db
@pytest.mark.parametrize("email", [ADMINISTRATOR, RESTRICTED])
@pytest.mark.parametrize("path", ["/", "/portfolio/", "/strategy/", "/okr/", "/sight/", "/activity/"])
def test_pages_answer(email: str, path: str) -> None:
    client = Client()
    client.force_login(User.objects.get(email=email))
    assert client.get(path).status_code == 200


@pytest.mark.django_db
def test_both_can_sign_in() -> None:
    for email in (ADMINISTRATOR, RESTRICTED):
        answer = Client().post("/accounts/login/", {"login": email, "password": PASSWORD})
        assert answer.status_code == 302


@pytest.mark.django_db
def test_an_organisation_is_never_loaded_over_another() -> None:
    with pytest.raises(RuleError, match="holds an organisation already"):
        load_scale("XS", TODAY)
