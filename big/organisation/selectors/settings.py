"""What the Settings page shows: the organisation's particulars, words and kinds of node, and who may change them."""

import calendar
from dataclasses import dataclass

from django.db.models import Count

from big.accounts.models import User
from big.audit.selectors import History, history_of
from big.core import words
from big.organisation import policies
from big.organisation.models import Membership, NodeType, Organisation, Person
from big.organisation.scope import ORGANISATION_MANAGE, at_the_top_q
from big.organisation.selectors.current import organisation
from big.registry import terms


@dataclass(frozen=True, slots=True)
class TermRow:
    """A word of the product and what the organisation says instead."""

    key: str
    product: str
    own: str
    about: str
    is_own: bool
    is_fixed: bool


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Everything on the Settings page."""

    organisation: Organisation
    message: str
    year_opens: str
    terms: list[TermRow]
    node_types: list[NodeType]
    managers: list[Person]
    may_edit: bool
    history: History | None


def settings_page(user: User) -> SettingsPage:
    """The settings as they stand; whoever belongs may read them."""
    own = organisation()
    may_edit = policies.can_manage_organisation(user)
    held = Membership.objects.current().filter(role__rights__contains=[ORGANISATION_MANAGE]).filter(at_the_top_q())
    opens = calendar.month_name[own.financial_year_starts]
    return SettingsPage(
        organisation=own,
        message=_message(own, opens),
        year_opens=opens,
        terms=[_term(term, own) for term in terms.glossary()],
        node_types=list(NodeType.objects.annotate(used=Count("nodes")).order_by("position", "key")),
        managers=list(Person.objects.visible_to(user).filter(is_active=True, memberships__in=held).distinct()),
        may_edit=may_edit,
        history=history_of(own, user) if own.pk else None,
    )


def _term(term: terms.Term, own: Organisation) -> TermRow:
    one, many = terms.said(own.terms, term.key), terms.said(own.terms, term.key, many=True)
    product = f"{term.one}, {term.many}"
    return TermRow(term.key, product, f"{one}, {many}", term.about, f"{one}, {many}" != product, term.is_fixed)


def _message(own: Organisation, opens: str) -> str:
    if not own.pk:
        return "Nobody has named your organisation yet."
    days = words.counted(own.stale_after_days, "day")
    return f"The year opens in {opens}; what is older than {days} counts as not reported."
