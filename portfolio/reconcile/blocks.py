"""Work, its status and its money in SQL of their own, as docs/reconcile.md defines them."""

from big.reconcile.blocks import define
from big.reconcile.given import let_see, place
from portfolio.models.work import WORK_VIEW

_SEEN = place(WORK_VIEW, node="w.node_id", unit="w.unit_id")
_CLEARED = place("confidential.view", node="w.node_id", unit="w.unit_id")

# Open work where it may be seen, confidential work only for the cleared, both for the owner and the sponsor.
let_see(
    "work",
    f"""
    select w.id from portfolio_work w
    where %(belongs)s and not (w.is_confidential and %(open_only)s)
      and ({_SEEN} and (not w.is_confidential or {_CLEARED})
           or coalesce(w.owner_id = any(%(persons)s), false) or coalesce(w.sponsor_id = any(%(persons)s), false))
    """,
)
define(
    "seen_work",
    """
    select w.id, w.code, w.name, w.stream, w.work_type_id, w.state_id, w.unit_id, w.node_id, w.owner_id, w.parent_id,
           w.is_must_do, w.obligation, s.is_live
    from portfolio_work w join portfolio_lifecyclestate s on s.id = w.state_id
    where w.id = any(%(work_keys)s)
    """,
)

# The same, narrowed to one unit with all below it and to one stream where the page is.
define(
    "scope_work",
    """
    select * from seen_work
    where (%(unit)s is null or unit_id in (select below_id from organisation_unitreach where above_id = %(unit)s))
      and (%(stream)s = '' or stream = %(stream)s)
    """,
)

# The report that counts on each date: submitted, of several the later submitted; the latest two dates up to today.
define(
    "counted_report",
    """
    select r.*, row_number() over (partition by work_id order by report_on desc) as nth
    from (
        select distinct on (work_id, report_on) *
        from portfolio_statusreport
        where submitted_at is not null and report_on <= %(today)s
        order by work_id, report_on, submitted_at desc, id desc
    ) r
    """,
)

# What is drawn: R, AR, A, AG or G as reported, W withheld, N where nothing current is known.
define(
    "work_mark",
    """
    select w.id, r.id is not null as is_reported, r.report_on, %(today)s - r.report_on as age, r.rating,
           r.rating_reason, r.time_mark, r.cost_mark, r.benefit_mark,
           case when r.id is null or %(today)s - r.report_on > %(stale)s then 'N'
                when r.rating = 'withheld' then 'W'
                when r.rating in ('R', 'AR', 'A', 'AG', 'G') then r.rating
                else 'N' end as mark,
           case when b.rating in ('R', 'AR', 'A', 'AG', 'G') then b.rating end as mark_before
    from seen_work w
    left join counted_report r on r.work_id = w.id and r.nth = 1
    left join counted_report b on b.work_id = w.id and b.nth = 2
    """,
)

# The money of a period is that of the lines that lie wholly within it; those that cross its edge are told apart.
define(
    "year_line",
    """
    select m.*, m.starts_on >= %(year_start)s and m.ends_on <= %(year_end)s as is_within
    from portfolio_moneyline m
    where m.starts_on <= %(year_end)s and m.ends_on >= %(year_start)s
    """,
)

# Variance is forecast minus budget of the lines that hold both.
define(
    "year_money",
    """
    select work_id, currency, direction, count(*) as lines, sum(budget) as budget, sum(actual) as actual,
           sum(forecast) as forecast, sum(released) as released, sum(forecast - budget) as variance,
           sum(budget) filter (where forecast is not null) as compared,
           sum(forecast) filter (where budget is not null) as expected
    from year_line where is_within
    group by work_id, currency, direction
    """,
)
define("year_cost", "select * from year_money where direction = 'cost' and currency = %(currency)s")

define(
    "open_milestone",
    """
    select work_id, id, title, coalesce(forecast_on, baseline_on) as due_on, forecast_on - baseline_on as slip
    from portfolio_milestone
    where actual_on is null and not is_cancelled
    """,
)

# Live work that is red or amber, without a current status, five percent over budget, late, or four weeks slipped.
define(
    "asking_work",
    """
    select w.* from scope_work w join work_mark m on m.id = w.id
    where w.is_live
      and (m.mark in ('R', 'AR', 'A', 'N')
           or exists (select 1 from year_money y where y.work_id = w.id and y.direction = 'cost'
                      and y.expected * 100 > y.compared * 105)
           or exists (select 1 from open_milestone o where o.work_id = w.id and (o.due_on < %(today)s or o.slip > 28)))
    """,
)

# The latest statement of each whole-life cost up to today.
define(
    "whole_life",
    """
    select distinct on (c.work_id) c.work_id, c.amount, c.currency, c.withheld_reason
    from portfolio_wholelifecost c join seen_work w on w.id = c.work_id
    where c.stated_on <= %(today)s
    order by c.work_id, c.stated_on desc, c.id desc
    """,
)

# Each piece of work with all that stands under it as far as the reader sees it, itself included.
define(
    "work_below",
    """
    select id as top, id from seen_work
    union
    select b.top, w.id from work_below b join seen_work w on w.parent_id = b.id
    """,
)
