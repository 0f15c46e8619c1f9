"""`manage.py verify_pack FILE`, or `verify_pack CODE --regenerate`: proves a pack; ends with 1 where it fails."""

from pathlib import Path
from typing import Any

from django.core.management import CommandError, CommandParser

from big.core import words
from big.core.commands import RecordsCommand
from big.errors import RuleError
from big.pdf_text import MOST_BYTES
from governance.models.packs import Pack
from governance.packs.proving import Again, Verdict, check_file, read_again, stored_faults
from governance.phrases import recorded_at, verb

_MOST = 40


class Command(RecordsCommand):
    """Check a file against the packs that were issued, or a pack against the records of its moment."""

    help = "Prove a pack: a file against what was issued, or, with --regenerate, its figures against its moment."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", metavar="FILE|CODE", help="a PDF, or the code of a pack")
        parser.add_argument(
            "--regenerate", action="store_true", help="read the pack with this code again as of its moment"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        what: str = options["what"]
        path = Path(what)
        if not options["regenerate"] and path.is_file():
            self._check(path)
            return
        pack = Pack.objects.select_related("node", "prepared_by", "file").filter(code=what).first()
        if pack is None:
            raise CommandError(f"There is no file and no pack called {what}.")
        if options["regenerate"]:
            self._regenerate(pack)
        else:
            self._stored(pack)

    def _check(self, path: Path) -> None:
        if path.stat().st_size > MOST_BYTES:
            raise CommandError(f"This file is larger than {MOST_BYTES // 1_000_000} MB. No pack is.")
        verdict = check_file(path.read_bytes(), Pack.objects.all())
        for line in _lines(verdict):
            self.stdout.write(line)
        if not verdict.is_issued:
            raise CommandError("Do not rely on this file.", returncode=1)

    def _stored(self, pack: Pack) -> None:
        if pack.state != Pack.State.ISSUED:
            raise CommandError(f"{pack.code} is a draft. Only issued packs can be proved.")
        faults = stored_faults(pack)
        for fault in faults:
            self.stdout.write(fault)
        if faults:
            raise CommandError(f"{pack.code} is not kept as it was issued.", returncode=1)
        self.stdout.write(f"{pack.code} is kept as it was issued: figures, file and audit log agree.")

    def _regenerate(self, pack: Pack) -> None:
        try:
            again = read_again(pack)
        except RuleError as error:
            raise CommandError(" ".join(error.messages)) from error
        for fault in again.faults:
            self.stdout.write(fault)
        for each in again.differences[:_MOST]:
            self.stdout.write(f"{each.figure}: {each.was} in the pack, {each.now} now. {each.why}")
        if len(again.differences) > _MOST:
            self.stdout.write(f"And {len(again.differences) - _MOST} more.")
        if again.differences or again.faults:
            raise CommandError(_refusal(again), returncode=1)
        moment = recorded_at(pack.as_of) if pack.as_of else ""
        self.stdout.write(f"Read again as recorded at {moment}, {pack.code} gives the same figures.")


def _refusal(again: Again) -> str:
    count = len(again.differences)
    if not count:
        return f"{again.pack.code} gives the same figures, but is not kept as it was issued."
    return f"{again.pack.code}: {words.counted(count, 'figure')} {verb(count, 'differs', 'differ')}."


def _lines(verdict: Verdict) -> list[str]:
    lines = [verdict.sentence, verdict.detail, *verdict.faults]
    for each in verdict.differences:
        where = f"Page {each.page}, {each.name}" if each.name else f"Page {each.page}"
        after = f', after "{each.after}"' if each.after else ""
        lines.append(f'{where}{after}: "{each.was}" as issued, "{each.now}" in this file.')
    return [line for line in lines if line]
