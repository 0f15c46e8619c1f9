"""Objectives, their families, the links to work and the money they carry in SQL of their own."""

from big.reconcile.blocks import define
from big.reconcile.given import let_see, place

# Strategy shows to whoever may see it anywhere; what is confidential to the cleared at its node, at the top where it
# stands at no node, and to the people it names.
_CLEARED = f"""
    {place("confidential.view", node="x.node_id", unit="n.unit_id")}
    or (x.node_id is null and %(confidential_view_top)s)
"""
_OPEN = "%(belongs)s and %(strategy_view)s and not (x.is_confidential and %(open_only)s)"

let_see(
    "driver",
    f"""
    select x.id from okr_driver x left join organisation_node n on n.id = x.node_id
    where {_OPEN} and (not x.is_confidential or {_CLEARED} or coalesce(x.owner_id = any(%(persons)s), false))
    """,
)
let_see(
    "objective",
    f"""
    select x.id from okr_strategicobjective x left join organisation_node n on n.id = x.node_id
    where {_OPEN}
      and (not x.is_confidential or {_CLEARED} or coalesce(x.accountable_id = any(%(persons)s), false)
           or coalesce(x.reviewer_id = any(%(persons)s), false)
           or exists (select 1 from okr_delegate g join organisation_person p on p.id = g.person_id
                      where g.objective_id = x.id and p.user_id = %(user)s)
           or exists (select 1 from okr_supporter s join organisation_person p on p.id = s.person_id
                      where s.objective_id = x.id and p.user_id = %(user)s and s.ended_on is null))
    """,
)

define("seen_driver", "select * from okr_driver where id = any(%(driver_keys)s)")
define(
    "seen_objective",
    """
    select *, state in ('agreed', 'delegated', 'accepted', 'contested', 'in_delivery') as is_pursued
    from okr_strategicobjective where id = any(%(objective_keys)s)
    """,
)

# Each objective with all that stand under it, itself included.
define(
    "family",
    """
    select id as top, id as id from seen_objective
    union
    select f.top, o.id from family f join seen_objective o on o.parent_id = f.id
    """,
)

# A link shows where both its ends do. Only agreed ones carry money; claimed ones count as links, too.
define(
    "seen_link",
    """
    select c.* from okr_contribution c
    join seen_work w on w.id = c.work_id join seen_objective o on o.id = c.objective_id
    """,
)
define(
    "live_link",
    """
    select l.* from seen_link l join seen_work w on w.id = l.work_id join seen_objective o on o.id = l.objective_id
    where l.state in ('claimed', 'agreed') and w.is_live and o.is_pursued
    """,
)

# Nobody supports the objective in the unit of the work or above it, nor at its node or above it.
define(
    "lonely_link",
    """
    select l.* from seen_link l join seen_work w on w.id = l.work_id
    where not exists (
        select 1 from okr_supporter s
        where s.objective_id = l.objective_id and s.ended_on is null
          and (exists (select 1 from organisation_unitreach r where r.above_id = s.unit_id and r.below_id = w.unit_id)
               or exists (select 1 from organisation_nodereach r
                          where r.above_id = s.node_id and r.below_id = w.node_id)))
    """,
)

# The year's cost of work in the organisation's currency, as agreed links share it out; the rest stays unlinked.
define(
    "carried",
    """
    select l.objective_id, w.id as work_id, w.stream, l.weight,
           y.budget * l.weight * 0.01 as budget, y.actual * l.weight * 0.01 as actual,
           y.forecast * l.weight * 0.01 as forecast, y.released * l.weight * 0.01 as released,
           y.variance * l.weight * 0.01 as variance
    from seen_link l join scope_work w on w.id = l.work_id join year_cost y on y.work_id = w.id
    where l.state = 'agreed'
    """,
)
define(
    "uncarried",
    """
    select w.id as work_id, w.stream, 100 - coalesce(a.weight, 0) as weight,
           y.budget * (100 - coalesce(a.weight, 0)) * 0.01 as budget,
           y.actual * (100 - coalesce(a.weight, 0)) * 0.01 as actual,
           y.forecast * (100 - coalesce(a.weight, 0)) * 0.01 as forecast,
           y.released * (100 - coalesce(a.weight, 0)) * 0.01 as released,
           y.variance * (100 - coalesce(a.weight, 0)) * 0.01 as variance
    from scope_work w join year_cost y on y.work_id = w.id
    left join (select work_id, sum(weight) as weight from seen_link where state = 'agreed' group by work_id) a
        on a.work_id = w.id
    """,
)

# Funds that are there in this quarter: released in any line of cost that overlaps it, to work with an agreed link.
define(
    "released_to",
    """
    select l.objective_id,
           sum(case when m.currency = %(currency)s then m.released * l.weight * 0.01 else 0 end) as funds
    from seen_link l join portfolio_moneyline m on m.work_id = l.work_id
    where l.state = 'agreed' and l.weight > 0 and m.direction = 'cost' and m.released > 0
      and m.starts_on <= %(quarter_end)s and m.ends_on >= %(quarter_start)s
    group by l.objective_id
    """,
)
define(
    "funded",
    """
    select f.top as objective_id, sum(r.funds) as funds from family f join released_to r on r.objective_id = f.id
    group by f.top
    """,
)

# How the live work that serves an objective or one under it stands: by its part of the forecast, red from a quarter
# on, amber where red and amber together make one, not reported above a half. Without a forecast the weights count.
define(
    "delivering",
    """
    select f.top as objective_id, w.id as work_id, w.stream, m.mark, l.weight,
           coalesce(y.forecast, 0) * l.weight * 0.01 as part
    from family f join seen_link l on l.objective_id = f.id and l.state in ('claimed', 'agreed')
    join seen_work w on w.id = l.work_id and w.is_live join work_mark m on m.id = w.id
    left join year_cost y on y.work_id = w.id
    """,
)
define(
    "delivery",
    """
    select d.objective_id, count(distinct d.work_id) as works,
           case when not sum(d.share) filter (where d.mark = 'R') < 25 then 'R'
                when not sum(d.share) filter (where d.mark in ('R', 'A', 'AR', 'AG')) < 25 then 'A'
                when sum(d.share) filter (where d.mark in ('N', 'W')) > 50 then 'N'
                else 'G' end as mark
    from (
        select d.objective_id, d.work_id, d.mark,
               case when t.part <> 0 then 100 * d.part / t.part when t.weight <> 0 then 100 * d.weight / t.weight
                    else 0 end as share
        from delivering d
        join (select objective_id, sum(part) as part, sum(weight) as weight from delivering group by objective_id) t
            on t.objective_id = d.objective_id
    ) d
    group by d.objective_id
    """,
)
