"""What was not recorded at a past moment, because the product had no place for it yet: "not recorded then"."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connections, models

from big.core import words
from big.history import moment as reading
from big.history.moment import ALIAS

MOST_KINDS, MOST_FIELDS = 3, 4
"""How many kinds of record a sentence names, and how many fields of each."""
LONGEST = 4_000
"""Servers refuse longer headers than twice that."""

_BORN_LATER = """
select b.tab, c.col, (select min(at) from history.began)
from history.began b join history.columns c on c.tab = b.tab
where b.at <= %(moment)s and c.since > %(moment)s
union all
select b.tab, '', (select min(at) from history.began) from history.began b where b.at > %(moment)s
order by 1, 2
"""


@dataclass(frozen=True)
class Unrecorded:
    """One kind of record of which a moment knows nothing (no fields are named), or not these fields."""

    model: type[models.Model]
    fields: tuple["models.Field[Any, Any]", ...] = ()

    @property
    def sentence(self) -> str:
        """As a reader knows them: "Work: benefit owner and region"; the kind alone where all of it is missing."""
        if not self.fields:
            return words.capital(str(self.model._meta.verbose_name_plural))
        names = words.listed([str(field.verbose_name) for field in self.fields], most=MOST_FIELDS)
        return f"{words.capital(str(self.model._meta.verbose_name))}: {names}"

    @property
    def keys(self) -> list[str]:
        """As a program knows them: "portfolio.work.region"."""
        kind = self.model._meta.label_lower
        return [f"{kind}.{field.name}" for field in self.fields] or [kind]


@dataclass(frozen=True)
class NotRecorded:
    """What a past moment cannot know."""

    begins: dt.datetime | None = None
    """When history begins, where that is later than the moment: then nothing was recorded."""
    kinds: tuple[Unrecorded, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.begins or self.kinds)

    @property
    def sentence(self) -> str:
        """Names a few, and how many more there are."""
        if self.begins:
            return f"Nothing was recorded then: history begins on {words.moment(self.begins)}."
        said = [each.sentence for each in self.kinds[:MOST_KINDS]]
        if more := len(self.kinds) - len(said):
            said.append(f"{words.counted(more, 'more kind')} of record")
        return f"Not recorded then: {'; '.join(said)}." if said else ""

    @property
    def header(self) -> str:
        """All of them for a program, by kind alone where they are too many; an asterisk where nothing was recorded."""
        if self.begins:
            return "*"
        said = ", ".join(key for each in self.kinds for key in each.keys)
        return said if len(said) <= LONGEST else ", ".join(f"{each.model._meta.label_lower}.*" for each in self.kinds)


def not_recorded(moment: dt.datetime) -> NotRecorded:
    """What was not recorded at `moment`, by kind of record; one query for all tables."""
    with connections[ALIAS if reading.current() else "default"].cursor() as cursor:
        cursor.execute(_BORN_LATER, {"moment": moment})
        rows = cursor.fetchall()
    begins = next((first for _, _, first in rows if first > moment), None)
    if begins:
        return NotRecorded(begins)
    places = _places()
    fields: dict[type[models.Model], list[models.Field[Any, Any]]] = {}
    for table, column, _ in rows:
        model, field = places.get((table, column), (None, None))
        if model is not None:
            fields.setdefault(model, []).extend([field] if field else [])
    # A kind that begins later has no fields here: all of it is missing.
    kinds = [Unrecorded(model, tuple(named)) for model, named in fields.items()]
    return NotRecorded(None, tuple(sorted(kinds, key=lambda each: each.sentence)))


def _places() -> dict[tuple[str, str], tuple[type[models.Model], "models.Field[Any, Any] | None"]]:
    """The record and the field that a reader knows a table or a column as; what keeps house alone is left out."""
    found: dict[tuple[str, str], tuple[type[models.Model], models.Field[Any, Any] | None]] = {}
    for model in apps.get_models():
        found[model._meta.db_table, ""] = (model, None)
        for field in model._meta.local_concrete_fields:
            if field.editable and not field.primary_key and field.column:
                found[model._meta.db_table, field.column] = (model, field)
        for many in model._meta.local_many_to_many:
            through = many.remote_field.through
            if through is not None and through._meta.auto_created:
                found[through._meta.db_table, ""] = (model, many)
    return found
