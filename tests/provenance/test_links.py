"""A figure on a page is a link to what explains it, and both say the same number; nothing else of the page is lost."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.test import Client

from big.core import words
from big.registry import provenance
from big.registry.provenance import Provenance
from tests.provenance.world import World, held

pytestmark = pytest.mark.django_db
LINK: Final = re.compile(
    r'<a class="[^"]*\bhowlink\b[^"]*" href="(/figure/[^"]+)"[^>]*>(.*?)<span class="vh"> \(how', re.DOTALL
)
LEAST: Final = {
    "/": 6,
    "/sight/money/": 20,
    "/sight/": 1,
    "/sight/gaps/": 3,
    "/portfolio/": 7,
    "/portfolio/?group=unit&layout=table": 8,
    "/portfolio/capacity/": 3,
    "/portfolio/work/{red}/": 1,
    "/portfolio/work/{red}/money/": 4,
    "/okr/": 3,
    "/okr/objectives/{objective}/": 6,
    "/okr/key-results/{key_result}/": 1,
}
"""How many figures each of these pages explains at least."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with held(django_db_blocker) as made:
        yield made


def said_by(told: Provenance) -> set[str]:
    """The ways in which pages say the figure: as it is, in millions, as a share, as a count."""
    found = {told.value, told.value.partition(" of ")[0], told.value.removesuffix(" FTE"), told.sentence}
    if told.amount is None:
        return found | {words.DASH, "withheld"}
    amount = told.amount
    ways = (words.money, words.signed_money, words.millions, words.signed_millions, words.percent, words.number)
    found |= {way(amount) for way in ways} | {words.number(amount, 1), words.signed(amount)}
    count = int(amount)
    found |= {words.counted(count, "piece"), words.counted(count, "piece of work", "pieces of work")}
    return found


def shown_in(html: str) -> str:
    """What a reader sees of a link: its text, without what is only for screen readers."""
    text = re.sub(r'<span class="vh">.*?</span>|<svg.*?</svg>', "", html, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", "", text)).strip()


@pytest.mark.parametrize("who", ["administrator", "local"])
def test_figure_and_explanation_say_the_same(client: Client, world: World, who: str) -> None:
    user = world.users[who]
    client.force_login(user)
    known: dict[str, Provenance | None] = {}
    for address, least in LEAST.items():
        page = client.get(
            address.format(
                red=world.red.code.lower(),
                objective=world.objective.code.lower(),
                key_result=world.key_result.code.lower(),
            )
        )
        assert page.status_code == 200, address
        found = LINK.findall(page.content.decode())
        assert len(found) >= (least if who == "administrator" else 0), address
        for url, html in found:
            parts = urlsplit(unescape(url))
            key = parts.path.removeprefix("/figure/").strip("/")
            if url not in known:
                known[url] = provenance.get(key).load(user, dict(parse_qsl(parts.query)))
            told = known[url]
            assert told is not None, (address, url)
            shown = shown_in(html)
            if key not in ("work-status", "objective-delivery", "key-result", "linked-spend"):
                assert shown in said_by(told), (address, url)
