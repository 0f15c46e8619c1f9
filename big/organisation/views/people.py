"""People: the list, one person's page, and everything done to somebody."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from big.exporting import csv_response, xlsx_response
from big.forms import ChangeForm
from big.http import AuthedRequest, render_page
from big.organisation import policies
from big.organisation.forms.people import PersonForm, ReasonForm
from big.organisation.models import Node, Person, Role, Unit
from big.organisation.selectors import people as selectors
from big.organisation.selectors.person import person_page
from big.organisation.services import people as services
from big.organisation.views.editing import FormPage, add, edit, require_belonging, trail
from big.policies import require

_HEADER = ("Code", "Name", "Job title", "Email", "Unit", "Line manager", "Roles", "Account")
_ACCOUNTS = {"open": "signs in", "closed": "account closed", "none": "no account"}


def filters_of(request: AuthedRequest) -> selectors.PeopleFilters:
    """What the address asks for; what makes no sense asks for nothing."""

    def key(name: str) -> int | None:
        value = request.GET.get(name, "")
        return int(value) if value.isdecimal() and len(value) < 15 else None

    return selectors.PeopleFilters(
        text=request.GET.get("q", "").strip()[:100],
        unit=key("unit"),
        role=key("role"),
        node=key("node"),
        tab=request.GET.get("tab", "active"),
        sort=request.GET.get("sort", "name"),
    )


@login_required
@require_GET
def person_list(request: AuthedRequest) -> HttpResponseBase:
    """Who there is; also as a file."""
    require_belonging(request)
    filters = filters_of(request)
    if request.GET.get("format") in ("csv", "xlsx"):
        rows = [_export_row(row) for row in selectors.exported(request.user, filters)]
        make = csv_response if request.GET["format"] == "csv" else xlsx_response
        return make("people", _HEADER, rows)
    number = request.GET.get("page", "")
    page = selectors.people_page(request.user, filters, number=int(number) if number.isdecimal() else 1)
    context = {
        "page": page,
        "filters": _chips(request, filters),
        "find": filters.text,
        "sort": filters.sort,
        "tabs": [_tab(request, filters, *each) for each in page.tabs],
        "keep": [(name, request.GET[name]) for name in ("tab", "sort") if request.GET.get(name)],
        "may_add": policies.can_manage_organisation(request.user),
        "narrows": filters.narrows,
        "is_start": not page.page.paginator.count and not filters.narrows and filters.tab == "active",
    }
    return render_page(request, "organisation/person_list.html", context, fragment="board")


def _tab(request: AuthedRequest, filters: selectors.PeopleFilters, key: str, label: str, count: int) -> dict[str, Any]:
    query = request.GET.copy()
    query.pop("page", None)
    query["tab"] = key
    return {"label": label, "count": count, "url": f"{request.path}?{query.urlencode()}", "current": filters.tab == key}


def _chips(request: AuthedRequest, filters: selectors.PeopleFilters) -> list[dict[str, Any]]:
    """The filter bar: units, roles and nodes to choose from."""
    choices = {
        "unit": ("Unit", Unit.objects.visible_to(request.user).filter(is_open=True).values_list("pk", "name")),
        "role": ("Role", Role.objects.values_list("pk", "label")),
        "node": (
            "Node",
            Node.objects.visible_to(request.user).exclude(state=Node.State.RETIRED).values_list("pk", "name"),
        ),
    }
    chips = []
    for name, (label, rows) in choices.items():
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        clear = f"{request.path}?{query.urlencode()}"
        chips.append(
            {
                "key": name,
                "label": label,
                "value": getattr(filters, name) or "",
                "choices": list(rows),
                "clear_url": clear,
            }
        )
    return chips


def _export_row(row: selectors.PersonRow) -> list[Any]:
    person = row.person
    return [
        person.code,
        person.name,
        person.job_title,
        person.email,
        person.unit,
        person.line_manager,
        "; ".join(f"{each.role} of {each.node or each.unit}" for each in row.roles),
        _ACCOUNTS[row.account],
    ]


def find(request: AuthedRequest, code: str) -> Person:
    """The person of this code, for those who may see people; 404 for anybody else."""
    people = Person.objects.visible_to(request.user).select_related("unit", "user", "line_manager")
    return get_object_or_404(people, code__iexact=code)


@login_required
@require_GET
def person_detail(request: AuthedRequest, code: str) -> HttpResponse:
    """One person."""
    page = person_page(find(request, code), request.user)
    return render(request, "organisation/person_detail.html", {"page": page})


@login_required
@require_http_methods(["GET", "POST"])
def person_create(request: AuthedRequest) -> HttpResponse:
    """Add somebody."""
    require(policies.can_manage_organisation(request.user))
    page = FormPage(
        name="Add a person",
        message="An account is given in the next step, to those who sign in.",
        submit="Add person",
        back=reverse("organisation:person_list"),
        trail=trail("person_list"),
    )

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return PersonForm(*args, user=request.user, **kwargs)

    def save(form: ChangeForm) -> Person:
        return services.create_person(actor=request.user, why=form.cleaned_data["why"], **form.changes())

    return add(request, page, make, save, done=lambda person: f"{person} is added.", to=Person.get_absolute_url)


@login_required
@require_http_methods(["GET", "POST"])
def person_edit(request: AuthedRequest, code: str) -> HttpResponse:
    """Change somebody's particulars."""
    person = find(request, code)
    require(policies.can_manage_person(request.user, person))
    page = FormPage(
        name=f"Change {person}",
        message="What somebody is called, where they work and how to reach them.",
        submit="Save person",
        back=person.get_absolute_url(),
        trail=trail("person_list", person),
    )

    def make(*args: Any, **kwargs: Any) -> ChangeForm:
        return PersonForm(*args, user=request.user, person=person, **kwargs)

    def save(form: ChangeForm) -> Person:
        given = form.cleaned_data
        return services.change_person(
            person.pk, actor=request.user, version=given["version"], changes=form.changes(), why=given["why"]
        )

    return edit(request, page, make, person, save, done=lambda saved: f"{saved} is saved.", to=Person.get_absolute_url)


@login_required
@require_http_methods(["GET", "POST"])
def person_leave(request: AuthedRequest, code: str) -> HttpResponse:
    """Record that somebody has left."""
    person = find(request, code)
    require(policies.can_manage_person(request.user, person))
    nodes, units = person.accountable_nodes.exclude(state=Node.State.RETIRED), person.heads.filter(is_open=True)
    named = nodes.count() + units.count()
    gaps = f" {named} nodes or units will need somebody else." if named > 1 else ""
    gaps = " One node or unit will need somebody else." if named == 1 else gaps
    page = FormPage(
        name=f"{person} leaves",
        message=f"Roles end and the account closes at once.{gaps}",
        submit="Record leaving",
        back=person.get_absolute_url(),
        trail=trail("person_list", person),
    )
    return edit(
        request,
        page,
        ReasonForm,
        person,
        lambda form: services.leave_person(
            person.pk, actor=request.user, version=form.cleaned_data["version"], why=form.cleaned_data["why"]
        ),
        done=lambda saved: f"{saved} has left.",
    )


@login_required
@require_http_methods(["GET", "POST"])
def person_return(request: AuthedRequest, code: str) -> HttpResponse:
    """Record that somebody is back."""
    person = find(request, code)
    require(policies.can_manage_person(request.user, person))
    page = FormPage(
        name=f"{person} returns",
        message="Roles and the account stay as they are; give them anew as needed.",
        submit="Record return",
        back=person.get_absolute_url(),
        trail=trail("person_list", person),
    )
    return edit(
        request,
        page,
        ReasonForm,
        person,
        lambda form: services.return_person(
            person.pk, actor=request.user, version=form.cleaned_data["version"], why=form.cleaned_data["why"]
        ),
        done=lambda saved: f"{saved} is back.",
    )
