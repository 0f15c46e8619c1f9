"""Who asks: a program by its token, or a page of our own by the session of whoever is signed in."""

from typing import Final

from rest_framework.authentication import BaseAuthentication, SessionAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.request import Request

from big.accounts.models import ApiToken, User
from big.accounts.services.tokens import use_token

_SCHEME: Final = b"bearer"


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`; a token that is unknown, revoked or of a closed account is 401."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """The user whom the token acts for; None where another scheme or none is named."""
        parts = get_authorization_header(request).split()
        if not parts or parts[0].lower() != _SCHEME:
            return None
        token = use_token(parts[1].decode("latin-1")) if len(parts) == 2 else None
        if token is None:
            raise AuthenticationFailed("This token does not work. It may be revoked, or mistyped.", "token_refused")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 tells to send: being the first of the schemes, this one speaks for all."""
        return 'Bearer realm="api"'


class PageAuthentication(SessionAuthentication):
    """The session cookie, with the CSRF token in the X-CSRFToken header of every write."""

    def enforce_csrf(self, request: Request) -> None:
        """Refuse a write that another site may have caused."""
        try:
            super().enforce_csrf(request)
        except PermissionDenied as error:
            raise PermissionDenied(
                "Send the CSRF token in the X-CSRFToken header, or use an API token.", "csrf_failed"
            ) from error
