"""Proving packs: a file that was sent back against what was issued, and a pack against the records of its moment."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from big.http import AuthedRequest
from big.imports.forms import LimitedUpload
from big.pdf_text import MOST_BYTES
from big.policies import require
from governance import policies
from governance.forms import PackCheckForm
from governance.models.packs import Pack
from governance.packs.proving import check_file, read_again


@csrf_exempt  # the handler below must stand before the token is read from the body; _check then protects itself
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pack_check(request: AuthedRequest) -> HttpResponse:
    """Take a file that somebody was sent and say whether it is a pack as issued; the file is not kept."""
    require(policies.can_read_packs(request.user))
    handler = LimitedUpload(request, MOST_BYTES)
    if request.method == "POST":
        request.upload_handlers.insert(0, handler)
    return _check(request, handler)


@csrf_protect
def _check(request: AuthedRequest, handler: LimitedUpload) -> HttpResponse:
    if request.method != "POST":
        return render(request, "governance/pack_check.html", {"form": PackCheckForm()})
    form = PackCheckForm(request.POST, request.FILES)
    if handler.was_exceeded:
        too_large = f"This file is larger than {MOST_BYTES // 1_000_000} MB. No pack is."
        form.fields["file"].error_messages["required"] = too_large
    if not form.is_valid():
        return render(request, "governance/pack_check.html", {"form": form}, status=422)
    file = form.cleaned_data["file"]
    verdict = check_file(file.read(), Pack.objects.visible_to(request.user))
    context = {"form": PackCheckForm(), "verdict": verdict, "filename": file.name}
    return render(request, "governance/pack_check.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def pack_again(request: AuthedRequest, code: str) -> HttpResponse:
    """Read a pack again as of its moment, and show whether it gives the same figures; nothing is written."""
    found = Pack.objects.visible_to(request.user).select_related("node", "prepared_by")
    pack = get_object_or_404(found, code=code)
    require(policies.can_read_again(request.user, pack))
    again = read_again(pack) if request.method == "POST" else None
    return render(request, "governance/pack_again.html", {"pack": pack, "again": again})
