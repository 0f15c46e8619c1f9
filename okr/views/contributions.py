"""The links from work to objectives: claimed from either side, agreed or challenged, changed and withdrawn."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from big.http import AuthedRequest, render_page
from big.policies import require
from okr import policies
from okr.forms.contributions import ClaimForObjectiveForm, ClaimForWorkForm, ContributionForm
from okr.forms.fields import AskedReasonForm, ReasonForm
from okr.models.links import Contribution
from okr.selectors.links import claimable_works, link_page, weight_left
from okr.services import contributions as services
from okr.views.acting import FormPage, change, fill_in
from okr.views.objectives import find_objective, objective_trail
from portfolio.models.work import Work
from portfolio.selectors.frame import frame


def _link(request: AuthedRequest, pk: int) -> Contribution:
    ends = ("work__unit", "work__node", "work__owner", "objective__node", "objective__accountable")
    rows = Contribution.objects.visible_to(request.user).select_related(*ends, "claimed_by", "answered_by")
    return get_object_or_404(rows, pk=pk)


def _page(link: Contribution, message: str, submit: str, *, done: str, note: str = "") -> FormPage:
    return FormPage(
        name=f"{link.work.name} to {link.objective.title}",
        message=message,
        back=link.get_absolute_url(),
        submit=submit,
        trail=[*objective_trail(link.objective), (str(link.work.code), link.get_absolute_url())],
        note=note,
        done=done,
    )


@login_required
@require_safe
def contribution_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """One link with both its ends, who claimed and who agreed, the money it carries, and who supports it."""
    page = link_page(_link(request, pk), request.user, frame())
    context = {"page": page, "link": page.link, "trail": objective_trail(page.link.objective)}
    return render_page(request, "okr/contribution_detail.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_claim(request: AuthedRequest, code: str) -> HttpResponse:
    """From the work: claim that it serves an objective."""
    work = get_object_or_404(Work.objects.visible_to(request.user), code__iexact=code)
    require(policies.can_claim_for(request.user, work))
    left = weight_left(work)
    form = ClaimForWorkForm(request.POST or None, user=request.user, work=work, initial={"weight": left or None})
    page = FormPage(
        name=f"{work.code} {work.name}",
        message="Which objective does this work serve?",
        back=work.get_absolute_url(),
        submit="Claim link",
        trail=[("Portfolio", reverse("portfolio:work_list")), (work.code, work.get_absolute_url())],
        note=_left_note(left),
        done="The link is claimed. It counts for money once the objective's side agrees.",
    )
    return fill_in(
        request, page, form, lambda form: services.claim_contribution(work.pk, actor=request.user, **form.cleaned_data)
    )


def _left_note(left: Any) -> str:
    if left <= 0:
        return "All of this work is linked already. Lower the weight of another link first."
    return f"{left.normalize():f}% of this work is not linked yet. All links of a piece of work come to 100% at most."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_claim_for(request: AuthedRequest, code: str) -> HttpResponse:
    """From the objective: claim, for work in one's own scope, that it serves it."""
    objective = find_objective(request, code)
    require(policies.can_claim_anywhere(request.user))
    works = claimable_works(objective, request.user)
    form = ClaimForObjectiveForm(request.POST or None, user=request.user, objective=objective, works=works)
    page = FormPage(
        name=f"{objective.code} {objective.title}",
        message="Which work serves this objective?",
        back=f"{objective.get_absolute_url()}#serving",
        submit="Claim link",
        trail=objective_trail(objective),
        note="The list holds the live work that you may link and that is not linked to this objective yet.",
        done="The link is claimed. It counts for money once the objective's side agrees.",
    )

    def save(form: Any) -> Contribution:
        values = dict(form.cleaned_data)
        work = values.pop("work")
        return services.claim_contribution(work.pk, actor=request.user, objective=objective, **values)

    return fill_in(request, page, form, save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change the weight, key results or evidence of a link."""
    link = _link(request, pk)
    require(policies.can_claim_for(request.user, link.work))
    left = weight_left(link.work, besides=link)
    page = _page(
        link,
        "Change this link.",
        "Save link",
        done="The link is changed.",
        note=f"Up to {left.normalize():f}% of the work is free for it. A new weight waits to be agreed again.",
    )

    def save(form: Any, version: int) -> Contribution:
        why = form.cleaned_data["why"]
        return services.change_contribution(link.pk, actor=request.user, version=version, why=why, **form.changes())

    return change(request, page, link, ContributionForm, save, user=request.user, contribution=link)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_agree(request: AuthedRequest, pk: int) -> HttpResponse:
    """Agree that the work serves the objective."""
    link = _link(request, pk)
    require(policies.can_answer_link(request.user, link))
    own = link.claimed_by_id == request.user.pk
    page = _page(
        link,
        f"Agree that {link.weight.normalize():f}% of this work serves the objective?",
        "Agree link",
        done="The link is agreed. Its share of the money counts from now on.",
        note="You claimed this link yourself. That you agree it too is recorded and shown." if own else link.evidence,
    )
    return change(
        request,
        page,
        link,
        ReasonForm,
        lambda form, version: services.agree_contribution(
            link.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_challenge(request: AuthedRequest, pk: int) -> HttpResponse:
    """Challenge that the work serves the objective, with the reason."""
    link = _link(request, pk)
    require(policies.can_answer_link(request.user, link))
    page = _page(
        link,
        "Why does this work not serve the objective?",
        "Challenge link",
        done="The link is challenged. It counts for nothing until it is settled.",
        note=link.evidence,
    )
    return change(
        request,
        page,
        link,
        AskedReasonForm,
        lambda form, version: services.challenge_contribution(
            link.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def contribution_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    """Withdraw a claim."""
    link = _link(request, pk)
    require(policies.can_claim_for(request.user, link.work))
    page = _page(link, "Withdraw this link?", "Withdraw link", done="The link is withdrawn.")
    return change(
        request,
        page,
        link,
        ReasonForm,
        lambda form, version: services.withdraw_contribution(
            link.pk, actor=request.user, version=version, why=form.cleaned_data["why"]
        ),
    )
