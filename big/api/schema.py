"""The OpenAPI document: what every operation shares (errors, versions, tags) is said here, once."""

from typing import Any, Final

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.plumbing import ResolvedComponent
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter

from big.api.once import HEADER, REPLAY
from big.api.viewsets import RecordViewSet
from big.api.writing import Once, WritingViewSet

_ERROR: Final = {
    "type": "object",
    "description": "Every error: a code for programs, a sentence for people, and the sentences of each field.",
    "required": ["code", "detail", "fields"],
    "properties": {
        "code": {"type": "string", "description": "Stays the same from version to version."},
        "detail": {"type": "string", "description": "What is wrong, and what to do."},
        "fields": {
            "type": "object",
            "description": "By field; of nested fields by path, such as entries.1.amount.",
            "additionalProperties": {"type": "array", "items": {"type": "string"}},
        },
    },
}
# By status: the name of the answer, and when it comes.
_ALWAYS: Final = {
    "400": ("Malformed", "A parameter or field is unknown or has a value that it cannot have."),
    "401": ("SignedOut", "No token and no session, or a token that does not work."),
    "403": ("Forbidden", "You may not do this, or do not belong to the organisation."),
    "404": ("NotFound", "There is nothing here that you may see."),
    "405": ("NoSuchMethod", "This address does not answer to this method."),
    "406": ("NotAcceptable", "Answers are JSON."),
    "429": ("TooManyRequests", "Wait as many seconds as Retry-After says."),
    "503": ("Away", "The database or the cache is away; Retry-After says for how long to wait."),
}
_WRITING: Final = {
    "409": ("Conflict", "Somebody else changed what this stands on."),
    "413": ("TooLarge", "The body is larger than the API reads."),
    "415": ("UnsupportedType", "The body is not of a type that this address reads."),
    "422": ("Refused", "A rule says no; the sentence says what to do."),
}
_VERSIONED: Final = {
    "412": ("Stale", "Somebody saved first: If-Match names an older version. Read the record again."),
    "428": ("VersionRequired", "Send the ETag of the record in the If-Match header."),
}
_IF_MATCH: Final = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    pattern=r'^"[0-9]{1,10}"$',
    description="The ETag of the record as you read it; the write is refused if somebody saved since.",
)
_KEY: Final = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    pattern=r"^[!-~]([ -~]{0,198}[!-~])?$",
    description=(
        "A name of your own for this request, such as a UUID. Repeated within 24 hours with the same body it gets the "
        "answer of the first, a refusal by a rule too, and nothing is written twice; with another body it is 422."
    ),
)
_REPLAY: Final = OpenApiParameter(
    REPLAY,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    response=True,
    enum=["true"],
    description="This is the answer to an earlier request with the same Idempotency-Key.",
)
_AS_OF: Final = OpenApiParameter(
    "as_of",
    OpenApiTypes.STR,
    OpenApiParameter.QUERY,
    pattern=r"^\d{4}-\d{2}-\d{2}(T.{5,32})?$",
    description="Read what was recorded by then: 2026-09-30 (its end, in the organisation's time zone) or a moment.",
)
_READING: Final = {"422": ("Refused", "A rule says no; the sentence says what to do.")}

_component: Any = ResolvedComponent


class Schema(AutoSchema):
    """What is said of an operation beyond its serializers."""

    def _is_list_view(self, serializer: Any = None) -> bool:
        """Only records come in pages; what is computed for a question is one answer."""
        return isinstance(self.view, RecordViewSet) and bool(super()._is_list_view(serializer))

    def get_operation_id(self) -> str:
        """The name of an operation in clients made from the schema."""
        if getattr(self.view, "action", "") == "list":
            return f"{self.get_tags()[0].replace('-', '_')}_list"
        return str(super().get_operation_id())

    def get_tags(self) -> list[str]:
        """The resource."""
        parts = [part for part in self._tokenize_path() if part]
        return parts[:1] or ["api"]

    def get_request_serializer(self) -> Any:
        """The body of the action, which is not what the answer looks like."""
        return self.view.input_class() if isinstance(self.view, RecordViewSet | WritingViewSet) else None

    def get_override_parameters(self) -> list[Any]:
        """If-Match where a version is needed, ETag where one is told, and the moment where something is read."""
        view = self.view
        if self.method == "GET":
            return [_AS_OF, *self._version_parameters(view)]
        takes_key = isinstance(view, Once) and view.takes_key()
        return [*self._version_parameters(view), *([_KEY, _REPLAY] if takes_key else [])]

    def _version_parameters(self, view: Any) -> list[Any]:
        if not isinstance(view, RecordViewSet) or not view.has_version or view.action == "list":
            return []
        told = OpenApiParameter(
            "ETag",
            OpenApiTypes.STR,
            OpenApiParameter.HEADER,
            response=["200", "201"],
            description="The version of the record.",
        )
        return [told, _IF_MATCH] if view.needs_version() else [told]

    def _get_response_bodies(self, direction: Any = "response") -> Any:
        """The answers, errors and all."""
        bodies = super()._get_response_bodies(direction)
        writes = self.method in {"POST", "PATCH", "PUT", "DELETE"}
        errors = {**_ALWAYS, **(_WRITING if writes else _READING)}
        if isinstance(self.view, RecordViewSet) and self.view.has_version and self.view.needs_version():
            errors.update(_VERSIONED)
        if writes and self.method != "DELETE":
            bodies.setdefault("204", {"description": "Done; you may no longer see the record."})
        for code, (name, description) in errors.items():
            bodies.setdefault(code, self._error(name, description))
        return dict(sorted(bodies.items()))

    def _error(self, name: str, description: str) -> Any:
        schema = _component(name="Error", type=ResolvedComponent.SCHEMA, object="Error", schema=_ERROR)
        self.registry.register_on_missing(schema)
        content = {"application/json": {"schema": schema.ref}}
        answer = _component(
            name=name,
            type=ResolvedComponent.RESPONSE,
            object=name,
            schema={"description": description, "content": content},
        )
        self.registry.register_on_missing(answer)
        return answer.ref


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a program says who it is."""

    target_class = "big.api.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "A token made on the profile page."}


class PageScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a page of ours says who it is."""

    target_class = "big.api.authentication.PageAuthentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """The session cookie; a write needs the CSRF token in X-CSRFToken."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid"}
