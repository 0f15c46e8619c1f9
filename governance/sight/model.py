"""What the line of sight page is made of: nodes, columns, and the whole board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.safestring import SafeString

from governance.sight.graph import Kind
from governance.sight.layout import GAP


@dataclass(frozen=True, slots=True)
class Node:
    """One record as a column shows it: a slim line, or a box where it stands on the path through the focus.

    Percentages are from 0 to 100, amounts in whole units of the organisation's currency. `gap` says what is missing,
    in two or three words; a node of no record (`code` empty) stands where a key result ought to be.
    """

    name: str
    kind: Kind
    title: str
    code: str = ""
    focus: str = ""
    url: str = ""
    mark: str = ""
    is_rich: bool = False
    is_on_path: bool = False
    is_focus: bool = False
    gap: str = ""
    level: int = 0
    percent: Decimal | None = None
    expected: Decimal | None = None
    value: Decimal | None = None
    unit: str = ""
    aim: str = ""
    stream: str = ""
    forecast: Decimal | None = None
    variance: Decimal | None = None
    note: str = ""
    warning: str = ""

    @property
    def is_gap(self) -> bool:
        """Whether a link is missing."""
        return bool(self.gap)


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its nodes in order, the empty height above them, what its head says, and what it leaves out.

    `more` records are off the path, `more_on_path` on it; `is_open` when the column shows all it can. `cost` is the
    forecast of all its work, in whole units of the organisation's currency; None elsewhere.
    """

    kind: Kind
    title: str
    one: str
    many: str
    total: int
    head: str
    nodes: Sequence[Node]
    lead: int = 0
    more: int = 0
    more_on_path: int = 0
    is_open: bool = False
    list_url: str = ""
    cost: Decimal | None = None

    @property
    def noun(self) -> str:
        """What the records left out are, in number."""
        return self.one if self.more == 1 else self.many

    @property
    def strut(self) -> int:
        """The height of the empty row above the nodes; the lane puts its own gap under it."""
        return max(self.lead - GAP, 0)

    @property
    def off_noun(self) -> str:
        """What the records off the path are, in number."""
        return self.one if self.off_path == 1 else self.many

    @property
    def off_path(self) -> int:
        """How many records are not on the path; phones, which show only the path, link to them."""
        return self.total - sum(1 for node in self.nodes if node.is_on_path and node.code) - self.more_on_path


@dataclass(frozen=True, slots=True)
class Board:
    """The whole drawing: four columns, the three gutters between them, the purposes above the drivers."""

    purposes: Sequence[Node]
    columns: Sequence[Column]
    gutters: Sequence[SafeString]
    focus: Node | None
    gaps: int
    gaps_by_kind: Mapping[str, int] = field(default_factory=dict)
    label: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show at all."""
        return not any(node.code for node in self.purposes) and not any(column.total for column in self.columns)

    @property
    def parts(self) -> list[tuple[Column, SafeString | None]]:
        """Each column with the gutter that follows it."""
        return [
            (column, self.gutters[at] if at < len(self.gutters) else None) for at, column in enumerate(self.columns)
        ]
