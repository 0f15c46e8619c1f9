"""Status reports and whole-life costs: what may be submitted, by whom, and that it then stays."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from big import clock
from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from portfolio.models.status import StatusReport
from portfolio.models.work import Work
from portfolio.selectors.standing import standings
from portfolio.services.reports import discard_draft, draft_report, submit_report
from portfolio.services.whole_life import state_whole_life_cost
from tests.factories.organisation import make_organisation, make_unit, member, person_of
from tests.factories.portfolio import TODAY, make_report, make_work

pytestmark = pytest.mark.django_db
REPORTS = ["work.view", "work.report"]


@pytest.fixture(autouse=True)
def on_the_day() -> Iterator[None]:
    with clock.pinned(TODAY):
        yield


@pytest.fixture
def reporter() -> User:
    return member(REPORTS)


def last_event() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_submitting_tells_what_changed_since_the_last(reporter: User) -> None:
    work = make_work()
    make_report(work, "A", on=TODAY - dt.timedelta(days=30), confidence=6)
    report = submit_report(
        work.pk, actor=reporter, report_on=TODAY, rating="R", narrative="Panels are late.", confidence=4, time_mark="R"
    )
    event = last_event()
    assert (event.code, event.effective_on) == ("portfolio.status.submitted", TODAY)
    assert event.before == {"rating": "Amber", "confidence": 6, "time_mark": ""}
    assert event.after["rating"] == "Red"
    assert event.after["time_mark"] == "Red"
    assert (report.reported_by, report.submitted_at is not None) == (person_of(reporter), True)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"rating": "R"}, "narrative"),
        ({"rating": "A", "narrative": "  "}, "narrative"),
        ({"rating": "withheld"}, "rating_reason"),
        ({"rating": "purple"}, "rating"),
        ({"rating": "G", "report_on": TODAY + dt.timedelta(days=1)}, "report_on"),
    ],
)
def test_what_a_report_must_say(reporter: User, values: dict[str, object], field: str) -> None:
    with pytest.raises(RuleError) as refused:
        submit_report(make_work().pk, actor=reporter, **{"report_on": TODAY, **values})  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]


def test_confidence_is_ten_at_most(reporter: User) -> None:
    with pytest.raises(Exception, match="less than or equal to 10"):
        submit_report(make_work().pk, actor=reporter, report_on=TODAY, rating="G", confidence=11)


def test_a_draft_becomes_the_report_and_there_is_one_a_date(reporter: User) -> None:
    work = make_work()
    draft = draft_report(work.pk, actor=reporter, report_on=TODAY, rating="A")
    assert standings(Work.objects.all(), TODAY)[work.pk].mark == "N"
    with pytest.raises(StaleError):
        draft_report(work.pk, actor=reporter, report_on=TODAY, rating="G", version=7)
    again = draft_report(work.pk, actor=reporter, report_on=TODAY, rating="A", narrative="Late", version=0)
    assert again.pk == draft.pk
    report = submit_report(work.pk, actor=reporter, report_on=TODAY, rating="A", narrative="Late", version=1)
    assert (report.pk, StatusReport.objects.count()) == (draft.pk, 1)
    assert standings(Work.objects.all(), TODAY)[work.pk].mark == "A"


def test_a_correction_needs_a_reason_and_is_a_report_of_its_own(reporter: User) -> None:
    work = make_work()
    submit_report(work.pk, actor=reporter, report_on=TODAY, rating="G")
    with pytest.raises(RuleError, match="Say what this report corrects"):
        submit_report(work.pk, actor=reporter, report_on=TODAY, rating="A", narrative="Late")
    submit_report(work.pk, actor=reporter, report_on=TODAY, rating="A", narrative="Late", why="Wrong month")
    assert last_event().code == "portfolio.status.corrected"
    assert StatusReport.objects.count() == 2
    assert standings(Work.objects.all(), TODAY)[work.pk].mark == "A"


def test_a_draft_can_be_discarded_and_a_report_cannot(reporter: User) -> None:
    work = make_work()
    draft = draft_report(work.pk, actor=reporter, report_on=TODAY, rating="A")
    discard_draft(draft.pk, actor=reporter, version=0)
    report = make_report(work, "G")
    with pytest.raises(StatusReport.DoesNotExist):
        discard_draft(report.pk, actor=reporter, version=0)


@pytest.mark.parametrize(
    "statement",
    [
        "update portfolio_statusreport set rating = 'G' where id = %s",
        "update portfolio_statusreport set submitted_at = null where id = %s",
        "delete from portfolio_statusreport where id = %s",
    ],
)
def test_the_database_keeps_a_submitted_report(statement: str) -> None:
    report = make_report(make_work(), "R")
    with pytest.raises(IntegrityError, match="stays as it is"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, [report.pk])
    report.refresh_from_db()
    assert report.rating == "R"


def test_who_may_report() -> None:
    unit, elsewhere = make_unit(), make_unit()
    work = make_work(unit=unit)
    with pytest.raises(PermissionDenied):
        submit_report(work.pk, actor=member(["work.view"], unit=unit), report_on=TODAY, rating="G")
    with pytest.raises(Work.DoesNotExist):
        submit_report(work.pk, actor=member(REPORTS, unit=elsewhere), report_on=TODAY, rating="G")
    owner = member(REPORTS, unit=elsewhere)
    work.owner = person_of(owner)
    work.save()
    assert submit_report(work.pk, actor=owner, report_on=TODAY, rating="G").pk


def test_a_whole_life_cost_is_an_amount_or_a_reason() -> None:
    make_organisation(currency="EUR", pinned_today=TODAY)
    actor, work = member(["work.view", "money.edit"]), make_work()
    with pytest.raises(RuleError, match="Enter an amount, or say why"):
        state_whole_life_cost(work.pk, actor=actor, stated_on=TODAY, amount=None)
    with pytest.raises(RuleError, match="not come yet"):
        state_whole_life_cost(work.pk, actor=actor, stated_on=TODAY + dt.timedelta(days=1), amount=Decimal(1))
    stated = state_whole_life_cost(work.pk, actor=actor, stated_on=TODAY, amount=None, withheld_reason="In tender")
    assert (stated.currency, stated.amount) == ("EUR", None)
    with pytest.raises(StaleError):
        state_whole_life_cost(work.pk, actor=actor, stated_on=TODAY, amount=Decimal(5), version=3)
    stated = state_whole_life_cost(work.pk, actor=actor, stated_on=TODAY, amount=Decimal(5), version=0)
    assert (stated.amount, stated.withheld_reason, work.whole_life_costs.count()) == (Decimal(5), "", 1)
    assert AuditEvent.objects.count() == 2
