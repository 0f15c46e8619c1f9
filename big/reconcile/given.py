"""What every independent query is told: the reader's rights, the day with its year and quarter, the settings.

The rights are read from the tables as docs/architecture.md describes them, not from `big.organisation.scope`: a right
is held at a node or unit by a current membership of an active person, and at everything below; an administrator holds
all but "confidential.view" everywhere, a service account all of them.
"""

import datetime as dt
from typing import Any, Final

from big import clock
from big.accounts.models import User
from big.reconcile.asking import rows
from big.reconcile.viewer import Told, Viewer
from big.registry import rights

_SETTINGS: Final = """
    select currency, financial_year_starts, stale_after_days, red_below, green_from from organisation_organisation
"""
_DATES: Final = """
    with opened as (
        select make_date(
            extract(year from %(today)s::date)::int - (extract(month from %(today)s::date) < %(opens)s)::int,
            %(opens)s, 1
        ) as on_day
    ), quarters as (
        select (on_day + make_interval(months => 3 * n))::date as on_day from opened, generate_series(0, 7) as n
    ), edges as (
        select max(on_day) filter (where on_day <= %(today)s) as this,
               min(on_day) filter (where on_day > %(today)s) as next
        from quarters
    )
    select on_day, (on_day + interval '1 year' - interval '1 day')::date,
           this, next - 1,
           next, (next + interval '3 months' - interval '1 day')::date,
           (next + interval '3 months')::date, (next + interval '6 months' - interval '1 day')::date
    from opened, edges
"""
_EDGES: Final = (
    "year_start",
    "year_end",
    "quarter_start",
    "quarter_end",
    "next_start",
    "next_end",
    "after_start",
    "after_end",
)
_ACCOUNT: Final = "select is_active, is_administrator, is_service from accounts_user where id = %(user)s"
_PERSONS: Final = "select id from organisation_person where user_id = %(user)s and is_active"
_HELD: Final = """
    select r.rights, m.node_id, m.unit_id,
           n.id is not null and n.parent_id is null
               or u.id is not null and u.parent_id is null
                  and not exists (select 1 from organisation_unit o where o.parent_id is null and o.id <> u.id)
    from organisation_membership m
    join organisation_person p on p.id = m.person_id and p.is_active and p.user_id = %(user)s
    join organisation_role r on r.id = m.role_id
    left join organisation_node n on n.id = m.node_id
    left join organisation_unit u on u.id = m.unit_id
    where (m.starts_on is null or m.starts_on <= %(real_day)s) and (m.ends_on is null or m.ends_on >= %(real_day)s)
"""
_CLEARANCE: Final = "confidential.view"


_rules: Final[dict[str, str]] = {}


def let_see(name: str, sql: str) -> None:
    """Give the rule of who sees a kind of record: a select of keys, which queries then know as `%(<name>_keys)s`."""
    if name in _rules:
        raise ValueError(f"who sees a {name} is said twice")
    _rules[name] = sql


def viewer_of(user: User, today: dt.date, *, pages: int = 0) -> Viewer:
    """`user` on that day, with the rights of the present."""
    return Viewer(user, today, told_of(user), pages=pages)


def told_of(user: User) -> Told:
    """The rights of `user` and the keys of what they see, both of the present: rights are never read as past."""
    rights_held = _rights(user)
    told = {}
    for open_only in (False, True):
        asked = {**rights_held, "open_only": open_only}
        keys = {f"{name}_keys": [key for (key,) in rows(sql, asked)] for name, sql in _rules.items()}
        told[open_only] = asked | keys
    return told


def given(viewer: Viewer) -> dict[str, Any]:
    """The parameters of every query for this viewer."""
    if not viewer.known:
        viewer.known.update(_calendar(viewer))
    return {**viewer.told[viewer.open_only], **viewer.known, "unit": viewer.unit, "stream": viewer.stream}


def _calendar(viewer: Viewer) -> dict[str, Any]:
    found = rows(_SETTINGS, {})
    currency, opens, stale, red, green = found[0] if found else ("GBP", 4, 30, 60, 90)
    (dates,) = rows(_DATES, {"today": viewer.today, "opens": opens})
    settings = {"today": viewer.today, "opens": opens, "currency": currency, "stale": stale, "red": red, "green": green}
    return settings | dict(zip(_EDGES, dates, strict=True))


def _rights(user: User) -> dict[str, Any]:
    """By right, with underscores for dots: whether it is held at all, everywhere, at the top; its nodes and units."""
    asked = {"user": user.pk, "real_day": clock.real_now().date()}
    ((is_active, is_administrator, is_service),) = rows(_ACCOUNT, asked)
    held = rows(_HELD, asked) if is_active else []
    wide = is_active and (is_administrator or is_service)
    found: dict[str, Any] = {
        **asked,
        "belongs": bool(wide or held),
        "persons": [key for (key,) in rows(_PERSONS, asked)] if is_active else [],
    }
    for right in rights.known():
        everywhere = wide and (is_service or right != _CLEARANCE)
        mine = [] if wide else [each for each in held if right in each[0]]
        name = right.replace(".", "_")
        found |= {
            f"{name}": bool(everywhere or mine),
            f"{name}_everywhere": bool(everywhere),
            f"{name}_top": bool(everywhere or any(at_the_top for *_, at_the_top in mine)),
            f"{name}_nodes": [node for _, node, _, _ in mine if node is not None],
            f"{name}_units": [unit for _, _, unit, _ in mine if unit is not None],
        }
    return found


def place(right: str, *, node: str, unit: str = "") -> str:
    """The condition that the reader holds `right` at this node or unit or above it; both name columns."""
    name = right.replace(".", "_")
    parts = [f"%({name}_everywhere)s"]
    parts += [_below("node", node, name)] if node else []
    parts += [_below("unit", unit, name)] if unit else []
    return f"({' or '.join(parts)})"


def _below(kind: str, column: str, name: str) -> str:
    reach = f"select below_id from organisation_{kind}reach where above_id = any(%({name}_{kind}s)s)"
    return f"coalesce({column} in ({reach}), false)"
