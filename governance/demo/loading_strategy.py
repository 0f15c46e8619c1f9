"""Loads the purposes, drivers, objectives, key results, readings and supporters of the demo organisation."""

from collections.abc import Callable
from decimal import Decimal

from governance.demo import objectives as objective_data
from governance.demo import strategy
from governance.demo.shape import KeyResultSpec, ObjectiveSpec, ReadingSpec
from governance.demo.story import WENT_LIVE, Cast, Story
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from okr.services import drivers, key_results, links, objectives, purposes, readings, supporters

CLERK = "LBK"


def load(story: Story) -> None:
    """Foundation and drivers on the first day, objectives the day after, readings when they were taken."""
    cast = Cast()
    story.on(WENT_LIVE, lambda: _foundation(story, cast), at=(10, 0))
    story.on(WENT_LIVE, lambda: _drivers(story, cast), at=(11, 0))
    for spec in objective_data.OBJECTIVES:
        story.on("2025-11-18", _objective(story, cast, spec), at=(9, 0))
        story.on("2025-11-25", _accept(cast, spec), at=(16, 0))
        _readings(story, cast, spec)
        _confidence(story, cast, spec)
    for row in strategy.DRIVERS:
        story.on("2025-12-01", _move_driver(cast, row[0], row[11]), at=(10, 0))
        story.on(row[12], _review(story, cast, row[0], row[12]), at=(14, 0))
    story.on("2025-12-02", lambda: _objective_links(cast), at=(15, 0))


def _foundation(story: Story, cast: Cast) -> None:
    actor = cast.user(CLERK)
    stakeholders = [
        purposes.create_stakeholder(name, actor=actor, kind=kind, interest=interest, expectation=expectation)
        for name, kind, interest, expectation in strategy.STAKEHOLDERS
    ]
    former_code, former, adopted_first = strategy.FORMER_PURPOSE
    for code, statement, rationale, sustainability, wellbeing, owner, adopted_on, review_on in strategy.PURPOSES:
        purpose = purposes.create_purpose(
            code,
            actor=actor,
            statement=former if code == former_code else statement,
            rationale=rationale,
            sustainability=sustainability,
            wellbeing=wellbeing,
            owner=cast.people[owner],
            review_on=story.day(review_on),
            stakeholders=stakeholders,
        )
        if code == former_code:
            purposes.adopt_purpose(purpose.pk, actor=actor, version=None, adopted_on=story.day(adopted_first))
            purposes.change_purpose(
                purpose.pk,
                actor=actor,
                changes={"statement": statement},
                version=None,
                why="The Board wanted a promise that can be measured.",
            )
        purposes.adopt_purpose(purpose.pk, actor=actor, version=None, adopted_on=story.day(adopted_on))
    for position, (kind, name, text) in enumerate(strategy.STATEMENTS):
        purposes.create_statement(kind, actor=actor, name=name, text=text, position=position)


def _drivers(story: Story, cast: Cast) -> None:
    actor = cast.user(CLERK)
    said = story.calendar.words
    for row in strategy.DRIVERS:
        code, kind, title, of, text, evidence, obligation, horizon, magnitude, owner, node, *_ = row
        drivers.create_driver(
            code,
            actor=actor,
            kind=kind,
            title=title,
            purposes=list(Purpose.objects.filter(code__in=of)),
            description=said(text),
            evidence=evidence,
            obligation=said(obligation),
            horizon=said(horizon),
            magnitude=magnitude,
            owner=cast.people[owner],
            node=cast.nodes[node],
        )


def _review(story: Story, cast: Cast, code: str, reviewed_on: str) -> Callable[[], None]:
    def act() -> None:
        found = Driver.objects.get(code=code)
        drivers.change_driver(
            found.pk, actor=cast.user(CLERK), changes={"reviewed_on": story.day(reviewed_on)}, version=None
        )

    return act


def _objective(story: Story, cast: Cast, spec: ObjectiveSpec) -> Callable[[], None]:
    def act() -> None:
        clerk = cast.user(CLERK)
        made = objectives.create_objective(
            spec.code,
            actor=clerk,
            title=spec.title,
            drivers=list(Driver.objects.filter(code__in=spec.drivers)),
            statement=story.calendar.words(spec.statement),
            kind=spec.kind,
            perspective=spec.perspective,
            purpose=Purpose.objects.get(code=spec.purpose),
            accountable=cast.people[spec.accountable],
            node=cast.nodes[spec.node],
            is_mission_critical=spec.certainty is not None,
            starts_on=min(story.day(each.starts) for each in spec.key_results),
            due_on=story.day(spec.due),
            position=int(spec.code.removeprefix("SO")),
        )
        State = StrategicObjective.State  # noqa: N806 - a class
        objectives.move_objective(made.pk, actor=clerk, to=State.AGREED, version=None)
        objectives.move_objective(made.pk, actor=clerk, to=State.DELEGATED, version=None)
        for key_result in spec.key_results:
            _key_result(story, cast, made, key_result)
        for person, unit, note in spec.supporters:
            supporters.name_supporter(
                made.pk,
                actor=cast.user(spec.accountable),
                person=cast.people[person],
                unit=cast.units[unit],
                note=note,
                since=story.day("2025-11-18"),
            )

    return act


def _key_result(story: Story, cast: Cast, objective: StrategicObjective, spec: KeyResultSpec) -> None:
    key_results.create_key_result(
        objective.pk,
        actor=cast.user(CLERK),
        title=spec.title,
        code=spec.code,
        unit=spec.unit,
        baseline=Decimal(spec.baseline),
        target=Decimal(spec.target),
        direction=spec.direction,
        starts_on=story.day(spec.starts),
        due_on=story.day(spec.due),
        owner=cast.people[spec.owner],
        data_source=spec.data_source,
        position=int(spec.code[-1]),
    )


def _accept(cast: Cast, spec: ObjectiveSpec) -> Callable[[], None]:
    def act() -> None:
        found = cast.objective(spec.code)
        objectives.accept_objective(found.pk, actor=cast.user(spec.accountable), version=None)
        objectives.move_objective(
            found.pk, actor=cast.user(CLERK), to=StrategicObjective.State.IN_DELIVERY, version=None
        )

    return act


def _readings(story: Story, cast: Cast, spec: ObjectiveSpec) -> None:
    for key_result in spec.key_results:
        for reading in key_result.readings:
            story.on(reading.on, _reading(story, cast, key_result, reading), at=(11, 20))


def _reading(story: Story, cast: Cast, spec: KeyResultSpec, reading: ReadingSpec) -> Callable[[], None]:
    def act() -> None:
        readings.record_reading(
            KeyResult.objects.get(code=spec.code).pk,
            actor=cast.user(spec.owner),
            value=Decimal(reading.value),
            read_on=story.day(reading.on),
            confidence=reading.confidence,
            note=story.calendar.words(reading.note, reading.on),
        )

    return act


def _confidence(story: Story, cast: Cast, spec: ObjectiveSpec) -> None:
    """The accountable person's confidence over the year, ending at the figures of the scorecard."""
    end = spec.confidence
    certainty = spec.certainty
    course = (
        ("2025-12-09", min(8, end + 3), None if certainty is None else min(90, certainty + 20)),
        ("2026-05-19", min(8, end + 2), None if certainty is None else min(85, certainty + 10)),
        ("2026-10-20", end, certainty),
    )
    for on, confidence, share in course:
        story.on(on, _state(cast, spec, confidence, share), at=(17, 0))


def _state(cast: Cast, spec: ObjectiveSpec, confidence: int, certainty: int | None) -> Callable[[], None]:
    def act() -> None:
        objectives.state_confidence(
            cast.objective(spec.code).pk,
            actor=cast.user(spec.accountable),
            confidence=confidence,
            certainty=certainty,
            version=None,
        )

    return act


def _objective_links(cast: Cast) -> None:
    for source, kind, target, strength, note in strategy.OBJECTIVE_LINKS:
        links.link_objectives(
            cast.objective(source).pk,
            actor=cast.user(CLERK),
            to=cast.objective(target),
            kind=kind,
            strength=strength,
            note=note,
        )


def _move_driver(cast: Cast, code: str, state: str) -> Callable[[], None]:
    def act() -> None:
        path = [Driver.State.ASSESSED, Driver.State.ACCEPTED, Driver.State.ANSWERED]
        for step in path[: path.index(Driver.State(state)) + 1]:
            found = Driver.objects.get(code=code)
            drivers.move_driver(found.pk, actor=cast.user(CLERK), to=step, version=None)

    return act
