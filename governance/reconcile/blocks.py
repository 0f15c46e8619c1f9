"""What the integrity rules are asked about, in SQL of its own: narrowed to a unit or a stream where the page is."""

from big.reconcile.blocks import define

define(
    "unit_below",
    "select below_id as id from organisation_unitreach where above_id = %(unit)s",
)

# Narrowed, the objectives that this work is linked to, those for which somebody of the unit is accountable, and those
# of the unit's OKRs.
define(
    "touched",
    """
    select o.* from seen_objective o
    where (%(unit)s is null and %(stream)s = '')
       or exists (select 1 from seen_link l join scope_work w on w.id = l.work_id
                  where l.objective_id = o.id and l.state <> 'withdrawn')
       or (%(unit)s is not null and exists (select 1 from organisation_person p join unit_below u on u.id = p.unit_id
                                            where p.id = o.accountable_id))
       or (%(unit)s is not null and exists (select 1 from okr_okrset s join unit_below u on u.id = s.unit_id
                                            where s.id = o.okr_set_id))
    """,
)
define("scope_objective", "select * from touched where is_pursued")
define("served", "select distinct objective_id from live_link")

# One with pursued objectives under it is delivered through them, and asked itself only where work serves it directly.
define(
    "answering",
    """
    select o.* from scope_objective o
    where o.id in (select objective_id from served)
       or not exists (select 1 from seen_objective u where u.parent_id = o.id and u.is_pursued)
    """,
)
define(
    "scope_driver",
    """
    select d.* from seen_driver d
    where d.state <> 'closed'
      and ((%(unit)s is null and %(stream)s = '')
           or exists (select 1 from okr_strategicobjective_drivers x join touched o on o.id = x.strategicobjective_id
                      where x.driver_id = d.id))
    """,
)

# Key results that are measured and not closed yet, of objectives pursued.
define(
    "scope_key_result",
    """
    select p.* from key_progress p join scope_objective o on o.id = p.objective_id
    where p.state in ('agreed', 'tracking')
    """,
)
define("scope_link", "select l.* from live_link l join scope_work w on w.id = l.work_id")
define("live_work", "select * from scope_work where is_live")

# The last reading decides when the next one is due: after its cadence, and at once where there is none with a date.
define(
    "check_in",
    "select *, read_on + lasts as due_on, read_on is null or read_on + lasts < %(today)s as is_late "
    "from scope_key_result",
)

# The objectives of Home: of those pursued the ones at the top; of a unit all that are its own.
define(
    "top_objective",
    """
    select o.* from scope_objective o
    where %(unit)s is not null
       or not exists (select 1 from seen_objective a where a.id = o.parent_id and a.is_pursued)
    """,
)
