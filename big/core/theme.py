"""Light, dark or as the device: kept in a cookie, so that it holds before sign-in and without JavaScript."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

COOKIE: Final = "theme"
CHOICES: Final = ("auto", "light", "dark")
_NEXT: Final = {"auto": "dark", "dark": "light", "light": "auto"}
_YEAR: Final = 365 * 24 * 3600


def theme_of(request: HttpRequest | None) -> str:
    """The reader's choice: the cookie, else the preference of the account, else as the device."""
    if request is None:
        return "auto"
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen not in CHOICES:
        chosen = getattr(getattr(request, "user", None), "theme", "auto")
    return chosen if chosen in CHOICES else "auto"


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the posted theme, or the next one in turn, and go back to where the reader was."""
    wanted = request.POST.get("theme", "")
    chosen = wanted if wanted in CHOICES else _NEXT[theme_of(request)]
    back = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        back = "/"
    response = HttpResponseRedirect(back)
    response.set_cookie(COOKIE, chosen, max_age=_YEAR, samesite="Lax", secure=request.is_secure())
    return response
