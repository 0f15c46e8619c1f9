"""Reading the text of PDFs that somebody sent in: what is drawn is read, what is hostile ends the reader alone."""

import io
import subprocess
import zlib
from typing import Any

import pikepdf
import pytest

from big import pdf_text
from big.errors import RefusedFileError
from big.pdf import render_pdf
from big.pdf_text import text_of

PAGES = "<html lang='en'><head><title>T</title><meta name='sightlinepack' content='a-1'></head><body>{}</body></html>"


def rendered(body: str) -> bytes:
    return render_pdf(PAGES.format(body)).content


def refused(content: bytes) -> str:
    with pytest.raises(RefusedFileError) as found:
        text_of(content)
    return str(found.value.code)


def said_of(content: bytes) -> object:
    """The pages, or why there are none."""
    try:
        return text_of(content).pages
    except RefusedFileError as error:
        return str(error.code)


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = io.BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def with_stream(stream: bytes) -> bytes:
    """A page that is drawn by this compressed stream."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page()
    page.Contents = pdf.make_stream(stream, Filter=pikepdf.Name.FlateDecode)
    return saved(pdf, compress_streams=False)


def test_the_pages_and_the_information_are_read() -> None:
    read = text_of(rendered("<p>Forecast £135.4m</p><p style='break-before: page'>Second</p>"))
    assert [page.strip() for page in read.pages] == ["Forecast £135.4m", "Second"]
    assert read.information["sightlinepack"] == "a-1"
    assert read.information["Title"] == "T"


def test_what_is_no_pdf_is_not_read() -> None:
    assert refused(b"") == "not_pdf"
    assert refused(b"PK\x03\x04 a workbook") == "not_pdf"
    assert refused(b"%PDF-1.7\nnothing else") == "unreadable"
    assert refused(rendered("<p>x</p>")[:400]) == "unreadable"
    assert refused(b"%PDF-1.7" + bytes(pdf_text.MOST_BYTES)) == "file_too_large"


def test_a_protected_file_says_so() -> None:
    with pikepdf.open(io.BytesIO(rendered("<p>x</p>"))) as pdf:
        assert refused(saved(pdf, encryption=pikepdf.Encryption(user="a", owner="b"))) == "protected"


def test_too_many_pages_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "MOST_PAGES", 1)
    assert refused(rendered("<p>x</p><p style='break-before: page'>y</p>")) == "too_many_pages"


def test_too_much_text_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "MOST_TEXT", 10)
    assert refused(rendered("<p>Longer than ten letters</p>")) == "too_much_text"


def test_a_bomb_ends_its_reader_and_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "SECONDS", 3)
    monkeypatch.setattr(pdf_text, "MEMORY", 400_000_000)
    packer = zlib.compressobj(1)
    bomb = b"".join(packer.compress(bytes(10_000_000)) for _ in range(50)) + packer.flush()
    assert len(bomb) < 5_000_000
    # What unpacks to half a gigabyte is refused, or read as far as the bound lets it: never more than that is held.
    assert said_of(with_stream(bomb)) in {("",), "unreadable"}


def test_endless_work_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf_text, "SECONDS", 2)
    with pikepdf.open(io.BytesIO(rendered(f"<p>{'word ' * 600}</p>"))) as pdf:
        for _ in range(300):
            pdf.pages.append(pdf.pages[0])
        assert refused(saved(pdf)) == "unreadable"


def test_pages_that_contain_themselves_are_refused_or_read_once() -> None:
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.Root.Pages.Kids = pikepdf.Array([pdf.Root.Pages])
    assert said_of(saved(pdf)) in {(), ("",), "unreadable", "too_many_pages"}


def test_the_reader_has_nothing_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the environment, with its secrets, nor the folder of the product."""
    asked: dict[str, Any] = {}

    def run(command: list[str], **options: Any) -> None:
        asked.update(options, command=command)
        raise subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(subprocess, "run", run)
    assert refused(b"%PDF-1.7") == "unreadable"
    assert asked["env"] == {}
    assert asked["cwd"] == "/"
    assert "-I" in asked["command"]
