"""Loads the units, people, nodes, memberships and authorities of the demo organisation."""

from decimal import Decimal

from big import clock
from big.accounts.models import User
from big.organisation.models import Organisation, Person, Unit
from big.organisation.nodes import NodeType, Role
from big.organisation.services import authority, memberships, nodes, people, settings, units
from governance.demo import nodes as node_data
from governance.demo import people as people_data
from governance.demo.shape import PersonSpec
from governance.demo.story import WENT_LIVE, Cast, Story

DOMAIN = "meridian.example"
ADMINISTRATOR = "CAP"


def address_of(name: str) -> str:
    """The e-mail address of somebody of the organisation."""
    return f"{name.lower().replace(' ', '.')}@{DOMAIN}"


def first_account() -> User:
    """The administrator's account, without which nobody could add anybody."""
    spec = next(each for each in people_data.PEOPLE if each.code == ADMINISTRATOR)
    return User.objects.create_user(address_of(spec.name), people_data.PASSWORD, name=spec.name, is_administrator=True)


def load(story: Story, administrator: User) -> None:
    """Everything that stands before the first objective, on the day the product was first used."""
    story.on(WENT_LIVE, lambda: _organisation(story, administrator), at=(8, 0))
    story.on(WENT_LIVE, lambda: _units_and_people(administrator), at=(8, 10))
    story.on(WENT_LIVE, lambda: _nodes(story, administrator), at=(8, 40))


def _organisation(story: Story, administrator: User) -> None:
    # The clock of the whole product hangs on this row, so it is made first and pinned last, in loading.
    Organisation.objects.create(
        name=people_data.NAME,
        acronym="Meridian",
        description="Makes and looks after the controls of critical industrial sites. 640 people, two works.",
        currency="GBP",
        zone="Europe/London",
        financial_year_starts=story.calendar.first_month,
    )


def _units_and_people(administrator: User) -> None:
    made: dict[str, Unit] = {}
    for code, name, parent, _ in people_data.UNITS:
        made[code] = units.create_unit(actor=administrator, code=code, name=name, parent=made.get(parent))
    known: dict[str, Person] = {}
    for spec in people_data.PEOPLE:
        person = people.create_person(
            actor=administrator,
            code=spec.code,
            name=spec.name,
            email=address_of(spec.name),
            job_title=spec.title,
            unit=made[spec.unit],
            line_manager=known.get(spec.manager),
        )
        known[spec.code] = person
        person.user = administrator if spec.code == ADMINISTRATOR else _account(spec, administrator)
        person.save(update_fields=["user"])
    for code, _, _, head in people_data.UNITS:
        units.change_unit(made[code].pk, actor=administrator, version=None, changes={"head": known[head]})


def _account(spec: PersonSpec, administrator: User) -> User:
    """The account of somebody; all who sign in have one printed password, so it is hashed once for all of them."""
    user = User(email=address_of(spec.name), name=spec.name)
    user.set_unusable_password()
    if spec.code in {code for code, _ in people_data.SIGN_INS}:
        user.password = administrator.password
    user.save()
    return user


def _nodes(story: Story, administrator: User) -> None:
    cast = Cast()
    types = {each.key: each for each in NodeType.objects.all()}
    roles = {each.key: each for each in Role.objects.all()}
    # Rights count by the real day, whatever day the story is told for, so nobody may hold them only from then on.
    starts_on = min(story.day(WENT_LIVE), clock.now().date())
    for code, name, kind, parent, accountable, unit, cadence, quorum, terms in node_data.NODES:
        cast.nodes[code] = nodes.create_node(
            actor=administrator,
            code=code,
            name=name,
            node_type=types[kind],
            parent=cast.nodes.get(parent),
            unit=cast.units[unit],
            accountable=cast.people[accountable],
            terms_of_reference=terms,
            cadence=cadence,
            quorum=quorum,
        )
        give = (accountable, "accountable", code)
        if give not in people_data.MEMBERSHIPS:
            memberships.give_role(
                actor=administrator,
                person=cast.people[accountable],
                role=roles["accountable"],
                node=cast.nodes[code],
                starts_on=starts_on,
            )
    for person, role, place in people_data.MEMBERSHIPS:
        memberships.give_role(
            actor=administrator,
            person=cast.people[person],
            role=roles[role],
            node=cast.nodes.get(place),
            unit=None if place in cast.nodes else cast.units[place],
            starts_on=starts_on,
        )
    for code, matter, limit, tolerance in node_data.AUTHORITIES:
        authority.set_authority(
            cast.nodes[code].pk,
            actor=administrator,
            matter=matter,
            starts_on=starts_on,
            limit=Decimal(limit) if limit else None,
            tolerance=tolerance,
        )


def pin(administrator: User, story: Story) -> None:
    """Let the product read every page as of the demo's today."""
    settings.change_organisation(
        actor=administrator,
        version=None,
        changes={"pinned_today": story.calendar.today},
        why="The demo reads the same on any day.",
    )
