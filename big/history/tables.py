"""Which tables keep their versions, and which of them are read as past. Whatever is not named here does both.

Rights are always today's, so whatever gives them is never read as past: accounts, sessions, roles and memberships.
The audit log tells of the past by itself and only grows; jobs are work in progress, not a record of anything.
"""

from typing import Final

NO_HISTORY: Final = {
    "account_": "addresses of accounts, from allauth",
    "accounts_": "accounts and API tokens: never read as past, and a secret's digest is not kept twice",
    "api_": "answers kept for a day, for programs that ask twice",
    "audit_": "only grows, and is its own history",
    "auth_": "Django's own groups and permissions, which the product does not use",
    "django_": "Django's own tables: sessions, content types, migrations",
    "history_": "what history itself keeps",
    "jobs_": "progress of background work",
    "notify_": "messages on their way, links, and what each wishes for their own; the audit log tells of it",
    "okr_pushtoken": "tokens of programs: never read as past, and a secret's digest is not kept twice",
    "usersessions_": "where people are signed in",
    "webhooks_": "what is sent to programs elsewhere; the audit log tells of it, and secrets are not kept twice",
}
"""Beginnings of names of tables without history, and why."""

NEVER_PAST: Final = {
    "organisation_membership": "who holds which right now",
    "organisation_role": "what a role may do now",
    "portfolio_savedview": "the reader's own way of looking, not a record of the organisation",
}
"""Tables that keep every version but are read as they are now, and why."""

ONLY_WHILE_IT_STANDS: Final = frozenset({"organisation_nodereach", "organisation_unitreach", "okr_supporter"})
"""Tables whose rows give somebody sight of others: a row that was removed gives none, in the past neither."""


def keeps_history(table: str) -> bool:
    """Whether every version of the rows of `table` is kept."""
    return not table.startswith(tuple(NO_HISTORY))


def is_read_as_past(table: str) -> bool:
    """Whether `table` shows what was recorded at the moment while the past is read."""
    return keeps_history(table) and table not in NEVER_PAST
