"""An opening sentence is explained by figures: they name each of its numbers, and each says what its own page says."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from big.registry import provenance
from tests.provenance.saying import numbers_in, unnamed
from tests.provenance.world import HIDDEN, World, cases, held

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with held(django_db_blocker) as made:
        yield made


def test_numbers_are_read_from_words_and_digits() -> None:
    assert numbers_in("Fifteen of 22 pieces cost £1.2m, 40% of SO4; KR2.1 is red.") == {"15", "22", "£1.2m", "40%"}


@pytest.mark.parametrize("who", ["administrator", "local"])
def test_each_number_of_a_sentence_is_a_figure_and_each_figure_holds(world: World, who: str) -> None:
    user, followed = world.users[who], 0
    for key, asked in cases(world):
        if not key.endswith("-sentence"):
            continue
        told = provenance.get(key).load(user, asked)
        assert told is not None, (key, asked)
        assert HIDDEN not in str(told), (key, asked)
        assert unnamed(told) == set(), (key, asked, told.sentence)
        for row in told.rows.every:
            if row.how and key != "home-sentence":
                parts = urlsplit(row.how)
                its = provenance.get(parts.path.strip("/").split("/")[1]).load(user, dict(parse_qsl(parts.query)))
                assert its is not None, (key, asked, row)
                followed += 1
                if row.value[:1].isdigit() or row.value[:1] in "£+−":
                    assert its.value == row.value or row.value.startswith(its.value), (key, asked, row, its.value)
    assert followed > (20 if who == "administrator" else 5)
