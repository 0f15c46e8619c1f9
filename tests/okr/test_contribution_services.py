"""Links from work to objectives: two sides, one hundred percent, and nothing that leaks either end."""

import threading
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from big.accounts.models import User
from big.audit.models import AuditEvent
from big.errors import RuleError, StaleError
from okr.models.links import Contribution
from okr.models.objectives import StrategicObjective
from okr.services import contributions
from portfolio.models.work import Work
from tests.factories import okr as make
from tests.factories.organisation import make_node, make_unit, member, person_of, top_unit
from tests.factories.portfolio import make_work

SEE = ["strategy.view", "work.view"]
CLAIM = [*SEE, "link.claim"]
AGREE = [*SEE, "link.agree"]


def claim(work: Work, objective: StrategicObjective, weight: float, actor: User, **more: Any) -> Contribution:
    return contributions.claim_contribution(
        work.pk, actor=actor, objective=objective, weight=Decimal(str(weight)), **more
    )


@pytest.mark.django_db
def test_a_claim_is_agreed_by_the_other_side() -> None:
    node, unit = make_node(), make_unit()
    claimer, agreer = member(CLAIM, unit=unit), member([*AGREE], node=node)
    objective, work = make.make_objective(node=node), make_work(unit=unit)
    link = claim(work, objective, 60, claimer, evidence="Halves the wait")
    with pytest.raises(Contribution.DoesNotExist):
        contributions.agree_contribution(link.pk, actor=agreer, version=0)  # sees no such work
    agreer = member(AGREE)
    with pytest.raises(PermissionDenied):
        contributions.agree_contribution(link.pk, actor=claimer, version=0)
    link = contributions.agree_contribution(link.pk, actor=agreer, version=0)
    assert (link.state, link.answered_by) == ("agreed", agreer)
    with pytest.raises(RuleError, match="agreed already"):
        contributions.agree_contribution(link.pk, actor=agreer, version=link.version)


@pytest.mark.django_db
def test_the_accountable_person_answers_too() -> None:
    owner = member(SEE)
    objective = make.make_objective(accountable=person_of(owner), node=make_node())
    link = claim(make_work(), objective, 10, member(CLAIM))
    with pytest.raises(RuleError, match="Say why"):
        contributions.challenge_contribution(link.pk, actor=owner, version=0, why="")
    link = contributions.challenge_contribution(link.pk, actor=owner, version=0, why="No effect on lead time")
    assert (link.state, link.answer) == ("challenged", "No effect on lead time")


@pytest.mark.django_db
def test_one_person_on_both_sides_is_allowed_and_told() -> None:
    user = member([*CLAIM, "link.agree"])
    link = claim(make_work(), make.make_objective(), 10, user)
    contributions.agree_contribution(link.pk, actor=user, version=0)
    assert AuditEvent.objects.order_by("-pk")[0].after["claimed_and_agreed"] == "by the same person"


@pytest.mark.django_db
def test_weights_never_pass_one_hundred_and_the_refusal_says_the_numbers() -> None:
    user = member([*CLAIM, "link.agree"])
    work, others = make_work(), [make.make_objective() for _ in range(3)]
    claim(work, others[0], 60, user)
    second = claim(work, others[1], 40, user)
    with pytest.raises(RuleError) as refused:
        claim(work, others[2], 0.5, user)
    assert refused.value.messages == ["100% of this work is linked already, so 0% is left; 0.5% would make 100.5%."]
    contributions.change_contribution(second.pk, actor=user, weight=Decimal("39.5"), version=0)
    claim(work, others[2], 0.5, user)
    with pytest.raises(RuleError, match="above 0"):
        claim(make_work(), others[0], 0, user)


@pytest.mark.django_db
def test_challenged_links_make_room_and_agreeing_them_again_checks_it() -> None:
    user = member([*CLAIM, "link.agree"])
    work = make_work()
    first = claim(work, make.make_objective(), 70, user)
    contributions.challenge_contribution(first.pk, actor=user, version=0, why="Doubt")
    claim(work, make.make_objective(), 50, user)
    with pytest.raises(RuleError, match="50% of this work is linked already"):
        contributions.agree_contribution(first.pk, actor=user, version=1)
    with pytest.raises(RuleError, match="would make 101%"):
        contributions.change_contribution(first.pk, actor=user, weight=Decimal(51), version=1)
    link = contributions.change_contribution(first.pk, actor=user, weight=Decimal(50), version=1)
    assert link.state == "claimed"


@pytest.mark.django_db
def test_a_new_weight_waits_to_be_agreed_again() -> None:
    claimer, agreer = member(CLAIM), member(AGREE)
    link = claim(make_work(), make.make_objective(), 50, claimer)
    link = contributions.agree_contribution(link.pk, actor=agreer, version=0)
    link = contributions.change_contribution(
        link.pk, actor=claimer, weight=Decimal(50), evidence="More", version=link.version
    )
    assert link.state == "agreed"
    link = contributions.change_contribution(link.pk, actor=claimer, weight=Decimal(55), version=link.version)
    assert link.state == "claimed"


@pytest.mark.django_db
def test_a_withdrawn_link_can_be_claimed_anew() -> None:
    user = member(CLAIM)
    work, objective = make_work(), make.make_objective()
    link = claim(work, objective, 40, user)
    with pytest.raises(ValidationError, match="link to that objective already"):
        claim(work, objective, 10, user)
    contributions.withdraw_contribution(link.pk, actor=user, version=0)
    with pytest.raises(RuleError, match="withdrawn"):
        contributions.change_contribution(link.pk, actor=user, weight=Decimal(5), version=1)
    claim(work, objective, 100, user)


@pytest.mark.django_db
def test_key_results_are_those_of_the_objective() -> None:
    user = member(CLAIM)
    objective = make.make_objective()
    own, foreign = make.make_key_result(objective), make.make_key_result()
    with pytest.raises(RuleError, match="Choose key results of"):
        claim(make_work(), objective, 10, user, key_results=[foreign])
    link = claim(make_work(), objective, 10, user, key_results=[own])
    assert list(link.key_results.all()) == [own]


@pytest.mark.django_db
def test_neither_end_leaks() -> None:
    unit = make_unit()
    user = member(CLAIM, unit=unit)
    secret, hidden_work = make.make_objective(is_confidential=True), make_work(unit=make_unit())
    open_objective, work = make.make_objective(), make_work(unit=unit)
    with pytest.raises(StrategicObjective.DoesNotExist):
        claim(work, secret, 10, user)
    with pytest.raises(Work.DoesNotExist):
        claim(hidden_work, open_objective, 10, user)
    links = [make.make_contribution(work, secret, 10), make.make_contribution(hidden_work, open_objective, 10)]
    assert not Contribution.objects.visible_to(user).exists()
    for link in links:
        with pytest.raises(Contribution.DoesNotExist):
            contributions.withdraw_contribution(link.pk, actor=user, version=0)
    cleared = member([*CLAIM, "confidential.view"])
    claim(make_work(unit=unit), secret, 10, cleared)
    assert AuditEvent.objects.visible_to(cleared).count() == 1
    assert not AuditEvent.objects.visible_to(user).exists()


@pytest.mark.django_db
def test_claiming_elsewhere_is_refused_and_versions_are_compared() -> None:
    user = member([*SEE], unit=top_unit())
    with pytest.raises(PermissionDenied):
        claim(make_work(), make.make_objective(), 10, user)
    claimer = member(CLAIM)
    link = claim(make_work(), make.make_objective(), 10, claimer)
    contributions.change_contribution(link.pk, actor=claimer, weight=Decimal(20), version=0)
    with pytest.raises(StaleError):
        contributions.withdraw_contribution(link.pk, actor=claimer, version=0)


@pytest.mark.django_db(transaction=True)
def test_two_claims_at_once_cannot_pass_together() -> None:
    user, work = member(CLAIM), make_work()
    targets = [make.make_objective() for _ in range(2)]
    gate, outcomes = threading.Barrier(2), []

    def run(objective: StrategicObjective) -> None:
        try:
            gate.wait(timeout=20)
            claim(work, objective, 60, User.objects.get(pk=user.pk))
            outcomes.append("claimed")
        except RuleError as error:
            outcomes.append(error.messages[0])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(objective,)) for objective in targets]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    refusal = "60% of this work is linked already, so 40% is left; 60% would make 120%."
    assert sorted(outcomes) == sorted(["claimed", refusal])
    assert Contribution.objects.standing().filter(work=work).count() == 1
