"""Keys of related records: told only of what the reader may see, taken only of what the writer may see."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from big.accounts.models import User
from big.registry import subjects

_OPEN: set[str] = set()


def open_to_all(*kinds: type[models.Model]) -> None:
    """Say that whoever belongs to the organisation sees every record of these kinds, so that no key needs asking."""
    _OPEN.update(kind._meta.label_lower for kind in kinds)


def is_open(model: type[models.Model]) -> bool:
    """Whether every record of the kind shows to whoever belongs."""
    return model._meta.label_lower in _OPEN


def visible(model: type[models.Model], user: User) -> "models.QuerySet[Any]":
    """The records of `model` that `user` may see; ImproperlyConfigured for a kind that nobody has a rule for."""
    manager: Any = model._default_manager
    try:
        if is_open(model):
            rule = manager.all()
        elif hasattr(manager, "visible_to"):
            rule = manager.visible_to(user)
        else:
            rule = subjects.get(model._meta.label_lower).visible(user)
    except LookupError as error:
        raise ImproperlyConfigured(f"nothing says who sees a {model._meta.label}: give it visible_to") from error
    found: models.QuerySet[Any] = rule
    return found


class Seen:
    """Which related records the reader may see, asked once a kind for all rows of a page."""

    def __init__(self, user: User) -> None:
        self._user = user
        self._asked: dict[type[models.Model], dict[int, bool]] = {}

    def ask(self, model: type[models.Model], keys: Iterable[int | None]) -> None:
        """Learn of all `keys` in one query; those known already cost nothing."""
        known = self._asked.setdefault(model, {})
        new = {key for key in keys if key is not None and key not in known}
        if new:
            found = set(visible(model, self._user).filter(pk__in=new).order_by().values_list("pk", flat=True))
            known.update({key: key in found for key in new})

    def has(self, model: type[models.Model], key: int | None) -> bool:
        """Whether the reader may see this one."""
        if key is None:
            return False
        if is_open(model):
            return True
        self.ask(model, [key])
        return self._asked[model][key]


def seen_of(context: Mapping[str, Any]) -> Seen:
    """The one `Seen` of a request."""
    request = context["request"]
    found: Seen | None = getattr(request, "_seen", None)
    if found is None:
        found = Seen(request.user)
        request._seen = found
    return found


@extend_schema_field(OpenApiTypes.INT)
class SeenKeyField(serializers.Field):  # type: ignore[type-arg]
    """The key of a related record, or null where there is none or the reader may not see it; read only."""

    def __init__(self, *, model: type[models.Model], **kwargs: Any) -> None:
        self.model = model
        kwargs.update(read_only=True, allow_null=True)
        super().__init__(**kwargs)

    def key_of(self, record: Any) -> int | None:
        """The key that `record` holds, without loading the related record."""
        for name in self.source_attrs[:-1]:
            record = getattr(record, name)
        name = self.source_attrs[-1]
        key: int | None = getattr(record, f"{name}_id") if hasattr(record, f"{name}_id") else getattr(record, name)
        return key

    def get_attribute(self, instance: Any) -> int | None:
        """The key, if the reader may see what it names."""
        key = self.key_of(instance)
        return key if seen_of(self.context).has(self.model, key) else None

    def to_representation(self, value: int) -> int:
        """As it is."""
        return value


@extend_schema_field({"type": "array", "items": {"type": "integer"}, "readOnly": True})
class SeenKeysField(serializers.Field):  # type: ignore[type-arg]
    """The keys of several related records (prefetch them), without those that the reader may not see; read only."""

    def __init__(self, *, model: type[models.Model], **kwargs: Any) -> None:
        self.model = model
        kwargs["read_only"] = True
        super().__init__(**kwargs)

    def keys_of(self, record: Any) -> list[int]:
        """All keys, seen or not."""
        for name in self.source_attrs:
            record = getattr(record, name)
        return [each.pk for each in record.all()]

    def get_attribute(self, instance: Any) -> list[int]:
        """The keys that the reader may see, in order."""
        seen = seen_of(self.context)
        keys = self.keys_of(instance)
        if not is_open(self.model):
            seen.ask(self.model, keys)
        return sorted(key for key in keys if seen.has(self.model, key))

    def to_representation(self, value: list[int]) -> list[int]:
        """As they are."""
        return value


class KeyField(serializers.PrimaryKeyRelatedField):  # type: ignore[type-arg]
    """A record named by its key in a write; one that the writer may not see is as good as none.

    `among` narrows further: `KeyField(Unit, among=lambda rows: rows.filter(is_open=True))`.
    """

    default_error_messages = {
        "does_not_exist": "There is no such record that you may see.",
        "incorrect_type": "Enter a key: a whole number.",
    }

    def __init__(
        self,
        model: type[models.Model],
        *,
        among: Callable[["models.QuerySet[Any]"], "models.QuerySet[Any]"] | None = None,
        **kwargs: Any,
    ) -> None:
        self.model = model
        self.among = among
        super().__init__(queryset=model._default_manager.none(), **kwargs)

    def get_queryset(self) -> Any:
        """What the writer may name."""
        rows = visible(self.model, self.context["request"].user)
        return self.among(rows) if self.among else rows

    def to_internal_value(self, data: Any) -> Any:
        """The record; a text is no key, however well it reads as a number."""
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)
