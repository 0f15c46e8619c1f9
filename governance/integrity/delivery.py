"""Rules of the lower half of the line of sight: work, its money and status, and its links to objectives."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from big.core import words
from governance.integrity.rule import Row, Rows, Rule, Severity, rows_of
from governance.integrity.scope import Scope, named
from governance.phrases import lowered
from okr.models.links import Contribution
from okr.selectors.support import unsupported_links
from portfolio.models.work import Work
from portfolio.selectors.standing import Standing


def work_row(
    work: Work,
    why: str,
    *,
    amount: Decimal | None = None,
    currency: str = "GBP",
    mark: str = "",
    days: int | None = None,
) -> Row:
    """The row of a piece of work, with its owner."""
    return Row(
        kind="work",
        pk=work.pk,
        code=work.code,
        name=work.name,
        url=work.get_absolute_url(),
        why=why,
        person=named(work.owner),
        amount=amount,
        currency=currency,
        mark=mark,
        days=days,
    )


class Lonely(NamedTuple):
    """A piece of work that no objective agrees it serves, and the year's money of it."""

    key: int
    parent: int | None
    amount: Decimal | None
    code: str


def unlinked(scope: Scope) -> list[Lonely]:
    """Live work that no objective agrees it serves, and that no obligation demands; the dearest first.

    Question 2 of the domain: no agreed contribution, no must-do. Work that only holds others together (linked parts,
    no money of its own) is left out: its parts carry the line.
    """
    agreed = {work for work, _ in scope.agreed_pairs}
    whole = {parent for key in agreed if (parent := scope.seen.works[key].parent) is not None}
    found = []
    for each in scope.work_lines:
        purse = scope.money.get(each.key)
        if each.is_must_do or each.key in agreed or (each.key in whole and purse is None):
            continue
        found.append(Lonely(each.key, each.parent, purse.forecast if purse else None, each.code))
    return sorted(found, key=lambda each: (-(each.amount or Decimal(0)), each.code))


def _work_without_objective(scope: Scope) -> Rows:
    def made(some: Sequence[Lonely]) -> list[Row]:
        agreed = {work for work, _ in scope.agreed_pairs}
        claimed = {work for work, _, _ in scope.weighed_links}
        shown = Work.objects.for_rows().in_bulk([each.key for each in some])
        currency = scope.frame.currency
        return [
            work_row(work, _why_unlinked(work, each, agreed, claimed, scope), amount=each.amount, currency=currency)
            for each in some
            for work in [shown[each.key]]
        ]

    found = unlinked(scope)
    return Rows(found, made, amount=sum((each.amount or Decimal(0) for each in found), Decimal(0)))


def _why_unlinked(work: Work, found: Lonely, agreed: set[int], claimed: set[int], scope: Scope) -> str:
    if found.key in claimed:
        why = "A link is claimed, but not agreed"
    elif work.parent and found.parent in agreed:
        why = f"{work.parent.code} above it is linked, this is not"
    else:
        why = f"{work.get_stream_display()}, no link"
    return f"{why}; no forecast for {scope.frame.year.name}" if found.amount is None else why


def _work_rows(found: Any, why: Callable[[int], str], standing: Mapping[int, Standing] | None = None) -> Rows:
    """The rows of works in the order of their codes; with their marks where `standing` is given."""
    return rows_of(
        found,
        Work.objects.for_rows(),
        lambda work: work_row(work, why(work.pk), mark=standing[work.pk].mark if standing else ""),
    )


def _stale_work(scope: Scope) -> Rows:
    standing = scope.standings
    old = [(key, each) for key, each in standing.items() if not each.is_reported or each.is_stale]

    def made(some: Sequence[tuple[int, Standing]]) -> list[Row]:
        shown = Work.objects.for_rows().in_bulk([key for key, _ in some])
        return [work_row(shown[key], each.reason, mark="N", days=each.age_days) for key, each in some]

    works = scope.seen.works
    old.sort(key=lambda entry: (entry[1].age_days is not None, -(entry[1].age_days or 0), works[entry[0]].code))
    return Rows(old, made, oldest=max((each.age_days or 0 for _, each in old), default=0))


def _contradicted_work(scope: Scope) -> Rows:
    standing = scope.standings
    spoken = {key for key, each in standing.items() if each.contradictions and each.mark in ("G", "AG")}
    found = [each.key for each in scope.work_lines if each.key in spoken]
    return _work_rows(found, lambda key: "; ".join(standing[key].contradictions), standing)


def _weights_short(scope: Scope) -> Rows:
    weights: dict[int, Decimal] = {}
    for work, _, weight in scope.weighed_links:
        weights[work] = weights.get(work, Decimal(0)) + weight
    short = {work: weight for work, weight in weights.items() if 0 < weight < 100}
    return _work_rows(
        [each.key for each in scope.work_lines if each.key in short],
        lambda key: f"{words.percent(short[key])} of it is linked, {words.percent(100 - short[key])} is not",
    )


def _work_without_owner(scope: Scope) -> Rows:
    return rows_of(
        [each.key for each in scope.work_lines if each.owner is None],
        Work.objects.for_rows(),
        lambda work: work_row(work, f"{work.work_type.label}, nobody owns it"),
    )


def _link_row(link: Contribution, why: str) -> Row:
    return Row(
        kind="link",
        pk=link.pk,
        code=f"{link.work.code} > {link.objective.code}",
        name=f"{link.work.name} to {lowered(link.objective.title)}",
        url=link.objective.get_absolute_url(),
        why=why,
        person=named(link.objective.accountable),
    )


def _unsupported_links(scope: Scope) -> Rows:
    def row(link: Contribution) -> Row:
        place = link.work.unit or link.work.node
        nowhere = "The work has no unit and no node, so nobody can support it there"
        return _link_row(link, f"Nobody supports it in {place}" if place else nowhere)

    lonely, objectives, works = unsupported_links(), scope.seen.objectives, scope.seen.works
    links = [each for each in scope.link_lines if each.is_standing and each.key in lonely]
    places = {key: place for place, key in enumerate(objectives)}
    links.sort(key=lambda each: (places[each.objective], works[each.work].code, each.key))
    found = [each.key for each in links]
    shown = Contribution.objects.select_related("work__unit", "work__node", "objective__accountable")
    return rows_of(found, shown, row)


def _unagreed_links(scope: Scope) -> Rows:
    found = [each.key for each in scope.link_lines if each.state == Contribution.State.CLAIMED]
    shown = Contribution.objects.select_related("work", "objective__accountable", "claimed_by")
    return rows_of(
        found,
        shown,
        lambda link: _link_row(link, f"Claimed by {link.claimed_by}, {words.percent(link.weight)} of the work"),
    )


def _challenged_links(scope: Scope) -> Rows:
    found = [each.key for each in scope.link_lines if each.state == Contribution.State.CHALLENGED]
    shown = Contribution.objects.select_related("work", "objective__accountable")
    return rows_of(
        found, shown, lambda link: _link_row(link, f"Challenged: {link.answer}" if link.answer else "Challenged")
    )


WORK_UNLINKED = Rule(
    key="work.unlinked",
    severity=Severity.BREAK,
    title="Work that serves no objective",
    one="piece of work serves no objective",
    many="pieces of work serve no objective",
    clear="All live work serves an objective or an obligation.",
    mend="Link it to the objective it serves, name its obligation, or stop it.",
    basis="BIG: must-do control",
    find=_work_without_objective,
    has_money=True,
)
WORK_STALE = Rule(
    key="work.stale",
    severity=Severity.DOUBT,
    title="Work with no current status",
    one="piece of work has no current status",
    many="pieces of work have no current status",
    clear="All live work has a current status.",
    mend="Submit a status report.",
    basis="Sightline: numbers older than the cycle allows",
    find=_stale_work,
)
WORK_CONTRADICTED = Rule(
    key="work.contradicted",
    severity=Severity.DOUBT,
    title="Green work that its own record contradicts",
    one="piece of green work is contradicted by its own record",
    many="pieces of green work are contradicted by their own record",
    clear="No green status is contradicted by its record.",
    mend="Report the status again, or correct the milestone or mark.",
    basis="Sightline: a milestone that slips by more than four weeks contradicts green",
    find=_contradicted_work,
)
WORK_WEIGHTS_SHORT = Rule(
    key="work.weights_short",
    severity=Severity.RECORD,
    title="Work linked in part",
    one="piece of work is linked in part only",
    many="pieces of work are linked in part only",
    clear="All linked work is linked in full.",
    mend="Weigh its links up to 100%, or let the rest stand as unlinked.",
    basis="BIG: weights of one piece of work add up to at most 100%",
    find=_weights_short,
)
WORK_UNOWNED = Rule(
    key="work.unowned",
    severity=Severity.RECORD,
    title="Work with no owner",
    one="piece of work has no owner",
    many="pieces of work have no owner",
    clear="All live work has an owner.",
    mend="Name its owner.",
    basis="BIG: accountability is personal",
    find=_work_without_owner,
)
LINK_UNSUPPORTED = Rule(
    key="link.unsupported",
    severity=Severity.DOUBT,
    title="Links that nobody supports",
    one="link has nobody who supports it",
    many="links have nobody who supports them",
    clear="Somebody supports every link from work to an objective.",
    mend="Name who supports the objective in the unit of the work, or above it.",
    basis="BIG: who supports the connection from objective to delivery",
    find=_unsupported_links,
)
LINK_CLAIMED = Rule(
    key="link.claimed",
    severity=Severity.DOUBT,
    title="Links claimed but not agreed",
    one="link is claimed but not agreed",
    many="links are claimed but not agreed",
    clear="Every claimed link is agreed.",
    mend="Agree it or challenge it, as the objective's accountable person.",
    basis="BIG: acceptance is a separate act",
    find=_unagreed_links,
)
LINK_CHALLENGED = Rule(
    key="link.challenged",
    severity=Severity.DOUBT,
    title="Links that are challenged",
    one="link is challenged",
    many="links are challenged",
    clear="No link is challenged.",
    mend="Settle it: show evidence, or withdraw the claim.",
    basis="BIG: acceptance is a separate act",
    find=_challenged_links,
)

RULES = (
    WORK_UNLINKED,
    LINK_UNSUPPORTED,
    LINK_CLAIMED,
    LINK_CHALLENGED,
    WORK_STALE,
    WORK_CONTRADICTED,
    WORK_WEIGHTS_SHORT,
    WORK_UNOWNED,
)
