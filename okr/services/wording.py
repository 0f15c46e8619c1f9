"""How a refusal is put beside its field, and how the history says a set: by the codes of what is in it."""

from collections.abc import Iterable

from big.errors import RuleError
from okr.models.drivers import Driver
from okr.models.objectives import StrategicObjective
from okr.models.purposes import Purpose


def refused(field: str, sentence: str, *, code: str) -> RuleError:
    """What a rule says against one field, to be raised; forms show it beside the field."""
    return RuleError({field: [RuleError(sentence, code=code)]})


def codes_of(records: Iterable[Purpose | Driver | StrategicObjective]) -> list[str]:
    """The codes of some records, in order, for before and after of a set."""
    return sorted(record.code for record in records)
