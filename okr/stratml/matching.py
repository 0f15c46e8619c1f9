"""Which stored record each piece of a file means: by identifier, else by sequence and name, else by name alone."""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence

from django.db.models import Q

from big.organisation.models import Organisation
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Plan
from okr.stratml import frame
from okr.stratml.nodes import Node, Piece, comparable
from okr.stratml.slots import sequence_of, values_of
from okr.stratml.stored import Held

Key = Callable[[Node], Hashable]
# A goal's identifier is worth more than the plan's: plans are published anew under new names.
_MOST: float = 0.5
NAMELESS = "A plan without a name"
_NO_KEY = (None, "")


class Pairing:
    """Pieces of one kind and the held pieces they mean; each is used once, in the order of the file."""

    def __init__(self) -> None:
        self._found: dict[int, Held] = {}
        self._used: set[int] = set()

    def join(self, pieces: Sequence[Piece], held: Sequence[Held], *keys: Key) -> None:
        """Pair what is still alone on both sides, by each key in turn; an empty key pairs nothing."""
        for key in keys:
            waiting: dict[Hashable, deque[Held]] = defaultdict(deque)
            for each in held:
                if id(each) not in self._used and (word := key(each.own)) not in _NO_KEY:
                    waiting[word].append(each)
            for piece in pieces:
                word = key(piece.own) if id(piece) not in self._found else None
                if word not in _NO_KEY and waiting[word]:
                    self._found[id(piece)] = waiting[word].popleft()
                    self._used.add(id(self._found[id(piece)]))

    def of(self, piece: Piece) -> Held | None:
        """What `piece` means, or nothing stored yet."""
        return self._found.get(id(piece))

    def left(self, held: Iterable[Held]) -> list[Held]:
        """Those of `held` that no piece means."""
        return [each for each in held if id(each) not in self._used]


def identifier(own: Node) -> str:
    """The identifier, or nothing."""
    return str(values_of(own).get("identifier", ""))


def _title(own: Node) -> str:
    values = values_of(own)
    return str(values.get("title", values.get("name", "")))


def by_identifier_and_words(own: Node) -> Hashable:
    """Identifier, sequence and name together, for files that use an identifier twice."""
    return (identifier(own), sequence_of(own), _title(own)) if identifier(own) else None


def by_identifier(*sides: Sequence[Piece] | Sequence[Held]) -> Key:
    """The identifier, where it is used once on each side."""
    counts = [Counter(identifier(each.own) for each in side) for side in sides]
    return lambda own: word if (word := identifier(own)) and all(each[word] <= 1 for each in counts) else None


def by_sequence_and_name(own: Node) -> Hashable:
    """Sequence and name."""
    return (sequence_of(own), _title(own)) if sequence_of(own) and _title(own) else None


def by_name(own: Node) -> Hashable:
    """The name alone."""
    return _title(own)


def by_sequence_if_unnamed(own: Node) -> Hashable:
    """The sequence, of what has neither name nor identifier."""
    return sequence_of(own) if not _title(own) and not identifier(own) else None


def by_form(own: Node) -> Hashable:
    """The whole element, word for word."""
    return comparable(own)


def by_tag_if_unnamed(own: Node) -> Hashable:
    """The kind, of what has no name."""
    return own.tag if not _title(own) else None


def by_tag_if_silent(own: Node) -> Hashable:
    """The kind, of what has neither name, identifier nor sequence: such pieces are told apart by their order alone."""
    return own.tag if not _title(own) and not identifier(own) and not sequence_of(own) else None


# Within one parent; the last two are for pieces that say nothing by which they could be known.
AIM_KEYS = (by_sequence_and_name, by_name, by_sequence_if_unnamed, by_form, by_tag_if_silent)


def plan_of(root: Piece) -> tuple[Plan | None, bool]:
    """The stored plan that a file means, and whether it means one at all; None and True is the strategy without a plan.

    By the plan's identifier; else by name and type, where not both carry an identifier; else the plan that most of
    the file's goals belong to.
    """
    word, values = identifier(root.own), values_of(root.own)
    plans = list(Plan.objects.order_by("pk"))
    known = {each.identifier or frame.given_identifier(each): each for each in reversed(plans)}
    if word in known:
        return known[word], True
    organisation = Organisation.objects.first()
    if organisation and word == frame.given_identifier(organisation):
        return None, True
    for plan in plans:
        if (plan.name, plan.kind) == (values["name"] or NAMELESS, values["kind"]) and not (word and plan.identifier):
            return plan, True
    return _plan_of_most_goals(root, {each.pk: each for each in plans})


def _plan_of_most_goals(root: Piece, plans: dict[int, Plan]) -> tuple[Plan | None, bool]:
    words = {identifier(goal.own) for goal in root.of("Goal")} - {""}
    tops = StrategicObjective.objects.filter(Q(identifier__in=words) | Q(identifier=""))
    counts = Counter(each.plan_id for each in tops if (each.identifier or frame.given_identifier(each)) in words)
    if not counts:
        return None, False
    plan_id, count = counts.most_common(1)[0]
    is_found = count > _MOST * len(root.of("Goal"))
    return (plans[plan_id] if plan_id and is_found else None), is_found
