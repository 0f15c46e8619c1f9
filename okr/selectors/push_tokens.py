"""The tokens of a key result, as its page shows them."""

from big.accounts.models import User
from okr import policies
from okr.models.key_results import KeyResult
from okr.models.push_tokens import PushToken


def push_tokens_of(key_result: KeyResult, user: User) -> list[PushToken] | None:
    """Those in force, newest first, to whoever may make and revoke them; None to everybody else."""
    if not policies.can_check_in(user, key_result):
        return None
    return list(PushToken.objects.in_force().filter(key_result=key_result).select_related("user"))
