"""Loads an organisation of a given size into an empty database, all or nothing."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.db import connection, transaction

from big import clock
from big.accounts.models import User
from big.core.roles import as_owner
from big.documents.storing import undone_on_error
from big.errors import RuleError
from big.history.loading import tell as tell_of
from big.history.loading import telling_history
from big.organisation.models import Organisation
from governance.demo.calendar import last_middle_of_quarter
from governance.demo.scale.audit import load_acts
from governance.demo.scale.changes import load_changes, moments_of
from governance.demo.scale.dice import Rows
from governance.demo.scale.documents import load_documents
from governance.demo.scale.money import load_money
from governance.demo.scale.organisation import ADMINISTRATOR, RESTRICTED, load_organisation
from governance.demo.scale.strategy import load_readings, load_strategy
from governance.demo.scale.tiers import TIERS
from governance.demo.scale.works import load_contributions, load_milestones, load_reports, load_works

# One function for each kind of record, in the order in which they need each other. A new kind, such as the register of
# risks, actions, issues and decisions, adds its size to tiers.py, its function here and its acts to audit.py.
KINDS: Final[tuple[Callable[[Rows], None], ...]] = (
    load_organisation,
    load_strategy,
    load_readings,
    load_works,
    load_milestones,
    load_reports,
    load_money,
    load_contributions,
    load_documents,
    load_changes,
    load_acts,
)


def load_scale(size: str, today: dt.date | None = None, *, tell: Callable[[str], None] = lambda line: None) -> None:
    """Load the organisation of `size` as of `today` (default: the last middle of a calendar quarter).

    RuleError for a database that holds an organisation already. Works as the owner of the tables, who alone may set
    their indexes aside and gather statistics.
    """
    chosen = today or last_middle_of_quarter(clock.now().date())
    with as_owner():
        if Organisation.objects.exists() or User.objects.people().exists():
            raise RuleError(
                "This database holds an organisation already. Load into an empty one: BIG_VAR=/other/folder",
                code="not_empty",
            )
        with undone_on_error(), transaction.atomic(), telling_history():
            _load(TIERS[size].sizes(), chosen, tell)
        with connection.cursor() as cursor:
            cursor.execute("vacuum analyze" if not connection.in_atomic_block else "analyze")
    clock.forget()


def sign_ins() -> list[tuple[str, str]]:
    """Who can sign in: e-mail address, and what they see."""
    return [
        (ADMINISTRATOR, "everything that is not confidential"),
        (RESTRICTED, "what stands below one unit and one node, and the open strategy"),
    ]


def _load(sizes: dict[str, int], today: dt.date, tell: Callable[[str], None]) -> None:
    rows = Rows(sizes, today)
    tell_of(moments_of(today)[0])
    began = clock.now()
    for kind in KINDS:
        kind(rows)
        rows.settle()
        now = clock.now()
        tell(f"  {kind.__name__.removeprefix('load_')}: {(now - began).total_seconds():.1f} s")
        began = now
    rows.close()
