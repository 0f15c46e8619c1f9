"""Ending sessions: one's own, one by one or all others, and everybody's at the end of an account."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction

from big.accounts.browsers import browser_name
from big.accounts.codes import SESSION_ENDED
from big.accounts.models import ApiToken, User
from big.audit.record import record


@transaction.atomic
def end_session(session_id: int, *, actor: User) -> None:
    """Sign `actor` out where this session of theirs runs."""
    session = UserSession.objects.select_for_update().get(pk=session_id, user=actor)
    _remove([session])
    record(SESSION_ENDED, actor=actor, on=actor, after={"session": browser_name(session.user_agent)})


@transaction.atomic
def end_other_sessions(*, actor: User, kept: str | None) -> int:
    """Sign `actor` out everywhere but in the session of the key `kept`; says in how many places."""
    others = list(UserSession.objects.select_for_update().filter(user=actor).exclude(session_key=kept or ""))
    _remove(others)
    if others:
        names = [browser_name(session.user_agent) for session in others]
        record(SESSION_ENDED, actor=actor, on=actor, after={"session": names})
    return len(others)


def drop_sessions(user: User, *, kept: str | None = None) -> None:
    """Remove the sessions of `user` but `kept`, inside a service that tells of it."""
    _remove(list(UserSession.objects.filter(user=user).exclude(session_key=kept or "")))


def _remove(sessions: list[UserSession]) -> None:
    Session.objects.filter(session_key__in=[session.session_key for session in sessions]).delete()
    UserSession.objects.filter(pk__in=[session.pk for session in sessions]).delete()


def shut_out(user: User) -> None:
    """Close an account inside a service that tells of it: no sign-in, no session, no token lives on."""
    user.is_active = False
    user.save(update_fields=["is_active"])
    drop_sessions(user)
    ApiToken.objects.revoke_all(user)
