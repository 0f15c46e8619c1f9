import datetime as dt

import pytest

from okr.files.sourcegraph_md import read
from tests.okr.files.public import public


@pytest.mark.parametrize(
    ("name", "key_results", "outcomes"),
    [
        ("2019_q4_final", 42, 12),
        ("2021_q2_final", 73, 16),
        ("2022_q1_final", 64, 0),
        ("2022_q2_final", 77, 0),
        ("2021_q1_final_with_outcomes", 0, 71),  # one of them behind "== >"
        ("2022_annual_final", 0, 0),
    ],
)
def test_the_public_pages(name: str, key_results: int, outcomes: int) -> None:
    files = public(f"okr/sourcegraph/{name}.md")
    text = files[0].content.decode()
    found = read(files)
    lines = text.split("\n")
    marked = [node for node in found.nodes if "KR:" in lines[node.place.line - 1]]
    assert len(marked) == key_results
    assert {node.kind for node in marked} <= {"key_result"}
    assert sum(1 for node in found.nodes if node.outcome) == outcomes
    assert {cell.place.line for cell in found.cells} == {number for number, line in enumerate(lines, 1) if line.strip()}
    assert found.cycles[0].period.kind in {"quarter", "year"}
    if key_results == 0:
        assert found.of_kind("key_result")


def test_departments_and_redacted_numbers() -> None:
    found = read(public("okr/sourcegraph/2022_q1_final.md"))
    assert found.teams[0].name == "Company"
    first = found.of_kind("key_result")[0]
    assert first.title == "Reach N0 MAU (see latest)"
    assert first.links[0].text == "N0"
    assert first.links[0].url.startswith("https://docs.google.com/")
    assert first.teams == ("Company",)
    assert found.of_kind("objective")[0].title == "Make Sourcegraph valuable and accessible to every dev and company"
    assert found.cycles[0].period.starts_on == dt.date(2021, 2, 1)  # the page's own end day, 31 April, does not exist
    assert found.cycles[0].period.ends_on == dt.date(2021, 4, 30)


def test_teams_stand_under_departments() -> None:
    found = read(public("okr/sourcegraph/2021_q1_final_with_outcomes.md"))
    assert {team.name: team.parent for team in found.teams}["Distribution"] == "Engineering"
