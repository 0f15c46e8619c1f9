"""A pack says how its figures are computed: the values of its pages, with formula, rows, source and the way to each."""

import datetime as dt
import re

import pytest

from big.audit.models import AuditSeal
from big.audit.sealing import seal_events
from big.registry import provenance
from governance.packs.content import Content
from governance.packs.figures import EACH, EXPLAINED, UNEXPLAINED, WHOLE
from governance.packs.proving import read_again
from governance.packs.snapshot import snapshot_of
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from tests.factories.organisation import all_rights, member, top_node
from tests.factories.portfolio import make_money, make_report, make_whole_life, make_work
from tests.governance.drafting import build
from tests.governance.shapes import TODAY, hold

pytestmark = pytest.mark.django_db


def test_the_page_of_figures_says_what_the_other_pages_say() -> None:
    hold()
    secret = make_work("Quiet acquisition", is_confidential=True)
    make_money(secret, 9_000_000, 9_000_000)
    director = member(all_rights(confidential=True))
    pack = build(director)
    told = {each["figure"]: each for each in pack.snapshot["figures"]}
    assert (told["Forecast"]["value"], told["Forecast"]["rows"]) == ("£1.1m", len(pack.snapshot["works"]))
    page = pack.html[pack.html.index('id="p-figures"') :]
    said = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    for shown in (
        "Forecast Summary, money £1.1m 1 The sum",
        "Work that is green Summary 1 of 1 1",
        "Spend with line of sight Summary, money 100%",
    ):
        assert shown in said, shown
    assert "1 money line entered in Sightline" in said
    assert "lie wholly within the financial year" in page
    assert "/figure/work-money/?what=forecast&amp;on=" in page
    assert "as_of=" in page
    assert "Quiet acquisition" not in pack.html
    assert read_again(pack).is_equal
    Work.objects.filter(pk=secret.pk).update(name="Another name")
    assert read_again(pack).is_equal


def test_every_figure_that_a_pack_keeps_is_explained_or_says_why_not() -> None:
    hold()
    kept = snapshot_of(Content(top_node(), member(all_rights()), frame())).keys() | {"scorecard_left"}
    listed = [name for names in UNEXPLAINED.values() for name in names]
    assert sorted([*EXPLAINED, *listed]) == sorted(kept), (
        "say in governance/packs/figures.py what explains it, or why not"
    )
    known = {each.key for each in provenance.known()}
    told = {key for _, _, key, *_ in WHOLE} | {key for _, _, key in EACH}
    assert {key for keys in EXPLAINED.values() for key in keys} <= known & told


def test_doubts_stand_beside_the_figures_that_they_are_of() -> None:
    line = hold()
    old = make_work("Bridge renewal")
    make_report(old, "A", on=TODAY - dt.timedelta(days=90))
    make_money(old, 2_000_000, 2_500_000, note="Estimated from last year")
    make_whole_life(line.work, None, withheld_reason="Exempt")
    html = build(member(all_rights())).html
    page = html[html.index('id="p-portfolio"') :]
    row = page[page.index("Bridge renewal") :].partition("</tr>")[0]
    assert 'aria-label="Stale"' in row
    assert 'aria-label="Estimated"' in row
    assert 'aria-label="Withheld"' in page[page.index(line.work.name) :].partition("</tr>")[0]
    summary = html[html.index('id="p-summary"') : html.index('id="p-portfolio"')]
    assert "1 of 2 pieces of work reported too long ago" in summary


def test_the_last_page_vouches_for_the_audit_log() -> None:
    hold()
    director = member(all_rights())
    assert "sealed event" not in build(director).html
    seal_events()
    last = AuditSeal.objects.latest("position")
    page = build(director).html
    said = page[page.index('id="p-appendix"') :]
    assert f"the audit log held {last.position} sealed events, head {bytes(last.hash).hex()[:16]}…" in said
