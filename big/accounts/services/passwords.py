"""Passwords: setting one, and mailing the link with which one is set."""

from typing import Final

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import int_to_base36

from big.accounts.codes import PASSWORD_CHANGED
from big.accounts.models import User
from big.accounts.services.sessions import drop_sessions
from big.audit.record import record
from big.celery import enqueue

LINK_TASK: Final = "accounts.send_password_link"
DAYS: Final = settings.PASSWORD_RESET_TIMEOUT // 86_400


@transaction.atomic
def set_password(user: User, password: str, *, kept: str | None = None) -> None:
    """Give `user` a new password and end every session but `kept`, as whoever had the old one may sit in one."""
    user.set_password(password)
    user.save(update_fields=["password"])
    drop_sessions(user, kept=kept)
    record(PASSWORD_CHANGED, actor=user, on=user)


def ask_for_link(address: str, *, site: str, invited: bool = False) -> None:
    """Have a link mailed to `address` if there is an open account for it.

    Whether there is one is found out by the worker, so that the answer says and takes the same either way.
    """
    enqueue(LINK_TASK, address, site, "invited" if invited else "reset")


def send_link(address: str, *, site: str, invited: bool) -> bool:
    """Mail the link; False where there is nobody to mail it to."""
    user = User.objects.people().filter(email=address.lower(), is_active=True).first()
    if user is None:
        return False
    context = {"user": user, "link": link_for(user, site=site), "days": DAYS, "site": site}
    name = "invited" if invited else "reset"
    subject = "Your Sightline account" if invited else "Set a new Sightline password"
    send_mail(subject, render_to_string(f"email/password_{name}.txt", context), None, [user.email])
    return True


def link_for(user: User, *, site: str) -> str:
    """The address where `user` sets a password: works once, until they sign in or it is some days old."""
    args = [int_to_base36(user.pk), default_token_generator.make_token(user)]
    return site.rstrip("/") + reverse("account_reset_password_from_key", args=args)
