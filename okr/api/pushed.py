"""The one address that a push token opens: there programs write readings of its key result, and read nothing."""

from typing import Any, Final

from django.core.exceptions import ValidationError
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import exceptions, serializers, status
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.request import Request
from rest_framework.response import Response

from big.accounts.models import User
from big.api.serializers import ModelInputSerializer, RecordSerializer
from big.api.throttling import AccountThrottle
from big.api.writing import WritingViewSet
from okr.models.key_results import Reading
from okr.models.push_tokens import PushToken
from okr.services.push_tokens import push_reading, use_push_token

_SCHEME: Final = b"bearer"


class PushTokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <push token>`; an API token opens nothing here, nor a session."""

    def authenticate(self, request: Request) -> tuple[User, PushToken] | None:
        """Whoever made the token, and the token; None where another scheme or none is named."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != _SCHEME:
            return None
        token = use_push_token(parts[1].decode("latin-1")) if len(parts) == 2 else None
        if token is None:
            raise exceptions.AuthenticationFailed(
                "This push token does not work. It may be revoked, or mistyped.", "token_refused"
            )
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 tells to send."""
        return 'Bearer realm="push"'


class PushScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How a program that pushes says which key result it is for."""

    target_class = PushTokenAuthentication
    name = "push_token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, Any]:
        """A bearer token."""
        return {"type": "http", "scheme": "bearer", "description": "A token made on the page of the key result."}


class PushThrottle(AccountThrottle):
    """A limit for each push token, apart from that of whoever made it."""

    scope = "push"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """The token's own count."""
        return self.cache_format % {"scope": self.scope, "ident": request.auth.pk if request.auth else "nobody"}


class OtherKeyResultError(exceptions.PermissionDenied):
    """The token is not for the key result that is named, be there one or not."""

    default_code = "not_of_token"
    default_detail = "This token writes readings of one key result, and the one named is not it."


class PushedInput(ModelInputSerializer):
    """A reading, of today if no date is given."""

    key_result = serializers.CharField(
        max_length=40, help_text="The code of the token's key result, so that no reading goes to another one."
    )
    on = serializers.DateField(source="read_on", required=False, help_text="The day of the measurement.")

    class Meta:
        model = Reading
        fields = ("key_result", "value", "on", "confidence", "note", "late_reason")
        extra_kwargs = {"value": {"required": True, "allow_null": False}}


class PushedSerializer(RecordSerializer):
    """What was written, and no more."""

    key_result = serializers.CharField(source="key_result.code", read_only=True)
    on = serializers.DateField(source="read_on", read_only=True)

    class Meta:
        model = Reading
        fields = ("id", "key_result", "value", "on", "confidence", "note", "recorded_at")


class PushedReadingViewSet(WritingViewSet):
    """Readings that programs push, each with a token of its key result alone."""

    authentication_classes = [PushTokenAuthentication]
    throttle_classes = [PushThrottle]
    serializer_class = PushedSerializer
    create_serializer_class = PushedInput
    once_by_key = frozenset({"create"})

    def keys_through(self) -> str:
        """Keys of one token never meet those of another, or of the account."""
        return f"push:{self.token.pk}"

    @property
    def token(self) -> PushToken:
        """Which token let the request in."""
        token = self.request.auth
        if not isinstance(token, PushToken):
            raise TypeError("only a push token gets this far")
        return token

    def write(self, given: dict[str, Any]) -> Response:
        """Record the reading in the name of whoever made the token."""
        if given.pop("key_result").upper() != self.token.key_result.code.upper():
            raise OtherKeyResultError
        try:
            reading = push_reading(self.token, actor=self.actor, **given)
        except ValidationError as error:
            raise _renamed(error) from error
        return Response(PushedSerializer(reading, context={"request": self.request}).data, status.HTTP_201_CREATED)


def _renamed(error: ValidationError) -> ValidationError:
    """The refusal with the day under the name that it has here."""
    if "read_on" in getattr(error, "error_dict", {}):
        error.error_dict["on"] = error.error_dict.pop("read_on")
    return error
