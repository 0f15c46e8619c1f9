"""One POST: only where it may go, to the very address that was checked, for so long and reading so much."""

import socket
import threading
import time
from typing import Any

import pytest

from big.webhooks import wire
from tests.webhooks.receiver import Receiver, receiver

__all__ = ["receiver"]

NOT_ANYBODYS = [
    "127.0.0.1",
    "127.8.9.10",
    "0.0.0.0",  # noqa: S104 - an address that is refused
    "10.0.0.1",
    "172.16.5.4",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "2002:7f00:1::",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:1",
]


@pytest.mark.parametrize("address", NOT_ANYBODYS)
def test_no_address_of_a_private_network_is_public(address: str) -> None:
    assert not wire.is_public(address)


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1"])
def test_others_are(address: str) -> None:
    assert wire.is_public(address)


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_however_this_machine_is_written_it_is_refused_before_anybody_connects(host: str) -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.05)
    port = listener.getsockname()[1]
    with pytest.raises((wire.RefusedAddressError, wire.UnreachableError)):
        wire.post(f"https://{host}:{port}/", b"{}", {})
    with pytest.raises(TimeoutError):
        listener.accept()
    listener.close()


def names(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> list[str]:
    """Let a name lead to other addresses at each question; returns the questions."""
    asked: list[str] = []

    def look(host: str, port: int, **kwargs: Any) -> list[Any]:
        asked.append(host)
        found = answers[min(len(asked), len(answers)) - 1]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", look)
    return asked


def test_one_private_address_among_public_ones_refuses_them_all(monkeypatch: pytest.MonkeyPatch) -> None:
    names(monkeypatch, ["93.184.216.34", "10.0.0.1"])
    with pytest.raises(wire.RefusedAddressError):
        wire.resolved(wire.target_of("https://example.org/"))


def test_a_name_that_answers_otherwise_the_second_time_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = names(monkeypatch, ["93.184.216.34"], ["127.0.0.1"])
    connected: list[str] = []

    def connect(place: tuple[str, int], timeout: float) -> socket.socket:
        connected.append(place[0])
        raise TimeoutError

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(wire.UnreachableError):
        wire.post("https://rebinding.example/", b"{}", {})
    assert (asked, connected) == (["rebinding.example"], ["93.184.216.34"])


def test_what_is_posted_arrives_and_the_answer_comes_back(receiver: Receiver) -> None:
    answer = wire.post(f"{receiver.address}?of=it", b'{"a":1}', {"X-Said": "yes"})
    assert (answer.status, answer.words) == (200, "ok")
    headers, body = receiver.requests[0]
    assert (headers["X-Said"], headers["Host"], body) == ("yes", f"127.0.0.1:{receiver.port}", b'{"a":1}')


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 302, {"Location": receiver.address}
    assert wire.post(receiver.address, b"{}", {}).status == 302
    assert len(receiver.requests) == 1


def test_of_a_long_answer_the_beginning_is_read(receiver: Receiver) -> None:
    receiver.body = b"x" * 5_000_000
    assert len(wire.post(receiver.address, b"{}", {}).words) == wire.MOST_BYTES


@pytest.mark.parametrize("slow", ["pause", "drip"])
def test_nobody_is_waited_for_longer_than_so_long(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch, slow: str
) -> None:
    monkeypatch.setattr(wire, "SECONDS", 0.5)
    setattr(receiver, slow, 2.0 if slow == "pause" else 0.2)
    receiver.body = b"x" * 50
    began = time.monotonic()
    with pytest.raises(wire.UnreachableError):
        wire.post(receiver.address, b"{}", {})
    assert time.monotonic() - began < 1.9


def test_who_is_not_there_or_speaks_no_http_is_unreachable(receiver: Receiver) -> None:
    with pytest.raises(wire.UnreachableError):
        wire.post("http://127.0.0.1:9/", b"{}", {})
    with pytest.raises(wire.UnreachableError, match="cannot be found"):
        wire.post("http://no-such-host.invalid/", b"{}", {})
    listener = socket.create_server(("127.0.0.1", 0))

    def speak() -> None:
        with listener.accept()[0] as other:
            other.recv(1000)
            other.sendall(b"hello\r\n\r\n")

    thread = threading.Thread(target=speak)
    thread.start()
    with pytest.raises(wire.UnreachableError):
        wire.post(f"http://127.0.0.1:{listener.getsockname()[1]}/", b"{}", {})
    thread.join(5)
    listener.close()


def test_whoever_cannot_prove_to_be_the_host_is_sent_nothing(receiver: Receiver) -> None:
    with pytest.raises(wire.UnreachableError):
        wire.post(receiver.address.replace("http:", "https:"), b"{}", {})
    assert receiver.requests == []
