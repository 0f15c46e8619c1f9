"""The order in which published years are imported does not matter."""

from typing import Any

import pytest
from django.db import transaction

from portfolio.models.status import StatusReport
from portfolio.models.work import WorkReference
from tests.factories.gmpp import YEARS, import_bytes, real_file
from tests.portfolio.test_gmpp_importing import stored

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def after(years: list[int]) -> dict[str, Any]:
    """What is stored when these years were imported in this order into an empty organisation."""
    with transaction.atomic():
        for year in years:
            import_bytes(real_file(year))
        names = WorkReference.objects.filter(scheme="gmpp-name").order_by("value").values_list("work", "value")
        projects: dict[int, list[str]] = {}
        for work, value in names:
            projects.setdefault(work, []).append(value)
        found = {**stored(), "projects": sorted(projects.values()), "reports of": StatusReport.objects.count()}
        transaction.set_rollback(True)
    return found


def test_2022_and_then_2021_is_2021_and_then_2022() -> None:
    forwards, backwards = after([2021, 2022]), after([2022, 2021])
    for part, found in forwards.items():
        assert backwards[part] == found, part


def test_all_seven_backwards_are_the_same_projects() -> None:
    forwards, backwards = after(list(YEARS)), after(list(reversed(YEARS)))
    assert len(forwards["projects"]) == 596
    for part in ("projects", "units", "works", "costs", "money", "reports of"):
        assert backwards[part] == forwards[part], part
