"""Webhooks under Settings: who is told what, what became of it, and the secret in the one answer that shows it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from big.errors import RuleError
from big.forms import attempt
from big.http import AuthedRequest, render_page
from big.policies import require
from big.webhooks import policies, selectors, services
from big.webhooks.forms import WebhookForm
from big.webhooks.models import Delivery, Webhook

METHODS = ["GET", "HEAD", "POST"]


def _found(request: AuthedRequest, pk: int, *, is_in_use: bool = True) -> Webhook:
    require(policies.can_manage_webhooks(request.user) if is_in_use else policies.can_see_webhooks(request.user))
    rows = Webhook.objects.visible_to(request.user).select_related("owner")
    return get_object_or_404(rows.in_use() if is_in_use else rows, pk=pk)


def _trail() -> list[tuple[str, str]]:
    return [("Webhooks", reverse("webhooks:webhook_list"))]


def _show(request: AuthedRequest, webhook: Webhook, *, status: int = 200, secret: str = "") -> HttpResponse:
    """The page of one; a new secret stands in this answer only."""
    page = selectors.webhook_page(webhook, request.user)
    context = {"page": page, "webhook": webhook, "trail": _trail(), "secret": secret}
    response = render_page(request, "webhooks/webhook_detail.html", context, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response


@never_cache
@login_required
@require_safe
def webhook_list(request: AuthedRequest) -> HttpResponse:
    """Who is told what."""
    require(policies.can_see_webhooks(request.user))
    return render_page(request, "webhooks/webhook_list.html", {"page": selectors.webhooks_page()})


@login_required
@require_safe
def webhook_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """One with its deliveries."""
    return _show(request, _found(request, pk, is_in_use=False))


@login_required
@require_http_methods(METHODS)
def webhook_create(request: AuthedRequest) -> HttpResponse:
    """Make one; its page follows with the secret, this once."""
    require(policies.can_manage_webhooks(request.user))
    form = WebhookForm(request.POST or None, is_new=True)
    status = 200
    if request.method == "POST":
        made, status = attempt(form, lambda: services.create_webhook(actor=request.user, **form.changes()))
        if made is not None:
            return _show(request, made[0], status=201, secret=made[1])
    context = {"form": form, "webhook": None, "trail": _trail(), "submit": "Add webhook"}
    return render_page(request, "webhooks/webhook_form.html", context, status=status)


@login_required
@require_http_methods(METHODS)
def webhook_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change name, address or events."""
    webhook = _found(request, pk)
    form, status = WebhookForm(initial=WebhookForm.initial_of(webhook)), 200
    if request.method == "POST":
        form = WebhookForm(request.POST)

        def save() -> Webhook:
            version, why = form.cleaned_data["version"], form.cleaned_data["why"]
            return services.change_webhook(pk, actor=request.user, changes=form.changes(), version=version, why=why)

        saved, status = attempt(form, save)
        if saved is not None:
            messages.success(request, "The webhook is changed.")
            return redirect(saved)
        if status == 409:
            webhook.refresh_from_db()
            form = form.against(webhook)  # type: ignore[assignment]
    context = {"form": form, "webhook": webhook, "trail": _trail(), "submit": "Save webhook"}
    return render_page(request, "webhooks/webhook_form.html", context, status=status)


def _act(request: AuthedRequest, pk: int, service: Callable[..., Any], done: str) -> HttpResponse:
    webhook = _found(request, pk)
    try:
        service(pk, actor=request.user)
    except RuleError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, done)
    return redirect(webhook)


@login_required
@require_POST
def webhook_pause(request: AuthedRequest, pk: int) -> HttpResponse:
    """Let it send nothing for a while."""
    return _act(request, pk, services.pause_webhook, "It is paused. What happens meanwhile is not kept for it.")


@login_required
@require_POST
def webhook_resume(request: AuthedRequest, pk: int) -> HttpResponse:
    """Let it send again."""
    return _act(request, pk, services.resume_webhook, "It sends again, what waited first.")


@login_required
@require_POST
def test_send(request: AuthedRequest, pk: int) -> HttpResponse:
    """Send a delivery that tells of nothing."""
    return _act(request, pk, services.send_test, "A test is on its way. Load the page again to see what came of it.")


@login_required
@require_http_methods(METHODS)
def webhook_retire(request: AuthedRequest, pk: int) -> HttpResponse:
    """End one for good, once asked again."""
    webhook = _found(request, pk)
    if request.method == "POST":
        services.retire_webhook(pk, actor=request.user)
        messages.success(request, f"The webhook “{webhook.name}” is retired.")
        return redirect("webhooks:webhook_list")
    context = {
        "title": f"Retire the webhook “{webhook.name}”?",
        "text": "It sends nothing any more, what waits neither. This cannot be taken back; its history stays.",
        "action": reverse("webhooks:webhook_retire", args=[pk]),
        "submit": "Retire webhook",
        "cancel_url": webhook.get_absolute_url(),
    }
    return render(request, "confirm.html", context)


@login_required
@require_POST
def secret_rotate(request: AuthedRequest, pk: int) -> HttpResponse:
    """Give it a new secret and show that in this one answer."""
    webhook = _found(request, pk)
    webhook, secret = services.rotate_secret(webhook.pk, actor=request.user)
    return _show(request, webhook, status=201, secret=secret)


@login_required
@require_POST
def delivery_send_again(request: AuthedRequest, pk: int) -> HttpResponse:
    """Try a settled delivery once more."""
    require(policies.can_manage_webhooks(request.user))
    try:
        delivery = services.send_again(pk, actor=request.user)
    except Delivery.DoesNotExist as error:
        raise Http404 from error
    except RuleError as error:
        messages.error(request, " ".join(error.messages))
        delivery = Delivery.objects.select_related("webhook").get(pk=pk)
    else:
        messages.success(request, "It is sent again.")
    return redirect(delivery.webhook)
