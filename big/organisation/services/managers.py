"""Keeps the organisation manageable: no change may take away the last person who manages all of it."""

from collections.abc import Iterator
from contextlib import contextmanager

from big.accounts.models import User
from big.errors import RuleError
from big.organisation.models import Membership
from big.organisation.scope import ORGANISATION_MANAGE, at_the_top_q


def somebody_manages() -> bool:
    """Whether an active account manages the whole organisation with no end in sight."""
    if User.objects.people().filter(is_active=True, is_administrator=True).exists():
        return True
    lasting = Membership.objects.current().filter(ends_on__isnull=True, person__is_active=True)
    able = lasting.filter(person__user__is_active=True, role__rights__contains=[ORGANISATION_MANAGE])
    return able.filter(at_the_top_q()).exists()


@contextmanager
def keeping_a_manager() -> Iterator[None]:
    """Refuse the change made inside the block, with everything else in its transaction, if nobody is left.

    An organisation that had nobody before (a new one) is not refused.
    """
    before = somebody_manages()
    yield
    if before and not somebody_manages():
        raise RuleError(
            "Nobody would be left who manages the organisation. Give somebody else that role first.",
            code="last_manager",
        )
