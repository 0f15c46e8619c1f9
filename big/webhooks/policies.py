"""Who may say what is told to programs elsewhere: whoever runs the installation."""

from big.accounts.models import User
from big.history import moment


def can_see_webhooks(user: User) -> bool:
    """See them with their deliveries, of which no page tells what they said."""
    return user.is_active and user.is_administrator


def can_manage_webhooks(user: User) -> bool:
    """Make, change, pause and retire them."""
    return can_see_webhooks(user) and not moment.only_reads()
