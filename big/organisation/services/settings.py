"""Changing the organisation's own settings and words."""

from collections.abc import Mapping
from typing import Any, Final

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.errors import RuleError
from big.organisation import policies
from big.organisation.codes import ORGANISATION_CHANGED, TERMS_CHANGED
from big.organisation.models import Organisation
from big.organisation.services.changing import change
from big.policies import require
from big.registry import terms as registry

_SETTINGS: Final = frozenset(
    {
        "name",
        "acronym",
        "identifier",
        "description",
        "currency",
        "zone",
        "financial_year_starts",
        "stale_after_days",
        "red_below",
        "green_from",
        "pinned_today",
    }
)


def _locked() -> Organisation:
    """The one row, made on first use: an installation has an organisation before anybody named it."""
    organisation, _ = Organisation.objects.select_for_update().get_or_create(
        singleton=True, defaults={"name": "Your organisation"}
    )
    return organisation


@transaction.atomic
def change_organisation(*, actor: User, version: int | None, changes: Mapping[str, Any], why: str = "") -> Organisation:
    """Change name, zone, currency, financial year, bands and the like; every page reads them from the next request."""
    require(policies.can_manage_organisation(actor))
    organisation = _locked()
    before, after = change(organisation, changes, allowed=_SETTINGS, version=version)
    if after:
        record(ORGANISATION_CHANGED, actor=actor, on=organisation, before=before, after=after, why=why)
        clock.forget()
    return organisation


@transaction.atomic
def change_terms(
    *, actor: User, version: int | None, words: Mapping[str, tuple[str, str]], why: str = ""
) -> Organisation:
    """Put the organisation's own words, singular and plural, in place of the product's; equal words are dropped."""
    require(policies.can_manage_organisation(actor))
    organisation = _locked()
    kept: dict[str, dict[str, str]] = {}
    for key, (one, many) in words.items():
        term = registry.get(key)
        if not one.strip() or not many.strip():
            raise RuleError(f"Enter both words for “{term.one}”, one and many.", code="term_missing")
        if (one.strip(), many.strip()) != (term.one, term.many):
            kept[key] = {"one": one.strip(), "many": many.strip()}
    before, after = change(organisation, {"terms": kept}, allowed=frozenset({"terms"}), version=version)
    if after:
        old, new = registry.spoken(before["terms"]), registry.spoken(after["terms"])
        altered = [name for name in new if new[name] != old[name]]
        record(
            TERMS_CHANGED,
            actor=actor,
            on=organisation,
            before={name: old[name] for name in altered},
            after={name: new[name] for name in altered},
            why=why,
        )
        clock.forget()
    return organisation
