"""Sign-in and password pages: allauth's views, answering with the statuses and limits that the rest of the house uses.

Classes, because allauth's flows are classes; each changes the answer only.
"""

from typing import Any, Final

from allauth.account import views as allauth_views
from django.forms import Form
from django.http import HttpResponse

WAIT_SECONDS: Final = 300


class _RefusedMixin:
    """A form with errors answers 422; one that came too often answers 429 and says for how long."""

    def form_invalid(self, form: Form) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        if form.has_error("__all__", "too_many_login_attempts"):
            response.status_code = 429
            response.headers["Retry-After"] = str(WAIT_SECONDS)
        return response


class SignInView(_RefusedMixin, allauth_views.LoginView):  # type: ignore[misc]
    """Address and password."""


class PasswordChangeView(_RefusedMixin, allauth_views.PasswordChangeView):  # type: ignore[misc]
    """A new password for the old one."""


class PasswordResetView(_RefusedMixin, allauth_views.PasswordResetView):  # type: ignore[misc]
    """Asking for a link."""


class PasswordKeyView(_RefusedMixin, allauth_views.PasswordResetFromKeyView):  # type: ignore[misc]
    """A new password by a link; a link that no longer works answers 410."""

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> HttpResponse:
        if context.get("token_fail"):
            kwargs["status"] = 410
        response: HttpResponse = super().render_to_response(context, **kwargs)
        return response
