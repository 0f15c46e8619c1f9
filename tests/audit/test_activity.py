"""The Activity page and the History panel: who sees what, in acts and pages, in words, at a constant price."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from big import clock
from big.accounts.models import User
from big.audit import selectors
from big.audit.models import AuditEvent
from big.audit.record import one_act, record
from big.audit.sealing import seal_events
from big.audit.selectors import PAGE, ActivityFilters, activity_page, history_of
from big.organisation.codes import NODE_STATE, UNIT_CHANGED
from big.organisation.models import Unit
from tests.factories.organisation import make_node, make_unit, make_user, member

pytestmark = pytest.mark.django_db


def tell(unit: Unit, actor: User, *, before: str = "A", after: str = "B", why: str = "") -> AuditEvent:
    with transaction.atomic():
        return record(UNIT_CHANGED, actor=actor, on=unit, before={"name": before}, after={"name": after}, why=why)


@pytest.fixture
def reader() -> User:
    return member(["activity.view"], name="Vera Viewer")


def acts(reader: User, filters: ActivityFilters | None = None, before: int | None = None) -> list[int]:
    page = activity_page(reader, filters or ActivityFilters(), before=before)
    return [act.lead.pk for day in page.days for act in day.acts]


def test_an_event_that_also_names_a_hidden_record_is_neither_shown_nor_counted(reader: User, client: Client) -> None:
    unit, actor = make_unit("Networks"), make_user("Ada Bell")
    shown = tell(unit, actor)
    with transaction.atomic():
        # Somebody else's account is a record that the reader may not see.
        record(UNIT_CHANGED, actor=actor, on=unit, also=[make_user()], before={"name": "B"}, after={"name": "Secret"})
    assert acts(reader) == [shown.pk]
    assert "1 change by 1 person" in activity_page(reader, ActivityFilters()).message
    client.force_login(reader)
    for path in (reverse("audit:activity"), unit.get_absolute_url()):
        assert "Secret" not in client.get(path).content.decode()
    exported = b"".join(client.get(reverse("audit:export"))).decode()
    assert "Networks" in exported
    assert "Secret" not in exported


def test_an_act_is_one_row_with_what_it_was_made_of(reader: User) -> None:
    actor = make_user()
    with one_act():
        events = [tell(make_unit(), actor) for _ in range(20)]
    page = activity_page(reader, ActivityFilters())
    act = page.days[0].acts[0]
    assert (act.count, act.lead.pk, act.is_whole) == (20, events[0].pk, False)
    assert act.summary == "then 19 × changed the unit"


def test_pages_follow_without_gap_or_repetition(reader: User) -> None:
    unit, actor = make_unit(), make_user()
    with one_act():
        big = [tell(unit, actor) for _ in range(30)]
    single = [tell(unit, actor).pk for _ in range(PAGE + 5)]
    first = activity_page(reader, ActivityFilters())
    assert acts(reader) == single[: -PAGE - 1 : -1]
    assert acts(reader, before=first.next_before) == [*single[4::-1], big[0].pk]


def test_it_says_how_far_the_log_is_sealed(reader: User, client: Client) -> None:
    client.force_login(reader)
    tell(make_unit(), make_user())
    assert "sealed against change" not in client.get(reverse("audit:activity")).content.decode()
    seal_events()
    assert "1 event sealed against change, the last" in client.get(reverse("audit:activity")).content.decode()


def test_filters_narrow_by_who_kind_text_and_date(reader: User) -> None:
    ada, tom = make_user("Ada Bell"), make_user("Tom Cole")
    one, two = tell(make_unit("Networks"), ada), tell(make_unit("Supply"), tom, why="Regulator asked")
    assert acts(reader, ActivityFilters(who=ada.pk)) == [one.pk]
    assert acts(reader, ActivityFilters(text="regulator")) == [two.pk]
    assert acts(reader, ActivityFilters(kind="organisation.unit")) == [two.pk, one.pk]
    assert acts(reader, ActivityFilters(kind="organisation.node")) == []
    assert acts(reader, ActivityFilters(since=clock.today() + dt.timedelta(days=1))) == []


def test_an_address_that_makes_no_sense_asks_for_nothing(reader: User, client: Client) -> None:
    client.force_login(reader)
    for query in ("who=x", "since=yesterday", "before=-1", "act=1", "kind=no.such", "record=99999999999999999999"):
        assert client.get(f"{reverse('audit:activity')}?{query}").status_code == 200, query


def test_changes_read_as_words(reader: User) -> None:
    node = make_node("Change board")
    with transaction.atomic():
        record(NODE_STATE, actor=make_user(), on=node, before={"state": "designed"}, after={"state": "operating"})
    change = history_of(node, reader).events[0].changes[0]
    assert (change.label, change.was, change.now) == ("State", "Designed", "Operating")


def test_an_exported_cell_starts_no_formula(reader: User, client: Client) -> None:
    tell(make_unit("=cmd()"), make_user(), why="@sum")
    client.force_login(reader)
    exported = b"".join(client.get(reverse("audit:export"))).decode()
    assert "'=cmd()" in exported
    assert "'@sum" in exported


def test_it_costs_the_same_for_many_as_for_few(reader: User, client: Client) -> None:
    client.force_login(reader)
    unit = make_unit("Networks")

    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            assert client.get(reverse("audit:activity")).status_code == 200
            assert client.get(reverse("audit:history", args=["organisation.unit", unit.pk])).status_code == 200
        return len(caught)

    for _ in range(2):
        tell(unit, make_user())
    queries()
    few = queries()
    for _ in range(20):
        tell(unit, make_user())
    assert queries() == few


# Stranger, member without activity.view, reader; a record's history is for whoever sees the record.
GET = {
    "activity": ((), (403, 403, 200)),
    "export": ((), (403, 403, 200)),
    "changed": ((), (403, 200, 200)),
    "changed_export": ((), (403, 200, 200)),
    "history": (("organisation.unit",), (404, 200, 200)),
    "record": (("organisation.unit",), (404, 302, 302)),
}


@pytest.mark.parametrize("name", GET)
def test_who_may_open_it(client: Client, reader: User, name: str) -> None:
    kind, wanted = GET[name]
    unit = make_unit()
    url = reverse(f"audit:{name}", args=[*kind, unit.pk] if kind else [])
    assert client.get(url).status_code == 302
    found = []
    for user in (make_user(), member(["work.view"]), reader):
        client.force_login(user)
        found.append(client.get(url).status_code)
    assert tuple(found) == wanted


def test_the_table_is_complete() -> None:
    _, patterns = get_resolver().namespace_dict["audit"]
    assert {key for key in patterns.reverse_dict if isinstance(key, str)} == GET.keys()


@pytest.mark.django_db
def test_rights_are_asked_event_by_event_and_never_of_the_whole_log() -> None:
    """Joined, a page of fifty sorted every subject of a log of ten million: the plan must look events up one by one."""
    reader = member(("activity.view", "work.view"))
    plan = AuditEvent.objects.visible_to(reader).order_by("-pk")[:50].explain()
    assert "Anti Join" not in plan
    assert "Semi Join" not in plan


def test_of_very_many_events_nobody_is_told_the_number(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(selectors, "COUNTED", 2)
    actor = make_user("Ada Bell")
    for number in range(3):
        tell(make_unit(f"Unit {number}"), actor)
    assert activity_page(reader, ActivityFilters()).message == "More than 2 changes in the last seven days."
    asked = ActivityFilters(kind="organisation.unit")
    assert activity_page(reader, asked).message == "More than 2 changes match."
