"""Every error of the API in one shape, `{code, detail, fields}`: the code for programs, the rest for people."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django.core.exceptions import (
    NON_FIELD_ERRORS,
    ObjectDoesNotExist,
    PermissionDenied,
    RequestDataTooBig,
    SuspiciousOperation,
    ValidationError,
)
from django.http import Http404, HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.settings import api_settings

from big.api.parsers import TooLargeError
from big.core.outage import AWAY, RETRY_SECONDS, is_outage
from big.errors import RuleError, StaleError

LOOK_AT_FIELDS: Final = "Correct the fields that are named."
_SENTENCES: Final = {
    "not_authenticated": "Send an API token, or sign in.",
    "permission_denied": "You may not do this.",
    "not_found": "There is nothing here that you may see.",
    "throttled": "You have sent too many requests. Wait, then go on.",
}


class PreconditionRequiredError(exceptions.APIException):
    """A write that does not say which version it was made from."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "version_required"
    default_detail = "Read the record first, then send its ETag in the If-Match header."


def body(code: str, detail: str, fields: Mapping[str, list[str]] | None = None) -> dict[str, Any]:
    """The one shape."""
    return {"code": code, "detail": detail, "fields": dict(fields or {})}


def handle(error: Exception, context: Mapping[str, Any]) -> Response | None:
    """The answer to an error; None for one that nobody foresaw, which becomes a 500 and a line in the log."""
    if isinstance(error, exceptions.APIException):
        return _told(error)
    if isinstance(error, ValidationError):
        return _refused(error, context.get("request"))
    if isinstance(error, ObjectDoesNotExist | Http404):
        return _told(exceptions.NotFound())
    if isinstance(error, PermissionDenied):
        return _told(exceptions.PermissionDenied())
    if isinstance(error, SuspiciousOperation):
        # Django reads forms by limits of its own: the size of the body, the number of fields.
        return _told(TooLargeError() if isinstance(error, RequestDataTooBig) else exceptions.ParseError())
    if is_outage(error):
        headers = {"Retry-After": str(RETRY_SECONDS)}
        return Response(AWAY, status.HTTP_503_SERVICE_UNAVAILABLE, headers=headers)
    return None


def _told(error: exceptions.APIException) -> Response:
    headers = {}
    if header := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = header
    if wait := getattr(error, "wait", None):
        headers["Retry-After"] = str(int(wait) + 1)
    if isinstance(error, exceptions.ValidationError):
        fields = dict(_flat(error.detail))
        general = [*fields.pop(api_settings.NON_FIELD_ERRORS_KEY, []), *fields.pop("", [])]
        detail = " ".join(general) or LOOK_AT_FIELDS
        return Response(body("invalid", detail, fields), error.status_code, headers=headers)
    code = str(getattr(error.detail, "code", error.default_code))
    sentence = _SENTENCES.get(code) if str(error.detail).startswith(str(error.default_detail)) else None
    return Response(body(code, sentence or str(error.detail)), error.status_code, headers=headers)


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Nested errors as one level: the second entry's amount is "entries.1.amount"."""
    if isinstance(detail, Mapping):
        for name, inner in detail.items():
            is_general = path and name == api_settings.NON_FIELD_ERRORS_KEY
            yield from _flat(inner, path if is_general else f"{path}.{name}".lstrip("."))
    elif isinstance(detail, list):
        sentences = [str(item) for item in detail if isinstance(item, str)]
        if sentences:
            yield path, sentences
        for place, item in enumerate(detail):
            if isinstance(item, Mapping | list):
                yield from _flat(item, f"{path}.{place}".lstrip("."))
    else:
        yield path, [str(detail)]


def _refused(error: ValidationError, request: Any) -> Response:
    """A rule's no is 422; a lost race is 412 where If-Match named the version, and else 409."""
    answer = error.status if isinstance(error, RuleError) else status.HTTP_422_UNPROCESSABLE_ENTITY
    if isinstance(error, StaleError):
        if request is not None and "If-Match" in request.headers:
            answer = status.HTTP_412_PRECONDITION_FAILED
        if error.code == "stale":
            sentence = "Somebody changed this in the meantime. Read it again, then decide."
            return Response(body("stale", sentence), answer)
    by_field: dict[str, list[ValidationError]] = getattr(error, "error_dict", {})
    fields = {
        name: [message for each in errors for message in each.messages]
        for name, errors in by_field.items()
        if name != NON_FIELD_ERRORS
    }
    general = by_field.get(NON_FIELD_ERRORS, []) if by_field else [error]
    detail = " ".join(message for each in general for message in each.messages) or LOOK_AT_FIELDS
    return Response(body(_code(error), detail, fields), answer)


def _code(error: ValidationError) -> str:
    """The code of the one rule that spoke; "invalid" where several did."""
    if hasattr(error, "error_dict"):
        inner = [each for errors in error.error_dict.values() for each in errors]
    else:
        inner = error.error_list
    return str(inner[0].code or "invalid") if len(inner) == 1 else "invalid"


@csrf_exempt  # nothing is written, so a POST gets the same answer
def unknown_address(request: HttpRequest, rest: str = "") -> JsonResponse:
    """404 for an address below /api/ that is none of ours; written here, because no viewset answers for it."""
    sentence = "There is no such address. Addresses of the API end in a slash; /api/v1/schema/ lists them."
    return JsonResponse(body("not_found", sentence), status=404)
