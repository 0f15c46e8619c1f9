"""Figures of a record that are no fields of it, read for all the records of an answer at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from rest_framework import serializers

from big.accounts.models import User
from big.api.serializers import RecordSerializer

Figures = Mapping[str, Mapping[int, Any]]


class FiguredSerializer(RecordSerializer):
    """Records with figures: `figures` reads each of them for every record in a fixed number of queries.

    A field of the serializer names its figure as `source`; a record that has none shows null.
    """

    _read: frozenset[int] = frozenset()

    def figures(self, records: Sequence[Any], user: User) -> Figures:
        """Each figure by its name, and in it the value of each record by the record's key."""
        raise NotImplementedError

    def to_representation(self, instance: Any) -> Any:
        """The record with its figures; the first record of a page reads those of all."""
        if instance.pk not in self._read:
            page = self.parent.instance if isinstance(self.parent, serializers.ListSerializer) else None
            records = [instance] if page is None else list(page)
            for name, values in self.figures(records, self.context["request"].user).items():
                for record in records:
                    setattr(record, name, values.get(record.pk))
            self._read = frozenset(record.pk for record in records)
        return super().to_representation(instance)
