"""The progress page of a job: it asks again by itself until the job is over, then leads to the result."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from big.errors import RuleError
from big.http import AuthedRequest, render_page, wants_fragment
from big.jobs import handlers, services
from big.jobs.models import Job
from big.jobs.progress import progress_of


@never_cache
@login_required
@require_safe
def job_detail(request: AuthedRequest, pk: int) -> HttpResponse:
    """The steps of a job; a finished one leads to what it made."""
    job = get_object_or_404(Job.objects.visible_to(request.user).select_related("requested_by"), pk=pk)
    if job.state == Job.State.DONE:
        url = handlers.get(job.kind).result_url(job)
        return HttpResponseClientRedirect(url) if wants_fragment(request) else redirect(url)
    return _page(request, job)


@login_required
@require_POST
def job_retry(request: AuthedRequest, pk: int) -> HttpResponse:
    """Try a failed job again, and show its progress."""
    job = get_object_or_404(Job.objects.visible_to(request.user), pk=pk)
    try:
        services.retry_job(job.pk, actor=request.user)
    except RuleError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(job)


def _page(request: AuthedRequest, job: Job) -> HttpResponse:
    context = {
        "job": job,
        "progress": progress_of(job),
        "can_retry": job.state == Job.State.FAILED and job.requested_by_id == request.user.pk,
    }
    return render_page(request, "jobs/job_detail.html", context, fragment="progress")
