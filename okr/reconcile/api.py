"""The API of strategy: how many records each list answers with, and every figure that it computes."""

from typing import Any, Final

from big.reconcile.blocks import labelled, table
from big.reconcile.organisation import listed, register_list
from big.reconcile.viewer import Viewer
from big.registry import figures
from okr.policies import can_see_strategy
from portfolio.reconcile.api import number
from portfolio.reconcile.money import AMOUNTS

_STRATEGY: Final = "select count(*) from okr_{} where %(belongs)s and %(strategy_view)s"
_OF_OBJECTIVE: Final = "select count(*) from {} x join seen_objective o on o.id = x.objective_id"
_OF_KEY_RESULT: Final = (
    "select count(*) from {} x join okr_keyresult k on k.id = x.key_result_id "
    "join seen_objective o on o.id = k.objective_id"
)
LISTS: Final = {
    **{f"{kind}s": _STRATEGY.format(kind) for kind in ("purpose", "statement", "stakeholder", "plan", "cycle")},
    "indicators": _STRATEGY.format("indicator"),
    "okr-sets": _STRATEGY.format("okrset"),
    "comments": "select count(*) from okr_comment x left join okr_keyresult k on k.id = x.key_result_id "
    "join seen_objective o on o.id = coalesce(x.objective_id, k.objective_id)",
    "check-in-rhythms": _STRATEGY.format("checkinrhythm"),
    "drivers": "select count(*) from seen_driver",
    "objectives": "select count(*) from seen_objective",
    "objective-links": "select count(*) from okr_objectivelink x join seen_objective a on a.id = x.from_objective_id "
    "join seen_objective b on b.id = x.to_objective_id",
    "supporters": _OF_OBJECTIVE.format("okr_supporter"),
    "delegates": _OF_OBJECTIVE.format("okr_delegate"),
    "contributing-units": _OF_OBJECTIVE.format("okr_contributingunit"),
    "key-results": _OF_OBJECTIVE.format("okr_keyresult"),
    "readings": _OF_KEY_RESULT.format("okr_reading"),
    "phased-targets": _OF_KEY_RESULT.format("okr_phasedtarget"),
    "contributions": "select count(*) from seen_link",
}
_OBJECTIVE: Final = ("mark", "percent", "expected", "red", "amber", "green", "silent")
_KEY_RESULT: Final = ("mark", "percent", "expected", "value", "age")


def connect() -> None:
    """Register the figures of the API; called once, when Django is ready."""
    for prefix, sql in LISTS.items():
        register_list(prefix, sql)

    def add(prefix: str, name: str, shown: Any, independent: Any) -> None:
        screen = f"api:{prefix}"
        figures.register(figures.Figure(screen, name, shown, independent, f"/api/v1/{prefix}/", can_see_strategy))

    add("objectives", "Progress of each", _progress, _progress_asked)
    add("objectives", "Money of each", _money, _money_asked)
    add("key-results", "Progress of each", _measured, _measured_asked)


def _rounded(sql: str) -> str:
    # The API gives percentages with two places.
    return f"round({sql}, 2)"


def _progress(viewer: Viewer) -> dict[str, Any]:
    found = []
    for each in listed(viewer, "objectives"):
        told = each["progress"]
        counts = [told["counts"].get(mark, 0) for mark in "RAGN"]
        found.append((each["code"], told["mark"], number(told["percent"]), number(told["expected"]), *counts))
    return labelled(found, *_OBJECTIVE)


def _progress_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        f"""
        select o.code, c.mark, {_rounded("c.percent")}, {_rounded("c.expected")}, c.red, c.amber, c.green, c.silent
        from seen_objective o join outcome c on c.objective_id = o.id
        """,
        *_OBJECTIVE,
    )


def _money(viewer: Viewer) -> dict[str, Any]:
    found = [
        (f"{each['code']} {which}", *(number(each["money"][which][name]) for name in AMOUNTS))
        for each in listed(viewer, "objectives")
        for which in ("own", "family")
    ]
    return labelled(found, *AMOUNTS)


def _money_asked(viewer: Viewer) -> dict[str, Any]:
    sums = ", ".join(_rounded(f"sum(c.{name})") for name in AMOUNTS)
    return table(
        viewer,
        f"""
        select o.code || ' own', {sums} from seen_objective o join carried c on c.objective_id = o.id group by 1
        union all
        select o.code || ' family', {sums} from seen_objective o join family f on f.top = o.id
        join carried c on c.objective_id = f.id group by 1
        """,
        *AMOUNTS,
    )


def _measured(viewer: Viewer) -> dict[str, Any]:
    found = []
    for each in listed(viewer, "key-results"):
        told = each["progress"]
        values = (number(told[name]) for name in ("percent", "expected", "value"))
        found.append((each["code"], told["mark"], *values, told["age_days"]))
    return labelled(found, *_KEY_RESULT)


def _measured_asked(viewer: Viewer) -> dict[str, Any]:
    return table(
        viewer,
        f"""
        select code, mark, {_rounded("percent")}, {_rounded("expected")}, value, age from key_progress
        """,
        *_KEY_RESULT,
    )
