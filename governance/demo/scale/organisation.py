"""Units, people with their accounts, nodes and memberships of a large organisation."""

from typing import Final

from django.contrib.auth.hashers import make_password

from big.accounts.models import User
from big.organisation.models import Membership, Node, Organisation, Person, Unit
from big.organisation.services import reach
from governance.demo.people import PASSWORD
from governance.demo.scale.dice import Rows

DOMAIN: Final = "scale.example"
ADMINISTRATOR: Final = f"administrator@{DOMAIN}"
RESTRICTED: Final = f"restricted@{DOMAIN}"
# The unit and the node below which the restricted account may see and do things: a good tenth of the whole.
RESTRICTED_PLACE: Final = 2
# The parent of the nth unit or node is known from n alone: seven stand under each unit, five under each node.
_UNIT_PARENT: Final = "case when n > 1 then unit_id((n + 5) / 7) end"
_NODE_PARENT: Final = "case when n > 1 then node_id((n + 3) / 5) end"
_NODE_TYPE: Final = """(select id from organisation_nodetype where key = case
    when n = 1 then 'main-board'
    else (array['operations-group', 'change-group', 'portfolio-progress-group', 'programme', 'management-team',
                'product-group'])[1 + mod(n, 6)] end)"""
_ROLE: Final = "(select id from organisation_role where key = '{key}')"


def load_organisation(rows: Rows) -> None:
    """The organisation with its clock pinned, its units, its people, and who holds which role where."""
    Organisation.objects.create(
        name="Scale Utilities",
        acronym="Scale",
        description="An invented organisation as large as the product is measured with.",
        pinned_today=rows.today,
        created_at=rows.moment,
        updated_at=rows.moment,
    )
    for name, model in (("account", User), ("unit", Unit), ("person", Person), ("node", Node)):
        rows.know(name, model)
    _load_accounts(rows)
    _load_units(rows)
    _load_people(rows)
    _load_nodes(rows)
    reach.rebuild_units()
    reach.rebuild_nodes()
    _load_memberships(rows)


def _load_accounts(rows: Rows) -> None:
    """The last account is the administrator's, the one before it the restricted one; all share one password."""
    password = make_password(PASSWORD, salt="scalescalescalescalesc")
    rows.run(f"create function scale.password() returns text immutable language sql as $$ select '{password}' $$")
    rows.fill(
        User,
        "generate_series(1, %(users)s) as n",
        id="account_id(n)",
        password="scale.password()",  # noqa: S106 - the function of that name
        email=f"""case when n = %(users)s then '{ADMINISTRATOR}' when n = %(users)s - 1 then '{RESTRICTED}'
            else lower(forename(n) || '.' || surname(n / 40)) || n || '@{DOMAIN}' end""",
        name="forename(n) || ' ' || surname(n / 40)",
        is_administrator="n = %(users)s",
        date_joined="%(moment)s",
    )


def _load_units(rows: Rows) -> None:
    rows.fill(
        Unit,
        "generate_series(1, %(units)s) as n",
        id="unit_id(n)",
        code="'U' || lpad(n::text, 4, '0')",
        name="case when n = 1 then 'Scale Utilities' else function(n) || ', ' || place(n / 15) || ' ' || n end",
        parent=_UNIT_PARENT,
        head="person_id(n)",
        cost_account="'CA' || (1000 + n)",
        is_open="n <= 2 or dice('unit open', n) > 0.03",
    )


def _load_people(rows: Rows) -> None:
    """The first people head the units, one each; the others spread over the units, more of them over the upper."""
    rows.fill(
        Person,
        """(select n, case when n <= %(units)s then n else one_of(%(units)s, 'person unit', n, 1.3) end as place
            from generate_series(1, %(users)s) as n) as people""",
        id="person_id(n)",
        code="'P' || lpad(n::text, 5, '0')",
        name="forename(n) || ' ' || surname(n / 40)",
        email=f"'p' || n || '@{DOMAIN}'",
        job_title="""(array['Analyst', 'Engineer', 'Manager', 'Planner', 'Adviser', 'Technician'])[
            1 + floor(dice('job', n) * 6)::int] || ', ' || function(place)""",
        unit="unit_id(place)",
        line_manager="""case when n > %(units)s then person_id(place)
            when n > 1 then person_id((n + 5) / 7) end""",
        payroll_number="'N' || (100000 + n)",
        user="account_id(n)",
        is_active="n >= %(users)s - 1 or n <= %(units)s or dice('active', n) > 0.03",
    )


def _load_nodes(rows: Rows) -> None:
    rows.fill(
        Node,
        "generate_series(1, %(nodes)s) as n",
        id="node_id(n)",
        code="'N' || lpad(n::text, 3, '0')",
        name="case when n = 1 then 'Main Board' else place(n) || ' ' || function(n / 20) || ' group ' || n end",
        node_type=_NODE_TYPE,
        parent=_NODE_PARENT,
        unit="unit_id(1 + mod(n - 1, %(units)s))",
        accountable="person_id(1 + mod(n - 1, %(users)s))",
        cadence="case when mod(n, 3) = 0 then 'Every quarter' else 'Every month' end",
        quorum="3 + mod(n, 4)",
        state="case when n <= 2 or dice('node', n) > 0.08 then 'operating' else 'designed' end",
    )


def _load_memberships(rows: Rows) -> None:
    """Everybody is a member of their unit, heads lead theirs, and the accountable have their node."""
    since = "%(today)s::date - 700"
    everybody, place = "(select unit_id from organisation_person where id = person_id(n))", RESTRICTED_PLACE
    rows.fill(
        Membership,
        "generate_series(1, %(users)s - 2) as n",
        person="person_id(n)",
        role=_ROLE.format(key="member"),
        unit=everybody,
        starts_on=since,
    )
    rows.fill(
        Membership,
        "generate_series(1, %(units)s) as n",
        person="person_id(n)",
        role=_ROLE.format(key="unit-lead"),
        unit="unit_id(n)",
        starts_on=since,
    )
    rows.fill(
        Membership,
        "generate_series(1, %(nodes)s) as n",
        person="person_id(1 + mod(n - 1, %(users)s))",
        role=_ROLE.format(key="accountable"),
        node="node_id(n)",
        starts_on=since,
    )
    for key, where in (("unit-lead", {"unit": f"unit_id({place})"}), ("pmo-director", {"node": f"node_id({place})"})):
        rows.fill(
            Membership,
            "(values (%(users)s - 1)) as one (n)",
            person="person_id(n)",
            role=_ROLE.format(key=key),
            starts_on=since,
            **where,
        )
