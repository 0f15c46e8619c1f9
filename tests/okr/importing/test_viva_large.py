"""Ten thousand rows in each shape of Viva Goals: imported whole, accounted for, and the same again changes nothing.

How long a dry run takes is measured by the bench (`bench/`), with its limit of thirty seconds.
"""

import pytest

from big.imports import formats, services
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from tests.okr.importing.bringing import balances, importer
from tests.okr.viva_maker import as_csv, as_workbook, as_zip, truths

pytestmark = pytest.mark.django_db
ROWS = 10_000
SHAPES = {
    "viva-csv": ("export.csv", as_csv),
    "viva-zip": ("export.zip", as_zip),
    "viva-workbook": ("template.xlsx", as_workbook),
}


@pytest.mark.parametrize("key", SHAPES)
def test_ten_thousand_rows_import_whole(key: str) -> None:
    name, write = SHAPES[key]
    nodes, actor = truths(ROWS), importer()
    content, options = write(nodes), {"new_teams": "create"}
    checked = services.plan_file(key, actor=actor, content=content, options=options, filename=name)
    run = services.check_file(key, actor=actor, filename=name, content=content, options=options, checked=checked)
    applied = services.apply_run(run.pk, actor=actor, data=checked.data)
    assert balances(applied)
    assert StrategicObjective.objects.count() >= ROWS / 5
    assert KeyResult.objects.count() == ROWS * 4 / 5
    again = services.plan_of(formats.get(key), checked.data, actor)
    assert {action for found in again.counts().values() for action, count in found.items() if count} == {"unchanged"}
