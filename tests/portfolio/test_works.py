"""Adding, changing, moving and marking work: the rules, the rights, and what the history says of it."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from big.registry import reactions
from portfolio.codes import ON_WORK_CLOSED
from portfolio.models.work import Work
from portfolio.services.lifecycles import change_state, change_type
from portfolio.services.works import change_work, create_work, mark_must_do, move_work, refer_to_work
from tests.factories.organisation import all_rights, join, make_role, make_unit, member, person_of
from tests.factories.portfolio import make_type, make_work

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> User:
    return member(all_rights())


def codes() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("code", flat=True))


def refused_field(error: ValidationError) -> dict[str, list[str]]:
    return error.message_dict


def test_codes_count_up_by_prefix_and_over_types(editor: User) -> None:
    make_work(code="c-107")
    made = [
        create_work(actor=editor, name="A", stream="change", work_type=make_type(kind), unit=make_unit())
        for kind in ("project", "programme", "product")
    ]
    assert [work.code for work in made] == ["C-108", "C-109", "P-101"]
    assert made[0].state.is_initial


def test_creation_is_told_and_referenced(editor: User) -> None:
    work = create_work(
        actor=editor,
        name="Cell 2 line",
        stream="change",
        work_type=make_type(),
        unit=make_unit(),
        references=[("gmpp", "X-1")],
        why="Approved in March",
    )
    event = AuditEvent.objects.get()
    assert (event.code, event.why, event.after["name"]) == (
        "portfolio.work.created",
        "Approved in March",
        "Cell 2 line",
    )
    assert work.references.get().value == "X-1"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"code": "t-1"}, "__all__"),
        ({"code": "no/slash"}, "code"),
        ({"name": ""}, "name"),
        ({"is_must_do": True}, "__all__"),
        ({"starts_on": dt.date(2027, 1, 1), "ends_on": dt.date(2026, 1, 1)}, "__all__"),
    ],
)
def test_what_the_database_refuses_is_said(editor: User, fields: dict[str, object], field: str) -> None:
    make_work(code="T-1")
    values = {"name": "A", "stream": "change", "work_type": make_type(), "unit": make_unit(), **fields}
    with pytest.raises(ValidationError) as refused:
        create_work(actor=editor, **values)  # type: ignore[arg-type]
    assert field in refused_field(refused.value)
    assert codes() == []


def test_work_goes_only_where_the_right_is_held() -> None:
    mine, theirs = make_unit(), make_unit()
    actor = member(all_rights(), unit=mine)
    values = {"actor": actor, "name": "A", "stream": "change", "work_type": make_type()}
    work = create_work(**values, unit=mine)  # type: ignore[arg-type]
    for unit in (theirs, None):
        with pytest.raises(PermissionDenied):
            create_work(**values, unit=unit)  # type: ignore[arg-type]
        with pytest.raises(PermissionDenied):
            change_work(work.pk, actor=actor, version=0, changes={"unit": unit})


def test_an_unseen_parent_is_refused_like_one_that_is_not_there() -> None:
    unit = make_unit()
    actor = member(all_rights(), unit=unit)
    hidden = make_work(unit=make_unit())
    with pytest.raises(RuleError) as refused:
        create_work(actor=actor, name="A", stream="bau", work_type=make_type(), unit=unit, parent=hidden)
    assert refused_field(refused.value) == {"parent": ["There is no work with this code."]}


def test_change_keeps_before_and_after_and_counts_the_version(editor: User) -> None:
    work = make_work("Old name")
    changed = change_work(work.pk, actor=editor, version=0, changes={"name": "New name", "stream": "change"})
    event = AuditEvent.objects.get()
    assert (event.before, event.after) == ({"name": "Old name"}, {"name": "New name"})
    assert changed.version == 1
    change_work(work.pk, actor=editor, version=1, changes={"name": "New name"})
    assert len(codes()) == 1


def test_a_stale_version_is_refused(editor: User) -> None:
    work = make_work()
    change_work(work.pk, actor=editor, version=0, changes={"name": "First"})
    with pytest.raises(StaleError):
        change_work(work.pk, actor=editor, version=0, changes={"name": "Second"})


def test_invisible_is_not_found_and_seen_but_not_editable_is_forbidden() -> None:
    work = make_work()
    with pytest.raises(Work.DoesNotExist):
        change_work(work.pk, actor=member(all_rights(), unit=make_unit()), version=0, changes={"name": "A"})
    with pytest.raises(PermissionDenied):
        change_work(work.pk, actor=member(["work.view"]), version=0, changes={"name": "A"})


def test_a_moved_baseline_needs_a_reason_and_a_first_one_does_not(editor: User) -> None:
    work = make_work()
    first, second = dt.date(2027, 3, 31), dt.date(2027, 6, 30)
    change_work(work.pk, actor=editor, version=0, changes={"ends_on": first})
    with pytest.raises(RuleError, match="Say why the baseline end moves"):
        change_work(work.pk, actor=editor, version=1, changes={"ends_on": second})
    change_work(work.pk, actor=editor, version=1, changes={"ends_on": second}, why="DEC-118")


def test_only_the_cleared_make_work_confidential(editor: User) -> None:
    work = make_work()
    with pytest.raises(RuleError, match="cleared for confidential"):
        change_work(work.pk, actor=editor, version=0, changes={"is_confidential": True})
    cleared = member(all_rights(confidential=True))
    assert change_work(work.pk, actor=cleared, version=0, changes={"is_confidential": True}).is_confidential
    with pytest.raises(Work.DoesNotExist):
        change_work(work.pk, actor=editor, version=1, changes={"name": "A"})


def test_nobody_moves_work_out_of_their_own_sight() -> None:
    mine, theirs = make_unit(), make_unit()
    actor = member(["work.view", "work.edit"], unit=mine)
    join(person_of(actor), make_role(["work.edit"]), unit=theirs)
    work = make_work(unit=mine)
    with pytest.raises(RuleError, match="could not see the work any more"):
        change_work(work.pk, actor=actor, version=0, changes={"unit": theirs})


def test_work_never_stands_under_itself(editor: User) -> None:
    top = make_work("Top")
    middle = make_work("Middle", parent=top)
    low = make_work("Low", parent=middle)
    with pytest.raises(RuleError, match="Low is part of Top"):
        move_work(top.pk, actor=editor, version=0, parent=low)
    with pytest.raises(RuleError, match="Top is part of Top"):
        move_work(top.pk, actor=editor, version=0, parent=top)
    assert move_work(low.pk, actor=editor, version=0, parent=top).parent == top
    assert move_work(low.pk, actor=editor, version=1, parent=None).parent is None


def test_states_follow_the_lifecycle_of_the_type(editor: User) -> None:
    work = make_work(state="proposed")
    with pytest.raises(RuleError) as refused:
        change_state(work.pk, actor=editor, version=0, to="closed")
    assert refused_field(refused.value)["to"][0].startswith("Work that is proposed can go on to “")
    following = work.state.followers.filter(is_live=True).first()
    assert following
    moved = change_state(work.pk, actor=editor, version=0, to=following.key)
    event = AuditEvent.objects.get()
    assert (event.before["state"], event.after["state"]) == ("Proposed", moved.state.label)


def test_ending_needs_a_reason_and_may_be_refused_by_a_reaction(editor: User) -> None:
    work = make_work(state="proposed")
    with pytest.raises(RuleError, match="Say why it is now stopped"):
        change_state(work.pk, actor=editor, version=0, to="stopped")
    heard = []

    def refuse(record: Work, **facts: object) -> None:
        heard.append((record.pk, facts["state"]))
        raise RuleError("Two actions are open.", code="open_actions")

    reactions.on(ON_WORK_CLOSED, refuse)
    try:
        with pytest.raises(RuleError, match="Two actions are open"):
            change_state(work.pk, actor=editor, version=0, to="stopped", why="No money")
    finally:
        reactions._reactions[ON_WORK_CLOSED].remove(refuse)
    work.refresh_from_db()
    assert (len(heard), work.state.key, codes()) == (1, "proposed", [])
    stopped = change_state(work.pk, actor=editor, version=0, to="stopped", why="No money")
    with pytest.raises(RuleError, match="nothing follows that state"):
        change_state(work.pk, actor=editor, version=stopped.version, to="proposed")


def test_another_type_needs_a_state_of_its_own(editor: User) -> None:
    work, product = make_work(), make_type("product")
    assert work.state.work_type != product
    with pytest.raises(RuleError, match="Choose a state of the type product"):
        change_type(work.pk, actor=editor, version=0, work_type=product, state=work.state, why="It sells")
    live = product.states.filter(is_live=True).earliest("position")
    assert change_type(work.pk, actor=editor, version=0, work_type=product, state=live, why="It sells").state == live


def test_a_must_do_names_its_obligation_and_lifting_it_a_reason(editor: User) -> None:
    work = make_work()
    with pytest.raises(RuleError, match="Name the obligation"):
        mark_must_do(work.pk, actor=editor, version=0, is_must_do=True, obligation=" ")
    mark_must_do(work.pk, actor=editor, version=0, is_must_do=True, obligation="Companies Act")
    with pytest.raises(RuleError, match="no longer a must-do"):
        mark_must_do(work.pk, actor=editor, version=1, is_must_do=False)
    lifted = mark_must_do(work.pk, actor=editor, version=1, is_must_do=False, why="Act repealed")
    assert (lifted.is_must_do, lifted.obligation) == (False, "")
    assert codes() == ["portfolio.work.must_do_set", "portfolio.work.must_do_lifted"]


def test_a_reference_names_one_piece_of_work(editor: User) -> None:
    first, second = make_work(), make_work()
    refer_to_work(first.pk, actor=editor, scheme="gmpp", value="X-1")
    refer_to_work(first.pk, actor=editor, scheme="gmpp", value="X-1")
    with pytest.raises(RuleError, match="names other work already"):
        refer_to_work(second.pk, actor=editor, scheme="gmpp", value="X-1")
    assert len(codes()) == 1
