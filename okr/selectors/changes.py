"""What is told of strategy when two moments are compared: outcomes, readings, confidence, links, owners and scope."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, Final

from big.accounts.models import User
from big.audit.words import label_of
from big.periods import Period
from big.registry.changes import Fact, Facts, Keys, Mark, Named, Source, Watch, add_facts, names_of, only, watch
from okr import codes
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult, KeyResultQuerySet
from okr.models.links import Contribution
from okr.models.objectives import ObjectiveQuerySet, StrategicObjective, Supporter
from okr.models.purposes import Purpose
from okr.selectors.key_result_marks import key_result_marks
from okr.selectors.outcomes import objective_progress
from okr.selectors.progress import Progress, current_bands, progress_of
from portfolio.selectors.frame import frame

OBJECTIVE: Final = "okr.strategicobjective"
KEY_RESULT: Final = "okr.keyresult"
DRIVER: Final = "okr.driver"
_LINKS: Final = frozenset(
    {
        codes.CONTRIBUTION_CLAIMED,
        codes.CONTRIBUTION_CHANGED,
        codes.CONTRIBUTION_AGREED,
        codes.CONTRIBUTION_CHALLENGED,
        codes.CONTRIBUTION_WITHDRAWN,
    }
)
_SUPPORT: Final = frozenset({codes.SUPPORTER_NAMED, codes.SUPPORTER_ENDED})
_READ: Final = frozenset({"value", "read_on"})
_MEASURES: Final = {"okr_reading": "key_result_id", "okr_phasedtarget": "key_result_id", "okr_keyresult": "id"}


def connect() -> None:
    """Register it; called once, when Django is ready."""
    watch(Watch(DRIVER, "drivers", _named_drivers, "okr_driver", order=5))
    add_facts(DRIVER, Source("record", _drivers, {"okr_driver": "id"}))
    watch(Watch(OBJECTIVE, "objectives", _named_objectives, "okr_strategicobjective", order=10))
    add_facts(OBJECTIVE, Source("outcome", _outcomes, {"okr_strategicobjective": "id"}, drifts=True))
    add_facts(OBJECTIVE, Source("record", _objectives, {"okr_strategicobjective": "id"}))
    add_facts(OBJECTIVE, Source("drivers", _answered, {"okr_strategicobjective_drivers": "strategicobjective_id"}))
    add_facts(OBJECTIVE, Source("supporters", _supporters, {"okr_supporter": "objective_id"}))
    add_facts(OBJECTIVE, Source("served by", _served, {"okr_contribution": "objective_id"}))
    watch(Watch(KEY_RESULT, "key results", _named_key_results, "okr_keyresult", order=20))
    add_facts(KEY_RESULT, Source("status", _marks, _MEASURES, drifts=True))
    add_facts(KEY_RESULT, Source("readings", _readings, {"okr_reading": "key_result_id"}))
    add_facts(KEY_RESULT, Source("record", _key_results, {"okr_keyresult": "id"}))
    add_facts("portfolio.work", Source("serves", _serves, {"okr_contribution": "work_id"}))


def _seen_objectives(user: User, keys: Keys) -> ObjectiveQuerySet:
    return only(StrategicObjective.objects.visible_to(user), keys)  # type: ignore[no-any-return]


def _seen_key_results(user: User, keys: Keys) -> KeyResultQuerySet:
    return only(KeyResult.objects.visible_to(user), keys)  # type: ignore[no-any-return]


def _named_drivers(user: User, keys: Keys) -> dict[int, Named]:
    rows = only(Driver.objects.visible_to(user), keys).values_list("pk", "code", "title")
    return {pk: Named(code, title) for pk, code, title in rows}


def _named_objectives(user: User, keys: Keys) -> dict[int, Named]:
    rows = _seen_objectives(user, keys).order_by().values_list("pk", "code", "title")
    return {pk: Named(code, title) for pk, code, title in rows}


def _named_key_results(user: User, keys: Keys) -> dict[int, Named]:
    rows = _seen_key_results(user, keys).order_by().values_list("pk", "code", "title", "objective__code")
    return {pk: Named(code, title, objective) for pk, code, title, objective in rows}


def _record_facts(
    kind: str, row: dict[str, Any], *, dates: Iterable[str] = (), owners: Iterable[str] = (), texts: Iterable[str] = ()
) -> Iterator[tuple[str, Fact]]:
    """The facts that stand in the row itself; people by their names."""
    for name in dates:
        yield name, Fact("dates", label_of(kind, name), row[name], frozenset({name}))
    for name in owners:
        yield name, Fact("owners", label_of(kind, name), row[f"{name}__name"], frozenset({name}))
    for name in texts:
        yield name, Fact("scope", label_of(kind, name), row[name], frozenset({name}))


def _drivers(user: User, keys: Keys, year: Period) -> Facts:
    texts = ("code", "title", "kind", "description", "evidence", "horizon", "magnitude", "node__name")
    rows = only(Driver.objects.visible_to(user), keys).values("pk", "state", "owner__name", *texts)
    states = dict(Driver.State.choices)
    return {
        row["pk"]: dict(
            [
                ("state", Fact("status", "State", states[row["state"]], frozenset({"state"}))),
                *_record_facts(DRIVER, row, owners=("owner",), texts=texts[:-1]),
                ("node", Fact("scope", "Node", row["node__name"], frozenset({"node"}))),
            ]
        )
        for row in rows
    }


def _outcomes(user: User, keys: Keys, year: Period) -> Facts:
    """The outcome mark and percent of objectives pursued, by the rule of every screen."""
    chosen = list(_seen_objectives(user, keys).pursued().order_by())
    found = objective_progress(chosen, user, frame().today)
    return {pk: dict(_outcome(each.mark, each.percent)) for pk, each in found.items()}


def _outcome(mark: str, percent: Decimal | None) -> Iterator[tuple[str, Fact]]:
    yield "mark", Fact("status", "Outcome", Mark(mark), computed="its key results")
    if percent is not None:
        whole = percent.quantize(Decimal(1))
        yield "percent", Fact("scores", "Progress", whole, unit="%", computed="its key results")


def _objectives(user: User, keys: Keys, year: Period) -> Facts:
    dates, owners = ("starts_on", "due_on"), ("accountable",)
    texts = ("code", "title", "statement", "kind", "perspective")
    scores = {"confidence": "of 10", "certainty": "%"}
    rows = _seen_objectives(user, keys).values(
        "pk",
        "parent",
        "purpose",
        "state",
        "is_mission_critical",
        "accountable__name",
        "node__name",
        *dates,
        *texts,
        *scores,
    )
    above = names_of(StrategicObjective.objects.visible_to(user), [row["parent"] for row in rows], "code")
    purposes = names_of(Purpose.objects.visible_to(user), [row["purpose"] for row in rows], "statement")
    states = dict(StrategicObjective.State.choices)
    found: dict[int, dict[str, Fact]] = {}
    for row in rows:
        facts = dict(_record_facts(OBJECTIVE, row, dates=dates, owners=owners, texts=texts))
        facts["state"] = Fact("status", "State", states[row["state"]], frozenset({"state"}))
        facts["node"] = Fact("scope", "Node", row["node__name"], frozenset({"node"}))
        facts["parent"] = Fact("scope", "Under", above[row["parent"]], frozenset({"parent"}))
        facts["purpose"] = Fact("scope", "Purpose", purposes[row["purpose"]], frozenset({"purpose"}))
        for name, unit in scores.items():
            facts[name] = Fact("scores", label_of(OBJECTIVE, name), row[name], frozenset({name}), unit=unit)
        critical = "yes" if row["is_mission_critical"] else "no"
        facts["critical"] = Fact("scope", "Mission-critical", critical, frozenset({"is_mission_critical"}))
        found[row["pk"]] = facts
    return found


def _answered(user: User, keys: Keys, year: Period) -> Facts:
    seen = Driver.objects.visible_to(user).order_by().values("pk")
    rows = _seen_objectives(user, keys).order_by().filter(drivers__in=seen)
    found: defaultdict[int, dict[str, Fact]] = defaultdict(dict)
    for pk, code, title in rows.values_list("pk", "drivers__code", "drivers__title"):
        found[pk][code] = Fact("links", f"Answers {code}", title, frozenset({"drivers"}))
    return found


def _supporters(user: User, keys: Keys, year: Period) -> Facts:
    rows = only(Supporter.objects.visible_to(user).current().order_by(), keys, "objective")
    found: defaultdict[int, dict[str, Fact]] = defaultdict(dict)
    for objective, pk, person, unit, node in rows.values_list(
        "objective", "pk", "person__name", "unit__name", "node__name"
    ):
        found[objective][str(pk)] = Fact("owners", f"Supporter in {unit or node}", person, _SUPPORT, about=person)
    return found


def _links(user: User, end: str, keys: Keys) -> Any:
    return only(Contribution.objects.visible_to(user).standing().order_by(), keys, end)


def _said(state: str, weight: Decimal) -> str:
    return f"{weight.normalize():f}% of the work" + ("" if state == Contribution.State.AGREED else ", claimed")


def _serves(user: User, keys: Keys, year: Period) -> Facts:
    found: defaultdict[int, dict[str, Fact]] = defaultdict(dict)
    rows = _links(user, "work", keys).values_list("work", "objective__code", "objective__title", "state", "weight")
    for work, code, title, state, weight in rows:
        found[work][code] = Fact("links", f"Serves {code}", _said(state, weight), _LINKS, about=title)
    return found


def _served(user: User, keys: Keys, year: Period) -> Facts:
    found: defaultdict[int, dict[str, Fact]] = defaultdict(dict)
    rows = _links(user, "objective", keys).values_list("objective", "work__code", "work__name", "state", "weight")
    for objective, code, name, state, weight in rows:
        found[objective][code] = Fact("links", f"Served by {code}", _said(state, weight), _LINKS, about=name)
    return found


def _marks(user: User, keys: Keys, year: Period) -> Facts:
    marks = key_result_marks(_seen_key_results(user, keys).tracked().order_by(), frame().today, current_bands())
    return {each.key: {"mark": Fact("status", "Status", Mark(each.mark), _READ)} for each in marks}


def _readings(user: User, keys: Keys, year: Period) -> Facts:
    rows = list(_seen_key_results(user, keys).tracked().order_by().select_related("objective__plan"))
    progress = progress_of(rows, frame().today)
    return {row.pk: dict(_of_reading(progress[row.pk])) for row in rows}


def _of_reading(read: Progress) -> Iterator[tuple[str, Fact]]:
    if read.value is not None:
        yield "value", Fact("scores", "Reading", read.value, _READ, unit=read.unit)
    if read.confidence is not None:
        yield "confidence", Fact("scores", "Confidence", read.confidence, frozenset({"confidence"}), unit="of 10")


def _key_results(user: User, keys: Keys, year: Period) -> Facts:
    dates, texts = ("starts_on", "due_on"), ("code", "title", "description", "unit", "data_source")
    numbers = ("baseline", "target", "upper")
    rows = _seen_key_results(user, keys).values(
        "pk", "state", "owner__name", "objective__code", *dates, *texts, *numbers, "cadence_days"
    )
    states = dict(KeyResult.State.choices)
    found: dict[int, dict[str, Fact]] = {}
    for row in rows:
        facts = dict(_record_facts(KEY_RESULT, row, dates=dates, owners=("owner",), texts=texts))
        facts["state"] = Fact("status", "State", states[row["state"]], frozenset({"state"}))
        facts["objective"] = Fact("scope", "Objective", row["objective__code"], frozenset({"objective"}))
        for name in numbers:
            facts[name] = Fact("scores", label_of(KEY_RESULT, name), row[name], frozenset({name}), unit=row["unit"])
        facts["cadence"] = Fact("scope", "Days a reading counts", row["cadence_days"], frozenset({"cadence_days"}))
        found[row["pk"]] = facts
    return found
