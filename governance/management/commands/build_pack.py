"""`manage.py build_pack main-board --out FILE`: the same pack as in the browser, built by the worker."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, CommandParser
from django.db import connections

from big.accounts.models import User
from big.celery import app
from big.core.commands import RecordsCommand
from big.documents.services import content_of
from big.errors import RuleError
from big.history.asking import settled_moment
from big.jobs.models import Job
from big.organisation.nodes import Node
from governance.models.packs import Pack
from governance.phrases import recorded_at
from governance.services import packs

PATIENCE_SECONDS = 600
ANSWER_SECONDS = 2.0
POLL_SECONDS = 0.5


class Command(RecordsCommand):
    """Ask for a node's pack, wait for the worker (starting one if none answers), and write the PDF."""

    help = "Build the governance pack of a node and write its PDF."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("node", help="code of the node, such as main-board")
        parser.add_argument("--out", type=Path, required=True, help="where the PDF is written")
        parser.add_argument("--as", dest="email", help="the account that prepares it (default: a service account)")
        parser.add_argument(
            "--as-of",
            metavar="MOMENT",
            help="as recorded at this moment (default: now); a date means its end in the organisation's time zone",
        )
        parser.add_argument("--issue", action="store_true", help="issue it, so that it never changes")

    def handle(self, *args: Any, **options: Any) -> None:
        actor = self._actor(options["email"])
        node = Node.objects.filter(code__iexact=options["node"]).first()
        if node is None:
            known = ", ".join(Node.objects.filter(parent=None).values_list("code", flat=True)) or "none yet"
            raise CommandError(f"There is no node {options['node']}. Nodes with a pack: {known}.")
        try:
            as_of = settled_moment(options["as_of"]) if options["as_of"] else None
            pack, job = packs.request_pack(node.pk, actor=actor, as_of=as_of)
        except RuleError as error:
            raise CommandError(" ".join(error.messages)) from error
        self._wait(job)
        pack = Pack.objects.select_related("file").get(pk=pack.pk)
        if options["issue"]:
            pack = self._issue(pack, actor)
        if pack.file is None:
            raise CommandError("The pack has no file. Ask for it again.")
        options["out"].write_bytes(content_of(pack.file))
        recorded = f"as recorded at {recorded_at(pack.as_of)}, " if pack.as_of else ""
        self.stdout.write(f"{pack.title}, {recorded}{pack.pages} pages, SHA-256 {pack.sha256}: {options['out']}")

    def _actor(self, email: str | None) -> User:
        if not email:
            return User.objects.service("pack-builder")
        found = User.objects.people().filter(email__iexact=email, is_active=True).first()
        if found is None:
            raise CommandError(f"Nobody signs in as {email}.")
        return found

    def _issue(self, pack: Pack, actor: User) -> Pack:
        try:
            return packs.issue_pack(pack.pk, actor=actor, version=pack.version)
        except RuleError as error:
            raise CommandError(" ".join(error.messages)) from error

    def _wait(self, job: Job) -> None:
        own = None if app.control.ping(timeout=ANSWER_SECONDS) else self._own_worker()
        said, deadline = "", time.monotonic() + PATIENCE_SECONDS
        try:
            while time.monotonic() < deadline:
                job.refresh_from_db()
                if job.is_finished:
                    break
                step = job.steps[job.step] if job.step < len(job.steps) else ""
                now = f"{step}: {job.detail}" if job.detail else step
                if now != said:
                    said = now
                    self.stdout.write(f"{now} ...")
                time.sleep(POLL_SECONDS)
        finally:
            if own is not None:
                own.terminate()
                own.wait(30)
        if job.state == Job.State.FAILED:
            raise CommandError(job.problem)
        if not job.is_finished:
            raise CommandError(f"The pack was not ready within {PATIENCE_SECONDS} seconds. Its job is number {job.pk}.")

    def _own_worker(self) -> "subprocess.Popen[bytes]":
        self.stdout.write("No worker answers; starting one for this pack ...")
        connections.close_all()
        command = [sys.executable, "-m", "celery", "-A", "big", "worker", "--loglevel", "warning", "--concurrency", "1"]
        return subprocess.Popen(command, cwd=settings.BASE_DIR, stdout=sys.stderr, stderr=sys.stderr)
