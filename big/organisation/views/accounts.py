"""Accounts of people: giving one, sending its link, closing and opening it again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from big.accounts.models import User
from big.forms import ChangeForm
from big.http import AuthedRequest
from big.organisation import policies
from big.organisation.forms.people import AccountForm, ReasonForm
from big.organisation.services import accounts as services
from big.organisation.views.editing import FormPage, edit, trail
from big.organisation.views.people import find
from big.policies import require


@login_required
@require_http_methods(["GET", "POST"])
def account_give(request: AuthedRequest, code: str) -> HttpResponse:
    """Let somebody sign in, and mail them the link."""
    person = find(request, code)
    require(policies.can_manage_account(request.user, person.user))
    page = FormPage(
        name=f"An account for {person}",
        message="They choose a password by the link that we mail.",
        submit="Give the account",
        back=person.get_absolute_url(),
        trail=trail("person_list", person),
    )

    def save(form: ChangeForm) -> User:
        given = form.cleaned_data
        return services.give_account(
            person.pk,
            actor=request.user,
            version=given["version"],
            email=given["email"],
            site=request.build_absolute_uri("/"),
            why=given["why"],
        )

    return edit(request, page, AccountForm, person, save, done=lambda user: f"A link is on its way to {user.email}.")


@login_required
@require_POST
def account_link(request: AuthedRequest, code: str) -> HttpResponse:
    """Mail the link again."""
    person = find(request, code)
    user = services.send_link(person.pk, actor=request.user, site=request.build_absolute_uri("/"))
    messages.success(request, f"A new link is on its way to {user.email}.")
    return redirect(person)


@login_required
@require_http_methods(["GET", "POST"])
def account_close(request: AuthedRequest, code: str) -> HttpResponse:
    """Shut somebody out."""
    person = find(request, code)
    require(policies.can_manage_account(request.user, person.user))
    page = FormPage(
        name=f"Close the account of {person}",
        message="Sessions end and API tokens stop at once. Roles stay.",
        submit="Close the account",
        back=person.get_absolute_url(),
        trail=trail("person_list", person),
    )
    return edit(
        request,
        page,
        ReasonForm,
        person,
        lambda form: services.close_account(person.pk, actor=request.user, why=form.cleaned_data["why"]),
        done=lambda user: f"{user.name} can no longer sign in.",
    )


@login_required
@require_POST
def account_reopen(request: AuthedRequest, code: str) -> HttpResponse:
    """Let somebody in again."""
    person = find(request, code)
    user = services.reopen_account(person.pk, actor=request.user)
    messages.success(request, f"{user.name} can sign in again.")
    return redirect(person)
