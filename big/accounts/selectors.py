"""What the profile page shows of an account: its sessions and tokens."""

import datetime as dt
from dataclasses import dataclass

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session

from big import clock
from big.accounts.browsers import browser_name
from big.accounts.models import ApiToken, User


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One place where somebody is signed in."""

    pk: int
    browser: str
    address: str
    since: dt.datetime
    seen: dt.datetime
    is_this: bool


def session_rows(user: User, this: str | None) -> list[SessionRow]:
    """Where `user` is signed in, this session first, then the last seen; two queries."""
    rows = list(UserSession.objects.filter(user=user).order_by("-last_seen_at"))
    live = set(
        Session.objects.filter(
            session_key__in=[row.session_key for row in rows], expire_date__gt=clock.real_now()
        ).values_list("session_key", flat=True)
    )
    shown = [
        SessionRow(
            row.pk, browser_name(row.user_agent), row.ip, row.created_at, row.last_seen_at, row.session_key == this
        )
        for row in rows
        if row.session_key in live
    ]
    return sorted(shown, key=lambda row: not row.is_this)


def tokens_of(user: User) -> list[ApiToken]:
    """The tokens of `user` that are in force, newest first."""
    return list(user.api_tokens.in_force())
