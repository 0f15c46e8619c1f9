"""Where allauth meets the product: sign-up is closed, and what happens to an account is told to the audit log."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from big.accounts.browsers import browser_name
from big.accounts.codes import SIGNED_IN, SIGNED_OUT
from big.accounts.models import User
from big.accounts.services.passwords import set_password
from big.audit.record import record

logger = logging.getLogger("big.accounts")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """What allauth asks the product."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": (
            "That address and password do not belong together. Check both, or set a new password."
        ),
        "too_many_login_attempts": "Too many attempts. Wait five minutes, or set a new password.",
        "enter_current_password": "Enter the password that you use now.",
        "invalid_password_reset": "This link has been used already, or is too old.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: accounts are given by those who manage the organisation."""
        return False

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        """Sign in, and say so."""
        with transaction.atomic():
            super().login(request, user)
            if isinstance(user, User):
                browser = browser_name(request.headers.get("User-Agent", ""))
                seen = {"browser": browser, "address": self.get_client_ip(request)}
                record(SIGNED_IN, actor=user, on=user, after=seen)

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and say so."""
        user = request.user
        with transaction.atomic():
            super().logout(request)
            if isinstance(user, User):
                record(SIGNED_OUT, actor=user, on=user)

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """Set it, keep the session in which it was asked for, and forget the failed attempts."""
        if not isinstance(user, User):
            raise TypeError("only our own accounts have passwords")
        same = self.request.user == user
        set_password(user, password, kept=self.request.session.session_key if same else None)
        self._delete_login_attempts_cached_email(self.request, email=user.email)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """A line in the log for those who watch for break-ins; never the password."""
        logger.warning("Sign-in refused for %r from %s", credentials.get("email", ""), self.get_client_ip(request))

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to where the password is one line of many."""
        return reverse("accounts:profile")
