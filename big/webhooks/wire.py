"""One POST to an address that somebody entered: only where it may go, for so long, and reading so much.

Whoever enters an address must not make this machine talk to its own network. So the name is resolved once, every
address that it has must be a public one, and the connection goes to the very address that was checked: a name that
answers otherwise the second time changes nothing. Redirects are answers like any other, and not followed.
"""

import contextlib
import http.client
import ipaddress
import os
import socket
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings

SECONDS: Final = 10.0
"""For the whole exchange, so that a receiver that answers a byte at a time holds nobody up."""
MOST_BYTES: Final = 4096
_TOO_LATE: Final = f"There was no whole answer within {SECONDS:.0f} seconds."
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class RefusedAddressError(ValueError):
    """The address is none that may be sent to; the sentence says why."""


class UnreachableError(Exception):
    """There was no answer: no connection, or none in time."""


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send: an address of the network that was checked, and what is said to whoever answers there."""

    host: str
    port: int
    path: str
    is_secure: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver said: the status, and the beginning of its words."""

    status: int
    words: str


def target_of(address: str) -> Target:
    """The parts of an address, as far as they can be judged without asking the network."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise RefusedAddressError("This is no address. Write it like https://example.org/hooks.") from error
    schemes = ("https", "http") if settings.WEBHOOKS_PRIVATE else ("https",)
    if parts.scheme not in schemes or not host:
        raise RefusedAddressError("The address must begin with https:// and name a host.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise RefusedAddressError("The address must hold no name, password or #: the signature says who sends.")
    if not address.isascii() or not address.isprintable() or " " in address:
        raise RefusedAddressError("The address must be written in plain ASCII characters, without spaces.")
    if port == 0:
        raise RefusedAddressError("Port 0 cannot be sent to.")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(host, port or (443 if parts.scheme == "https" else 80), path, parts.scheme == "https")


def resolved(target: Target) -> list[str]:
    """The addresses of the network behind the host, if each of them may be sent to."""
    try:
        found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnreachableError(f"The host {target.host} cannot be found.") from error
    addresses = list(dict.fromkeys(str(each[4][0]) for each in found))
    judge(addresses)
    return addresses


def judge(addresses: list[str]) -> None:
    """Refuse all of them if one is in a private network, unless the installation lets webhooks go there."""
    if not settings.WEBHOOKS_PRIVATE and not all(is_public(each) for each in addresses):
        raise RefusedAddressError("The host is in a private network, which webhooks may not reach.")


def is_public(address: str) -> bool:
    """Whether an address is anybody's on the internet; what embeds an older address is judged by that."""
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        embedded = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            embedded = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if embedded is not None:
            found = embedded
    return found.is_global and not found.is_multicast


def post(address: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it, and say what came back; UnreachableError or RefusedAddressError where nothing did."""
    target = target_of(address)
    places = resolved(target)
    for place in places[:-1]:
        try:
            return _posted(target, place, body, headers)
        except ConnectionRefusedError:
            continue  # the host has more than one address, and nobody listens at this one
        except OSError as error:
            raise UnreachableError(_said(error)) from error
    try:
        return _posted(target, places[-1], body, headers)
    except OSError as error:
        raise UnreachableError(_said(error)) from error


def _posted(target: Target, place: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    connection = _Pinned(target, place)
    guard = threading.Timer(SECONDS, connection.cut)
    guard.daemon = True
    guard.start()
    try:
        connection.request("POST", target.path, body=body, headers=dict(headers))
        response = connection.getresponse()
        words = response.read(MOST_BYTES).decode("utf-8", "replace")
    except http.client.HTTPException as error:
        said = _TOO_LATE if connection.is_cut else f"The answer was no HTTP: {type(error).__name__}."
        raise UnreachableError(said) from error
    finally:
        guard.cancel()
        connection.end()
    if connection.is_cut:
        raise UnreachableError(_TOO_LATE)
    return Answer(response.status, words)


class _Pinned(http.client.HTTPConnection):
    """A connection to an address that was checked, whatever the name of the host leads to by now."""

    def __init__(self, target: Target, place: str) -> None:
        super().__init__(target.host, target.port, timeout=SECONDS)
        self._target, self._place = target, place
        self._line: socket.socket | None = None
        self.is_cut = False

    def connect(self) -> None:
        """Connect to the place and, where the address says so, make sure that it is the host."""
        self.sock = socket.create_connection((self._place, self.port), self.timeout)
        # A handle of its own: the connection lets go of its socket before the answer is read to its end.
        self._line = socket.socket(fileno=os.dup(self.sock.fileno()))
        if self.is_cut:
            raise TimeoutError
        if self._target.is_secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self._target.host)

    def cut(self) -> None:
        """End it from outside: time is over."""
        self.is_cut = True
        if self._line is not None:
            with contextlib.suppress(OSError):
                self._line.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Let go of everything."""
        self.close()
        if self._line is not None:
            self._line.close()


def _said(error: OSError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        said = error.verify_message.rstrip(".")
        return f"The certificate of the host is not valid: {said}."
    if isinstance(error, TimeoutError):
        return _TOO_LATE
    return f"The connection failed: {error.strerror or type(error).__name__}."
