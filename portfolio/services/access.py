"""How every service of this app begins and ends: the work locked, the right required, the outcome still in sight."""

from collections.abc import Callable

from django.db import connection

from big.accounts.models import User
from big.errors import RuleError
from big.policies import require
from portfolio.models.work import Work

_LOCK = 70_011


def locked(work_id: int, *, actor: User, may: Callable[[User, Work], bool]) -> Work:
    """The work, locked for this transaction. DoesNotExist where the actor may not see it, 403 where not `may`."""
    work = Work.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=work_id)
    require(may(actor, work))
    return work


def hold_structure() -> None:
    """Let nobody else change the tree of work until the transaction ends: two moves at once could close a loop."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def keep_in_sight(work: Work, *, actor: User) -> None:
    """Refuse a change that would take the work out of the actor's own sight."""
    if not Work.objects.visible_to(actor).filter(pk=work.pk).exists():
        raise RuleError(
            "After this change you could not see the work any more. Ask somebody who holds rights there.",
            code="out_of_sight",
        )


def field_error(field: str, sentence: str, code: str) -> RuleError:
    """A rule that one field breaks, so that forms and the API can put the sentence beside it."""
    return RuleError({field: [RuleError(sentence, code=code)]})
