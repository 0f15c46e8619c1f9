"""Links from mails, one's own notifications, what failed, and mail that was kept for want of a mail server."""

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from big.errors import RuleError
from big.forms import attempt
from big.http import AuthedRequest
from big.notify import capture, links, policies, selectors, services
from big.notify.forms import AbsenceForm, HoursForm, KindsForm
from big.notify.models import Absence, CapturedMail, Message, Wish
from big.organisation.models import Person
from big.policies import require


@never_cache
@csrf_exempt  # the secret in the address is what lets in, no session; and no-referrer makes browsers say "Origin: null"
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, secret: str) -> HttpResponse:
    """What a link opens for whoever holds it; nobody signs in, and the address is told to no other site."""
    if ratelimit.consume(request, action="mail_link"):
        response = links.answer(request, secret)
    else:
        response = render(request, "notify/link_often.html", status=429)
        response.headers["Retry-After"] = str(links.WAIT_SECONDS)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _show(request: AuthedRequest, *, status: int = 200, **shown: Any) -> HttpResponse:
    """The page of notifications, with a form in the state it came back in."""
    page = selectors.notifications_page(request.user)
    context: dict[str, Any] = {"page": page}
    if page.person is not None and page.hours is not None:
        zone = Wish.objects.filter(person=page.person).values_list("zone", flat=True).first() or ""
        context |= {
            "kinds_form": KindsForm(rows=page.rows),
            "hours_form": HoursForm(initial=HoursForm.initial_of(page.hours, zone)),
            "absence_form": AbsenceForm(people=_others(request, page.person)),
        }
    return render(request, "notify/notifications.html", context | shown, status=status)


def _others(request: AuthedRequest, person: Person | None) -> Any:
    people = Person.objects.visible_to(request.user).filter(is_active=True)
    return people.exclude(pk=person.pk).order_by("name", "pk") if person else people.none()


def _own(request: AuthedRequest) -> Person:
    return get_object_or_404(Person, user=request.user)


@never_cache
@login_required
@require_GET
def notifications(request: AuthedRequest) -> HttpResponse:
    """How messages reach one."""
    return _show(request)


@login_required
@require_POST
def kinds_edit(request: AuthedRequest) -> HttpResponse:
    """Choose how each kind of message arrives."""
    form = KindsForm(request.POST, rows=selectors.rows_of(_own(request)))
    saved, status = attempt(form, lambda: services.set_preferences(actor=request.user, chosen=dict(form.cleaned_data)))
    if saved is None:
        return _show(request, status=status, kinds_form=form)
    messages.success(request, "Your choices are saved.")
    return redirect("notify:notifications")


@login_required
@require_POST
def hours_edit(request: AuthedRequest) -> HttpResponse:
    """Change quiet hours and the hour of the digest."""
    _own(request)
    form = HoursForm(request.POST)
    saved, status = attempt(form, lambda: services.set_quiet_hours(actor=request.user, **form.cleaned_data))
    if saved is None:
        return _show(request, status=status, hours_form=form)
    messages.success(request, "Your quiet hours are saved.")
    return redirect("notify:notifications")


@login_required
@require_POST
def absence_create(request: AuthedRequest) -> HttpResponse:
    """Record that one is away."""
    form = AbsenceForm(request.POST, people=_others(request, _own(request)))
    saved, status = attempt(form, lambda: services.record_absence(actor=request.user, **form.cleaned_data))
    if saved is None:
        return _show(request, status=status, absence_form=form)
    messages.success(request, "Your absence is recorded.")
    return redirect("notify:notifications")


@login_required
@require_POST
def absence_remove(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take back an absence of one's own."""
    _own(request)
    try:
        services.remove_absence(pk, actor=request.user)
    except Absence.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, "That absence is removed.")
    return redirect("notify:notifications")


@login_required
@require_POST
def test_send(request: AuthedRequest) -> HttpResponse:
    """Send oneself a message."""
    _own(request)
    services.send_test(actor=request.user)
    messages.success(request, "A test message is on its way.")
    return redirect("notify:notifications")


@never_cache
@login_required
@require_GET
def outbox(request: AuthedRequest) -> HttpResponse:
    """What could not be sent."""
    require(policies.can_see_failures(request.user))
    return render(request, "notify/outbox.html", {"page": selectors.outbox_page()})


@login_required
@require_POST
def message_send_again(request: AuthedRequest, pk: int) -> HttpResponse:
    """Try a message that failed once more."""
    require(policies.can_see_failures(request.user))
    try:
        services.send_again(pk, actor=request.user)
    except Message.DoesNotExist as error:
        raise Http404 from error
    except RuleError as error:
        messages.error(request, " ".join(error.messages))
    else:
        messages.success(request, "It is sent again.")
    return redirect("notify:outbox")


@never_cache
@login_required
@require_GET
def kept_list(request: AuthedRequest) -> HttpResponse:
    """The mail that was kept here."""
    require(policies.can_read_kept_mail(request.user))
    return render(request, "notify/kept_list.html", {"page": selectors.kept_page()})


@never_cache
@login_required
@require_GET
def kept_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """One of them, with the text that its links stand in."""
    require(policies.can_read_kept_mail(request.user))
    if not capture.is_active():
        raise Http404
    return render(request, "notify/kept_detail.html", {"mail": get_object_or_404(CapturedMail, pk=pk)})
