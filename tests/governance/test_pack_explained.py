"""A pack says how its figures are computed: the values of its pages, with formula, rows, source and the way to each."""

import re

import pytest

from governance.packs.proving import read_again
from portfolio.models.work import Work
from tests.factories.organisation import all_rights, member
from tests.factories.portfolio import make_money, make_work
from tests.governance.drafting import build
from tests.governance.shapes import hold

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
