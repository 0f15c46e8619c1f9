"""What this app registers with the rest of the product."""

from django.db.models import QuerySet

from big.accounts.api import AccountViewSet, TokenViewSet
from big.accounts.models import User
from big.audit.links import by_key
from big.organisation.scope import ORGANISATION_MANAGE, holds_anywhere
from big.registry import routes, subjects


def accounts_seen_by(user: User) -> QuerySet[User]:
    """One's own account, and every account to those who manage the organisation."""
    if holds_anywhere(user, ORGANISATION_MANAGE):
        return User.objects.all()
    return User.objects.filter(pk=user.pk)


def connect() -> None:
    """Register it; called once, when Django is ready."""
    subjects.register(User, noun="account", icon="key", visible=accounts_seen_by, address=by_key("accounts.user"))
    routes.register("accounts", AccountViewSet)
    routes.register("tokens", TokenViewSet)
