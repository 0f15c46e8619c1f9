"""Who may do what with work. Pure yes or no; services call `require`."""

from django.db.models import Q

from big.accounts.models import User
from big.history import moment
from big.organisation.models import Person
from big.organisation.policies import can_manage_organisation
from big.organisation.scope import (
    CONFIDENTIAL_VIEW,
    NOTHING,
    holds_anywhere,
    holds_at,
    person_named_q,
    scope_q,
)
from big.registry import lists
from portfolio.models.views import SavedView
from portfolio.models.work import MONEY_EDIT, WORK_EDIT, WORK_REPORT, WORK_VIEW, Work


def can_list(user: User) -> bool:
    """See the portfolio at all: the right to see work, held anywhere."""
    return holds_anywhere(user, WORK_VIEW)


def can_have_views(user: User) -> bool:
    """See the saved views: whoever sees any list that has them."""
    return any(holds_anywhere(user, each.right) for each in lists.lists().values())


def can_save_view(user: User, of_list: str) -> bool:
    """Name a view of a list that one sees, which is of the present however it was found."""
    found = lists.lists().get(of_list)
    return found is not None and holds_anywhere(user, found.right) and not moment.only_reads()


def can_edit_types(user: User) -> bool:
    """Change the types of work and their lifecycles: they hold for the whole organisation."""
    return can_manage_organisation(user)


def can_create(user: User) -> bool:
    """Add work somewhere."""
    return holds_anywhere(user, WORK_EDIT)


def can_place(user: User, *, node_id: int | None, unit_id: int | None) -> bool:
    """Put work at this node and in this unit; work without either only by those who may edit everywhere."""
    return holds_at(user, WORK_EDIT, node_id=node_id, unit_id=unit_id)


def can_edit(user: User, work: Work) -> bool:
    """Change the work itself, its milestones and its place."""
    return holds_at(user, WORK_EDIT, node_id=work.node_id, unit_id=work.unit_id)


def editable_q(user: User) -> Q:
    """The work that `user` may change, as a condition; the same rule as `can_edit`."""
    return scope_q(user, WORK_EDIT)


def can_report(user: User, work: Work) -> bool:
    """Submit a status report: where the right is held, and for one's own work wherever it stands."""
    if holds_at(user, WORK_REPORT, node_id=work.node_id, unit_id=work.unit_id):
        return True
    return holds_anywhere(user, WORK_REPORT) and _is_owner(user, work)


def reportable_q(user: User) -> Q:
    """What belongs to work that `user` may report on, as a condition; the same rule as `can_report`."""
    return _reports_q(user, "work__")


def reportable_work_q(user: User) -> Q:
    """The work that `user` may report on, as a condition; the same rule as `can_report`."""
    return _reports_q(user, "")


def _reports_q(user: User, path: str) -> Q:
    if not holds_anywhere(user, WORK_REPORT):
        return NOTHING
    placed = scope_q(user, WORK_REPORT, node=f"{path}node", unit=f"{path}unit")
    return placed | person_named_q(user, f"{path}owner")


def can_edit_money(user: User, work: Work) -> bool:
    """Change budgets, actuals, forecasts, released funds and whole-life costs."""
    return holds_at(user, MONEY_EDIT, node_id=work.node_id, unit_id=work.unit_id)


def can_classify(user: User, work: Work) -> bool:
    """Make work confidential or open: only who would still see it afterwards."""
    return holds_at(user, CONFIDENTIAL_VIEW, node_id=work.node_id, unit_id=work.unit_id)


def can_change_view(user: User, view: SavedView) -> bool:
    """Change or remove a saved view: its owner, and an administrator where it is shared; not while the past is read."""
    return not moment.only_reads() and (view.owner_id == user.pk or (view.is_shared and user.is_administrator))


def _is_owner(user: User, work: Work) -> bool:
    return work.owner_id is not None and Person.objects.of(user).filter(pk=work.owner_id, is_active=True).exists()
