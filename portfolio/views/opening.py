"""How every page of one piece of work begins: the work found, its head, its tabs, what the reader may do with it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from big.http import AuthedRequest, render_page
from big.registry import pages
from portfolio import policies
from portfolio.models.milestones import Milestone
from portfolio.models.work import Work
from portfolio.provenance.standing import doubts_of
from portfolio.selectors.asking import HOST
from portfolio.selectors.frame import Frame, frame
from portfolio.selectors.work_page import WorkHead, work_head

CODE_FORM: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
TABS: Final = (
    ("overview", "Overview", "portfolio:work_detail"),
    ("milestones", "Milestones", "portfolio:work_milestones"),
    ("money", "Money", "portfolio:work_money"),
    ("status", "Status reports", "portfolio:work_status"),
    ("structure", "Structure", "portfolio:work_structure"),
    ("history", "History", "portfolio:work_history"),
)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the reader may do with one piece of work."""

    edit: bool
    report: bool
    money: bool


def find_work(request: AuthedRequest, code: str) -> Work:
    """The work of that code, in whatever case; 404 where the reader may not see it, or where it can be no code."""
    if not CODE_FORM.fullmatch(code):
        raise Http404
    return get_object_or_404(Work.objects.visible_to(request.user).for_rows(), code__iexact=code)


def find_milestone(work: Work, pk: int) -> Milestone:
    """A milestone of that work; 404 where it is of another."""
    milestone = work.milestones.select_related("owner").filter(pk=pk).first()
    if milestone is None:
        raise Http404
    return milestone


def allowed(request: AuthedRequest, work: Work) -> Allowed:
    """Ask the policies once for the whole page."""
    user = request.user
    return Allowed(policies.can_edit(user, work), policies.can_report(user, work), policies.can_edit_money(user, work))


def opening(request: AuthedRequest, work: Work, tab: str, now: Frame | None = None) -> dict[str, Any]:
    """The context that all tabs share."""
    now = now or frame()
    head = work_head(work, request.user, now)
    return {
        "head": head,
        "work": work,
        "standing": head.standing,
        "doubts": doubts_of(head.standing, now.stale_after),
        "money": head.money,
        "frame": now,
        "tab": tab,
        "tabs": _tabs(head, work, tab),
        "may": allowed(request, work),
        "trail": [
            ("Portfolio", reverse("portfolio:work_list")),
            *((str(each), each.get_absolute_url()) for each in head.ancestors),
        ],
        "actions": pages.actions_for(HOST, work, request.user),
    }


def _tabs(head: WorkHead, work: Work, current: str) -> list[Mapping[str, Any]]:
    counts = {"milestones": head.milestones, "status": head.reports, "structure": head.children}
    return [
        {
            "label": label,
            "url": reverse(name, args=[work.code.lower()]),
            "count": counts.get(key) or None,
            "current": key == current,
        }
        for key, label, name in TABS
    ]


def form_page(
    request: AuthedRequest,
    work: Work | None,
    form: Any,
    *,
    title: str,
    submit: str,
    cancel_url: str,
    status: int = 200,
    notes: list[str] | None = None,
    template: str = "portfolio/work_form.html",
    **more: Any,
) -> HttpResponse:
    """A page with one form; `notes` say what else saving does. A 409 shows both values above the form."""
    context = {
        "work": work,
        "form": form,
        "title": title,
        "submit": submit,
        "cancel_url": cancel_url,
        "notes": notes or [],
        "is_stale": status == 409,
        "trail": [("Portfolio", reverse("portfolio:work_list"))]
        + ([(str(work), work.get_absolute_url())] if work else []),
        **more,
    }
    return render_page(request, template, context, fragment="form", status=status)
