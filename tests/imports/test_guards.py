"""Hostile and mistaken files: sizes, kinds, archives, entities; checks 27 to 29 of the design."""

import io
import resource
import stat
import threading
import time
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from big.errors import RefusedFileError
from big.imports.guards import (
    ZipLimits,
    in_megabytes,
    kind_of,
    read_limited,
    require_text,
    safe_filename,
    unpack,
)
from big.imports.xml import XmlLimits, parse_xml

LIMITS = ZipLimits(entries=100, total=5_000_000, ratio=100)


def archive(*entries: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    """A zip archive of these files."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in entries:
            made.writestr(zipfile.ZipInfo(name) if isinstance(name, str) else name, content, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def link(name: str, target: bytes) -> tuple[zipfile.ZipInfo, bytes]:
    """A symbolic link as an entry."""
    entry = zipfile.ZipInfo(name)
    entry.external_attr = (stat.S_IFLNK | 0o777) << 16
    return entry, target


def liar(content: bytes) -> bytes:
    """An archive whose directory says that its one file is a single byte."""
    made = bytearray(archive(("a", content)))
    at = made.rindex(b"PK\x01\x02")
    made[at + 24 : at + 28] = (1).to_bytes(4, "little")
    return bytes(made)


def refusal(content: bytes) -> str:
    """Why an archive is refused."""
    with pytest.raises(RefusedFileError) as refused:
        unpack(content, LIMITS)
    return refused.value.messages[0]


class Endless:
    """A file without an end, which says how much of it was read."""

    def __init__(self) -> None:
        self.taken = 0

    def read(self, size: int, /) -> bytes:
        """Some more."""
        self.taken += size
        return b"x" * size


def test_an_archive_gives_its_files() -> None:
    assert unpack(archive(("a/b.txt", b"hello"), ("c", b"")), LIMITS) == {"a/b.txt": b"hello", "c": b""}
    assert unpack(archive(("a", b"1"), ("b", b"2")), LIMITS, wanted=["b"]) == {"b": b"2"}


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (archive(("../a", b"x")), "points outside"),
        (archive(("/etc/passwd", b"x")), "points outside"),
        (archive(("a\\..\\..\\b", b"x")), "points outside"),
        (archive(("C:\\a", b"x")), "points outside"),
        (archive(link("a", b"/etc/passwd")), "a link instead of a file"),
        (archive(*((f"{number}", b"") for number in range(200))), "200 files"),
        (archive(("a", archive(("b", b"x")))), "another archive"),
        (archive(("a", b"x"))[:40], "damaged"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
    ],
    ids=range(9),  # an archive holds the moment that it was made, and two test processes must name tests alike
)
def test_a_hostile_archive_is_refused(content: bytes, said: str) -> None:
    assert said in refusal(content)


def test_an_archive_that_names_a_file_twice_is_refused() -> None:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        made.writestr("a", b"1")
        with pytest.warns(UserWarning, match="Duplicate"):
            made.writestr("a", b"2")
    assert "twice" in refusal(held.getvalue())


def test_a_bomb_is_refused_at_once_and_without_unpacking() -> None:
    bomb = archive(("a", b"\x00" * 180_000_000))
    assert len(bomb) < 200_000
    before, start = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
    assert "unpacks to more than" in refusal(bomb)
    assert time.process_time() - start < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000


def test_a_directory_that_lies_about_its_sizes_gains_nothing() -> None:
    with pytest.raises(RefusedFileError):
        unpack(liar(b"\x00" * 20_000_000), LIMITS)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.4 <html>", "PDF"),
        (b"GIF89a=1;alert(1)", "GIF picture"),
        (b"MZ\x90", "program"),
        (b"\x00\x01\x02", "binary"),
        (b"a,b\n1,2\n", "text"),
        ("<a/>".encode("utf-16"), "text"),
        ("<a/>".encode("utf-16-le"), "text"),
        (b"\xef\xbb\xbfa;b", "text"),
    ],
)
def test_the_content_says_what_a_file_is(content: bytes, kind: str) -> None:
    assert kind_of(content) == kind


def test_a_wrong_kind_is_refused_in_words() -> None:
    with pytest.raises(RefusedFileError, match="This file is an old Office document, whatever its name says"):
        require_text(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "a CSV file")


def test_reading_stops_at_the_limit() -> None:
    endless = Endless()
    with pytest.raises(RefusedFileError, match="larger than 1 MB"):
        read_limited(endless, 1_000_000)
    assert endless.taken < 1_200_000
    with pytest.raises(RefusedFileError, match="empty"):
        read_limited(io.BytesIO(b""), 10)
    assert read_limited(io.BytesIO(b"12345"), 5) == b"12345"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("plan.xml", "plan.xml"),
        ("../../etc/passwd", "passwd"),
        ("C:\\files\\plan.xml", "plan.xml"),
        ("a\r\nSet-Cookie: b", "aSet-Cookie: b"),
        ("..", "unnamed"),
        ("", "unnamed"),
        ("é" * 300, "é" * 250),
    ],
)
def test_a_name_is_shown_and_is_never_a_path(name: str, shown: str) -> None:
    assert safe_filename(name) == shown


def test_sizes_in_words() -> None:
    assert [in_megabytes(size) for size in (500, 20_000, 1_500_000, 20_000_000)] == ["1 kB", "20 kB", "1.5 MB", "20 MB"]


@pytest.fixture
def listener() -> Iterator[list[str]]:
    """A web server on the loopback that notes who asks it for what."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        """Notes every request."""

        def do_GET(self) -> None:
            """Note it."""
            asked.append(self.path)
            self.send_response(200)
            self.end_headers()

    server = HTTPServer(("127.0.0.1", 0), Handler)
    asked.append(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_no_xml_reaches_the_network_or_the_disk(listener: list[str]) -> None:
    url = listener[0]
    laughs = '<!ENTITY l0 "ha">' + "".join(f'<!ENTITY l{at} "&l{at - 1};&l{at - 1};">' for at in range(1, 9))
    hostile = [
        f'<!DOCTYPE a SYSTEM "{url}/a.dtd"><a/>',
        f'<!DOCTYPE a [<!ENTITY x SYSTEM "{url}/x">]><a>&x;</a>',
        f'<!DOCTYPE a [<!ENTITY % x SYSTEM "{url}/p"> %x;]><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>',
        f"<!DOCTYPE a [{laughs}]><a>&l8;</a>",
        f'<a xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="{url}/i"/></a>',
        f'<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a SYSTEM "{url}/w"><a/>',
    ]
    for text in hostile:
        for encoding in ("utf-8", "utf-16"):
            if ("UTF-16" in text) == (encoding == "utf-16"):
                with pytest.raises(RefusedFileError, match="line 1"):
                    parse_xml(text.encode(encoding))
    # A stylesheet or a schema is only named, never fetched.
    parse_xml(f'<?xml-stylesheet href="{url}/s.xsl"?><a xmlns="{url}/ns"/>'.encode())
    assert listener == [url]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"<a>" * 61 + b"</a>" * 61, "60 deep"),
        (b"<a>" + b"<b/>" * 1000 + b"</a>", "more than 1000 elements"),
        (b"<a " + b" ".join(b'b%d="1"' % number for number in range(50)) + b"/>", "more than 40 attributes"),
    ],
)
def test_too_much_of_anything_is_refused(content: bytes, said: str) -> None:
    with pytest.raises(RefusedFileError, match=said):
        parse_xml(content, XmlLimits(elements=1000))


def test_a_file_full_of_elements_is_refused_without_building_them() -> None:
    start = time.process_time()
    with pytest.raises(RefusedFileError, match="more than 100000 elements"):
        parse_xml(b"<a>" + b"<b/>" * 2_400_000 + b"</a>")
    assert time.process_time() - start < 3
