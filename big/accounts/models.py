"""Users, who sign in by e-mail address, and the tokens with which programs act for them."""

import hashlib
from typing import Any, ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from big import clock


class UserManager(BaseUserManager["User"]):
    """Makes users; Django and allauth call these by name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """A person's account; without a password it cannot sign in until one is set."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """The account of an address, in whatever case it was typed."""
        return self.get(email__iexact=username or "")

    def service(self, name: str) -> "User":
        """The named service account that background work acts as; made on first use, never able to sign in."""
        email = f"{name}@service.invalid"
        user, _ = self.get_or_create(email=email, defaults={"name": name, "is_service": True, "password": "!"})
        return user


class UserQuerySet(models.QuerySet["User"]):
    """The words for asking about users."""

    def people(self) -> Self:
        """Accounts of people, not of services."""
        return self.filter(is_service=False)


class User(AbstractBaseUser):
    """Somebody, or a named service, that acts in the product."""

    class Theme(models.TextChoices):
        AUTO = "auto", "As the device"
        LIGHT = "light", "Light"
        DARK = "dark", "Dark"

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    is_service = models.BooleanField(default=False)
    is_administrator = models.BooleanField(
        default=False, help_text="Runs the installation: may do everything that is not confidential."
    )
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    has_shortcuts = models.BooleanField(default=True, help_text="Single-key shortcuts; WCAG 2.1.4 asks for a switch.")
    date_joined = models.DateTimeField(auto_now_add=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique",
                violation_error_message="There is already an account for this address.",
            ),
            models.CheckConstraint(
                name="user_service_is_no_administrator", condition=~Q(is_service=True, is_administrator=True)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The page of the person who signs in with it, or the profile of an account without one."""
        person = getattr(self, "person", None)
        return person.get_absolute_url() if person else reverse("accounts:profile")

    @property
    def is_staff(self) -> bool:
        """Django asks for this name; there is no admin site for staff to enter."""
        return False


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """The words for asking about tokens."""

    def in_force(self) -> Self:
        """Those that still open something."""
        return self.filter(revoked_at__isnull=True, user__is_active=True)

    def revoke_all(self, user: User) -> int:
        """End every token of `user`, inside a service that tells of it."""
        return self.filter(user=user, revoked_at__isnull=True).update(revoked_at=clock.real_now())


class ApiToken(models.Model):
    """A key with which a program acts for a user; only its SHA-256 is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="What uses it, so that it can be told apart and revoked.")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    hint = models.CharField(max_length=8, editable=False)
    created_at = models.DateTimeField()
    last_used_on = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}...)"

    @staticmethod
    def digest_of(token: str) -> str:
        """The SHA-256 under which `token` is found."""
        return hashlib.sha256(token.encode()).hexdigest()
