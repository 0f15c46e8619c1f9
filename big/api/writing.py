"""Resources that are only written to, and tell nothing but what was written."""

from collections.abc import Callable
from typing import Any

from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from big.api.once import once
from big.api.reading import ForOneUser


class Once(ForOneUser):
    """Actions that may be repeated with an Idempotency-Key."""

    #: Actions that take an Idempotency-Key, by name. Their answers are kept for a day, so none may tell a secret.
    once_by_key: frozenset[str] = frozenset()

    def takes_key(self) -> bool:
        """Whether the present action takes an Idempotency-Key."""
        return getattr(self, "action", None) in self.once_by_key

    def keys_through(self) -> str:
        """The way in, where it has keys of its own; else the keys are those of the account."""
        return ""

    def once(self, act: Callable[[], Response]) -> Response:
        """Answer by `act`; where the action takes a key that came before, with the answer that it got then."""
        return once(self.request, self.actor, act, through=self.keys_through()) if self.takes_key() else act()


class WritingViewSet(Once, ViewSet):
    """A resource of POST alone: `create_serializer_class` says what may be given, `write` calls the service."""

    http_method_names = ["post"]
    serializer_class: type[serializers.BaseSerializer[Any]]
    create_serializer_class: type[serializers.BaseSerializer[Any]]

    def write(self, given: dict[str, Any]) -> Response:
        """Call the service with what was given, and answer with what it wrote."""
        raise NotImplementedError

    def create(self, request: Request) -> Response:
        """Write."""
        if request.query_params:
            raise ValidationError({name: ["There is no such parameter here."] for name in request.query_params})

        def write() -> Response:
            serializer = self.create_serializer_class(data=request.data, context={"request": request})
            serializer.is_valid(raise_exception=True)
            return self.write(dict(serializer.validated_data))

        return self.once(write)

    def get_serializer_class(self) -> type[serializers.BaseSerializer[Any]]:
        """What the answer looks like, for the schema."""
        return self.serializer_class

    def input_class(self) -> type[serializers.BaseSerializer[Any]]:
        """What the body looks like, for the schema."""
        return self.create_serializer_class
