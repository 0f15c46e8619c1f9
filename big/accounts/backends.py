"""Who may sign in with a password: people with an open account, by the one address of that account."""

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.base_user import AbstractBaseUser

from big.accounts.models import User


class EmailBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, asking only our own table: an address that was replaced opens nothing."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        user = User.objects.people().filter(email=email.lower()).first()
        checked: AbstractBaseUser | None = self._check_password(user, password)
        return checked

    def user_can_authenticate(self, user: AbstractBaseUser | None) -> bool:
        """Neither a closed account nor a service, whatever its password."""
        return isinstance(user, User) and user.is_active and not user.is_service
