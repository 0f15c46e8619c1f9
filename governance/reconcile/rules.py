"""Every integrity rule as a query of its own: the codes of the records that break it, and the money with them."""

from typing import Any, Final

from big.reconcile.blocks import ask
from big.reconcile.viewer import Viewer

_OF_LINK: Final = "select w.code || ' > ' || o.code from {} l join seen_work w on w.id = l.work_id " \
    "join seen_objective o on o.id = l.objective_id"  # fmt: skip
_UNSUPPORTED: Final = "where l.id in (select id from lonely_link)"

FINDS: Final[dict[str, str]] = {
    "driver.unanswered": """
        select d.code from scope_driver d where not exists (
            select 1 from okr_strategicobjective_drivers x join seen_objective o on o.id = x.strategicobjective_id
            where x.driver_id = d.id and o.is_pursued)
    """,
    "objective.no_delivery": "select code from answering where id not in (select objective_id from served)",
    "objective.no_funds": """
        select code from scope_objective
        where id in (select objective_id from served) and id not in (select objective_id from funded)
    """,
    # Work that only holds others together is left out: a linked part, and no money of its own this year.
    "work.unlinked": """
        select w.code from live_work w
        where not w.is_must_do
          and not exists (select 1 from seen_link l where l.work_id = w.id and l.state = 'agreed')
          and (exists (select 1 from year_line y where y.work_id = w.id)
               or not exists (select 1 from seen_link l join seen_work part on part.id = l.work_id
                              where part.parent_id = w.id and l.state = 'agreed'))
    """,
    "key_result.undelivered": """
        select k.code from scope_key_result k where not exists (
            select 1 from live_link l
            where l.objective_id = k.objective_id
              and not exists (select 1 from okr_contribution_key_results n where n.contribution_id = l.id)
        ) and not exists (
            select 1 from live_link l join okr_contribution_key_results n on n.contribution_id = l.id
            where n.keyresult_id = k.id)
    """,
    "objective.no_driver": """
        select o.code from scope_objective o
        where not exists (select 1 from seen_objective a where a.id = o.parent_id and a.is_pursued)
          and not exists (
            select 1 from family f join okr_strategicobjective_drivers x on x.strategicobjective_id = f.id
            join seen_driver d on d.id = x.driver_id and d.state <> 'closed'
            where f.top = o.id)
    """,
    "objective.no_supporter": """
        select o.code from answering o where not exists (
            select 1 from okr_supporter s where s.objective_id = o.id and s.ended_on is null)
    """,
    "link.unsupported": f"{_OF_LINK.format('scope_link')} {_UNSUPPORTED}",
    "link.claimed": f"{_OF_LINK.format('scope_link')} where l.state = 'claimed'",
    "link.challenged": f"""
        {_OF_LINK.format("seen_link")}
        where l.state = 'challenged' and w.is_live and o.is_pursued and w.id in (select id from scope_work)
    """,
    "work.stale": """
        select w.code from live_work w join work_mark m on m.id = w.id where not m.is_reported or m.age > %(stale)s
    """,
    "work.contradicted": """
        select w.code from live_work w join work_mark m on m.id = w.id
        where m.mark in ('G', 'AG')
          and ('R' in (m.time_mark, m.cost_mark, m.benefit_mark)
               or exists (select 1 from open_milestone o where o.work_id = w.id and o.slip > 28))
    """,
    "key_result.unread": "select code from scope_key_result where is_unread or is_undated",
    "key_result.stale": "select code from scope_key_result where is_stale",
    "objective.unaccountable": "select code from scope_objective where accountable_id is null or node_id is null",
    "node.unaccountable": """
        select n.code from organisation_node n
        where %(belongs)s and n.accountable_id is null and n.state <> 'retired'
          and ((%(unit)s is null and %(stream)s = '') or n.unit_id in (select id from unit_below))
    """,
    "work.weights_short": """
        select w.code from live_work w
        where (select sum(l.weight) from live_link l where l.work_id = w.id) between 0.01 and 99.99
    """,
    "work.unowned": "select code from live_work where owner_id is null",
    "key_result.incomplete": """
        select k.code from course k join scope_key_result s on s.id = k.id
        where k.unit = '' or case when k.direction = 'band' then k.upper else k.baseline end is null
           or k.target is null or k.due is null or k.data_source = ''
    """,
}
BREAKS: Final = (
    "driver.unanswered",
    "objective.no_delivery",
    "objective.no_funds",
    "work.unlinked",
    "key_result.undelivered",
)
STALE: Final = ("work.stale", "key_result.stale", "key_result.unread")
UNACCOUNTABLE: Final = ("node.unaccountable", "objective.unaccountable")


def found(viewer: Viewer) -> dict[str, tuple[str, ...]]:
    """By rule the codes of what breaks it, in the order of the alphabet; asked once for all figures of a sweep."""
    if "found" not in viewer.kept:
        viewer.kept["found"] = {key: tuple(sorted(code for (code,) in ask(viewer, sql))) for key, sql in FINDS.items()}
    answers: dict[str, tuple[str, ...]] = viewer.kept["found"]
    return answers


def count(viewer: Viewer, *keys: str) -> int:
    """How many records break these rules together."""
    return sum(len(found(viewer)[key]) for key in keys)


def unlinked_money(viewer: Viewer) -> Any:
    """The year's forecast of the work that serves no objective; none where the rule finds nothing."""
    sql = FINDS["work.unlinked"].replace("select w.code", "select w.id", 1)
    ((amount,),) = ask(viewer, f"select coalesce(sum(y.forecast), 0) from year_cost y where y.work_id in ({sql})")
    return amount


def oldest_days(viewer: Viewer) -> int:
    """Days since the oldest figure that still stands was reported; 0 where all are fresh."""
    ((days,),) = ask(
        viewer,
        """
        select greatest(
            (select max(m.age) from live_work w join work_mark m on m.id = w.id where m.age > %(stale)s),
            (select max(age) from scope_key_result where is_stale), 0)
        """,
    )
    return int(days)
