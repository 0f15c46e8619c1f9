"""What webhooks are told of strategy, each time of the record itself and of no other."""

from collections.abc import Iterable, Sequence
from typing import Any

from big.accounts.models import User
from big.records import plain
from big.webhooks.outbox import publish, publish_many
from okr import events
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective


def tell_of_readings(readings: Sequence[Reading], *, actor: User) -> None:
    """Readings were recorded, taken from a source, or corrected."""
    publish_many(events.READING_RECORDED, [(each.key_result, _reading(each)) for each in readings])


def tell_of_key_result(key_result: KeyResult, changed: Iterable[str]) -> None:
    """Fields of a key result were changed, among them perhaps its state."""
    names = ("code", "title", "state", "unit", "baseline", "target", "upper", "due_on")
    said = {name: plain(getattr(key_result, name)) for name in names}
    publish(events.KEY_RESULT_CHANGED, about=key_result, data=said | {"changed": sorted(changed)})


def tell_of_objectives(objectives: Sequence[StrategicObjective], *, actor: User) -> None:
    """Objectives moved to another state."""
    said = [(each, {"code": each.code, "title": each.title, "state": each.state}) for each in objectives]
    publish_many(events.OBJECTIVE_MOVED, said)


def tell_of_cycle(cycle: Cycle) -> None:
    """A cycle was closed."""
    names = ("code", "name", "starts_on", "ends_on")
    publish(events.CYCLE_CLOSED, about=cycle, data={name: plain(getattr(cycle, name)) for name in names})


def _reading(reading: Reading) -> dict[str, Any]:
    names = ("value", "read_on", "confidence", "note", "blocker", "is_attested", "is_fed")
    said = {name: plain(getattr(reading, name)) for name in names}
    # A reading that was corrected has been told of before, under the same number.
    corrected = reading.version > 0
    return said | {"reading": reading.pk, "key_result": reading.key_result.code, "is_corrected": corrected}
