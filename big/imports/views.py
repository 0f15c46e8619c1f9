"""The import wizard: choose a kind of file, upload it, look at what it would do, apply it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_POST, require_safe

from big.errors import RuleError
from big.http import AuthedRequest, render_page
from big.imports import applying, formats, selectors, services
from big.imports.formats import Format
from big.imports.forms import LimitedUpload, UploadForm, add_rule_error, upload_form, uploaded
from big.imports.models import ImportRun
from big.imports.policies import can_import, can_open_imports
from big.policies import require


@login_required
@require_safe
def run_list(request: AuthedRequest) -> HttpResponse:
    """Every file that was imported, or that waits to be."""
    require(can_open_imports(request.user))
    rows, page = selectors.run_rows(request.user, request.GET.get("page"))
    context = {"rows": rows, "page": page, "message": selectors.list_message(request.user)}
    return render_page(request, "imports/run_list.html", context)


@login_required
@require_safe
def choose(request: AuthedRequest) -> HttpResponse:
    """The kinds of file there are, and which of them this person may import."""
    require(can_open_imports(request.user))
    offered = [(entry, can_import(request.user, entry)) for entry in formats.offered()]
    return render_page(request, "imports/choose.html", {"offered": offered})


@csrf_exempt  # the handler below must stand before the token is read from the body; _upload then protects itself
@login_required
def upload(request: AuthedRequest, key: str) -> HttpResponse:
    """Upload a file of one kind with its options, and check it."""
    entry = _format(request, key)
    handler = LimitedUpload(request, entry.max_bytes)
    if request.method == "POST":
        request.upload_handlers.insert(0, handler)
    return _upload(request, entry, handler)


@csrf_protect
def _upload(request: AuthedRequest, entry: Format, handler: LimitedUpload) -> HttpResponse:
    if request.method != "POST":
        return _upload_page(request, entry, upload_form(entry))
    form = upload_form(entry, request.POST, request.FILES, upload=handler)
    if not form.is_valid():
        return _upload_page(request, entry, form, status=422)
    try:
        name, content, options = uploaded(form, entry)
        run = services.check_file(entry.key, actor=request.user, filename=name, content=content, options=options)
    except RuleError as error:
        return _upload_page(request, entry, form, status=add_rule_error(form, error, "file"))
    return redirect(run)


def _upload_page(request: AuthedRequest, entry: Format, form: UploadForm, status: int = 200) -> HttpResponse:
    return render_page(request, "imports/upload.html", {"entry": entry, "form": form}, status=status)


def _format(request: AuthedRequest, key: str) -> Format:
    require(can_open_imports(request.user))
    try:
        entry = formats.get(key)
    except LookupError as error:
        raise Http404(str(error)) from error
    require(can_import(request.user, entry))
    return entry


@login_required
@require_safe
def run_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """What a file would do, or did, row by row."""
    return _run_page(request, _run(request, pk))


def _run(request: AuthedRequest, pk: int) -> ImportRun:
    runs = ImportRun.objects.visible_to(request.user).select_related("requested_by", "file__document")
    return get_object_or_404(runs, pk=pk)


def _run_page(request: AuthedRequest, run: ImportRun, problem: str = "", status: int = 200) -> HttpResponse:
    action, model = request.GET.get("action", ""), request.GET.get("model", "")
    page = selectors.run_page(run, request.user, action=action, model=model, page=request.GET.get("page"))
    context = {"page": page, "action": action, "model": model, "problem": problem}
    return render_page(request, "imports/run_detail.html", context, fragment="board", status=status)


@login_required
@require_POST
def run_apply(request: AuthedRequest, pk: int) -> HttpResponse:
    """Write what the run planned: at once, or by a worker where there is much of it."""
    run = _run(request, pk)
    if not applying.is_large(run):
        return _act(request, run, lambda: services.apply_run(run.pk, actor=request.user), "The import is written.")
    try:
        return redirect(services.request_apply(run.pk, actor=request.user))
    except RuleError as error:
        return _run_page(request, run, " ".join(error.messages), error.status)


@login_required
@require_POST
def run_discard(request: AuthedRequest, pk: int) -> HttpResponse:
    """Set a run aside."""
    run = _run(request, pk)
    return _act(request, run, lambda: services.discard_run(run.pk, actor=request.user), "The import is set aside.")


def _act(request: AuthedRequest, run: ImportRun, act: Callable[[], Any], said: str) -> HttpResponse:
    try:
        act()
    except RuleError as error:
        run.refresh_from_db()
        return _run_page(request, run, " ".join(error.messages), error.status)
    messages.success(request, said)
    return redirect(run)
