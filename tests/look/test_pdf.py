import datetime as dt
import http.server
import io
import sys
import threading
from collections.abc import Iterator
from typing import Any

import pikepdf
import pytest
from django.template import engines

from big import pdf
from big.charts.cover import ArtObjective, ArtWork, cover_art
from big.core import fonts
from big.pdf_text import text_of
from tests.look.kit import money_chart

pytestmark = pytest.mark.skipif(not pdf.is_available(), reason="Pango is missing: run `make setup`")
MADE = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.UTC)
PAGES = """{% extends "pdf/pack_base.html" %}{% load sightline %}{% block pages %}
<section class="sheet cover" id="p1" aria-label="Cover"><p class="p-eyebrow"><span>Meridian</span></p>
<h1 class="c-title">Strategy delivery pack</h1>
<a class="c-ask c-toc" href="#p2"><span>Summary</span><span class="pageref" data-page="#p2"></span></a>
<div class="art">{{ art }}</div></section>
<section class="sheet" id="p2" aria-label="Summary">
{% include "pdf/page_head.html" with eyebrow="Summary" title="Delivery looks healthy" sub="All work" only %}
<p class="c-lede"><i class="voice">Clean water</i></p>{{ chart }}
<table class="tight"><thead><tr><th scope="col">Work</th><th scope="col">Status</th>
<th class="num" scope="col">∆BU</th></tr></thead><tbody>
{% for name in names %}<tr><th scope="row">{{ name }}</th><td>{% pack_rag "AR" was="A" %}</td>
<td class="num">{% pack_varbar 2 4 %}</td></tr>{% endfor %}</tbody></table></section>{% endblock %}"""


def pack_html(rows: int = 60) -> str:
    art = cover_art([ArtObjective(1, "O1", "Halve leakage", "A")], [ArtWork("C-1", "G", (1,)), ArtWork("C-2", "W")])
    context = {
        "pack_title": "Strategy delivery pack, October 2026",
        "organisation": "Meridian",
        "classification": "Official: board use",
        "author": "PMO",
        "made_at": MADE,
        "art": art,
        "chart": money_chart(),
        "names": [f"Work {n} with <i>a name</i>" for n in range(rows)],
    }
    return engines["django"].from_string(PAGES).render(context)


@pytest.fixture(scope="module")
def made() -> pdf.Pdf:
    return pdf.render_pdf(pack_html(), identifier="pack-1", made_at=MADE)


@pytest.fixture
def opened(made: pdf.Pdf) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(made.content)) as document:
        yield document


def test_a_pack_flows_over_landscape_pages(made: pdf.Pdf, opened: pikepdf.Pdf) -> None:
    assert made.pages == len(opened.pages) >= 4
    for page in opened.pages:
        left, bottom, right, top = (float(value) for value in page.mediabox)
        assert (round(right - left), round(top - bottom)) == (842, 595)


def test_a_page_that_goes_on_says_what_it_goes_on_with(made: pdf.Pdf) -> None:
    pages = text_of(made.content).pages
    assert all("Summary" in page for page in pages[2:])
    # On the page where it begins the heading says so itself.
    assert pages[1].count("Summary") == 1


def test_a_pack_is_tagged_and_says_its_language_and_title(opened: pikepdf.Pdf) -> None:
    root = opened.Root
    assert bool(root.MarkInfo.Marked)
    assert str(root.Lang) == "en-GB"
    assert bool(root.ViewerPreferences.DisplayDocTitle)
    assert str(opened.docinfo["/Title"]) == "Strategy delivery pack, October 2026"
    assert b"pdfuaid" in root.Metadata.read_bytes()


def test_a_pack_has_bookmarks_to_its_pages(opened: pikepdf.Pdf) -> None:
    with opened.open_outline() as outline:
        assert [item.title for item in outline.root] == ["Strategy delivery pack", "Delivery looks healthy"]


def test_a_pack_carries_its_fonts(opened: pikepdf.Pdf) -> None:
    names = set()
    for page in opened.pages:
        for font in page.resources.get("/Font", {}).values():
            described = font.DescendantFonts[0].FontDescriptor
            assert "/FontFile2" in described or "/FontFile3" in described
            names.add(str(font.BaseFont).split("+")[-1])
    assert any(name.startswith("Geist") for name in names)
    assert any(name.startswith("Newsreader") for name in names)
    assert all(name.startswith(("Geist", "Newsreader")) for name in names), names


def test_figures_have_their_sentence_as_alternative_text(opened: pikepdf.Pdf) -> None:
    told = [str(item.Alt) for item in opened.objects if isinstance(item, pikepdf.Dictionary) and "/Alt" in item]
    assert "Amber/Red" in told
    assert any("2 pieces of work below" in text for text in told)
    assert any(text.startswith("Actual Apr to Oct") for text in told)


def test_the_same_pack_is_the_same_to_the_byte(made: pdf.Pdf) -> None:
    again = pdf.render_pdf(pack_html(), identifier="pack-1", made_at=MADE)
    assert again.content == made.content


def test_progress_hears_the_pages_before_the_file_is_written() -> None:
    heard: list[int] = []
    made = pdf.render_pdf("<html lang=en><title>x</title><p>One page</p>", laid_out=heard.append)
    assert heard == [made.pages] == [1]


class _Hits(http.server.BaseHTTPRequestHandler):
    paths: list[str]

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x")

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture(scope="module")
def outside() -> Iterator[tuple[str, list[str]]]:
    """A server that a careless renderer would reach."""
    hits: list[str] = []
    handler = type("Handler", (_Hits,), {"paths": hits})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/", hits
    server.shutdown()
    server.server_close()


def _svg(inside: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{inside}</svg>'


ATTACKS = {
    "img http": '<img src="{out}img">',
    "img file": '<img src="file:///etc/hostname">',
    "link css": '<link rel=stylesheet href="{out}css">',
    "attachment": '<link rel=attachment href="file:///etc/passwd">',
    "a attachment": '<a rel=attachment href="file:///etc/passwd">x</a>',
    "css import": "<style>@import url({out}imp);</style>",
    "font face": "<style>@font-face{{font-family:z;src:url({out}font)}}p{{font-family:z}}</style><p>x",
    "font face file": "<style>@font-face{{font-family:z;src:url(file:///etc/passwd)}}p{{font-family:z}}</style><p>x",
    "background": "<style>p{{background:url({out}bg)}}</style><p>x",
    "content url": "<style>p::before{{content:url({out}ct)}}</style><p>x",
    "svg image": _svg('<image href="{out}svgimg" width="9" height="9"/>'),
    "svg image file": _svg('<image href="file:///etc/hostname" width="9" height="9"/>'),
    "svg use": _svg('<use href="{out}u.svg#a"/>'),
    "svg css import": _svg("<style>@import url({out}si);</style><rect width='9' height='9'/>"),
    "object": '<object data="{out}obj">',
    "embed": '<embed src="{out}emb">',
    "iframe": '<iframe src="{out}ifr"></iframe>',
    "ftp": '<img src="ftp://127.0.0.1/x">',
    "base": '<base href="{out}"><img src="rel.png">',
    "scheme in capitals": '<img src="FILE:///etc/hostname">',
    "list style": "<style>ul{{list-style-image:url({out}ls)}}</style><ul><li>x</ul>",
    "another name": '<img src="pack:../../etc/passwd">',
    "entity": '<img src="data:image/svg+xml,%3C!DOCTYPE s [%3C!ENTITY x SYSTEM %22file:///etc/hostname%22%3E]%3E'
    '%3Csvg xmlns=%22http://www.w3.org/2000/svg%22%3E%3Ctext%3E%26x;%3C/text%3E%3C/svg%3E">',
}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_nothing_leads_out_of_a_pack(attack: str, outside: tuple[str, list[str]]) -> None:
    address, hits = outside
    html = f"<html lang=en><title>x</title><body>{attack.format(out=address)}"
    try:
        made = pdf.render_pdf(html)
    except pdf.BlockedAddressError:
        made = None
    assert hits == []
    if made is not None:
        assert b"/EmbeddedFile" not in made.content
        with pikepdf.open(io.BytesIO(made.content)) as document:
            assert "/AF" not in document.Root


@pytest.mark.parametrize(
    "name", ["img http", "img file", "attachment", "css import", "font face", "base", "another name"]
)
def test_a_foreign_address_stops_the_render(name: str, outside: tuple[str, list[str]]) -> None:
    with pytest.raises(pdf.BlockedAddressError, match="not part of this pack"):
        pdf.render_pdf(f"<html lang=en><title>x</title><body>{ATTACKS[name].format(out=outside[0])}")


def test_assets_come_by_name() -> None:
    image = (_svg('<rect width="9" height="9"/>').encode(), "image/svg+xml")
    made = pdf.render_pdf('<html lang=en><title>x</title><img alt="x" src="pack:logo">', assets={"logo": image})
    assert made.pages == 1


def test_faces_are_there_for_the_web_and_for_packs() -> None:
    assert set(fonts.assets()) == {f"fonts/{face.name}.ttf" for face in fonts.FACES}
    finder = fonts.FontFinder()
    assert finder.find("fonts/geist-400.woff2").endswith("geist-400.woff2")
    assert finder.find("fonts/geist-400.woff2", find_all=True)
    assert finder.find("css/base.css") == []
    listed = dict(finder.list(None))
    assert len(listed) == len(fonts.FACES)
    for path, storage in listed.items():
        with storage.open(path) as file:
            assert file.read(4) == b"wOF2"


def test_two_processes_that_cut_at_once_leave_one_whole_folder(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    monkeypatch.setattr(fonts, "FACES", fonts.FACES[:1])
    monkeypatch.setattr(sys, "prefix", sys.base_prefix)
    settings.VAR = tmp_path
    found: list[object] = []
    threads = [threading.Thread(target=lambda: found.append(fonts.folder())) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == found[1]
    kept = list((found[0].parent).iterdir())  # type: ignore[attr-defined]
    assert kept == [found[0]]
