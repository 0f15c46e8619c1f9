"""Packs: the list, building one, its preview, issuing it, and its file."""

import datetime as dt
import re

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST, require_safe

from big import clock
from big.accounts.models import User
from big.core import words
from big.documents.services import content_of
from big.errors import RuleError
from big.history.asking import settled_moment
from big.http import AuthedRequest
from big.jobs.models import Job
from big.organisation.nodes import Node
from big.organisation.policies import can_manage_organisation
from big.organisation.services.founding import found_main_board
from big.policies import require
from governance import policies
from governance.models.packs import Pack
from governance.packs.proving import SHEETS
from governance.selectors.packs import last_reported
from governance.services import packs as services
from portfolio.selectors.frame import frame

PAGE = 50
# What stands between the body tags of the stored document: the sheets, which the preview shows in our own page.
_SHEETS = re.compile(r"<main>(.*)</main>", re.DOTALL)


@login_required
@require_safe
def pack_list(request: AuthedRequest) -> HttpResponse:
    """Every pack that one may read, newest first, and the nodes that one may build for."""
    require(policies.can_read_packs(request.user))
    rows = Paginator(Pack.objects.visible_to(request.user).for_rows(), PAGE).get_page(request.GET.get("page"))
    tops = _tops(request.user)
    context = {
        "page": rows,
        "nodes": [node for node in tops if policies.can_build(request.user, node)],
        "message": _message(rows.paginator.count, rows),
        "today": clock.today(),
        "latest": clock.real_now().astimezone(clock.reading().zone).date() - dt.timedelta(days=1),
        "suggested": last_reported(request.user, frame()),
        "can_found": not tops and can_manage_organisation(request.user),
    }
    return render(request, "governance/pack_list.html", context)


def _tops(user: User) -> list[Node]:
    return list(Node.objects.visible_to(user).filter(parent=None, state=Node.State.OPERATING).for_rows()[:5])


@login_required
@require_POST
def pack_found(request: AuthedRequest) -> HttpResponse:
    """Add the Main Board to an organisation that has none, so that its first pack can be built."""
    node = found_main_board(actor=request.user)
    messages.success(request, f"{node.name} is there. Build its first pack now, or name who is accountable for it.")
    return redirect("governance:pack_list")


def _message(total: int, rows: object) -> str:
    if not total:
        return "No pack has been built yet."
    latest = next(iter(rows), None)  # type: ignore[call-overload]
    if latest is None:
        return f"{words.capital(words.counted_in_words(total, 'pack'))}."
    state = "was issued" if latest.state == Pack.State.ISSUED else "is a draft"
    return f"The latest pack reads {words.day(latest.read_on)} and {state}."


@login_required
@require_POST
def pack_build(request: AuthedRequest, code: str) -> HttpResponse:
    """Ask for the pack of a node, of now or as recorded at a past moment, then watch it being built."""
    node = get_object_or_404(Node.objects.visible_to(request.user), code__iexact=code)
    try:
        said = request.POST.get("as_of", "").strip()
        _, job = services.request_pack(
            node.pk, actor=request.user, read_on=_read_on(request), as_of=settled_moment(said) if said else None
        )
    except RuleError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("governance:pack_list")
    return redirect(job)


def _read_on(request: AuthedRequest) -> dt.date | None:
    """The date that was chosen, if any; RuleError for one that is none."""
    given = request.POST.get("read_on", "").strip()
    try:
        return dt.date.fromisoformat(given) if given else None
    except ValueError as error:
        raise RuleError("Enter the date on which the figures are read as year-month-day.", code="read_on") from error


def _pack(request: AuthedRequest, code: str) -> Pack:
    found = Pack.objects.visible_to(request.user).select_related("node", "prepared_by", "issued_by", "file__document")
    return get_object_or_404(found, code=code)


@login_required
@require_safe
def pack_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """The sheets as they will be printed, with what holds and what does not before issuing."""
    pack = _pack(request, code)
    sheets = _SHEETS.search(pack.html)
    context = {
        "pack": pack,
        "sheets": mark_safe(sheets.group(1)) if sheets else "",  # noqa: S308 - our own template wrote and escaped it
        "checks": pack.snapshot.get("checks", []),
        "asks": pack.snapshot.get("asks", []),
        "contents": SHEETS.findall(pack.html),
        "can_read_again": pack.as_of is not None and policies.can_read_again(request.user, pack),
        "job": Job.objects.open().filter(kind=services.BUILD, subject_id=pack.pk).first(),
        "can_build": policies.can_build(request.user, pack.node),
        "can_issue": pack.state == Pack.State.DRAFT
        and bool(pack.file_id)
        and policies.can_issue(request.user, pack.node),
        "editions": Pack.objects.visible_to(request.user).for_rows().filter(node=pack.node).exclude(pk=pack.pk)[:6],
    }
    return render(request, "governance/pack_detail.html", context)


@login_required
def pack_issue(request: AuthedRequest, code: str) -> HttpResponse:
    """Ask once more before a pack is frozen for good, then freeze it."""
    pack = _pack(request, code)
    require(policies.can_issue(request.user, pack.node))
    if request.method == "POST":
        try:
            services.issue_pack(pack.pk, actor=request.user, version=int(request.POST.get("version") or -1))
        except RuleError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, f"{pack.title} is issued. It never changes from here on.")
        return redirect(pack)
    context = {
        "title": f"Issue {pack.title}?",
        "text": "Its pages, figures and file never change after that. A correction is the next edition.",
        "action": reverse("governance:pack_issue", args=[pack.code]),
        "submit": "Issue pack",
        "cancel_url": pack.get_absolute_url(),
        "version": pack.version,
    }
    return render(request, "confirm.html", context)


@login_required
@require_safe
def pack_pdf(request: AuthedRequest, code: str) -> HttpResponse:
    """The file, proved against its checksum before it is handed out."""
    pack = _pack(request, code)
    if pack.file is None:
        raise Http404
    response = HttpResponse(content_of(pack.file), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="{pack.code}.pdf"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "private, no-store"
    return response
