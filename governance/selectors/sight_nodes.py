"""What each record of the line of sight says of itself; reads only what a page shows, one query a question."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models.functions import Coalesce

from big.accounts.models import User
from big.core import words
from governance.sight.graph import Graph, Kind, Path
from governance.sight.model import Node
from okr.models.drivers import Driver
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose
from okr.selectors.course import Bands
from okr.selectors.outcomes import objective_progress
from okr.selectors.outline import Seen
from okr.selectors.progress import Progress, current_bands, progress_of
from okr.selectors.purse import Purse, added
from okr.selectors.serving import MoneyByObjective, every_purse, funds_released, shared_out
from portfolio.models.milestones import Milestone
from portfolio.models.work import Work
from portfolio.selectors.frame import Frame
from portfolio.selectors.standing import standings

# Up to so many key results the head says how many are on course; beyond, counting them all would cost too much.
COUNTED = 1500


@dataclass(frozen=True)
class Filling:
    """Reads what nodes show, for one user in one frame; what several columns need is read once."""

    user: User
    frame: Frame
    graph: Graph
    seen: Seen

    @cached_property
    def bands(self) -> Bands:
        """The organisation's rule for marks."""
        return current_bands()

    @cached_property
    def money(self) -> MoneyByObjective:
        """The year's money as objectives carry it."""
        return shared_out(self.seen, self.frame.year, self.frame.currency)

    @cached_property
    def released(self) -> Mapping[int, Decimal]:
        """Funds released this quarter, by objective."""
        return funds_released(self.seen, self.frame.quarter, self.frame.currency)

    @cached_property
    def cost_of_work(self) -> dict[int, Purse]:
        """The year's cost of each piece of work in the graph that has any."""
        every, shown = every_purse(self.frame.year, self.frame.currency), set(self.graph.works)
        return {key: purse for key, purse in every.items() if key in shown}

    @cached_property
    def _progress(self) -> dict[int, Progress]:
        rows = KeyResult.objects.filter(pk__in=self.graph.measures).select_related("objective__plan")
        return progress_of(list(rows), self.frame.today, self.bands)

    def _progress_for(self, rows: Sequence[KeyResult]) -> Mapping[int, Progress]:
        if len(self.graph.measures) <= COUNTED:
            return self._progress
        return progress_of(rows, self.frame.today, self.bands)

    @cached_property
    def cost(self) -> Decimal | None:
        """The forecast of all work in the graph."""
        return added(self.cost_of_work.values(), self.frame.currency).forecast

    def head(self, kind: Kind, total: int) -> str:
        """What the head of a column says: how many, and the figure that matters there."""
        if kind == "key_result" and total and total <= COUNTED:
            green = sum(self._progress[key].mark == "G" for key in self.graph.measures)
            return f"{words.number(total)}, of which {words.number(green)} on course"
        if kind == "work" and self.cost is not None:
            return f"{words.number(total)}, {words.money(self.cost, self.frame.currency)}"
        return words.number(total)

    def purposes(self, keys: Sequence[int], path: Path, graph: Graph) -> list[Node]:
        """Purposes, those on the path (or the first, where nothing is in focus) as text and last; a gap if none."""
        found = Purpose.objects.in_bulk(keys)
        if not found:
            return [Node(name="purpose-none", kind="purpose", title="No purpose written down", gap="no purpose")]
        told = path.purposes if path.focus else {keys[0]}
        nodes = [
            Node(
                name=f"purpose-{key}",
                kind="purpose",
                title=found[key].statement,
                code=found[key].code,
                focus=graph.address(("purpose", key)),
                url=found[key].get_absolute_url(),
                is_rich=key in told,
                is_on_path=key in path.purposes,
                is_focus=path.focus == ("purpose", key),
            )
            for key in keys
            if key in found
        ]
        return sorted(nodes, key=lambda node: node.is_rich)

    def drivers(self, keys: Sequence[int], path: Path) -> dict[int, Node]:
        """Drivers; on the path with the objectives that answer them and the money behind these."""
        return {
            key: Node(
                name="",
                kind="driver",
                title=driver.title,
                code=driver.code,
                url=driver.get_absolute_url(),
                gap="no answer",
                note=self._answers(self.answering.get(key, set())) if key in path.drivers else "",
                forecast=self._brought(self.answering.get(key, set())) if key in path.drivers else None,
            )
            for key, driver in Driver.objects.in_bulk(keys).items()
        }

    @cached_property
    def answering(self) -> dict[int, set[int]]:
        """The objectives of the graph that answer each driver."""
        answered: dict[int, set[int]] = {}
        for driver, objective in self.graph.drives:
            answered.setdefault(driver, set()).add(objective)
        return answered

    def carried_by(self, objectives: set[int]) -> dict[int, Purse]:
        """What these objectives, and those under them, carry themselves, by objective."""
        family = set().union(*(self.graph.below(key) for key in objectives))
        return {key: self.money.own[key] for key in family if key in self.money.own}

    def _brought(self, objectives: set[int]) -> Decimal | None:
        return added(self.carried_by(objectives).values(), self.frame.currency).forecast if objectives else None

    def _answers(self, objectives: set[int]) -> str:
        return words.counted(len(objectives), "objective") if objectives else "No objective answers it"

    def objectives(self, keys: Sequence[int], path: Path) -> dict[int, Node]:
        """Objectives with their mark; on the path with progress, and a warning where no funds are released."""
        found = StrategicObjective.objects.in_bulk(keys)
        progress = objective_progress(found.values(), self.user, self.frame.today, self.bands)
        nodes = {}
        for key, objective in found.items():
            served = any(self.graph.links_of_objective.get(one) for one in self.graph.below(key))
            pursued = objective.state in StrategicObjective.PURSUED
            nodes[key] = Node(
                name="",
                kind="objective",
                title=objective.title,
                code=objective.code,
                url=objective.get_absolute_url(),
                mark=progress[key].mark,
                percent=progress[key].percent,
                expected=progress[key].expected,
                gap="no delivery",
                note="" if pursued else objective.get_state_display(),
                warning="not funded" if served and pursued and key not in self.released else "",
            )
        return nodes

    def key_results(self, keys: Sequence[int], path: Path) -> dict[int, Node]:
        """Key results with their mark; on the path with value, target and progress."""
        rows = list(KeyResult.objects.filter(pk__in=keys).select_related("objective__plan"))
        progress = self._progress_for(rows)
        return {
            row.pk: Node(
                name="",
                kind="key_result",
                title=row.title,
                code=row.code,
                url=row.get_absolute_url(),
                mark=progress[row.pk].mark,
                percent=progress[row.pk].percent,
                expected=progress[row.pk].expected,
                value=progress[row.pk].value,
                unit=row.unit,
                aim=row.bare_aim,
                gap="no delivery",
                note=progress[row.pk].sentence if progress[row.pk].mark == "N" else "",
            )
            for row in rows
        }

    def works(self, keys: Sequence[int], path: Path) -> dict[int, Node]:
        """Work with its mark and stream; on the path with money and the next milestone, unlinked with its money."""
        chosen = Work.objects.filter(pk__in=keys)
        found = chosen.in_bulk()
        stood = standings(chosen, self.frame.today, stale_after=self.frame.stale_after)
        coming = self._next_milestones([key for key in keys if key in path.works])
        nodes = {}
        for key, work in found.items():
            cost = self.cost_of_work.get(key)
            forecast = cost.forecast if cost else None
            nodes[key] = Node(
                name="",
                kind="work",
                title=work.name,
                code=work.code,
                url=work.get_absolute_url(),
                mark=stood[key].mark,
                stream=work.stream,
                forecast=forecast,
                variance=cost.lead.variance if cost else None,
                gap="unlinked",
                note=coming.get(key, ""),
            )
        return nodes

    def _next_milestones(self, keys: Iterable[int]) -> dict[int, str]:
        rows = (
            Milestone.objects.open()
            .filter(work__in=list(keys))
            .annotate(due_on=Coalesce("forecast_on", "baseline_on"))
            .order_by("work", "due_on", "pk")
            .distinct("work")
            .values_list("work", "title")
        )
        return dict(rows)
