"""A receiver of webhooks: a real HTTP server in a thread, which keeps what it is sent and answers as a test says."""

import contextlib
import hmac
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest


@dataclass
class Receiver:
    """What arrived, and what is answered: a status, a pause before it, headers, and how much besides."""

    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    status: int = 200
    pause: float = 0.0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b"ok"
    drip: float = 0.0
    port: int = 0

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [headers["Sightline-Delivery"] for headers, _ in self.requests]


def is_signed(headers: dict[str, str], body: bytes, secret: str) -> bool:
    """As a receiver would check it."""
    parts = [each.split("=", 1) for each in headers["Sightline-Signature"].split(",")]
    second = next(value for name, value in parts if name == "t")
    assert abs(time.time() - int(second)) < 300
    wanted = hmac.digest(secret.encode(), f"{second}.".encode() + body, "sha256").hex()
    return any(name == "v1" and hmac.compare_digest(value, wanted) for name, value in parts)


@contextlib.contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that runs."""
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            kept.requests.append((dict(self.headers), body))
            time.sleep(kept.pause)
            with contextlib.suppress(OSError):
                self.send_response(kept.status)
                for name, value in kept.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(kept.body)))
                self.end_headers()
                for byte in kept.body if kept.drip else ():
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(kept.drip)
                if not kept.drip:
                    self.wfile.write(kept.body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        thread.join(10)


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """A receiver on this machine, which webhooks may reach for once."""
    settings.WEBHOOKS_PRIVATE = True
    with receiving() as running:
        yield running
