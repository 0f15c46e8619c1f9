import datetime as dt
import re

import pytest

from big.errors import RefusedFileError
from okr.files.gitlab_md import read
from okr.files.shapes import NamedFile, OkrFile
from tests.okr.files.public import public

ITEM = re.compile(r"^[ \t]*(?:[*+-]|\d+[.)])[ \t]+\S", re.MULTILINE)


def _page(name: str) -> tuple[OkrFile, str]:
    files = public(f"okr/gitlab/okrs-{name}.md")
    return read(files), files[0].content.decode()


def _lines_accounted_for(found: OkrFile, text: str) -> None:
    lines = {number for number, line in enumerate(text.split("\n"), 1) if line.strip()}
    assert {cell.place.line for cell in found.cells} == lines


@pytest.mark.parametrize(
    ("name", "items", "key_results", "outcomes"),
    [
        ("fy21-q1", 480, 335, 66),
        ("fy20-q4", 369, 218, 106),
        ("2018-q2", 379, 0, 25),  # one more arrow stands in its retrospective
        ("fy23-q2", 11, 10, 0),
        ("fy23-q4", 11, 10, 0),
        ("fy24-q1", 1, 0, 0),
    ],
)
def test_the_public_pages(name: str, items: int, key_results: int, outcomes: int) -> None:
    found, text = _page(name)
    assert len(ITEM.findall(text)) == items
    if key_results:
        assert text.count("KR:") in {key_results, key_results - 1}  # one is written "KR :"
        assert len(found.of_kind("key_result")) == key_results
    assert sum(1 for node in found.nodes if node.outcome) == outcomes
    _lines_accounted_for(found, text)
    assert not any(node.title.startswith(("**", "[", "-")) or "](" in node.title for node in found.nodes)


def test_a_cascade_of_seven_levels() -> None:
    found, _ = _page("fy21-q1")
    by_key = {node.key: node for node in found.nodes}

    def depth(key: str) -> int:
        parents = by_key[key].parents
        return 1 + (depth(parents[0].key) if parents else 0)

    assert max(depth(key) for key in by_key) == 8  # the heading, and seven levels of lists
    first = found.nodes[0]
    assert (first.kind, first.title, first.owners[0].name) == ("objective", "IACV", "CEO")
    assert (first.starts_on, first.ends_on) == (dt.date(2020, 2, 1), dt.date(2020, 4, 30))
    assert found.cycles[0].key == "FY21-Q1"
    clari = next(node for node in found.nodes if node.outcome.startswith("We determined Google Sheets"))
    assert clari.owners[0].name == "Sr Director of Sales Operations"
    assert clari.title == "Implement targets into Clari (or SFDC)"
    aside = [cell for cell in found.not_stored if "How to Achieve" in cell.reason]
    assert aside


def test_without_marks_the_ends_of_branches_are_key_results() -> None:
    found, _ = _page("2018-q2")
    assert len(found.of_kind("key_result")) > 100
    above = {ref.key for node in found.nodes for ref in node.parents}
    assert all((node.kind == "objective") == (node.key in above) for node in found.nodes if node.parents)
    assert found.cycles[0].period.starts_on == dt.date(2018, 4, 1)


def test_a_page_not_yet_written_says_so() -> None:
    found, _ = _page("fy24-q1")
    assert found.nodes == ()
    assert [problem.code for problem in found.problems] == ["not_written"] * 3


@pytest.mark.parametrize("name", ["2018-q3", "fy20-q1"])
def test_every_line_of_the_other_pages_is_accounted_for(name: str) -> None:
    found, text = _page(name)
    assert len(found.nodes) > 150
    _lines_accounted_for(found, text)


def test_all_pages_at_once_keep_their_nodes_apart() -> None:
    found = read(public("okr/gitlab/okrs-fy23-q2.md", "okr/gitlab/okrs-fy23-q4.md"))
    assert len(found.of_kind("key_result")) == 20
    assert [cycle.key for cycle in found.cycles] == ["FY23-Q2", "FY23-Q4"]
    assert len({node.key for node in found.nodes}) == len(found.nodes) == 26


def test_a_page_of_another_kind_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="quarter"):
        read([NamedFile("x.md", b"# Notes\n\nSome text.\n")])
    with pytest.raises(RefusedFileError):
        read([NamedFile("x.md", b"PK\x03\x04")])


def test_an_unseen_page_with_arrows_of_every_kind() -> None:
    arrows = ["=>", "==>", "=>.", "-->", "== >"]
    lines = [f"1. CTO KR: Ship {number} {arrow} done {number}" for number, arrow in enumerate(arrows)]
    text = "\r\n".join(
        ["# FY22-Q3 OKRs", "", "### 1. CEO: Grow", *lines, "\t1. **VP, Eng:** [Help](https://e.example/a_(b))"]
    )
    found = read([NamedFile("okrs-fy22-q3.md", text.encode())])
    assert [node.outcome for node in found.nodes[1:6]] == [f"done {number}" for number in range(5)]
    last = found.nodes[-1]
    assert (last.owners[0].name, last.title, last.links[0].url) == ("VP, Eng", "Help", "https://e.example/a_(b)")
    assert last.parents[0].key == found.nodes[-2].key
    assert last.period is not None
    assert last.period.starts_on == dt.date(2021, 8, 1)
