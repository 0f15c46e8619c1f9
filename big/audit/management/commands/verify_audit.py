"""`manage.py verify_audit`: whether the audit log is what it was when it was sealed; exit code 0 if so, else 1."""

import datetime as dt
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError

from big.audit.anchors import AnchorError, anchors_in
from big.audit.verifying import Verdict, verify
from big.core import words
from big.core.commands import RecordsCommand

# Events are sealed within seconds; so long a wait means that nobody does it.
_TOO_LONG = dt.timedelta(minutes=10)


class Command(RecordsCommand):
    """Proves the chain of hashes and compares its anchors."""

    help = "Verify the audit log: the whole chain of hashes, the anchors in files, and those in issued packs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="FOLDER",
            help="The copy of the anchors to compare; else those of this host.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Say in sentences what holds; CommandError with what does not."""
        folder: Path = options["anchors"] or settings.AUDIT_ANCHORS
        if options["anchors"] and not folder.is_dir():
            raise CommandError(f"There is no folder {folder}. Name the one that holds the files of anchors.")
        try:
            verdict = verify(anchors_in(folder))
        except AnchorError as error:
            raise CommandError(f"{error} Ask who wrote it; a line that a crash cut short may go.") from error
        if not verdict.is_sound:
            raise CommandError("\n".join(["The audit log is NOT sound.", *_broken(verdict), _waiting(verdict)]))
        self.stdout.write(_sound(verdict))
        self.stdout.write(_waiting(verdict))


def _broken(verdict: Verdict) -> list[str]:
    said = [f"{words.capital(each.wrong)}: {each.sentence}" for each in verdict.breaks]
    if verdict.walked.broken > 1:
        said.append(f"In all {words.counted(verdict.walked.broken, 'link')} do not hold.")
    return said


def _sound(verdict: Verdict) -> str:
    walked = verdict.walked
    if not walked.count:
        return "The audit log is sound: nothing is sealed yet."
    sealed = f"The audit log is sound: {words.counted(walked.count, 'event')} sealed, head {walked.head}."
    if not verdict.anchors:
        return f"{sealed} There was no anchor to compare, so an end that was cut off would not show."
    return f"{sealed} {words.counted(verdict.anchors, 'anchor').capitalize()} compared, all hold."


def _waiting(verdict: Verdict) -> str:
    if not verdict.waiting or verdict.oldest is None:
        return "No event waits for its seal."
    verb = "waits" if verdict.waiting == 1 else "wait"
    seconds = words.number(max(0, int(verdict.oldest.total_seconds())))
    said = f"{words.counted(verdict.waiting, 'event')} {verb} to be sealed, the oldest for {seconds} s."
    return f"{said} Do worker and beat run?" if verdict.oldest > _TOO_LONG else said
