"""Purposes, drivers, objectives, key results with their readings, and supporters of a large organisation."""

from typing import Final

from governance.demo.scale.dice import Rows
from okr.models.cycles import Cycle, OkrSet
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective, Supporter
from okr.models.purposes import Purpose

# The first objectives stand at the top; of the others five stand under each.
_TOPS: Final = "greatest(4, %(objectives)s / 80)"
_STATE: Final = """case when n <= 4 then 'in_delivery' else (array['proposed', 'in_delivery', 'in_delivery', 'accepted',
    'in_delivery', 'in_delivery', 'delegated', 'in_delivery', 'in_delivery', 'in_delivery', 'achieved', 'contested',
    'in_delivery', 'in_delivery', 'not_achieved', 'in_delivery', 'in_delivery', 'in_delivery', 'withdrawn',
    'in_delivery'])[1 + floor(dice('objective state', n) * 20)::int] end"""


def load_strategy(rows: Rows) -> None:
    """From why the organisation exists down to who supports each objective where."""
    for name, model in (
        ("purpose", Purpose),
        ("driver", Driver),
        ("cycle", Cycle),
        ("okr_set", OkrSet),
        ("objective", StrategicObjective),
        ("key_result", KeyResult),
    ):
        rows.know(name, model)
    _load_foundation(rows)
    _load_sets(rows)
    _load_objectives(rows)
    _load_key_results(rows)
    _load_supporters(rows)


def load_readings(rows: Rows) -> None:
    """Check-ins: a seventh of the key results has gone stale, and one in four is well behind."""
    rows.fill(
        Reading,
        """(select s.*, k.baseline, k.target, k.starts_on, k.due_on,
                %(today)s::date - 11 * (number - 1)::int - case when dice('stale reading', owner) < 0.15
                then 45 + floor(dice('how stale', owner) * 90)::int
                else floor(dice('fresh', owner) * 20)::int end as day,
                case when dice('pace', owner) < 0.12 then 0.3 when dice('pace', owner) < 0.28 then 0.75 else 1.02 end
                as pace
            from shares(%(readings)s, %(key_results)s, 'readings', 1.5) as s
            join okr_keyresult as k on k.id = key_result_id(s.owner)) as taken""",
        key_result="key_result_id(owner)",
        read_on="day",
        recorded_at="day + time '11:20'",
        created_at="day + time '11:20'",
        updated_at="day + time '11:20'",
        read_by="account_id(one_of(%(users)s, 'reader', owner))",
        value="""round((baseline + (target - baseline) * pace * greatest(0, (day - starts_on)::numeric
            / (due_on - starts_on)) * (1 + (dice('noise', n) - 0.5)::numeric * 0.1)), 4)""",
        confidence="case when dice('sure', n) > 0.2 then floor(dice('confidence', n) * 11)::int end",
        note="case when dice('reading note', n) < 0.15 then cause(n) else '' end",
    )


def _load_foundation(rows: Rows) -> None:
    rows.fill(
        Purpose,
        "generate_series(1, %(purposes)s) as n",
        id="purpose_id(n)",
        code="'PU' || n",
        statement="'We exist for ' || outcome(n) || ' in every home and works that we serve.'",
        rationale="'Asked for by those who own us and by those who depend on us.'",
        owner="person_id(n)",
        state="'adopted'",
        review_on="%(today)s::date + 100 + (n * 30)::int",
    )
    rows.fill(
        Driver,
        "generate_series(1, %(drivers)s) as n",
        id="driver_id(n)",
        code="'D' || n",
        kind="(array['opportunity', 'threat', 'imperative', 'goal'])[1 + mod(n, 4)]",
        title="'Demand for ' || outcome(n) || ' in ' || place(n / 13)",
        evidence="'Survey of the last quarter'",
        obligation="case when mod(n, 4) = 2 then 'Licence condition ' || n else '' end",
        horizon="'Within two years'",
        node="node_id(one_of(%(nodes)s, 'driver node', n, 2))",
        owner="person_id(one_of(%(users)s, 'driver owner', n))",
        state="(array['logged', 'assessed', 'accepted', 'answered', 'monitored'])[1 + mod(n, 5)]",
        reviewed_on="%(today)s::date - floor(dice('driver review', n) * 400)::int",
        is_confidential="dice('driver secret', n) < 0.02",
    )
    purposes = Driver.purposes.through
    rows.fill(
        purposes,
        "generate_series(1, %(drivers)s) as n",
        driver="driver_id(n)",
        purpose="purpose_id(1 + mod(n, %(purposes)s))",
    )


def _load_sets(rows: Rows) -> None:
    """This year and this quarter, which are open, and the quarter before, which is closing; sets of every unit."""
    rows.fill(
        Cycle,
        """(values (1, 'annual', 'open', 'year', 12, 0), (2, 'quarterly', 'open', 'quarter', 3, 0),
            (3, 'quarterly', 'closing', 'quarter', 3, 3)) as cycles(n, kind, state, span, months, back),
            lateral (select date_trunc(span, %(today)s::date - back * interval '1 month')::date as begins) as b""",
        id="cycle_id(n)",
        code="case span when 'year' then to_char(begins, 'YYYY') else to_char(begins, 'YYYY-\"Q\"Q') end",
        name="case span when 'year' then to_char(begins, 'YYYY') else to_char(begins, '\"Quarter\" Q, YYYY') end",
        kind="kind",
        state="state",
        starts_on="begins",
        ends_on="(begins + months * interval '1 month')::date - 1",
    )
    rows.fill(
        OkrSet,
        "generate_series(1, %(okr_sets)s) as n",
        id="okr_set_id(n)",
        cycle="cycle_id(1 + (n - 1) / %(units)s)",
        unit="unit_id(1 + mod(n - 1, %(units)s))",
        stage="case when n <= 2 * %(units)s then (array['approved', 'review', 'aligning'])[1 + mod(n, 3)]"
        " else 'approved' end",
    )


def _load_objectives(rows: Rows) -> None:
    rows.fill(
        StrategicObjective,
        f"""(select n, tops, s.id as of_set, s.unit_id as of_unit, c.starts_on as begins, c.ends_on as ends,
                u.code || '-' || n as of_code
            from (select n, {_TOPS} as tops from generate_series(1, %(objectives)s) as n) as every
            left join okr_okrset as s on n > tops and n > %(objectives)s / 5
                and s.id = okr_set_id(1 + mod(n, %(okr_sets)s))
            left join okr_cycle as c on c.id = s.cycle_id left join organisation_unit as u on u.id = s.unit_id
            ) as objectives""",
        id="objective_id(n)",
        code="coalesce(of_code, 'SO' || n)",
        okr_set="of_set",
        title="case when n <= tops then 'Reach ' || outcome(n) || ' by ' || thing(n) || ' ' || action(n / 17)"
        " else initcap(outcome(n)) || ' through ' || thing(n / 13) || ' ' || action(n / 7) || ', ' || place(n) end",
        statement="'By the end of the plan we have ' || outcome(n) || ' and can show it.'",
        kind="(array['objective', 'objective', 'target', 'challenge'])[1 + mod(n, 4)]",
        parent="case when n > tops then objective_id(1 + (n - tops - 1) / 5) end",
        purpose="case when n <= tops then purpose_id(1 + mod(n, %(purposes)s)) end",
        perspective="(array['financial', 'customer', 'process', 'learning'])[1 + mod(n / 3, 4)]",
        accountable="""case when dice('accountable', n) > 0.05
            then person_id(one_of(%(users)s, 'objective owner', n)) end""",
        node="""case when of_set is null and dice('placed', n) > 0.03
            then node_id(one_of(%(nodes)s, 'objective node', n, 1.5)) end""",
        is_mission_critical="n <= tops and mod(n, 3) = 0",
        certainty="case when n <= tops and mod(n, 3) = 0 then 40 + mod(n * 7, 55) end",
        confidence="case when dice('stated', n) > 0.1 then floor(dice('objective confidence', n) * 11)::int end",
        state=_STATE,
        starts_on="coalesce(begins, %(today)s::date - 760 + mod(n, 90)::int)",
        due_on="coalesce(ends, day_between(%(today)s::date - 60, %(today)s::date + 700, 'objective due', n))",
        position="n",
        is_confidential="dice('objective secret', n) < 0.01",
    )
    rows.fill(
        StrategicObjective.drivers.through,
        f"generate_series(1, {_TOPS}) as n, generate_series(0, 1) as k",
        strategicobjective="objective_id(n)",
        driver="driver_id(1 + mod(n * 3 + k, %(drivers)s))",
    )


def _load_key_results(rows: Rows) -> None:
    rows.fill(
        KeyResult,
        """(select s.*, round((10 + 400 * dice('baseline', n))::numeric, 1) as start_value,
                case when o.okr_set_id is not null then o.starts_on end as begins, o.due_on as ends,
                case when o.okr_set_id is null then 'KR' || n else o.code || '.' || s.number end as own_code
            from shares(%(key_results)s, %(objectives)s, 'key results', 1) as s
            join okr_strategicobjective as o on o.id = objective_id(s.owner)) as measured""",
        id="key_result_id(n)",
        code="own_code",
        objective="objective_id(owner)",
        title="measure(n) || ', ' || place(n / 11) || ' ' || thing(n / 3)",
        unit="(array['%%', 'days', '£m', 'per month'])[1 + mod(n, 4)]",
        baseline="start_value",
        target="round(start_value * (case when mod(n, 3) = 0 then 0.5 else 1.6 end), 1)",
        direction="case when mod(n, 3) = 0 then 'decrease' else 'increase' end",
        starts_on="coalesce(begins, %(today)s::date - 730 + mod(n, 60)::int)",
        due_on="case when begins is null then day_between(%(today)s::date - 30, %(today)s::date + 500,"
        " 'key result due', n) else ends end",
        owner="""case when dice('key result owned', n) > 0.06
            then person_id(one_of(%(users)s, 'key result owner', n)) end""",
        data_source="'Data platform'",
        state="""(array['tracking', 'tracking', 'tracking', 'tracking', 'tracking', 'tracking', 'agreed', 'draft',
            'met', 'missed'])[1 + floor(dice('key result state', n) * 10)::int]""",
        position="number",
    )


def _load_supporters(rows: Rows) -> None:
    rows.fill(
        Supporter,
        "shares(%(supporters)s, %(objectives)s, 'supporters', 2)",
        objective="objective_id(owner)",
        person="person_id(1 + mod(owner * 31 + number, %(users)s))",
        unit="unit_id(one_of(%(units)s, 'supported unit', n, 3))",
        note="'Keeps the connection in the monthly review'",
        since="%(today)s::date - 600 + mod(n, 500)::int",
        ended_on="case when dice('support ended', n) < 0.08 then %(today)s::date - mod(n, 90)::int end",
    )
