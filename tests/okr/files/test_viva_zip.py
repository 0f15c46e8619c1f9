import io
import json
import time
import zipfile
from typing import Any

import pytest

from big.errors import RefusedFileError
from okr.files.shapes import NamedFile, NodeRead, OkrFile
from okr.files.viva_zip import read
from tests.okr.files.viva_archive import export_zip
from tests.okr.files.viva_writing import Truth, make_truth

GOALS = {"": "", "Aspirational Goal": "aspirational", "Committed Goal": "committed"}


def read_zip(content: bytes) -> OkrFile:
    return read([NamedFile("export.zip", content)])


def archive(**parts: Any) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as written:
        for name, data in parts.items():
            written.writestr(f"{name}.json", json.dumps(data))
    return held.getvalue()


def _expect(node: NodeRead, true: Truth) -> None:
    assert (node.kind, node.title, node.own_id, node.description) == (true.kind, true.title, true.id, true.description)
    assert tuple(each.name for each in node.owners) == true.owners
    assert all(each.email.endswith("@example.org") for each in node.owners)
    assert tuple(each.name for each in node.check_in_owners) == true.owners[:1]
    assert (node.teams, node.creator) == (true.teams, true.creator)
    assert node.period is not None
    assert (node.period.written, node.period.starts_on) == (true.period, true.starts_on)
    assert [(ref.key, ref.weight) for ref in node.parents] == list(true.parents)
    assert (node.metric, node.unit, node.start, node.target) == (true.metric, true.unit, true.start, true.target)
    assert (node.goal_type, node.status_written) == (GOALS[true.goal_type], true.status)
    assert (node.progress, node.score, node.created_at) == (true.progress, true.score, true.created_at)
    assert [(each.due_on, each.value) for each in node.phased] == true.phased
    assert [(each.on, each.person, each.note, each.status_written, each.moment) for each in node.check_ins] == [
        (each.on, each.person, each.note.strip(), each.status, each.moment) for each in true.check_ins
    ]
    for each, expected in zip(node.check_ins, true.check_ins, strict=True):
        assert each.value is not None
        assert abs(each.value - expected.value) < 1
    assert node.current == (node.check_ins[-1].value if node.check_ins else None)


@pytest.mark.parametrize("nested", [False, True])
def test_every_field_of_a_written_archive_comes_back(nested: bool) -> None:
    truth = make_truth(200)
    found = read_zip(export_zip(truth, nested=nested))
    nodes = {node.key: node for node in found.nodes}
    missing = {id_ for node in truth for id_, _ in node.parents} - {node.id for node in truth}
    assert {node.key for node in found.nodes if node.is_placeholder} == missing
    assert len(nodes) == 200 + len(missing)
    for true in truth:
        _expect(nodes[true.id], true)
    assert found.not_stored == []
    assert len(found.cycles) == 7
    assert {team.parent for team in found.teams} == {"", "Service"}
    assert {person.name for person in found.people} <= {"Person One", "Person Two", "Person Three", "Person Four"}


def test_words_of_the_organisation_are_told_by_their_use() -> None:
    words = {"objective": "Ambition", "key_result": "Signal", "initiative": "Bet"}
    truth = make_truth(60)
    for node in truth:
        node.metric = "Orders" if node.kind == "key_result" else ""
        node.target = node.target if node.kind == "key_result" else node.start
    found = read_zip(export_zip(truth, words=words))
    kinds = {node.kind_written: node.kind for node in found.nodes if not node.is_placeholder}
    assert kinds["Ambition"] == "objective"
    given = read([NamedFile("x.zip", export_zip(truth, words=words))], type_words={"Signal": "key_result"})
    assert {node.kind for node in given.nodes if node.kind_written == "Signal"} == {"key_result"}


def test_children_and_parents_may_be_named_from_either_side() -> None:
    named = [{"ID": 2, "Title": "Under", "Type": "Kpi"}, {"ID": 9, "Title": "Gone"}]
    deeper = [{"Title": "Deeper", "Type": "Project", "Score": 1}]
    deep = {"Title": "Deep", "Type": "Kpi", "Children": deeper}
    objectives = [
        {"ID": 1, "Title": "Top", "Type": "Big rock", "Children": named},
        {"ID": 2, "Title": "Under", "Type": "Kpi", "Colour": "blue", "Progress": "lots"},
        {"Title": "No id", "Type": "Big rock", "KPIs": [deep, {"Title": "Flat", "Type": "Kpi", "Score": 0}]},
    ]
    found = read_zip(archive(objectives=objectives))
    by_title = {node.title: node for node in found.nodes}
    assert [ref.key for ref in by_title["Under"].parents] == ["1"]
    assert by_title["Under"].details == (("Colour", "blue"),)
    assert by_title["Top"].children == (("2", "Under", "Kpi"), ("9", "Gone", ""))
    assert by_title["Deep"].parents[0].key == by_title["No id"].key
    assert by_title["Deeper"].parents[0].key == by_title["Deep"].key
    assert {problem.code for problem in found.problems} == {"child_missing", "no_number"}
    assert [cell.reason for cell in found.not_stored] == ["It is no number."]


def test_what_belongs_nowhere_is_named() -> None:
    found = read_zip(archive(objectives=[], checkins=[{"ID": 1, "OKR ID": 5, "Status": "Behind"}], notes={"a": 1}))
    assert len(found.not_stored) == 4
    assert {problem.code for problem in found.problems} == {"check_in_lost", "file_unread"}


def test_archives_that_attack_or_are_something_else_are_refused() -> None:
    deep: Any = 1
    for _ in range(200):
        deep = [deep]
    for content in (
        archive(other=[]),
        archive(objectives=[{"ID": 1, "Title": "x", "More": deep}]),
        b"PK\x03\x04no",
        b"[1",
    ):
        with pytest.raises(RefusedFileError):
            read_zip(content)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("objectives.json", b" " * 30_000_000)
    with pytest.raises(RefusedFileError, match="unpacks"):
        read_zip(held.getvalue())


def test_thousands_of_objectives_take_seconds() -> None:
    content = export_zip(make_truth(4_000))
    begin = time.process_time()
    assert len(read_zip(content).nodes) > 4_000
    assert time.process_time() - begin < 20
