"""Naming a view of a list, sharing it, removing it."""

from django.db import transaction
from django.http import QueryDict

from big.accounts.models import User
from big.audit.record import record
from big.policies import require
from big.records import create, require_version, revise
from portfolio import policies
from portfolio.codes import VIEW_CHANGED, VIEW_REMOVED, VIEW_SAVED
from portfolio.models.views import WORKS, SavedView
from portfolio.services.access import field_error

# What belongs to one look at the list and not to the view.
_PASSING = ("page", "saved", "list", "csrfmiddlewaretoken")


def cleaned_query(query: str) -> str:
    """The query of a view: without the page that was open, in a stable order."""
    params = QueryDict(query.removeprefix("?"), mutable=True)
    for name in _PASSING:
        params.pop(name, None)
    kept = QueryDict(mutable=True)
    for name in sorted(params):
        values = [value for value in params.getlist(name) if value]
        if values:
            kept.setlist(name, values)
    return kept.urlencode()


@transaction.atomic
def save_view(*, actor: User, name: str, query: str, is_shared: bool = False, of_list: str = WORKS) -> SavedView:
    """Keep the filters, sort and layout of a list under a name; one's own of that name and list is replaced."""
    require(policies.can_save_view(actor, of_list))
    if not name.strip():
        raise field_error("name", "Name the view.", "name_missing")
    values = {"query": cleaned_query(query), "is_shared": is_shared}
    found = (
        SavedView.objects.select_for_update().filter(owner=actor, of_list=of_list, name__iexact=name.strip()).first()
    )
    if found:
        before, after = revise(found, values)
        if after:
            record(VIEW_CHANGED, actor=actor, on=found, before=before, after=after)
        return found
    view = SavedView(owner=actor, of_list=of_list, name=name.strip(), **values)
    record(VIEW_SAVED, actor=actor, on=view, after=create(view))
    return view


@transaction.atomic
def share_view(view_id: int, *, actor: User, version: int | None, is_shared: bool) -> SavedView:
    """Share a view with everybody who sees its list, or keep it to oneself."""
    view = SavedView.objects.visible_to(actor).select_for_update().get(pk=view_id)
    require(policies.can_change_view(actor, view))
    require_version(view, version)
    before, after = revise(view, {"is_shared": is_shared})
    if after:
        record(VIEW_CHANGED, actor=actor, on=view, before=before, after=after)
    return view


@transaction.atomic
def remove_view(view_id: int, *, actor: User, version: int | None = None) -> None:
    """Remove a view; what it listed stays."""
    view = SavedView.objects.visible_to(actor).select_for_update().get(pk=view_id)
    require(policies.can_change_view(actor, view))
    require_version(view, version)
    record(VIEW_REMOVED, actor=actor, on=view, before={"name": view.name, "query": view.query})
    view.delete()
