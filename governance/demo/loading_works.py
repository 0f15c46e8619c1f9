"""Loads the work of the demo organisation: its place, milestones, reports, links, money and demand."""

from collections.abc import Callable
from decimal import Decimal

from governance.demo import works_bau, works_change, works_customer, works_value
from governance.demo.loading_money import load_money
from governance.demo.shape import Link, Report, Stone, WorkSpec
from governance.demo.story import Cast, Story
from okr.services import contributions
from portfolio.models.milestones import Milestone
from portfolio.models.people import Skill
from portfolio.models.types import LifecycleState, WorkType
from portfolio.services import milestones, people, reports, whole_life, works

WORKS = (*works_bau.WORKS, *works_value.WORKS, *works_change.WORKS, *works_customer.WORKS)
SKILLS = (
    ("controls-engineer", "Controls engineer", "24.0"),
    ("data-engineer", "Data engineer", "5.0"),
    ("service-technician", "Service technician", "40.0"),
    ("project-manager", "Project manager", "8.0"),
)
CLERK = "LBK"


def load(story: Story) -> None:
    """Each piece of work from the day it began, or the day the product was first used."""
    cast = Cast()
    story.on("2026-10-02", lambda: _capacity(story, cast), at=(9, 0))
    for spec in WORKS:
        born = story.since_live(spec.starts)
        story.on(born, _create(story, cast, spec), at=(13, 0))
        for stone in spec.stones:
            _milestone(story, cast, spec, stone, born)
        for report in spec.reports:
            story.on(report.on, _report(story, cast, spec, report), at=(16, 40))
        for stated_on, amount, why in spec.whole_life:
            story.on(story.since_live(stated_on), _whole_life(story, cast, spec, stated_on, amount, why), at=(15, 0))
        for link in spec.links:
            _link(story, cast, spec, link, born)
        if spec.forecast_ends:
            story.on("2026-10-19", _late(story, cast, spec), at=(10, 10))
        if spec.budget:
            load_money(story, cast, spec, born)
        if spec.demand:
            story.on("2026-10-05", _demand(story, cast, spec), at=(14, 0))


def _create(story: Story, cast: Cast, spec: WorkSpec) -> Callable[[], None]:
    def act() -> None:
        kind = WorkType.objects.get(key=spec.kind)
        works.create_work(
            actor=cast.user(spec.owner if spec.is_confidential else CLERK),
            name=spec.name,
            code=spec.code,
            stream=spec.stream,
            work_type=kind,
            state=LifecycleState.objects.get(work_type=kind, key=spec.state),
            unit=cast.units[spec.unit],
            node=cast.nodes[spec.node],
            owner=cast.people[spec.owner],
            sponsor=cast.people[spec.sponsor],
            description=spec.description,
            starts_on=story.day(spec.starts),
            ends_on=story.day(spec.ends) if spec.ends else None,
            customer=spec.customer,
            contract_code=spec.contract,
            is_must_do=bool(spec.must_do),
            obligation=story.calendar.words(spec.must_do),
            is_confidential=spec.is_confidential,
        )

    return act


def _late(story: Story, cast: Cast, spec: WorkSpec) -> Callable[[], None]:
    def act() -> None:
        works.change_work(
            cast.work_id(spec.code),
            actor=cast.user(spec.owner),
            version=None,
            changes={"forecast_ends_on": story.day(spec.forecast_ends)},
            why="Re-forecast after the October review.",
        )

    return act


def _milestone(story: Story, cast: Cast, spec: WorkSpec, stone: Stone, born: str) -> None:
    def found() -> Milestone:
        return Milestone.objects.get(work__code=spec.code, title=stone.title)

    def add() -> None:
        milestones.add_milestone(
            cast.work_id(spec.code),
            actor=cast.user(spec.owner),
            title=stone.title,
            kind=stone.kind,
            baseline_on=story.stone(stone.baseline),
            owner=cast.people[spec.owner],
        )

    def meet() -> None:
        late = story.stone(stone.actual) > story.stone(stone.baseline)
        milestones.achieve_milestone(
            found().pk,
            actor=cast.user(spec.owner),
            version=None,
            actual_on=story.stone(stone.actual),
            slip_reason=stone.why if late else "",
        )

    def move() -> None:
        milestones.change_milestone(
            found().pk,
            actor=cast.user(spec.owner),
            version=None,
            changes={"forecast_on": story.stone(stone.forecast), "slip_reason": stone.why},
            why=stone.why,
        )

    story.on(born, add, at=(13, 30))
    if stone.actual:
        story.on(stone.actual, meet, at=(17, 10), day=story.stone(stone.actual))
    elif stone.forecast and stone.forecast != stone.baseline:
        story.on(_foreseen(spec, stone), move, at=(16, 50))


def _foreseen(spec: WorkSpec, stone: Stone) -> str:
    """The day on which a slip was made known: that of the report that speaks of trouble before the baseline."""
    reported = [each.on for each in spec.reports if each.on < stone.baseline and each.rating != "G"]
    return max(reported, default=spec.reports[-1].on)


def _report(story: Story, cast: Cast, spec: WorkSpec, report: Report) -> Callable[[], None]:
    def act() -> None:
        time, cost, benefit = list(report.marks)
        reports.submit_report(
            cast.work_id(spec.code),
            actor=cast.user(spec.owner),
            report_on=story.day(report.on),
            rating=report.rating,
            time_mark=time,
            cost_mark=cost,
            benefit_mark=benefit,
            confidence=report.confidence,
            narrative=story.calendar.words(report.text, report.on),
            reported_by=cast.people[spec.owner],
        )

    return act


def _whole_life(story: Story, cast: Cast, spec: WorkSpec, stated_on: str, amount: str, why: str) -> Callable[[], None]:
    def act() -> None:
        whole_life.state_whole_life_cost(
            cast.work_id(spec.code),
            actor=cast.user(spec.owner),
            stated_on=story.day(stated_on),
            amount=Decimal(amount) * 1_000_000,
            narrative=why,
            why=why,
        )

    return act


def _link(story: Story, cast: Cast, spec: WorkSpec, link: Link, born: str) -> None:
    made: list[int] = []

    def claim() -> None:
        claimed = contributions.claim_contribution(
            cast.work_id(spec.code),
            actor=cast.user(spec.owner),
            objective=cast.objective(link.objective),
            weight=Decimal(link.weight),
            evidence=link.evidence,
        )
        made.append(claimed.pk)

    def agree() -> None:
        accountable = cast.objective(link.objective).accountable
        if accountable is None:
            raise LookupError(f"nobody is accountable for {link.objective}")
        contributions.agree_contribution(made[0], actor=cast.user(accountable.code), version=None)

    claimed_on = max(born, "2025-11-26")
    story.on(claimed_on, claim, at=(14, 30))
    if link.state == "agreed":
        story.on(max(claimed_on, "2025-12-03"), agree, at=(15, 30))


def _capacity(story: Story, cast: Cast) -> None:
    administrator = cast.user("CAP")
    for code, name, fte in SKILLS:
        skill = people.add_skill(code, actor=administrator, name=name)
        people.set_capacity(
            skill.pk,
            actor=administrator,
            starts_on=story.calendar.month("2027-01-01"),
            ends_on=story.day("2027-03-31"),
            fte=Decimal(fte),
        )


def _demand(story: Story, cast: Cast, spec: WorkSpec) -> Callable[[], None]:
    def act() -> None:
        skills = {each.code: each for each in Skill.objects.all()}
        for code, fte in spec.demand.items():
            if Decimal(fte):
                people.set_demand(
                    cast.work_id(spec.code),
                    actor=cast.user(spec.owner),
                    skill=skills[code],
                    starts_on=story.calendar.month("2027-01-01"),
                    ends_on=story.day("2027-03-31"),
                    fte=Decimal(fte),
                )

    return act
