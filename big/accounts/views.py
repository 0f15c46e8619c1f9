"""One's own profile: name, colours, shortcuts, sessions and API tokens."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from big.accounts import selectors
from big.accounts.forms import ProfileForm, TokenForm
from big.accounts.models import ApiToken
from big.accounts.services import profile as profile_services
from big.accounts.services import sessions as session_services
from big.accounts.services import tokens as token_services
from big.audit.selectors import history_of
from big.core import theme, words
from big.forms import attempt
from big.http import AuthedRequest
from big.registry import pages


def _show(request: AuthedRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The page, with a form in the state it came back in."""
    user = request.user
    sessions = selectors.session_rows(user, request.session.session_key)
    tokens = selectors.tokens_of(user)
    places = f"{words.in_words(len(sessions))} place{'' if len(sessions) == 1 else 's'}"
    keys = f"{words.in_words(len(tokens))} API token{' is' if len(tokens) == 1 else 's are'} in force"
    context = {
        "message": f"You are signed in at {places}, and {keys}." if sessions else words.capital(f"{keys}."),
        "profile_form": ProfileForm.of(user),
        "token_form": TokenForm(),
        "sessions": sessions,
        "tokens": tokens,
        "history": history_of(user, user),
        "panels": pages.panels_for("accounts.profile", user, user),
        **shown,
    }
    response = render(request, "accounts/profile.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_GET
def profile(request: AuthedRequest) -> HttpResponse:
    """Who one is to the product."""
    return _show(request)


@login_required
@require_POST
def profile_edit(request: AuthedRequest) -> HttpResponse:
    """Save name and preferences; the account's colours then hold on this device too."""
    form = ProfileForm(request.POST)
    saved, status = attempt(form, lambda: profile_services.change_profile(actor=request.user, **form.cleaned_data))
    if saved is None:
        return _show(request, status=status, profile_form=form)
    messages.success(request, "Your profile is saved.")
    response = redirect("accounts:profile")
    response.delete_cookie(theme.COOKIE)
    return response


@login_required
@require_POST
@never_cache
def token_create(request: AuthedRequest) -> HttpResponse:
    """Make a token and show its secret in this one answer."""
    form = TokenForm(request.POST)
    made, status = attempt(form, lambda: token_services.make_token(actor=request.user, name=form.cleaned_data["name"]))
    if made is None:
        return _show(request, status=status, token_form=form)
    token, secret = made
    return _show(request, status=201, new_token=token, new_secret=secret)


@login_required
@require_POST
def token_revoke(request: AuthedRequest, pk: int) -> HttpResponse:
    """End one of one's own tokens."""
    try:
        token = token_services.revoke_token(pk, actor=request.user)
    except ApiToken.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect("accounts:profile")


@login_required
@require_POST
def session_end(request: AuthedRequest, pk: int) -> HttpResponse:
    """Sign out somewhere else."""
    try:
        session_services.end_session(pk, actor=request.user)
    except UserSession.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, "That session has ended.")
    return redirect("accounts:profile")


@login_required
@require_POST
def session_end_others(request: AuthedRequest) -> HttpResponse:
    """Sign out everywhere else."""
    count = session_services.end_other_sessions(actor=request.user, kept=request.session.session_key)
    said = words.counted(count, "other session")
    messages.success(request, f"{words.capital(said)} ended.")
    return redirect("accounts:profile")
