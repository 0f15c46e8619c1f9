"""Real pages of OKRs as stored records: the counts and scores that the data's README states."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from okr.importing.wording import held_words
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult, Reading
from okr.models.objectives import StrategicObjective
from tests.factories.organisation import make_unit
from tests.okr.files.public import DATA, public
from tests.okr.importing.bringing import balances, bring_in, check, counts, importer

pytestmark = pytest.mark.django_db


def files(*paths: str) -> dict[str, bytes]:
    return {each.name: each.content for each in public(*paths)}


def test_gitlabs_quarter_is_stored_with_its_335_key_results() -> None:
    page, actor = files("okr/gitlab/okrs-fy21-q1.md"), importer()
    run = bring_in("gitlab-md", page, actor=actor, new_teams="whole", first_month=2)
    assert balances(run)
    kinds = [held_words(each).get("Kind", "") for each in KeyResult.objects.values_list("exchange", flat=True)]
    assert (kinds.count(""), kinds.count("initiative")) == (335, 1)
    again = check("gitlab-md", page, actor=actor, new_teams="whole", first_month=2)
    assert {action for found in counts(again).values() for action in found} == {"unchanged"}


@pytest.mark.parametrize(
    ("name", "results"),
    [("2019_q4_final", 42), ("2021_q2_final", 73), ("2022_q1_final", 64), ("2022_q2_final", 77)],
)
def test_sourcegraphs_quarters_are_stored_whole(name: str, results: int) -> None:
    page, actor = files(f"okr/sourcegraph/{name}.md"), importer()
    run = bring_in("sourcegraph-md", page, actor=actor, new_teams="create")
    assert balances(run)
    lines = page[f"{name}.md"].decode().split("\n")
    stored = [int(each.rpartition(" ")[2]) for each in KeyResult.objects.values_list("source_ref", flat=True)]
    assert sum(1 for line in stored if "KR:" in lines[line - 1]) == results
    again = check("sourcegraph-md", page, actor=actor, new_teams="create")
    assert {action for found in counts(again).values() for action in found} == {"unchanged"}


def test_the_scores_of_ipfs_cluster_are_readings() -> None:
    page, actor = files("okr/ipfs/CLUSTER.md"), importer()
    unit = make_unit("Cluster")
    run = bring_in("ipfs-md", page, actor=actor, unit=unit.code)
    assert balances(run)
    owned = [each for each in KeyResult.objects.all() if "Owners" in held_words(each.exchange)]
    assert len(owned) == 21
    assert set(StrategicObjective.objects.values_list("okr_set__unit__code", flat=True)) == {unit.code}
    for key, many, mean in (("mid", 17, "0.359"), ("end", 20, "0.375")):
        scored = Reading.objects.filter(key_result__in=owned, exchange__okr__key=key, value__isnull=False)
        values = [each.value for each in scored if each.value is not None]
        assert len(values) == many
        assert (sum(values, Decimal()) / many).quantize(Decimal("0.001")) == Decimal(mean)
    again = check("ipfs-md", page, actor=actor, unit=unit.code)
    assert {action for found in counts(again).values() for action in found} == {"unchanged"}


def test_pages_of_several_teams_are_one_import() -> None:
    pages = files(*[f"okr/ipfs/{name}.md" for name in ("BIFROST", "CLUSTER", "LOCOL", "PROJECT")])
    run = bring_in("ipfs-md", pages)
    assert balances(run)
    assert run.file.filename.startswith("4 files, first BIFROST.md")
    assert Cycle.objects.count() > 1


def test_the_command_tells_and_writes_what_the_wizard_does() -> None:
    public("okr/ipfs/CLUSTER.md")
    out = StringIO()
    path = str(DATA / "okr/ipfs/CLUSTER.md")
    call_command("import_okrs", "ipfs-md", path, "--dry-run", stdout=out)
    assert "Dry run: nothing was written." in out.getvalue()
    assert "Cells: " in out.getvalue()
    assert "Comparing ..." in out.getvalue()
    assert not KeyResult.objects.exists()
    call_command("import_okrs", "ipfs-md", path, stdout=out)
    assert KeyResult.objects.count() == 27
