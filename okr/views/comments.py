"""Commenting on objectives and key results."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods

from big.http import AuthedRequest
from big.policies import require
from okr import policies
from okr.forms.comments import CommentChangeForm, CommentForm, WithdrawForm
from okr.models.comments import Comment, Discussed
from okr.models.key_results import KeyResult
from okr.services import comments as services
from okr.views.acting import FormPage, change, fill_in
from okr.views.key_results import find_key_result, key_result_trail
from okr.views.objectives import find_objective, objective_trail


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def key_result_comment(request: AuthedRequest, code: str) -> HttpResponse:
    """Comment on a key result; refused, what was typed stands on a page of its own."""
    return _add(request, find_key_result(request, code))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def objective_comment(request: AuthedRequest, code: str) -> HttpResponse:
    """Comment on an objective."""
    return _add(request, find_objective(request, code))


def _add(request: AuthedRequest, about: Discussed) -> HttpResponse:
    require(policies.can_comment(request.user))
    page = _page(about, "What do you want to say?", "Add comment", "Your comment is added.")
    return fill_in(
        request,
        page,
        CommentForm(request.POST or None),
        lambda form: services.add_comment(about, actor=request.user, **form.cleaned_data),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment_edit(request: AuthedRequest, pk: int) -> HttpResponse:
    """Change what one said."""
    comment = _own(request, pk)
    page = _page(comment.about, "Change your comment.", "Save comment", "Your comment is changed.")

    def save(form: Any, version: int) -> Comment:
        return services.change_comment(pk, actor=request.user, text=form.cleaned_data["text"], version=version)

    return change(request, page, comment, CommentChangeForm, save)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def comment_withdraw(request: AuthedRequest, pk: int) -> HttpResponse:
    """Take back what one said."""
    comment = _own(request, pk)
    page = _page(comment.about, "Withdraw your comment?", "Withdraw comment", "Your comment is withdrawn.")

    def save(form: Any, version: int) -> Comment:
        return services.withdraw_comment(pk, actor=request.user, version=version)

    return change(request, page, comment, WithdrawForm, save)


def _own(request: AuthedRequest, pk: int) -> Comment:
    rows = Comment.objects.visible_to(request.user).select_related("key_result__objective", "objective")
    comment = get_object_or_404(rows, pk=pk)
    require(policies.can_change_comment(request.user, comment))
    return comment


def _page(about: Discussed, message: str, submit: str, done: str) -> FormPage:
    way = key_result_trail(about) if isinstance(about, KeyResult) else objective_trail(about)
    return FormPage(
        name=f"{about.code} {about.title}",
        message=message,
        back=f"{about.get_absolute_url()}#comments",
        submit=submit,
        trail=way,
        done=done,
    )
