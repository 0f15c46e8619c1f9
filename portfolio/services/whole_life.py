"""Stating what work costs over its whole life, as of a date, or why that is withheld."""

import datetime as dt
from decimal import Decimal

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import record
from big.imports.models import ImportRun
from big.organisation.models import Organisation
from big.records import create, require_version, revise
from portfolio import policies
from portfolio.codes import WHOLE_LIFE_CHANGED, WHOLE_LIFE_STATED
from portfolio.models.status import WholeLifeCost
from portfolio.services.access import field_error, locked


@transaction.atomic
def state_whole_life_cost(
    work_id: int,
    *,
    actor: User,
    stated_on: dt.date,
    amount: Decimal | None,
    currency: str = "",
    withheld_reason: str = "",
    narrative: str = "",
    version: int | None = None,
    why: str = "",
    source: ImportRun | None = None,
    source_ref: str = "",
) -> WholeLifeCost:
    """State the cost as of a date, or why it is withheld; what was stated for that date is changed instead.

    Without a currency it is the organisation's. Changing an earlier statement needs a reason.
    """
    work = locked(work_id, actor=actor, may=policies.can_edit_money)
    if stated_on > clock.today():
        raise field_error("stated_on", "A cost cannot be stated as of a day that has not come yet.", "future_cost")
    if amount is None and not withheld_reason.strip():
        raise field_error("amount", "Enter an amount, or say why it is withheld.", "amount_or_reason")
    if amount is not None and amount < 0:
        raise field_error("amount", "Enter an amount of zero or more.", "negative")
    values = {
        "amount": amount,
        "currency": currency or default_currency(),
        "withheld_reason": "" if amount is not None else withheld_reason.strip(),
        "narrative": narrative,
    }
    stated = work.whole_life_costs.select_for_update().filter(stated_on=stated_on).first()
    if stated is None:
        stated = WholeLifeCost(work=work, stated_on=stated_on, source=source, source_ref=source_ref, **values)
        record(WHOLE_LIFE_STATED, actor=actor, on=work, after=create(stated), why=why, effective_on=stated_on)
        return stated
    require_version(stated, version)
    before, after = revise(stated, values)
    if after:
        record(WHOLE_LIFE_CHANGED, actor=actor, on=work, before=before, after=after, why=why, effective_on=stated_on)
    return stated


def default_currency() -> str:
    """The organisation's currency."""
    return Organisation.objects.values_list("currency", flat=True).first() or "GBP"
