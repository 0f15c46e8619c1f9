"""Progress of key results and objectives in SQL of its own, as docs/reconcile.md defines it."""

from big.reconcile.blocks import define

# The course of each key result: where it begins, where it is to end, and when; inherited from objective and plan.
define(
    "course",
    """
    select k.*, k.direction <> 'decrease' as rises, k.direction in ('yes_no', 'milestone') as waits,
           k.direction = 'band' and k.upper is not null and k.target is not null as is_band,
           case when k.direction = 'band' and k.baseline > k.upper then k.upper else k.target end as edge,
           coalesce(k.starts_on, o.starts_on, p.starts_on) as begins, coalesce(k.due_on, o.due_on, p.ends_on) as due,
           coalesce(case when k.direction = 'band' and k.baseline > k.upper then k.upper else k.target end, (
               select t.value from okr_phasedtarget t
               where t.key_result_id = k.id and t.due_on is not null and t.value is not null
               and k.direction not in ('yes_no', 'milestone')
               order by t.due_on desc, t.value desc limit 1
           )) as final,
           (select m.forecast_on from okr_feed f join portfolio_milestone m on m.id = f.milestone_id
            where f.key_result_id = k.id) as foreseen
    from okr_keyresult k join seen_objective o on o.id = k.objective_id left join okr_plan p on p.id = o.plan_id
    """,
)

# The planned line: baseline at the start, phased targets between, the target on the due date.
define(
    "point",
    """
    select k.id, k.begins as on_day, k.baseline as value, true as is_start from course k
    where k.begins is not null and k.baseline is not null
      and (k.due is null or k.edge is null or k.begins < k.due)
    union all
    select k.id, t.due_on, max(t.value), false from course k join okr_phasedtarget t on t.key_result_id = k.id
    where t.due_on is not null and t.value is not null
      and (k.due is null or k.edge is null or t.due_on < k.due)
      and not (k.begins is not null and k.baseline is not null and t.due_on <= k.begins)
    group by k.id, t.due_on
    union all
    select k.id, k.due, k.edge, false from course k where k.due is not null and k.edge is not null
    """,
)

# Whether it is to stay where it began: at its target, or in its band.
define(
    "holding",
    """
    select id, case when is_band then baseline is null or baseline between target and upper
                    else coalesce(baseline = final, false) end as holds
    from course
    """,
)

# Where each should be today, straight between the points; nothing says so where the start is all there is. What is a
# yes or no is expected on its due date and not before.
define(
    "aim",
    """
    select k.id, coalesce(case
        when k.waits then case when k.due is null then null when %(today)s >= k.due then k.edge else k.baseline end
        when k.is_band and h.holds then null
        when p.points is null or (p.points = 1 and p.starts) then null
        when %(today)s < p.first_day then case when p.starts then k.baseline end
        when a.on_day is null then b.value
        else b.value + (a.value - b.value) * (%(today)s - b.on_day) / (a.on_day - b.on_day) end,
        case when h.holds then k.final end) as value
    from course k join holding h on h.id = k.id
    left join (
        select id, count(*) as points, min(on_day) as first_day, bool_or(is_start) as starts from point group by id
    ) p on p.id = k.id
    left join lateral (
        select * from point q where q.id = k.id and q.on_day <= %(today)s order by q.on_day desc limit 1
    ) b on true
    left join lateral (
        select * from point q where q.id = k.id and q.on_day > %(today)s order by q.on_day limit 1
    ) a on true
    """,
)

# The latest reading with a value up to today; one without a date counts only where there is no other.
define(
    "latest_reading",
    """
    select distinct on (r.key_result_id) r.key_result_id, r.value, r.read_on, r.confidence, %(today)s - r.read_on as age
    from okr_reading r join course k on k.id = r.key_result_id
    where r.value is not null and (r.read_on is null or r.read_on <= %(today)s)
    order by r.key_result_id, r.read_on desc nulls last, r.id desc
    """,
)

# The percent of the way that is expected by today, whatever was read.
define(
    "due_way",
    """
    select k.id,
           case when k.final is null or a.value is null then null when h.holds then 100
                when k.baseline is null then null
                when k.is_band then 100 - 100 * greatest(k.target - a.value, a.value - k.upper)
                                              / greatest(k.target - k.baseline, k.baseline - k.upper)
                else 100 * (a.value - k.baseline) / (k.final - k.baseline) end as expected
    from course k join holding h on h.id = k.id join aim a on a.id = k.id
    """,
)

# What people say in place of what is computed, as far as it holds today.
define(
    "by_hand",
    "select * from okr_override where set_on <= %(today)s and (ended_on is null or ended_on > %(today)s)",
)

# Percent of the way from baseline to target, and percent expected by today. Without a baseline the value is held
# against what is expected today itself.
define(
    "way",
    """
    select k.id, k.state, k.baseline, k.final, r.value, r.read_on, r.age, a.value as aim,
           k.waits and %(today)s < k.due and k.due < k.foreseen as comes_late,
           coalesce(nullif(k.cadence_days, 0), %(stale)s) as lasts,
           case when k.rises then r.value >= k.final else r.value <= k.final end as reaches,
           case when k.is_band then
                    case when r.value between k.target and k.upper then 100 when h.holds then 0
                         else 100 - 100 * greatest(k.target - r.value, r.value - k.upper)
                                        / greatest(k.target - k.baseline, k.baseline - k.upper) end
                when k.final is null or k.baseline is null then null
                when k.baseline = k.final then case when case when k.rises then r.value >= k.final
                                                              else r.value <= k.final end then 100 else 0 end
                else 100 * (r.value - k.baseline) / (k.final - k.baseline) end as percent,
           d.expected,
           case when k.rises then case when a.value > 0 and r.value >= 0 then 100 * r.value / a.value end
                else case when r.value > 0 and a.value >= 0 then 100 * a.value / r.value end end as of_aim
    from course k join holding h on h.id = k.id join aim a on a.id = k.id join due_way d on d.id = k.id
    join latest_reading r on r.key_result_id = k.id
    """,
)
define(
    "judged",
    """
    select id, state, value, read_on, age, lasts,
           case when final is null then null when percent is not null then percent
                when reaches then 100 else least(of_aim, 100) end as percent,
           case when final is null then null
                when percent is not null then expected
                when reaches or of_aim is not null then 100 end as expected,
           case when final is null then 'N'
                when percent is null then case when reaches then 'G' when of_aim is null then 'N'
                    when of_aim >= %(green)s then 'G' when of_aim >= %(red)s then 'A' else 'R' end
                when percent >= 100 then 'G' when expected is null then 'N' when comes_late then 'A'
                when expected <= 0 then case when percent >= expected then 'G' else 'R' end
                when 100 * percent / expected >= %(green)s then 'G'
                when 100 * percent / expected >= %(red)s then 'A' else 'R' end as earned
    from way
    """,
)

# The mark that still stands today, and why there is none: closed ones as they were closed, drafts never.
define(
    "computed_progress",
    """
    select k.id, k.code, k.objective_id, k.state, k.owner_id, j.value, j.read_on, j.age, j.percent, j.expected,
           coalesce(nullif(k.cadence_days, 0), %(stale)s) as lasts,
           case when j.id is null then 'N' when k.state = 'met' then 'G' when k.state = 'missed' then 'R'
                when k.state in ('draft', 'dropped') or j.age is null or j.age > j.lasts then 'N'
                else j.earned end as mark,
           j.id is null as is_unread, j.id is not null and j.age is null as is_undated,
           j.age > j.lasts and k.state not in ('met', 'missed', 'draft', 'dropped') as is_stale,
           k.state not in ('draft', 'dropped') as is_tracked
    from course k left join judged j on j.id = k.id
    """,
)

# The same with what was said by hand, as long as a reading or the statement itself is young enough to count. A
# percentage without a mark is judged as a reading would be.
define(
    "said_progress",
    """
    select c.*, o.id is not null as is_said, o.mark as said_mark, coalesce(o.percent, c.percent) as said_percent,
           coalesce(c.expected, case when o.id is not null then d.expected end) as said_expected
    from computed_progress c join due_way d on d.id = c.id
    left join by_hand o on o.key_result_id = c.id and c.state in ('agreed', 'tracking')
        and not ((c.is_unread or c.is_undated or c.is_stale) and %(today)s - o.set_on > c.lasts)
    """,
)
define(
    "key_progress",
    """
    select id, code, objective_id, state, owner_id, value, read_on, age, lasts, is_tracked, said_percent as percent,
           said_expected as expected, told.mark, is_unread and not (is_said and told.mark <> 'N') as is_unread,
           is_undated and not (is_said and told.mark <> 'N') as is_undated,
           is_stale and not (is_said and told.mark <> 'N') as is_stale
    from said_progress s, lateral (
        select case when not is_said then s.mark when said_mark <> '' then said_mark
                    when said_percent is null or said_expected is null then 'N' when said_percent >= 100 then 'G'
                    when said_expected <= 0 then case when said_percent >= said_expected then 'G' else 'R' end
                    when 100 * said_percent / said_expected >= %(green)s then 'G'
                    when 100 * said_percent / said_expected >= %(red)s then 'A' else 'R' end as mark
    ) told
    """,
)

# What an objective is made of: its tracked key results, and the objectives directly under it that are measured or
# have a fixed share. Those without a fixed share share the rest of the hundred equally.
define(
    "child_part",
    """
    select p.objective_id as parent, p.id as key_result_id, cast(null as bigint) as child_id, k.share,
           p.mark <> 'N' and p.percent is not null and p.expected is not null as is_read
    from key_progress p join okr_keyresult k on k.id = p.id where p.is_tracked and k.contributes
    union all
    select o.parent_id, null, o.id, o.share, false from seen_objective o
    where o.contributes and o.parent_id in (select id from seen_objective) and (o.share is not null or exists (
        select 1 from family f join key_progress p on p.objective_id = f.id where f.top = o.id and p.is_tracked
    ))
    """,
)
define(
    "weighed_part",
    """
    select *, coalesce(share, greatest(100 - coalesce(sum(share) over same, 0), 0)
                       / nullif(count(*) filter (where share is null) over same, 0)) as weight
    from child_part window same as (partition by parent)
    """,
)

# Those that have a value at all, themselves or through what is under them; the others leave their weight to these.
define(
    "valued",
    """
    select parent as id from weighed_part where is_read and weight > 0
    union
    select w.parent from weighed_part w join valued v on w.child_id = v.id where w.weight > 0
    """,
)
define(
    "counted_part",
    """
    select *, weight / sum(weight) over (partition by parent) as part from weighed_part
    where weight > 0 and (is_read or child_id in (select id from valued))
    """,
)

# The part that each objective below makes up of one above it, multiplied on the way down.
define(
    "carries",
    """
    select id as top, id, cast(1 as numeric) as part from seen_objective
    union all
    select c.top, x.child_id, c.part * x.part from carries c join counted_part x on x.parent = c.id
    where x.child_id is not null
    """,
)

# Where a person said a percentage of an objective, that goes up instead of what is under it; what is expected does not
# change by what people say.
define(
    "cut",
    """
    select h.objective_id as id, h.percent from by_hand h join valued v on v.id = h.objective_id
    where h.percent is not null
    """,
)
define(
    "carries_said",
    """
    select id as top, id, cast(1 as numeric) as part from seen_objective
    union all
    select c.top, x.child_id, c.part * x.part from carries_said c join counted_part x on x.parent = c.id
    where x.child_id is not null and (c.id = c.top or not exists (select 1 from cut where cut.id = c.id))
    """,
)
define(
    "brought",
    """
    select c.top, c.part * x.part * least(greatest(p.percent, 0), 100) as points
    from carries_said c join counted_part x on x.parent = c.id join key_progress p on p.id = x.key_result_id
    where c.id = c.top or not exists (select 1 from cut where cut.id = c.id)
    union all
    select c.top, c.part * cut.percent from carries_said c join cut on cut.id = c.id where c.id <> c.top
    """,
)
define(
    "made_of",
    """
    select e.top, b.percent, e.expected
    from (select top, round(sum(points), 12) as percent from brought group by top) b
    join (
        select c.top, round(sum(c.part * x.part * least(greatest(p.expected, 0), 100)), 12) as expected
        from carries c join counted_part x on x.parent = c.id join key_progress p on p.id = x.key_result_id
        group by c.top
    ) e on e.top = b.top
    """,
)

# An objective by its outcomes: that average or what a person said of it, and its mark against what is expected; all
# tracked ones are counted. A statement does not stand for long where nothing is reported.
define(
    "outcome",
    """
    select counted.top as objective_id, coalesce(o.percent, m.percent) as percent, m.expected, tracked, green, amber,
           red, silent,
           case when coalesce(o.mark, '') <> '' then o.mark when coalesce(o.percent, m.percent) is null then 'N'
                when m.expected is null then 'N' when o.percent >= 100 then 'G'
                when m.expected <= 0 then case when coalesce(o.percent, m.percent) >= m.expected then 'G' else 'R' end
                when 100 * coalesce(o.percent, m.percent) / m.expected >= %(green)s then 'G'
                when 100 * coalesce(o.percent, m.percent) / m.expected >= %(red)s then 'A' else 'R' end as mark
    from (
        select f.top, count(p.id) as tracked,
               count(*) filter (where p.mark = 'G') as green, count(*) filter (where p.mark = 'A') as amber,
               count(*) filter (where p.mark = 'R') as red, count(*) filter (where p.mark = 'N') as silent
        from family f left join key_progress p on p.objective_id = f.id and p.is_tracked
        group by f.top
    ) counted left join made_of m on m.top = counted.top
    left join by_hand o on o.objective_id = counted.top
        and (m.percent is not null or %(today)s - o.set_on <= %(stale)s)
    """,
)
