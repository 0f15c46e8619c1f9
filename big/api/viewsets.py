"""What every resource of the API is built from: reading what its user may see, writing by the services of the pages."""

import re
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final

from django.db.models import Model, QuerySet
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import GenericViewSet

from big.api.errors import PreconditionRequiredError
from big.api.keys import visible
from big.api.pagination import PARAMETERS
from big.api.writing import Once

Input = type[serializers.BaseSerializer[Any]]
_TAG: Final = re.compile(r'"(\d{1,10})"')


class RecordViewSet(Once, GenericViewSet[Any]):
    """A resource that can be read: `queryset = Model.objects.none()`, `serializer_class`, `filterset_class`.

    A list and a record answer for exactly what `Model.objects.visible_to(user)` holds. Add the mixins below for
    writes, and `record_action` for what else can be done to a record.
    """

    http_method_names = ["get", "head", "post", "patch", "delete"]
    lookup_value_converter = "int"
    #: Related records that the serializer reads, by one join and by one query each.
    select: tuple[str, ...] = ()
    prefetch: tuple[Any, ...] = ()
    #: Lists begin with the newest.
    newest_first = False
    #: The record has a version: it is told as ETag, and a write must send it back.
    has_version = True

    @property
    def kind(self) -> type[Model]:
        """The model of the records."""
        kind: type[Model] = getattr(self, "queryset").model  # noqa: B009 - a manager's descriptor confuses mypy
        return kind

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Let the request in; a query parameter that nothing here takes is refused, not passed over."""
        super().initial(request, *args, **kwargs)
        unknown = [name for name in request.query_params if name not in self.parameters()]
        if unknown:
            raise ValidationError({name: ["There is no such parameter here."] for name in unknown})

    def parameters(self) -> frozenset[str]:
        """The query parameters of the present action."""
        if self.action != "list":
            return frozenset()
        filters = getattr(self, "filterset_class", None)
        return PARAMETERS | (frozenset(filters.base_filters) if filters else frozenset())

    def rows(self) -> "QuerySet[Any]":
        """What the user may see, with what a row shows; override to annotate, always starting from here."""
        return visible(self.kind, self.actor).select_related(*self.select).prefetch_related(*self.prefetch)

    def get_queryset(self) -> "QuerySet[Any]":
        """The rows; nothing while the schema is written, which has no user."""
        if getattr(self, "swagger_fake_view", False):
            return self.kind._default_manager.none()
        return self.rows()

    def filter_queryset(self, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        """Filters narrow lists; a record has its address."""
        return super().filter_queryset(queryset) if self.action == "list" else queryset

    def list(self, request: Request) -> Response:
        """The records that you may see, page by page."""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response(self.get_serializer(page, many=True).data)

    def retrieve(self, request: Request, pk: int) -> Response:
        """One record, its version in the ETag header."""
        return self.shown(self.get_object())

    def shown(self, record: Any, code: int = status.HTTP_200_OK) -> Response:
        """The answer that shows one record, as `rows` loads it."""
        response = Response(self.get_serializer(record).data, code)
        if self.has_version:
            response.headers["ETag"] = f'"{self.version_of(record)}"'
        return response

    def version_of(self, record: Any) -> int:
        """The number in the ETag."""
        version: int = record.version
        return version

    def shown_again(self, record: Any, code: int = status.HTTP_200_OK) -> Response:
        """The record after a write, read anew; 204 where the writer may no longer see it."""
        found = self.get_queryset().filter(pk=record.pk).first()
        return self.shown(found, code) if found else Response(status=status.HTTP_204_NO_CONTENT)

    def given(self, kind: Input, *, partial: bool = False) -> dict[str, Any]:
        """The body of a write, checked by the serializer `kind`; 400 with a sentence per field."""
        serializer = kind(data=self.request.data, partial=partial, context=self.get_serializer_context())
        serializer.is_valid(raise_exception=True)
        return dict(serializer.validated_data)

    def version_named(self) -> int:
        """The version in If-Match, as an ETag told it: 428 without one, 400 for what is none; 0 if none is needed."""
        if not self.has_version:
            return 0
        said = self.request.headers.get("If-Match", "").strip()
        if not said or said == "*":
            # "*" would write over whatever is there.
            raise PreconditionRequiredError
        tag = _TAG.fullmatch(said)
        if tag is None:
            raise ParseError('Send If-Match as the ETag was, such as "3".', "if_match")
        return int(tag.group(1))

    def input_class(self) -> Input | None:
        """The serializer of the body of the present action, for the schema; None where there is no body."""
        if self.action == "create":
            return getattr(self, "create_serializer_class", None)
        if self.action == "partial_update":
            return getattr(self, "change_serializer_class", None)
        return getattr(getattr(self, self.action or "", None), "input_class", None)

    def needs_version(self) -> bool:
        """Whether the present action must send If-Match."""
        if self.action in {"partial_update", "destroy"} or not self.has_version:
            return self.has_version
        return bool(getattr(getattr(self, self.action or "", None), "needs_version", False))


class CreateMixin:
    """POST to the list: `create_serializer_class` says what may be given, `add` calls the service."""

    create_serializer_class: Input

    def add(self, given: dict[str, Any]) -> Any:
        """Call the service with what was given; returns the record."""
        raise NotImplementedError

    def create(self: Any, request: Request) -> Response:
        """Make a new record."""

        def add() -> Response:
            given = self.given(self.create_serializer_class)
            response: Response = self.shown_again(self.add(given), status.HTTP_201_CREATED)
            return response

        answer: Response = self.once(add)
        return answer


class ChangeMixin:
    """PATCH of a record with If-Match: `change_serializer_class` says what may change, `change` calls the service."""

    change_serializer_class: Input

    def change(self, key: int, version: int, changes: dict[str, Any], why: str) -> Any:
        """Call the service with the fields that were given; returns the record."""
        raise NotImplementedError

    def partial_update(self: Any, request: Request, pk: int) -> Response:
        """Change the fields that are given, if the record is still of the version in If-Match."""
        self.get_object()
        version = self.version_named()
        changes = self.given(self.change_serializer_class, partial=True)
        why = changes.pop("why", "")
        response: Response = self.shown_again(self.change(pk, version, changes, why))
        return response


class RemoveMixin:
    """DELETE of a record with If-Match: `remove` calls the service."""

    def remove(self, key: int, version: int) -> None:
        """Call the service."""
        raise NotImplementedError

    def destroy(self: Any, request: Request, pk: int) -> Response:
        """Remove the record, if it is still of the version in If-Match."""
        self.get_object()
        self.remove(pk, self.version_named())
        return Response(status=status.HTTP_204_NO_CONTENT)


Act = Callable[[Any, int, int, dict[str, Any]], Any]


def record_action(kind: Input, *, name: str = "") -> Callable[[Act], Any]:
    """Make `function(self, key, version, given)` a POST to /<resource>/<key>/<name>/ that needs If-Match.

    `kind` is the serializer of its body. The function calls one service; the answer shows the record anew, whatever
    the function returns. `name` is the function's own where it is not given, with dashes.
    """

    def decorate(function: Act) -> Any:
        @wraps(function)
        def act(self: RecordViewSet, request: Request, pk: int) -> Response:
            def write() -> Response:
                record = self.get_object()
                version = self.version_named()
                function(self, pk, version, self.given(kind))
                return self.shown_again(record)

            return self.once(write)

        made: Any = action(detail=True, methods=["post"], url_path=name or function.__name__.replace("_", "-"))(act)
        made.input_class = kind
        made.needs_version = True
        return made

    return decorate


def only(values: Mapping[str, Any], *names: str) -> dict[str, Any]:
    """Those of the given values that have these names."""
    return {name: values[name] for name in names if name in values}
