from decimal import Decimal

import pytest

from big.errors import RefusedFileError
from okr.files.ipfs_md import read
from okr.files.markdown import lines_of
from okr.files.shapes import NamedFile
from tests.okr.files.public import DATA, public


def _mean(values: list[Decimal | None]) -> float:
    held = [float(each) for each in values if each is not None]
    return round(sum(held) / len(held), 3)


def test_the_page_of_the_cluster_team() -> None:
    found = read(public("okr/ipfs/CLUSTER.md"))
    assert len(found.of_kind("objective")) == 4
    owned = [node for node in found.of_kind("key_result") if node.owners]
    assert len(owned) == 21
    mid, end = [node.score_mid for node in owned], [node.score for node in owned]
    assert sum(1 for each in mid if each is not None) == 17
    assert _mean(mid) == 0.359
    assert sum(1 for each in end if each is not None) == 20
    assert _mean(end) == 0.375
    first = owned[0]
    assert (first.priority, first.owners[0].name) == ("P0", "Kishan")
    assert (first.score_mid, first.score_projected, first.score) == (Decimal("0.6"), Decimal("0.7"), Decimal("0.5"))
    assert [each.name for each in owned[1].owners] == ["Mhz", "pkafei"]
    guides = next(node for node in found.nodes if node.title.startswith("Generate 3 step-by-step"))
    assert sum(1 for node in found.nodes if node.parents and node.parents[0].key == guides.key) == 3
    assert [cycle.key for cycle in found.cycles][1:3] == ["2019 Q2", "2019 Q1"]
    assert found.cycles[2].links


def _versions() -> list[str]:
    return sorted(path.name for path in (DATA / "okr" / "ipfs_versions").glob("*.md")) or ["none.md"]


@pytest.mark.parametrize("name", _versions())
def test_every_line_of_every_version_is_accounted_for(name: str) -> None:
    files = public(f"okr/ipfs_versions/{name}")
    found = read(files)
    lines = {line.number for line in lines_of(files[0].content.decode()) if line.kind != "table" or any(line.cells)}
    assert {cell.place.line for cell in found.cells} == lines
    assert found.cycles


def test_lists_with_priorities_and_handles() -> None:
    found = read(public("okr/ipfs_versions/JS_CORE_2019-02-05_02c0c13.md"))
    assert len(found.of_kind("objective")) == 3
    results = found.of_kind("key_result")
    assert [(node.priority, node.owners[0].name) for node in results[:2]] == [
        ("P0", "alanshaw"),
        ("P0", "vasco-santos"),
    ]
    assert results[1].title == "IPNS has a streaming API"
    assert len(results) == 11


def test_tables_with_priorities_as_pictures() -> None:
    found = read(public("okr/ipfs/PROJECT.md"))
    assert len(found.of_kind("objective")) == 5
    assert {node.priority for node in found.of_kind("key_result")} == {"P0", "P1", "P2"}
    both = next(node for node in found.nodes if node.title.startswith("Daily operations"))
    assert [each.name for each in both.owners] == ["parkan", "autonome"]


@pytest.mark.parametrize("name", ["BIFROST", "LOCOL"])
def test_the_other_teams(name: str) -> None:
    found = read(public(f"okr/ipfs/{name}.md"))
    assert found.of_kind("objective")
    assert all(node.parents for node in found.of_kind("key_result"))


def test_a_page_without_quarters_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="quarter"):
        read([NamedFile("x.md", b"# Notes\n\n- a\n")])
