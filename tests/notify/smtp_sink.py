"""A small mail server on a socket: it takes mail, refuses it, or is not there, as a test says."""

import socketserver
import threading
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest


class SmtpSink:
    """What arrived, and how it answers: `says` by command other words than 250, `silent_at` one command with none.

    After so many letters it says nothing more (`silent_after`), or hangs up and answers nobody (`stop_after`) until
    it is started again at the same port.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.says: dict[str, str] = {}
        self.silent_at = ""
        self.silent_after: int | None = None
        self.stop_after: int | None = None
        self.port = 0
        self.start_again()

    def start_again(self) -> None:
        """Answer at the port, the same as before."""
        self.stop_after = None
        self._server = _Server(("127.0.0.1", self.port), _Handler)
        self._server.sink = self
        self.port = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    @property
    def is_dead(self) -> bool:
        """Whether it has taken as many letters as it was to take before it dies."""
        return self.stop_after is not None and len(self.letters) >= self.stop_after

    @property
    def is_silent(self) -> bool:
        """Whether it listens and says nothing."""
        return self.silent_after is not None and len(self.letters) >= self.silent_after

    def stop(self) -> None:
        """Hang up: from now on nobody answers at the port."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def ids(self) -> list[str]:
        """The Message-ID of every mail that was accepted, in order."""
        return [str(letter["Message-ID"]) for letter in self.letters]


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    sink: SmtpSink


class _Handler(socketserver.StreamRequestHandler):
    server: _Server

    def handle(self) -> None:
        if self.server.sink.is_dead:
            return
        self._say("220 sink")
        while (line := self.rfile.readline()) and not self.server.sink.is_dead:
            if self.server.sink.is_silent:
                continue
            verb = line.decode().split(":")[0].split()[0].upper()
            said = self.server.sink.says.get(verb)
            if verb == self.server.sink.silent_at:
                continue
            if verb == "QUIT":
                self._say("221 bye")
                return
            if verb == "DATA" and not said:
                self._take()
            else:
                self._say(said or "250 sink")

    def _take(self) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line[1:] if line.startswith(b"..") else line)
        letter: Any = message_from_bytes(b"".join(lines), policy=policy.default)
        self.server.sink.letters.append(letter)
        self._say("250 taken")

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def sink(settings: Any) -> Iterator[SmtpSink]:
    """A mail server that the product sends to in this test."""
    server = SmtpSink()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    yield server
    server.stop()
