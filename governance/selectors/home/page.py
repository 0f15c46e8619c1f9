"""Home as one role sees it: the sentence, the figures, and the sections in that role's order."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from big.accounts.models import User
from big.core import words
from big.core.shown import Shown
from big.organisation.models import Membership, Role, Unit
from big.organisation.scope import rights_of
from big.organisation.selectors.signed_in import signed_in
from governance.integrity import delivery, measures, strategy
from governance.integrity.rule import Finding
from governance.models.packs import Pack
from governance.selectors.home.agenda import Entry, agenda
from governance.selectors.home.attention import Asking, needing_attention
from governance.selectors.home.changes import Changes, changes
from governance.selectors.home.money import MoneyTables, money_tables
from governance.selectors.home.own import OwnUnit, own_unit
from governance.selectors.home.packs import latest_packs
from governance.selectors.home.reading import Reading
from governance.selectors.home.slopes import MOST, Slope, steepest
from governance.selectors.home.strip import STALE, UNACCOUNTABLE, Figure, gaps_url, narrowed_to, strip
from governance.sentences import home as said
from portfolio.selectors.frame import Frame

# What comes first on the page for each role, and what stands beside it.
SECTIONS: dict[str, tuple[str, ...]] = {
    Role.Home.PMO: ("disconnects",),
    Role.Home.EXECUTIVE: ("packs", "disconnects"),
    Role.Home.UNIT: ("due", "own", "disconnects"),
    Role.Home.FINANCE: ("money", "disconnects"),
    Role.Home.GOVERNANCE: ("accountability", "packs", "disconnects"),
}
# The gap boxes under the slopes, in order; those without a finding are left out.
BOXES = (
    strategy.OBJECTIVE_NO_FUNDS,
    delivery.WORK_UNLINKED,
    measures.KEY_RESULT_UNDELIVERED,
    strategy.DRIVER_UNANSWERED,
    delivery.LINK_UNSUPPORTED,
)


@dataclass(frozen=True, slots=True)
class Box:
    """A dashed box: a figure, what it is of, and where its rows are."""

    figure: str
    text: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class HomePage:
    """Everything that Home shows to one user in one role."""

    home: str
    homes: Sequence[tuple[str, str]]
    frame: Frame
    message: str
    figures: Sequence[Figure] = ()
    sections: Sequence[str] = ()
    slopes: Sequence[Slope] = ()
    slopes_left: int = 0
    boxes: Sequence[Box] = ()
    agenda: Sequence[Entry] = ()
    changes: Changes | None = None
    packs: Sequence[Pack] = ()
    money: MoneyTables | None = None
    own: OwnUnit | None = None
    accountability: Sequence[Finding] = ()
    attention: Sequence[Asking] = ()
    attention_total: int = 0
    unit: Unit | None = None
    is_empty: bool = False
    belongs: bool = True

    @property
    def narrowing(self) -> str:
        """What the addresses of figures end on, so that they open what this page counts: nothing, or one unit."""
        return narrowed_to(self.unit)

    @property
    def attention_meta(self) -> str:
        """How many pieces of work need attention, where more do than are shown."""
        return f"{len(self.attention)} of {words.number(self.attention_total)}" if self.attention_total else ""


def homes_of(user: User) -> list[tuple[str, str]]:
    """The Homes of the roles that `user` holds, that of the main role first; each with the role's name."""
    known = signed_in(user)
    return list(known.homes) or [(known.home, known.role)]


def home_page(user: User, frame: Frame, *, asked: str = "") -> HomePage:
    """Home of `user`; `asked` names another of the Homes that they hold. The same queries, whatever there is."""
    homes = homes_of(user)
    home = asked if asked in dict(homes) else homes[0][0]
    if rights_of(user) is None:
        return HomePage(home, homes, frame, "You have an account, but no role in the organisation yet.", belongs=False)
    unit = _unit_of(user) if home == Role.Home.UNIT else None
    reading = Reading(user, frame, unit)
    if _is_empty(reading):
        return HomePage(home, homes, frame, "There is no strategy and no work here yet.", is_empty=True)
    sections = SECTIONS[home]
    rows = steepest(reading)
    own = own_unit(reading, unit.name if unit else "") if "own" in sections else None
    asking, asking_total = needing_attention(reading)
    return HomePage(
        home=home,
        homes=homes,
        frame=frame,
        message=_message(home, reading, own),
        figures=strip(reading, home),
        sections=sections,
        slopes=rows[:MOST],
        slopes_left=max(len(rows) - MOST, 0),
        boxes=boxes(reading),
        attention=asking,
        attention_total=asking_total,
        agenda=agenda(reading),
        changes=changes(user, frame.today),
        packs=latest_packs(reading) if "packs" in sections else (),
        money=money_tables(reading) if "money" in sections else None,
        own=own,
        accountability=_accountability(reading) if "accountability" in sections else (),
        unit=unit,
    )


def _unit_of(user: User) -> Unit | None:
    """The unit that the user leads: of the first membership with that Home, else where they work."""
    held = Membership.objects.held_by(user).filter(role__home=Role.Home.UNIT, unit__isnull=False)
    first = held.select_related("unit").main_first().first()
    person = signed_in(user).person
    return first.unit if first else person.unit if person else None


def _is_empty(reading: Reading) -> bool:
    return not reading.all_works.exists() and not reading.scope.pursued.exists()


def standing_of(reading: Reading) -> said.Standing:
    """The counts that the sentences speak of."""
    marks, aims = reading.work_marks, reading.objective_marks
    behind = {
        key: each.expected - each.percent
        for key, each in reading.progress.items()
        if each.mark in ("R", "A") and each.percent is not None and each.expected is not None
    }
    worst = max(behind, key=lambda key: behind[key], default=None)
    names = {each.key: each.title for each in reading.objectives}
    return said.Standing(
        works=sum(marks.values()),
        green=marks.get("G", 0),
        red=marks.get("R", 0),
        unreported=marks.get("N", 0),
        objectives=len(reading.objectives),
        on_course=aims.get("G", 0),
        behind=aims.get("R", 0) + aims.get("A", 0),
        unmeasured=aims.get("N", 0),
        breaks=reading.disconnects.breaks,
        unfunded=_unfunded(reading),
        furthest=names[worst] if worst is not None else "",
        furthest_points=behind[worst] if worst is not None else Decimal(0),
        currency=reading.frame.currency,
    )


def _unfunded(reading: Reading) -> Sequence[str]:
    rows = reading.disconnects.of(strategy.OBJECTIVE_NO_FUNDS.key).found
    return Shown(range(len(rows)), lambda places: [rows[place].name for place in places])


def _message(home: str, reading: Reading, own: OwnUnit | None) -> str:
    if home == Role.Home.EXECUTIVE:
        return said.for_executive(standing_of(reading))
    if home == Role.Home.UNIT and own is not None:
        marks = reading.work_marks
        return said.for_unit(
            said.Own(
                place=own.name,
                due=len(own.check_ins),
                late=own.late,
                works=own.works_total,
                red=marks.get("R", 0),
                green=marks.get("G", 0),
                unreported=marks.get("N", 0),
                objectives=len(reading.objectives),
            )
        )
    if home == Role.Home.FINANCE:
        total = reading.money.total.lead
        return said.for_finance(
            said.Purses(
                year=reading.frame.year.name,
                forecast=total.forecast,
                variance=total.variance,
                linked=reading.money.linked_percent,
                unfunded=_unfunded(reading),
                currency=reading.frame.currency,
            )
        )
    if home == Role.Home.GOVERNANCE:
        found = reading.disconnects
        return said.for_governance(
            said.Accountability(
                nodes=found.count(strategy.NODE_UNACCOUNTABLE.key),
                objectives=found.count(strategy.OBJECTIVE_UNACCOUNTABLE.key),
                links=found.count(delivery.LINK_UNSUPPORTED.key),
                stale=found.count(*(rule.key for rule in STALE)),
            )
        )
    return said.for_pmo(standing_of(reading))


def boxes(reading: Reading) -> list[Box]:
    """The gap boxes: what the line of sight lacks, each with its rows one step away."""
    found = []
    for rule in BOXES:
        finding = reading.disconnects.of(rule.key)
        if finding.count:
            found.append(_box(finding, reading))
    old = [reading.disconnects.of(rule.key) for rule in STALE]
    count = sum(each.count for each in old)
    if count:
        days = reading.disconnects.oldest_days
        figure = words.counted(days, "day") if days else words.counted(count, "figure")
        text = f"since the oldest of {words.counted(count, 'stale figure')} was reported" if days else "never reported"
        found.append(Box(figure, text, gaps_url(*STALE, unit=reading.unit), count))
    return found


def _box(finding: Finding, reading: Reading) -> Box:
    rule, count = finding.rule, finding.count
    currency, url = reading.frame.currency, gaps_url(rule, unit=reading.unit)
    if rule is delivery.WORK_UNLINKED and finding.amount:
        pieces = words.counted(count, "piece of work", "pieces of work")
        return Box(words.money(finding.amount, currency), f"forecast on {pieces} with no objective", url, count)
    noun, _, rest = (rule.one if count == 1 else rule.many).partition(" has " if count == 1 else " have ")
    if not rest:
        return Box(words.number(count), rule.one if count == 1 else rule.many, url, count)
    return Box(
        f"{words.number(count)} {noun}", f"{'has' if count == 1 else 'have'} {rest}{_codes(finding)}", url, count
    )


def _codes(finding: Finding) -> str:
    """Which ones, where they are few: ": SO4"."""
    codes = [row.code for row in finding.found[:4]]
    return f": {words.listed(codes)}" if len(codes) <= 3 and finding.rule.key != "link.unsupported" else ""


def _accountability(reading: Reading) -> list[Finding]:
    """What governance looks at first: accountability, support, age; with and without findings."""
    rules = (*UNACCOUNTABLE, delivery.LINK_UNSUPPORTED, strategy.OBJECTIVE_NO_SUPPORTER, delivery.LINK_CLAIMED, *STALE)
    return [reading.disconnects.of(rule.key) for rule in rules]
