"""Who may look at the outbox of others: administrators, and of the mails kept here too."""

from big.accounts.models import User


def can_see_failures(user: User) -> bool:
    """See which messages failed and send them again: whoever runs the installation."""
    return user.is_active and user.is_administrator


def can_read_kept_mail(user: User) -> bool:
    """Read mail that was kept for want of a mail server: links for new passwords are among it, so nobody less."""
    return user.is_active and user.is_administrator
