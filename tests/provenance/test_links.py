"""A figure on a page is a link to what explains it, and both say the same number; nothing else of the page is lost."""

import re
from collections import Counter
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
    "/sight/money/": 28,
    "/sight/money/?unit=sales": 20,
    "/sight/": 4,
    "/sight/?unit=sales&stream=change": 2,
    "/sight/?focus={objective}": 12,
    "/sight/?focus={driver}": 8,
    "/sight/?focus={red}": 5,
    "/sight/?view=tree": 8,
    "/sight/gaps/": 7,
    "/sight/gaps/?unit=sales": 3,
    "/sight/gaps/work-unlinked/": 3,
    "/sight/figures/objectives/": 2,
    "/sight/figures/work/": 1,
    "/sight/figures/check-ins/": 1,
    "/portfolio/": 30,
    "/portfolio/?group=unit&layout=table": 30,
    "/portfolio/?mark=R": 8,
    "/portfolio/?year=2025": 1,
    "/portfolio/capacity/": 4,
    "/portfolio/work/{red}/": 2,
    "/portfolio/work/{red}/money/": 5,
    "/portfolio/work/{red}/milestones/": 2,
    "/portfolio/work/{red}/structure/": 5,
    "/okr/": 5,
    "/okr/?driver={driver}": 5,
    "/okr/objectives/{objective}/": 9,
    "/okr/key-results/{key_result}/": 2,
    "/okr/contributions/{link}/": 2,
    "/strategy/": 1,
    "/strategy/drivers/{driver}/": 1,
    "/strategy/purposes/{purpose}/": 1,
}
"""How many figures each of these pages explains at least."""
# Of the links of a page that ask the same kind for the same parameters, so many are followed.
ALIKE: Final = 1


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


def says(shown: str, told: Provenance) -> bool:
    """Whether what is shown is the figure, or leads with it: "£3.2m is not linked"."""
    known = said_by(told)
    return shown in known or any(shown.startswith(f"{each} ") for each in known)


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
        if who == "local" and "?" in address and "unit" not in address:
            continue
        page = client.get(
            address.format(
                red=world.red.code.lower(),
                objective=world.objective.code.lower(),
                key_result=world.key_result.code.lower(),
                driver=world.driver.code.lower(),
                purpose=world.driver.purposes.get().code.lower(),
                link=world.link.pk,
            )
        )
        assert page.status_code == 200, address
        found = LINK.findall(page.content.decode())
        assert len(found) >= (least if who == "administrator" else 0), address
        loaded: Counter[tuple[str, frozenset[str]]] = Counter()
        for url, html in found:
            parts = urlsplit(unescape(url))
            key, asked = parts.path.removeprefix("/figure/").strip("/"), dict(parse_qsl(parts.query))
            if url not in known:
                alike = (key, frozenset(asked))
                if loaded[alike] == ALIKE:
                    continue
                loaded[alike] += 1
                known[url] = provenance.get(key).load(user, asked)
            told = known[url]
            assert told is not None, (address, url)
            shown = shown_in(html)
            if key not in ("work-status", "objective-delivery", "key-result", "linked-spend"):
                assert says(shown, told), (address, url, shown)
