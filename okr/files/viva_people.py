"""Time periods, users and teams of a whole-organisation export of Viva Goals."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from okr.files.leaves import Leaves
from okr.files.periods import read_period
from okr.files.shapes import CycleRead, PeriodRead, PersonRead, Place, TeamRead
from okr.files.values import day_of, squeezed

Objects = Iterable[tuple[Leaves, dict[str, Any], Place]]


def get(data: Any, *names: str) -> Any:
    """What an object holds under one of these squeezed names; None if nothing."""
    if not isinstance(data, dict):
        return None
    held = {squeezed(key): value for key, value in data.items() if value not in (None, "")}
    return next((held[name] for name in names if name in held), None)


def as_list(value: Any) -> list[Any]:
    """A list, or the one thing that stands where a list could."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def word(value: Any) -> str:
    """A value as text; lists and objects are none."""
    return "" if value is None or isinstance(value, dict | list) else str(value).strip()


def person(value: Any, known: dict[str, PersonRead] | None = None) -> PersonRead | None:
    """Somebody given as an object, or by name, address or id alone."""
    if isinstance(value, dict):
        found = PersonRead(word(get(value, "name")), word(get(value, "email", "emailid")), word(get(value, "id")))
    else:
        text = word(value)
        found = PersonRead(text, text if "@" in text else "")
        if known and text in known:
            return known[text]
    if known and found.id in known:
        listed = known[found.id]
        found = PersonRead(found.name or listed.name, found.email or listed.email, found.id)
    found = found if found.name else replace(found, name=found.email or found.id)
    return found if found.name else None


def people_of(objects: Objects) -> dict[str, PersonRead]:
    """Users by id, or by e-mail or name where they have none."""
    found: dict[str, PersonRead] = {}
    for leaves, data, _ in objects:
        leaves.record = "person"
        each = person(data)
        leaves.key = each.id or each.email or each.name if each else ""
        if each is None:
            _refuse(leaves, "The user has no name.")
            continue
        leaves.texts("id", as_="id")
        leaves.texts("name", as_="name")
        leaves.texts("email", "emailid", as_="email")
        _refuse(leaves, "Nothing is kept of users but id, name and e-mail.")
        found[leaves.key] = each
    return found


def _refuse(leaves: Leaves, reason: str) -> None:
    for leaf in leaves.left():
        leaves.ledger.passed(leaf.number, reason)


def cycles_of(objects: Objects, first_month: int) -> dict[str, CycleRead]:
    """Time periods by id; the dates given count, the name tells them only where there are none."""
    found: dict[str, CycleRead] = {}
    for leaves, data, place in objects:
        leaves.record = "cycle"
        name = word(get(data, "timeperiodname", "name", "title"))
        leaves.key = word(get(data, "id")) or name or str(place)
        period = read_period(name, first_month=first_month)
        start, end = day_of(leaves.peek("startdate")), day_of(leaves.peek("enddate"))
        if start and end:
            period = PeriodRead(name, start, end, period.kind or "span")
            leaves.first("startdate", as_="period")
            leaves.first("enddate", as_="period")
        leaves.texts("id", as_="key")
        leaves.first("timeperiodname", "name", "title", as_="period")
        found[leaves.key] = CycleRead(leaves.key, period, details=leaves.keep_left())
    return found


def teams_of(objects: Objects) -> list[TeamRead]:
    """Teams with the team above, by id or name."""
    found = []
    for leaves, data, place in objects:
        leaves.record = "team"
        name = word(get(data, "teamname", "name", "title"))
        leaves.key = word(get(data, "id")) or name or str(place)
        above = get(data, "parentteam", "parentteamid")
        parent = word(get(above, "id") or get(above, "name", "teamname")) if isinstance(above, dict) else word(above)
        leaves.texts("id", as_="key")
        leaves.first("teamname", "name", "title", as_="name")
        leaves.texts(
            "parentteam.id", "parentteam.name", "parentteam.teamname", "parentteamid", "parentteam", as_="parent"
        )
        leaves.texts(*[f"teamowners{part}" for part in ("", ".id", ".name", ".email")], as_="owners")
        owners = tuple(each for each in map(person, as_list(get(data, "teamowners"))) if each)
        found.append(
            TeamRead(
                leaves.key,
                name or leaves.key,
                parent,
                owners,
                leaves.first("teamtype", as_="kind"),
                leaves.first("status", as_="status"),
                leaves.first("description", as_="description"),
                leaves.keep_left(),
            )
        )
    return found
