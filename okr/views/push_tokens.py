"""Making and revoking the tokens with which programs push readings."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from big import clock
from big.forms import attempt
from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.forms.push_tokens import PushTokenForm
from okr.models.push_tokens import PushToken
from okr.services import push_tokens as services
from okr.views.key_results import find_key_result, key_result_trail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def push_token_create(request: AuthedRequest, code: str) -> HttpResponse:
    """Make a token for the readings of a key result, and show its secret in this one answer."""
    key_result = find_key_result(request, code)
    require(policies.can_check_in(request.user, key_result))
    form = PushTokenForm(request.POST or None)
    context = {
        "key_result": key_result,
        "trail": key_result_trail(key_result),
        "form": form,
        "today": clock.today(),
        "address": request.build_absolute_uri(reverse("api:pushed-readings-list")),
    }
    status = 200
    if request.method == "POST":
        made, status = attempt(
            form, lambda: services.make_push_token(key_result.pk, actor=request.user, name=form.cleaned_data["name"])
        )
        if made is not None:
            context |= {"token": made[0], "secret": made[1]}
            status = 201
    response = render_page(request, "okr/push_token.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@login_required
@require_POST
def push_token_revoke(request: AuthedRequest, pk: int) -> HttpResponse:
    """End a token, from the next request on."""
    try:
        token = services.revoke_push_token(pk, actor=request.user)
    except PushToken.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, f"The token “{token.name}” no longer works.")
    return redirect(f"{token.key_result.get_absolute_url()}#tokens")
