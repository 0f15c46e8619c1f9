"""What the list of people shows: who there is, where they work, and which roles they hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from big.accounts.models import User
from big.core import words
from big.organisation.models import Membership, Person, PersonQuerySet, UnitReach

PAGE: Final = 50
SORTS: Final = {"name": ("name",), "unit": ("unit__name", "name"), "code": ("code",)}


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the reader asked for; empty fields ask for everybody."""

    text: str = ""
    unit: int | None = None
    role: int | None = None
    node: int | None = None
    tab: str = "active"
    sort: str = "name"

    @property
    def narrows(self) -> bool:
        """Whether anything but the tab was asked for."""
        return bool(self.text or self.unit or self.role or self.node)


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person of the list with the roles they hold now, and whether they sign in."""

    person: Person
    roles: list[Membership]
    account: str


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """A page of people, the sentence above it and the sets beside it, each with its key, label and count."""

    message: str
    rows: list[PersonRow]
    page: Page[Person]
    tabs: list[tuple[str, str, int]]


def people_page(user: User, filters: PeopleFilters, *, number: int = 1) -> PeoplePage:
    """Fifty people with their roles; a constant number of queries."""
    everybody = found(user, filters)
    sets = _sets()
    counted = everybody.aggregate(**{key: Count("pk", filter=condition) for key, (_, condition) in sets.items()})
    page = Paginator(ordered(everybody.filter(sets[_tab(filters)][1]), filters.sort), PAGE).get_page(number)
    return PeoplePage(
        message=_message(counted, filters),
        rows=person_rows(page.object_list),
        page=page,
        tabs=[(key, label, counted[key]) for key, (label, _) in sets.items()],
    )


def exported(user: User, filters: PeopleFilters) -> Iterable[PersonRow]:
    """Everybody of the set that the reader looks at."""
    return person_rows(ordered(found(user, filters).filter(_sets()[_tab(filters)][1]), filters.sort))


def _tab(filters: PeopleFilters) -> str:
    return filters.tab if filters.tab in _sets() else "active"


def _sets() -> dict[str, tuple[str, Q]]:
    """The tabs, each a set of its own."""
    holding = Exists(Membership.objects.current().filter(person=OuterRef("pk")))
    return {
        "active": ("Everybody", Q(is_active=True)),
        "account": ("With an account", Q(is_active=True, user__is_active=True)),
        "roleless": ("Without a role", Q(is_active=True) & ~Q(holding)),
        "left": ("Left", Q(is_active=False)),
    }


def found(user: User, filters: PeopleFilters) -> PersonQuerySet:
    """The people that `user` may see and asked for, of every tab."""
    people = Person.objects.visible_to(user)
    if filters.text:
        said = filters.text
        people = people.filter(
            Q(name__icontains=said) | Q(code__iexact=said) | Q(email__icontains=said) | Q(job_title__icontains=said)
        )
    if filters.unit:
        people = people.filter(unit__in=UnitReach.objects.filter(above=filters.unit).values("below"))
    held = Membership.objects.current().filter(person=OuterRef("pk"))
    if filters.role:
        people = people.filter(Exists(held.filter(role=filters.role)))
    if filters.node:
        people = people.filter(Exists(held.filter(node=filters.node)))
    return people


def ordered(people: PersonQuerySet, sort: str) -> PersonQuerySet:
    """In the order asked for, with all that a row shows."""
    fields = SORTS.get(sort.lstrip("-"), SORTS["name"])
    sign = "-" if sort.startswith("-") else ""
    return people.select_related("unit", "user", "line_manager").order_by(*(f"{sign}{name}" for name in fields), "pk")


def person_rows(people: Iterable[Person]) -> list[PersonRow]:
    """Rows for loaded people, with their current roles in one more query."""
    listed = list(people)
    roles: dict[int, list[Membership]] = {}
    held = Membership.objects.current().filter(person__in=[each.pk for each in listed]).for_rows()
    # Without the person again, who is at hand.
    for membership in held.select_related(None).select_related("role", "node", "unit"):
        roles.setdefault(membership.person_id, []).append(membership)
    return [PersonRow(each, roles.get(each.pk, []), account_of(each)) for each in listed]


def account_of(person: Person) -> str:
    """How the person stands with signing in: open, closed or none."""
    if person.user is None:
        return "none"
    return "open" if person.user.is_active else "closed"


def _message(counted: dict[str, int], filters: PeopleFilters) -> str:
    total, roleless = counted["active"], counted["roleless"]
    if not total:
        return "Nobody matches these filters." if filters.narrows else "Nobody is here yet."
    among = " of those found" if filters.narrows else ""
    if not roleless:
        return f"{words.capital(words.counted(total, 'person', 'people'))}{among}, each with a role."
    if total == roleless:
        if total == 1:
            return f"The one person{among or ' here'} holds no role yet."
        return f"None of {words.counted(total, 'person', 'people')}{among} holds a role yet."
    count = words.capital(words.in_words(roleless))
    verb = "holds" if roleless == 1 else "hold"
    return f"{count} of {words.counted(total, 'person', 'people')}{among} {verb} no role."
