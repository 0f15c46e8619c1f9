"""The pages about the API: how to begin, and the schema as a page that can be tried out."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from big.accounts.selectors import tokens_of
from big.core import words
from big.http import AuthedRequest
from big.organisation.policies import belongs
from big.policies import require
from big.registry import routes


@dataclass(frozen=True, slots=True)
class Resource:
    """A row of the page: what a resource holds, and whether programs may change it."""

    prefix: str
    address: str
    about: str
    writes: str


def resources() -> list[Resource]:
    """Every resource, by address; no query."""
    return [
        Resource(
            prefix=route.prefix,
            address=reverse(f"api:{route.prefix}-list"),
            about=(route.viewset.__doc__ or "").strip().split("\n", 1)[0],
            writes=_writes(route.viewset),
        )
        for route in routes.known()
    ]


def _writes(viewset: type) -> str:
    deeds = [
        said
        for method, said in (("create", "add"), ("partial_update", "change"), ("destroy", "remove"))
        if hasattr(viewset, method)
    ]
    acts = [act.url_path for act in getattr(viewset, "get_extra_actions", list)() if "post" in act.mapping]
    return ", ".join([*deeds, *sorted(acts)])


@login_required
@require_GET
def about(request: AuthedRequest) -> HttpResponse:
    """How to get a token, what a request looks like, and which resources there are."""
    require(belongs(request.user))
    count = len(tokens_of(request.user))
    in_force = f"{words.capital(words.in_words(count))} of your tokens {'is' if count == 1 else 'are'} in force."
    context = {
        "message": in_force if count else "No token of yours is in force yet.",
        "root": request.build_absolute_uri(reverse("api:root")),
        "resources": resources(),
    }
    return render(request, "api/about.html", context)


@login_required
@require_GET
def docs(request: AuthedRequest) -> HttpResponse:
    """Every operation, drawn by Swagger UI from our own files; the policy of all pages holds here too."""
    require(belongs(request.user))
    return render(request, "api/docs.html", {})
