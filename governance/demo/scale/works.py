"""Work over the four streams, with its milestones, status reports and links to objectives."""

from typing import Final

from governance.demo.scale.dice import Rows
from okr.models.links import Contribution
from portfolio.models.milestones import Milestone
from portfolio.models.status import StatusReport
from portfolio.models.work import Work

# Every twelfth piece of work is a programme, under which some of the projects that follow it stand.
_KINDS: Final = """(select n, case when mod(n, 12) = 0 then 'change' when mod(n, 10) = 7 then 'customer'
        when dice('stream', n) < 0.38 then 'bau' when dice('stream', n) < 0.7 then 'value'
        when dice('stream', n) < 0.94 then 'change' else 'customer' end as stream
    from generate_series(1, %(works)s) as n)"""
_TYPES: Final = """(select kind.id, kind.key, kind.code_prefix,
        array_agg(state.id order by state.position) filter (where state.is_live) as live,
        array_agg(state.id order by state.position) filter (where not state.is_live) as resting
    from portfolio_worktype as kind join portfolio_lifecyclestate as state on state.work_type_id = kind.id
    group by kind.id)"""
_KEY: Final = """case stream when 'bau' then 'service' when 'value' then 'product' when 'customer' then
    'customer-project' else case when mod(n, 12) = 0 then 'programme' else 'project' end end"""
# How a piece of work goes: what its reports say, and how late its milestones are.
_TROUBLE: Final = "dice('trouble', {work})"


def load_works(rows: Rows) -> None:
    """Most work is live; a few pieces are confidential, some must be done, some stand under a programme."""
    rows.know("work", Work)
    rows.fill(
        Work,
        f"""{_KINDS} as kinds join {_TYPES} as types on types.key = {_KEY}""",
        id="work_id(n)",
        code="code_prefix || '-' || (1000 + n)",
        name="initcap(thing(n)) || ' ' || action(n / 17) || ', ' || place(n / 7) || ' ' || n",
        stream="stream",
        work_type="types.id",
        state="""case when dice('live', n) < 0.8 then live[1 + floor(dice('state', n) * array_length(live, 1))::int]
            else resting[1 + floor(dice('state', n) * array_length(resting, 1))::int] end""",
        parent="""case when types.key = 'project' and n > 12 and dice('under', n) < 0.6
            then work_id(n - mod(n, 12)) end""",
        node="case when dice('at a node', n) > 0.04 then node_id(one_of(%(nodes)s, 'work node', n, 1.4)) end",
        unit="unit_id(one_of(%(units)s, 'work unit', n, 1.3))",
        owner="case when dice('owned', n) > 0.04 then person_id(one_of(%(users)s, 'work owner', n)) end",
        sponsor="person_id(one_of(%(users)s, 'work sponsor', n, 3))",
        description="""'The ' || thing(n) || ' in ' || place(n / 7) || ' needs ' || action(n / 17) || ' for ' ||
            outcome(n) || '. ' || cause(n) || ' the last time, so the plan keeps a reserve.'""",
        customer="case when stream = 'customer' then place(n) || ' Water' else '' end",
        contract_code="case when stream = 'customer' then 'CT-' || n else '' end",
        starts_on="%(today)s::date - 900 + floor(dice('starts', n) * 800)::int",
        ends_on="case when stream <> 'bau' then %(today)s::date - 60 + floor(dice('ends', n) * 900)::int end",
        forecast_ends_on=f"""case when stream <> 'bau' and {_TROUBLE.format(work="n")} < 0.3
            then %(today)s::date + 40 + floor(dice('ends', n) * 900)::int end""",
        is_must_do="dice('must', n) < 0.08",
        obligation="case when dice('must', n) < 0.08 then 'Licence condition ' || (1 + mod(n, 40)) else '' end",
        is_confidential="n > 1 and dice('work secret', n) < 0.02",
    )


def load_milestones(rows: Rows) -> None:
    """Most of the past ones were met, some late; some are overdue, a few were cancelled."""
    rows.fill(
        Milestone,
        f"""(select *, case when {_TROUBLE.format(work="owner")} < 0.3 then floor(dice('slip', n) * 120)::int else 0 end
                as slip from (select *, %(today)s::date - 500 + floor(dice('due', n) * 900)::int as planned
                from shares(%(milestones)s, %(works)s, 'milestones', 2)) as shared) as planned""",
        work="work_id(owner)",
        title="stone(n) || ', stage ' || number",
        kind="(array['delivery', 'delivery', 'gate', 'benefit', 'dependency', 'external'])[1 + mod(n, 6)]",
        baseline_on="planned",
        forecast_on="case when planned + slip > %(today)s::date - 15 or slip > 0 then planned + slip end",
        actual_on="""case when planned + slip <= %(today)s::date and dice('met', n) > 0.08 and dice('off', n) > 0.03
            then planned + slip end""",
        owner="person_id(one_of(%(users)s, 'stone owner', n))",
        slip_reason="case when slip > 0 then cause(n) else '' end",
        is_cancelled="dice('off', n) <= 0.03",
    )


def load_reports(rows: Rows) -> None:
    """A report a month; a sixth of the work has fallen silent."""
    rows.fill(
        StatusReport,
        f"""(select *, {_TROUBLE.format(work="owner")} as trouble, %(today)s::date - 30 * (number - 1)::int
                - case when dice('silent', owner) < 0.16 then 40 + mod(owner * 7, 80)::int else mod(owner, 25)::int end
                as day from shares(%(reports)s, %(works)s, 'reports', 1)) as told""",
        work="work_id(owner)",
        report_on="day",
        rating="""case when trouble < 0.1 then 'R' when trouble < 0.3 and dice('rating', n) < 0.8 then 'A'
            when dice('rating', n) < 0.05 then 'R' when dice('rating', n) < 0.2 then 'A' else 'G' end""",
        time_mark="(array['R', 'A', 'G', 'G', 'G'])[1 + floor(dice('time', n) * 5)::int]",
        cost_mark="(array['R', 'A', 'G', 'G', 'G'])[1 + floor(dice('cost', n) * 5)::int]",
        benefit_mark="(array['A', 'G', 'G', 'G', ''])[1 + floor(dice('benefit', n) * 5)::int]",
        confidence="floor(dice('report confidence', n) * 11)::int",
        narrative="""'The ' || thing(owner) || ' ' || action(owner / 17) || ' goes on. ' || cause(n) ||
            '; the next milestone holds.'""",
        reported_by="person_id(one_of(%(users)s, 'work owner', owner))",
        submitted_at="day + time '16:40'",
        created_at="day + time '16:40'",
        updated_at="day + time '16:40'",
    )


def load_contributions(rows: Rows) -> None:
    """One piece of work in ten serves nothing; most links are agreed, some only claimed, some challenged."""
    rows.fill(
        Contribution,
        """(select n, (1 + mod(owner * 10 / 9, %(works)s))::bigint as work, number, held
            from shares(%(contributions)s, %(works)s * 9 / 10, 'contributions', 1.5)) as links""",
        work="work_id(work)",
        objective="objective_id(1 + mod(one_of(%(objectives)s, 'served', work, 1.5) + number * 7, %(objectives)s))",
        weight="round((100 / held * (0.6 + 0.4 * dice('weight', n)))::numeric, 0)",
        state="""case when dice('link', n) < 0.7 then 'agreed' when dice('link', n) < 0.9 then 'claimed'
            when dice('link', n) < 0.97 then 'challenged' else 'withdrawn' end""",
        evidence="'It brings ' || outcome(n) || '.'",
        claimed_by="account_id(one_of(%(users)s, 'claimer', n))",
        answered_by="case when dice('link', n) < 0.7 then account_id(one_of(%(users)s, 'answerer', n)) end",
        answer="case when dice('link', n) between 0.9 and 0.97 then 'The share is too large.' else '' end",
    )
