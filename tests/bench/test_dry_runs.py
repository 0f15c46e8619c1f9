"""The dry runs that the bench times read every row they made."""

import pytest

from bench.dry_runs import measured

pytestmark = pytest.mark.django_db


def test_each_shape_is_read_and_accounted_for() -> None:
    found = [line for line, _ in measured(50)]
    assert [line.partition(":")[0] for line in found] == [
        f"Dry run of 50 rows, {key}" for key in ("viva-csv", "viva-zip", "viva-workbook")
    ]
