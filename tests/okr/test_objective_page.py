"""The page of an objective that much work serves: the heaviest of each stream first, all on demand, sums of all."""

import pytest
from django.test import Client

from okr.models.objectives import StrategicObjective
from okr.selectors.objective_page import AT_FIRST, objective_page
from portfolio.models.work import Work
from portfolio.selectors.frame import frame
from tests.factories.okr import make_contribution, make_objective
from tests.factories.organisation import all_rights, member
from tests.factories.portfolio import make_money, make_work

pytestmark = pytest.mark.django_db


def served(count: int) -> tuple[StrategicObjective, list[Work]]:
    """An objective and the work that serves it, each piece dearer than the one before."""
    objective, works = make_objective(), []
    for number in range(count):
        work = make_work(f"Renewal {number:02}")
        make_money(work, forecast=1000 * (number + 1))
        make_contribution(work, objective, state="agreed", weight=100)
        works.append(work)
    return objective, works


def names(page: str) -> list[str]:
    return [word.partition("<")[0] for word in page.split('class="rowlink"')[1:] for word in word.split(">")[1:2]]


def test_the_heaviest_links_come_first_and_the_sum_is_that_of_all(client: Client) -> None:
    objective, works = served(AT_FIRST + 3)
    user = member(all_rights())
    client.force_login(user)
    few = client.get(objective.get_absolute_url()).content.decode()
    shown = [name for name in names(few) if name.startswith("Renewal")]
    assert shown == [work.name for work in reversed(works)][:AT_FIRST]
    assert "Show the other 3" in few
    every = client.get(objective.get_absolute_url(), {"show": "all"}).content.decode()
    assert len([name for name in names(every) if name.startswith("Renewal")]) == len(works)
    assert "Show the other" not in every
    group = next(each for each in objective_page(objective, user, frame()).groups if each.rows)
    assert group.share.forecast == sum(1000 * (number + 1) for number in range(AT_FIRST + 3))


def test_one_or_two_more_are_shown_rather_than_hidden(client: Client) -> None:
    objective, works = served(AT_FIRST + 2)
    client.force_login(member(all_rights()))
    page = client.get(objective.get_absolute_url()).content.decode()
    assert len([name for name in names(page) if name.startswith("Renewal")]) == len(works)
