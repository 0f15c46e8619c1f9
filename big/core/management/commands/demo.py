"""`manage.py demo`, which `make demo` calls: the whole product in the foreground, on one address of this machine."""

import contextlib
import fcntl
import io
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError, CommandParser, call_command, get_commands
from django.db import OperationalError, connections

from big.accounts.models import User
from big.accounts.services.passwords import set_password
from big.organisation.services.administrator import add_administrator
from big.servers.account import die_with_parent
from big.servers.errors import ServersError
from big.servers.folder import Folder, is_held, try_lock
from big.servers.supervisor import Program, Supervisor, answers, require_free


class Command(BaseCommand):
    """Migrate, load the demo organisation into an empty database, and serve until Ctrl-C."""

    help = "Run the web server, the worker and the scheduler in the foreground, on http://127.0.0.1:PORT/."
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--data", choices=["demo", "none"], default="demo", help="what an empty database is given")
        parser.add_argument("--parent", type=int, help="stop when this process ends")

    def handle(self, *args: Any, **options: Any) -> None:
        # A shell may start us with Ctrl-C ignored; whoever starts a demo means to stop it some day.
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        folder = Folder(settings.VAR)
        folder.create()
        try:
            with _only_demo(folder, options["port"]):
                require_free(options["port"])
                self._prepare(folder, options["data"])
                status = self._serve(folder, options["port"], options["parent"])
        except ServersError as error:
            raise CommandError(str(error)) from error
        except OperationalError as error:
            raise CommandError(f"The database went away. Its logs are in {folder.logs}. It said: {error}") from error
        self.stdout.write("Stopped.")
        if status:
            sys.exit(status)

    def _prepare(self, folder: Folder, data: str) -> None:
        """Bring the database, its contents and the static files up to date."""
        collecting = _collect_static()
        self.stdout.write("Preparing the database ...")
        call_command("migrate", verbosity=0, interactive=False)
        if not User.objects.people().exists():
            if data == "demo":
                self._load_demo(folder)
            else:
                self._make_administrator(folder)
        connections.close_all()
        said, _ = collecting.communicate()
        if collecting.returncode:
            raise CommandError(f"The static files could not be collected:\n{said}")

    def _load_demo(self, folder: Folder) -> None:
        if "load_demo" not in get_commands():
            raise CommandError("This version has no demo organisation (manage.py load_demo). Type: make demo DATA=none")
        self.stdout.write("Loading the demo organisation ...")
        said = io.StringIO()
        call_command("load_demo", stdout=said)
        _keep_sign_ins(folder, said.getvalue())

    def _make_administrator(self, folder: Folder) -> None:
        """An empty organisation needs one person who can fill it."""
        email, password = "administrator@localhost.localdomain", secrets.token_urlsafe(12)
        installation = User.objects.service("installation")
        set_password(add_administrator(email, actor=installation, name="Administrator"), password)
        _keep_sign_ins(folder, f"{email}  {password}  (administrator of an empty organisation)\n")

    def _serve(self, folder: Folder, port: int, parent: int | None) -> int:
        address = f"http://127.0.0.1:{port}/"
        os.environ |= {"BIG_BIND": f"127.0.0.1:{port}", "BIG_WEB_GRACE_SECONDS": "3", "BIG_VAR": str(folder.path)}
        # Links in mails lead to the very address that one is signed in at.
        os.environ["BIG_SITE"] = address
        python, celery = sys.executable, ["-m", "celery", "-A", "big"]
        programs = [
            Program("web", [python, "-m", "gunicorn", "-c", "python:big.gunicorn", "big.wsgi"]),
            Program("worker", [python, *celery, "worker", "--loglevel", "INFO", "--concurrency", "2"]),
            Program("beat", [python, *celery, "beat", "--loglevel", "INFO", "--pidfile="]),
        ]

        def ready() -> None:
            self.stdout.write(f"\nSightline is ready: {address}\n")
            if _sign_ins(folder).exists():
                self.stdout.write(_sign_ins(folder).read_text())
            self.stdout.write(f"Databases, files and logs are in {folder.path}. Ctrl-C stops everything.")
            self.stdout.flush()

        # With servers of its own, the keeper's lock says whether they run; others are for others to look after.
        embedded = is_held(folder.keeper_lock)
        supervisor = Supervisor(
            programs,
            logs=folder.logs,
            folder=Path(settings.BASE_DIR),
            has_servers=lambda: not embedded or is_held(folder.keeper_lock),
            parent=parent,
        )
        return supervisor.run(is_ready=lambda: answers(f"{address}healthz"), ready=ready)


def _sign_ins(folder: Folder) -> Path:
    return folder.path / "demo-sign-ins.txt"


def _keep_sign_ins(folder: Folder, lines: str) -> None:
    _sign_ins(folder).touch(mode=0o600)
    _sign_ins(folder).write_text(lines)


@contextlib.contextmanager
def _only_demo(folder: Folder, port: int) -> Iterator[None]:
    """Let one demo serve the folder at a time; two schedulers on one queue would only get in each other's way."""
    with (folder.run / "demo.lock").open("a+") as file:
        if not try_lock(file.fileno(), fcntl.LOCK_EX):
            file.seek(0)
            raise ServersError(
                f"A demo already serves this folder at {file.read()}. For a second one: make demo VAR=/other/folder"
            )
        file.truncate(0)
        file.write(f"http://127.0.0.1:{port}/")
        file.flush()
        yield


def _collect_static() -> "subprocess.Popen[str]":
    """Begin to collect the static files, in a process of its own: the first time, fonts are cut for long seconds."""
    command = [sys.executable, "manage.py", "prepare_static", "--clear", "--no-input", "--verbosity=0"]
    return subprocess.Popen(
        command,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGTERM),
    )
