"""The audit log of a large organisation: what each loaded record would have told, and then changes of fields.

`load_acts` is where a new kind of record adds the act that it would have recorded.
"""

from dataclasses import dataclass
from typing import Final

from big.audit.models import AuditEvent, AuditSubject
from big.documents.services import DOCUMENT_ADDED
from big.organisation.codes import MEMBERSHIP_GIVEN, NODE_CREATED, PERSON_CHANGED, PERSON_CREATED, UNIT_CREATED
from governance.demo.scale.aside import set_aside
from governance.demo.scale.dice import Rows
from okr.codes import (
    CONTRIBUTION_CLAIMED,
    KEY_RESULT_CHANGED,
    KEY_RESULT_CREATED,
    OBJECTIVE_CHANGED,
    OBJECTIVE_CREATED,
    READING_RECORDED,
    SUPPORTER_NAMED,
)
from portfolio.codes import (
    MILESTONE_ADDED,
    MONEY_CHANGED,
    REPORT_SUBMITTED,
    WORK_CHANGED,
    WORK_CREATED,
)


@dataclass(frozen=True, slots=True)
class Act:
    """What records of one kind tell: its code and the kind it names; in SQL from where, of which record, and what."""

    code: str
    kind: str
    source: str
    key: str = "id"
    name: str = "name"
    after: str = "jsonb '{}'"


ACTS: Final = (
    Act(UNIT_CREATED, "organisation.unit", "organisation_unit"),
    Act(PERSON_CREATED, "organisation.person", "organisation_person"),
    Act(NODE_CREATED, "organisation.node", "organisation_node"),
    Act(
        MEMBERSHIP_GIVEN,
        "organisation.person",
        "organisation_membership as m join organisation_person as p on p.id = m.person_id",
        "p.id",
        "p.name",
    ),
    Act(OBJECTIVE_CREATED, "okr.strategicobjective", "okr_strategicobjective", name="title"),
    Act(KEY_RESULT_CREATED, "okr.keyresult", "okr_keyresult", name="title"),
    Act(
        SUPPORTER_NAMED,
        "okr.strategicobjective",
        """okr_supporter as s join okr_strategicobjective as o on o.id = s.objective_id
        join organisation_person as p on p.id = s.person_id join organisation_unit as u on u.id = s.unit_id""",
        "o.id",
        "o.title",
        "jsonb_build_object('person', p.name, 'place', u.name)",
    ),
    Act(WORK_CREATED, "portfolio.work", "portfolio_work"),
    Act(
        MILESTONE_ADDED,
        "portfolio.work",
        "portfolio_milestone as m join portfolio_work as w on w.id = m.work_id",
        "w.id",
        "w.name",
        "jsonb_build_object('milestone', m.title, 'baseline_on', m.baseline_on)",
    ),
    Act(
        REPORT_SUBMITTED,
        "portfolio.work",
        "portfolio_statusreport as r join portfolio_work as w on w.id = r.work_id",
        "w.id",
        "w.name",
        "jsonb_build_object('rating', r.rating, 'report_on', r.report_on)",
    ),
    # One act closes a month of one piece of work.
    Act(
        MONEY_CHANGED,
        "portfolio.work",
        """(select work_id, starts_on, sum(forecast) as forecast from portfolio_moneyline
        group by work_id, starts_on) as m join portfolio_work as w on w.id = m.work_id""",
        "w.id",
        "w.name",
        "jsonb_build_object('starts_on', m.starts_on, 'forecast', m.forecast)",
    ),
    Act(
        CONTRIBUTION_CLAIMED,
        "portfolio.work",
        "okr_contribution as c join portfolio_work as w on w.id = c.work_id",
        "w.id",
        "w.name",
        "jsonb_build_object('weight', c.weight)",
    ),
    Act(
        READING_RECORDED,
        "okr.keyresult",
        "okr_reading as r join okr_keyresult as k on k.id = r.key_result_id",
        "k.id",
        "k.title",
        "jsonb_build_object('value', r.value, 'read_on', r.read_on)",
    ),
    Act(DOCUMENT_ADDED, "documents.document", "documents_document", name="title"),
)

# What changes of fields are about: code, kind, its name, known as, and up to which share of them.
_CHANGES: Final = (
    (WORK_CHANGED, "portfolio.work", "name", "work_id", "works", 0.45),
    (KEY_RESULT_CHANGED, "okr.keyresult", "title", "key_result_id", "key_results", 0.75),
    (
        OBJECTIVE_CHANGED,
        "okr.strategicobjective",
        "title",
        "objective_id",
        "objectives",
        0.95,
    ),
    (PERSON_CHANGED, "organisation.person", "name", "person_id", "users", 1.0),
)
# The log spans three years; its nth event was written when n of all events lay behind.
_EVENT: Final = {
    "id": "event_id(n)",
    "actor": "account_id(one_of(%(users)s, 'actor', n, 2))",
    "at": "%(moment)s::timestamptz - (%(events)s - n) * (interval '1095 days' / %(events)s)",
    "label": "left(name, 250)",
    "group": "md5('scale' || n)::uuid",
}
# Acts and changes alternate evenly, the acts shuffled: act a is event n where n * acts / events steps up to a.
_ACTS: Final = """(select *, (a * %(events)s + %(acts)s - 1) / %(acts)s as n from (select *,
    row_number() over (order by dice('act', number), number) as a from told) as shuffled) as acts"""
_CHANGED: Final = """(select n, one_of(%(all)s, 'changed', n, 2) as place
    from generate_series(1::bigint, %(events)s) as n where n * %(acts)s / %(events)s = (n - 1) * %(acts)s / %(events)s
    and dice('about', n) >= {above} and dice('about', n) < {upto} offset 0) as changes
    join {table} as record on record.id = {known}(place)"""


def load_acts(rows: Rows) -> None:
    """As many events as the size asks for. Raises RuntimeError where the records told of more."""
    rows.know("event", AuditEvent)
    rows.run("create temporary table told (number serial, code text, kind text, key bigint, name text, after jsonb)")
    for act in ACTS:
        rows.run(
            f"""insert into told (code, kind, key, name, after) select '{act.code}', '{act.kind}',
            {act.key}, {act.name}, {act.after} from {act.source} order by 3, 5, 4"""
        )
    rows.run("analyze told")
    acts = rows.count("told")
    if acts > rows.value("events"):
        raise RuntimeError(f"the records told of {acts} events, more than the {rows.value('events')} of the size")
    rows.say("acts", acts)
    rows.settle()
    with set_aside(AuditSubject, AuditEvent):
        rows.fill(AuditEvent, _ACTS, code="code", after="after", **_EVENT)
        rows.fill(AuditSubject, _ACTS, event="event_id(n)", kind="kind", record_id="key")
        _load_changes(rows)
    rows.run("drop table told")


def _load_changes(rows: Rows) -> None:
    """What the records did not tell of: one field of one record changed, most often of the first records."""
    above = 0.0
    for code, kind, name, known, all_of, upto in _CHANGES:
        rows.say("all", rows.value(all_of))
        source = _CHANGED.format(above=above, upto=upto, table=kind.replace(".", "_"), known=known)
        rows.fill(
            AuditEvent,
            source,
            code=f"'{code}'",
            before="""jsonb_build_object('owner', forename(n) || ' ' || surname(n / 40))""",
            after="""jsonb_build_object('owner', forename(n / 3) || ' ' || surname(n / 7))""",
            why="case when dice('why', n) < 0.3 then cause(n) else '' end",
            **{**_EVENT, "label": f"left(record.{name}, 250)"},
        )
        rows.fill(AuditSubject, source, event="event_id(n)", kind=f"'{kind}'", record_id="record.id")
        above = upto
