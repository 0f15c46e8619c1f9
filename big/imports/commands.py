"""What every import command does: the same services as the wizard, told in lines, with one JSON object at the end."""

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError, OutputWrapper
from django.db import transaction

from big import clock
from big.accounts.models import User
from big.core.commands import RecordsCommand
from big.documents.storing import undone_on_error
from big.errors import RefusedFileError, RuleError
from big.imports import formats, services
from big.imports.bundles import bundle
from big.imports.guards import read_limited, require_size
from big.imports.plan import COUNTED, ImportPlan

SERVICE: Final = "importer"


class ImportCommand(RecordsCommand):
    """A command that imports one file; a subclass names its format and adds the options of that format."""

    format_key: str

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The file, and the options that every import has."""
        parser.add_argument("file", type=Path, help="The file to import.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")
        parser.add_argument("--as", dest="as_email", metavar="EMAIL", default="", help="Act as this person.")

    def format_options(self, options: Mapping[str, Any]) -> dict[str, Any]:
        """The options of the format, from those of the command line."""
        return {}

    def handle(self, *args: Any, **options: Any) -> None:
        """Import the file."""
        run_command(
            self.format_key,
            [options["file"]],
            self.format_options(options),
            dry_run=options["dry_run"],
            as_email=options["as_email"],
            out=self.stdout,
        )


def run_command(
    format_key: str,
    paths: Sequence[Path],
    options: Mapping[str, Any],
    *,
    dry_run: bool,
    out: OutputWrapper,
    as_email: str = "",
) -> None:
    """Check a file or several as one, apply unless something is refused, tell it; the last line is counts in JSON.

    CommandError, and so exit status 1, where anything was refused; then nothing at all is written.
    """
    clock.forget()
    entry = formats.get(format_key)
    held = _cleaned(entry, options)
    name = ", ".join(path.name for path in paths)
    tell = Progress(out)
    try:
        tell("Reading")
        name, content = bundle([(path.name, _content(path, entry.max_bytes)) for path in paths])
        require_size(content, entry.max_bytes)
        with transaction.atomic():
            checked = services.plan_file(
                format_key, actor=_actor(as_email), content=content, options=held, filename=name, tell=tell
            )
            transaction.set_rollback(True)
    except RefusedFileError as error:
        sentence = " ".join(error.messages)
        out.write(f"{name}: {sentence}")
        out.write(json.dumps({"file": {**dict.fromkeys(COUNTED.values(), 0), "refused": 1}}))
        raise CommandError(f"Refused, nothing was written. {sentence}") from error
    if not dry_run and not checked.plan.is_refused:
        tell("Writing")
        _apply(format_key, name, content, held, checked, _actor(as_email))
    _tell(checked.plan, out, dry_run=dry_run)
    if checked.plan.is_refused:
        raise CommandError("Rows were refused, nothing was written.")


class Progress:
    """Tells each step of a long import as it begins, with the seconds since the first."""

    def __init__(self, out: OutputWrapper) -> None:
        self._out, self._began = out, time.monotonic()

    def __call__(self, step: str) -> None:
        """Say that `step` begins."""
        self._out.write(f"{time.monotonic() - self._began:6.1f} s  {step} ...")
        self._out.flush()


def _content(path: Path, limit: int) -> bytes:
    try:
        with path.open("rb") as source:
            return read_limited(source, limit)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from error


def _apply(
    format_key: str, name: str, content: bytes, options: Mapping[str, Any], checked: services.Checked, actor: User
) -> None:
    """Keep the file and write what it says, together: a failure leaves neither."""
    try:
        with undone_on_error(), transaction.atomic():
            run = services.check_file(
                format_key, actor=actor, filename=name, content=content, options=options, checked=checked
            )
            services.apply_run(run.pk, actor=actor, data=checked.data)
    except RuleError as error:
        raise CommandError(" ".join(error.messages)) from error


def _cleaned(entry: formats.Format, options: Mapping[str, Any]) -> dict[str, Any]:
    form = entry.options_form(data=dict(options))
    if not form.is_valid():
        problems = (f"{name}: {' '.join(map(str, each))}" for name, each in form.errors.items())
        raise CommandError(" ".join(problems))
    return services.as_kept(form.cleaned_data)


def _actor(email: str) -> User:
    if not email:
        return User.objects.service(SERVICE)
    try:
        return User.objects.get(email__iexact=email, is_active=True)
    except User.DoesNotExist as error:
        raise CommandError(f"There is no account for {email}.") from error


def _tell(plan: ImportPlan, out: OutputWrapper, *, dry_run: bool) -> None:
    for row in plan.rows:
        if row.action == "refused":
            out.write(f"refused: {row.place}: {row.label}: {row.reason}")
    for note in plan.notes:
        out.write(f"note: {note}")
    for line in plan.not_read:
        out.write(f"not read: {line}")
    if plan.account:
        out.write("Cells: {cells} = {stored} stored + {named} named above.".format(**plan.account))
    if dry_run:
        out.write("Dry run: nothing was written.")
    out.write(json.dumps(plan.counts()))
