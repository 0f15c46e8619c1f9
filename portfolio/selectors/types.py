"""What the pages of work types show: each type with its states and how much work is in them."""

from collections import Counter
from dataclasses import dataclass

from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from portfolio import policies
from portfolio.models.types import LifecycleState, WorkType
from portfolio.models.work import Work


@dataclass(frozen=True, slots=True)
class TypeRow:
    """A type with the names of its states and the number of pieces of work that the reader may see."""

    work_type: WorkType
    states: str
    works: int


@dataclass(frozen=True, slots=True)
class TypesPage:
    """The list of types."""

    message: str
    rows: list[TypeRow]
    may_edit: bool


@dataclass(frozen=True, slots=True)
class StateRow:
    """A state with what may follow it and the number of pieces of work in it that the reader may see."""

    state: LifecycleState
    followers: str
    works: int


@dataclass(frozen=True, slots=True)
class TypePage:
    """A type with its lifecycle."""

    work_type: WorkType
    message: str
    states: list[StateRow]
    may_edit: bool
    history: History


def types_page(user: User) -> TypesPage:
    """All types; three queries."""
    types = list(WorkType.objects.prefetch_related("states"))
    counts = Counter(Work.objects.visible_to(user).values_list("work_type", flat=True))
    used = sum(1 for each in types if counts[each.pk])
    return TypesPage(
        message=_message(used, len(types)),
        rows=[TypeRow(each, ", ".join(state.label for state in each.states.all()), counts[each.pk]) for each in types],
        may_edit=policies.can_edit_types(user),
    )


def _message(used: int, total: int) -> str:
    if not total:
        return "There are no types of work yet."
    if not used:
        return f"There are {words.in_words(total)} types of work, and none is used yet."
    verb = "is" if used == 1 else "are"
    return f"{words.capital(words.in_words(used))} of {words.in_words(total)} types of work {verb} in use."


def type_page(work_type: WorkType, user: User) -> TypePage:
    """One type with its states in order; a fixed number of queries."""
    states = list(work_type.states.prefetch_related("followers").order_by("position", "pk"))
    counts = Counter(Work.objects.visible_to(user).filter(work_type=work_type).values_list("state", flat=True))
    live, total = sum(counts[each.pk] for each in states if each.is_live), sum(counts.values())
    said = words.counted_in_words(total, "piece", "pieces")
    message = (
        f"{words.capital(said)} of this type; {words.in_words(live)} {'is' if live == 1 else 'are'} live."
        if total
        else "No work is of this type yet."
    )
    return TypePage(
        work_type=work_type,
        message=message,
        states=[StateRow(each, _followers(each), counts[each.pk]) for each in states],
        may_edit=policies.can_edit_types(user),
        history=history_of(work_type, user),
    )


def _followers(state: LifecycleState) -> str:
    ordered = sorted(state.followers.all(), key=lambda each: (each.position, each.pk))
    return words.listed([each.label for each in ordered])
