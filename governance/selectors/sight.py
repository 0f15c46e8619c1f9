"""The line of sight page: the drawing or the list, the sentence it says, and what lies underneath the focus."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q

from big.accounts.models import User
from governance.integrity import delivery, strategy
from governance.integrity.scope import Scope
from governance.selectors.integrity import Disconnects, ask
from governance.selectors.sight_below import Underneath, underneath
from governance.selectors.sight_board import Drawing, View, board
from governance.selectors.sight_graph import Narrowing, read_graph
from governance.selectors.sight_nodes import Filling
from governance.selectors.sight_tree import Branch, branches
from governance.sentences.sight import Facts, Whole, of_focus, of_whole
from governance.sight.graph import Graph, Path
from governance.sight.model import Board, Node
from portfolio.models.work import Work
from portfolio.selectors.frame import Frame
from portfolio.selectors.standing import mark_counts

# The rules that the sentence over the whole speaks of.
SPOKEN = (
    strategy.OBJECTIVE_NO_DELIVERY,
    strategy.OBJECTIVE_NO_FUNDS,
    strategy.DRIVER_UNANSWERED,
    delivery.WORK_UNLINKED,
)


@dataclass(frozen=True, slots=True)
class SightPage:
    """Everything that the page shows; `tree` is filled only where the reader asked for the list.

    `facts` are what the sentence says of the focus; None where it speaks of the whole.
    """

    frame: Frame
    board: Board
    message: str
    below: Underneath
    graph: Graph
    facts: Facts | None = None
    tree: Sequence[Branch] = ()
    path: Path = field(default_factory=Path)

    @property
    def focus(self) -> Node | None:
        """The record in focus."""
        return self.board.focus

    @property
    def is_empty(self) -> bool:
        """Whether there is neither strategy nor work to see."""
        return self.board.is_empty


def sight_page(
    user: User, frame: Frame, view: View, narrowing: Narrowing | None = None, *, as_tree: bool = False
) -> SightPage:
    """Read the page for `user`; UnknownFocusError where the focus names nothing that the user may see.

    Some fifty queries, however many records there are: the graph as keys, then only the records that are shown.
    """
    scope = Scope(user, frame)
    graph = read_graph(scope, focus=view.focus, narrowing=narrowing)
    weak = _weak(scope, graph) if view.gaps_only else {}
    drawing = Drawing(graph, view, shows_all=as_tree, weak=weak)
    filling = Filling(user, frame, graph, scope.seen)
    drawn = board(drawing, filling)
    below = underneath(filling, drawing.path)
    facts = _facts(drawing, filling, drawn, below) if drawing.focus else None
    message = of_focus(facts) if facts else "" if drawing.focus else _of_whole(scope, drawing)
    return SightPage(
        frame=frame,
        board=drawn,
        message=message,
        below=below,
        graph=graph,
        facts=facts,
        tree=branches(drawing, drawn) if as_tree else (),
        path=drawing.path,
    )


def _weak(scope: Scope, graph: Graph) -> dict[str, frozenset[int]]:
    """Objectives without funds or driver, and both ends of links that nobody supports with what lies between."""
    found = ask(scope, (strategy.OBJECTIVE_NO_FUNDS, strategy.OBJECTIVE_NO_DRIVER))
    broken = {key for finding in found.findings for key in finding.found.keys}
    links = [link for link in graph.links if link.is_unsupported]
    return {
        "objective": frozenset(broken | {link.objective for link in links}),
        "key_result": frozenset(key for link in links for key in graph.measured_by(link)),
        "work": frozenset(link.work for link in links),
    }


def _facts(drawing: Drawing, filling: Filling, drawn: Board, below: Underneath) -> Facts | None:
    path, graph, node = drawing.path, drawing.graph, drawn.focus
    if path.focus is None or node is None:
        return None
    kind, key = path.focus
    works = Work.objects.filter(pk__in=path.works)
    measures: dict[str, int] = {}
    for mark in (each.mark for each in _column(drawn, "key_result") if each.is_on_path and each.code):
        measures[mark] = measures.get(mark, 0) + 1
    direct = {link.objective for link in graph.links_of_work.get(key, ())} if kind == "work" else path.objectives
    return Facts(
        kind=kind,
        marks=mark_counts(works, filling.frame.today, stale_after=filling.frame.stale_after),
        measures=measures,
        objectives=len(direct),
        mark=node.mark,
        percent=node.percent,
        expected=node.expected,
        is_gap=node.is_gap,
        is_unfunded=bool(node.warning),
        unsupported=len(below.unsupported),
        weight=min(below.weight, Decimal(100)),
        is_must_do=kind == "work" and works.filter(Q(pk=key) & Q(is_must_do=True)).exists(),
        why_no_mark=_why(node),
    )


def _why(node: Node) -> str:
    return "it is not reported yet." if node.mark == "N" else ""


def _column(drawn: Board, kind: str) -> Sequence[Node]:
    return next((column.nodes for column in drawn.columns if column.kind == kind), ())


def _of_whole(scope: Scope, drawing: Drawing) -> str:
    found = ask(scope, SPOKEN)
    return of_whole(whole_of(found, len(drawing.graph.objectives), len(drawing.graph.works)))


def whole_of(found: Disconnects, objectives: int, works: int) -> Whole:
    """The facts of the whole, from what the rules found."""
    unfunded = found.of(strategy.OBJECTIVE_NO_FUNDS.key).found
    return Whole(
        objectives=objectives,
        undelivered=found.count(strategy.OBJECTIVE_NO_DELIVERY.key),
        unfunded=len(unfunded),
        unfunded_title=unfunded[0].name if unfunded else "",
        works=works,
        unlinked=found.count(delivery.WORK_UNLINKED.key),
        unlinked_money=found.unlinked_money,
        currency=found.currency,
        unanswered=found.count(strategy.DRIVER_UNANSWERED.key),
    )
