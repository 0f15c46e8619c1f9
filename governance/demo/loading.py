"""Loads the demo organisation into an empty database, all or nothing."""

import datetime as dt
from collections.abc import Callable, Sequence
from contextlib import nullcontext

from django.db import transaction

from big import clock
from big.accounts.models import User
from big.audit.record import written_together
from big.errors import RuleError
from big.history.loading import telling_history
from big.organisation.models import Organisation
from governance.demo import loading_organisation, loading_strategy, loading_works, people
from governance.demo.calendar import Calendar, last_middle_of_quarter
from governance.demo.story import Story

EARLIEST, LATEST = dt.date(2005, 1, 1), dt.date(2090, 1, 1)


def load(today: dt.date | None = None, *, watch: Callable[[dt.datetime], None] | None = None) -> Calendar:
    """Load Meridian Controls as if today were `today` (default: the last middle of a calendar quarter).

    `watch` looks on after each moment of the year. RuleError for a database that holds an organisation already, or a
    date that the data cannot be shifted to.
    """
    chosen = today or last_middle_of_quarter(clock.now().date())
    if not EARLIEST <= chosen <= LATEST:
        raise RuleError(f"Choose a date between {EARLIEST} and {LATEST}.", code="today")
    if Organisation.objects.exists() or User.objects.people().exists():
        raise RuleError(
            "This database holds an organisation already. Load the demo into an empty one: make demo VAR=/other/folder",
            code="not_empty",
        )
    story = Story(Calendar(chosen))
    with transaction.atomic(), telling_history():
        administrator = loading_organisation.first_account()
        loading_organisation.load(story, administrator)
        loading_strategy.load(story)
        loading_works.load(story)
        # Whoever looks on must find the events where they belong; otherwise they are written at the end, in a tenth
        # of the time.
        with nullcontext() if watch else written_together():
            story.play(watch)
        loading_organisation.pin(administrator, story)
    clock.forget()
    return story.calendar


def sign_ins() -> Sequence[tuple[str, str, str]]:
    """Who can sign in: e-mail address, name, and what they see first."""
    names = {each.code: each.name for each in people.PEOPLE}
    return [(loading_organisation.address_of(names[code]), names[code], sees) for code, sees in people.SIGN_INS]
