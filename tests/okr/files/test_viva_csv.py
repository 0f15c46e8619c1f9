import datetime as dt
import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from big.errors import RefusedFileError
from okr.files.shapes import NamedFile, NodeRead, OkrFile
from okr.files.viva_csv import read
from tests.okr.files.viva_writing import COLUMNS, STATUSES, Truth, csv_row, explorer_csv, make_truth

GOALS = {"": "", "Aspirational Goal": "aspirational", "Committed Goal": "committed"}


def read_csv(content: bytes) -> OkrFile:
    return read([NamedFile("VivaGoals_Org_View_2025_11_02_1762.csv", content)])


def _expect(node: NodeRead, true: Truth) -> None:
    assert (node.kind, node.title, node.own_id) == (true.kind, true.title, true.id)
    assert tuple(each.name for each in node.owners) == true.owners
    assert node.teams == true.teams
    assert (node.creator, node.description) == (true.creator, true.description)
    assert node.period is not None
    assert node.period.written == true.period
    assert (node.starts_on, node.ends_on) == (true.starts_on, true.ends_on)
    assert [(ref.id, ref.key, ref.weight) for ref in node.parents] == [
        (id_, id_, weight) for id_, weight in true.parents
    ]
    assert (node.metric, node.unit) == (true.metric, true.unit)
    assert (node.start, node.target, node.current) == (true.start, true.target, true.current)
    assert node.goal_type == GOALS[true.goal_type]
    assert (node.status, node.status_written) == (true.status.lower().replace(" ", "_"), true.status)
    assert (node.progress, node.score, node.created_at) == (true.progress, true.score, true.created_at)
    assert node.tags == ((("Region", true.tag),) if true.tag else ())
    assert [
        (each.on, each.person, each.note, each.metric, each.status_written, each.value, each.moment)
        for each in node.check_ins
    ] == [
        (each.on, each.person, each.note, true.metric, each.status, each.value, each.moment) for each in true.check_ins
    ]
    assert node.last_note == (true.check_ins[-1].note if true.check_ins else "")


def test_every_field_of_a_written_export_comes_back() -> None:
    truth = make_truth(300)
    found = read_csv(explorer_csv(truth))
    nodes = [node for node in found.nodes if not node.is_placeholder]
    assert len(nodes) == 300
    for node, true in zip(nodes, truth, strict=True):
        _expect(node, true)
    assert found.not_stored == []
    rows = [csv_row(node, {}) for node in truth]
    cells = sum(1 for row in rows for text in row.values() if text.strip()) + sum(1 for name in COLUMNS if name)
    assert len(found.cells) == cells


def test_parents_that_no_row_holds_get_a_placeholder_and_a_word() -> None:
    truth = make_truth(60)
    missing = {id_ for node in truth for id_, _ in node.parents} - {node.id for node in truth}
    found = read_csv(explorer_csv(truth))
    held = {node.key: node for node in found.nodes if node.is_placeholder}
    assert set(held) == missing
    assert {node.title for node in held.values()} == {"Gone (long ago)"}
    assert {problem.key for problem in found.problems if problem.code == "parent_missing"} == missing


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_delimiter_and_encoding_will_do(delimiter: str, encoding: str) -> None:
    truth = make_truth(20)
    found = read_csv(explorer_csv(truth, delimiter=delimiter, encoding=encoding))
    assert [node.title for node in found.nodes if not node.is_placeholder] == [node.title for node in truth]


def test_only_title_and_type_are_needed_in_any_order() -> None:
    truth = make_truth(10)
    found = read_csv(explorer_csv(truth, ["Object Type", "Nonsense", "Title"]))
    assert [(node.kind, node.title) for node in found.nodes] == [(node.kind, node.title) for node in truth]
    with pytest.raises(RefusedFileError, match="Object Type"):
        read_csv(explorer_csv(truth, ["Title", "Owner", "Period"]))


def test_without_an_id_column_rows_take_the_id_under_which_others_name_them() -> None:
    truth = make_truth(31)
    found = read_csv(explorer_csv(truth, [name for name in COLUMNS if name != "Id"]))
    nodes = [node for node in found.nodes if not node.is_placeholder]
    named = {id_ for node in truth for id_, _ in node.parents}
    for node, true in zip(nodes, truth, strict=True):
        assert node.own_id == (true.id if true.id in named else "")
        assert [ref.key for ref in node.parents] == [id_ for id_, _ in true.parents]
    assert {cell.key for cell in found.cells if cell.record == "node"} <= {node.key for node in nodes}


def test_a_workbook_reads_like_the_csv() -> None:
    truth = make_truth(25)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(COLUMNS))
    for node in truth:
        row = csv_row(node, {each.id: each.title for each in truth})
        sheet.append([row.get(name, "") or None for name in COLUMNS])
    held = io.BytesIO()
    book.save(held)
    found = read([NamedFile("export.xlsx", held.getvalue())])
    plain = read_csv(explorer_csv(truth))
    assert [node.title for node in found.nodes] == [node.title for node in plain.nodes]
    assert [node.current for node in found.nodes] == [node.current for node in plain.nodes]
    assert [node.check_ins for node in found.nodes] == [node.check_ins for node in plain.nodes]
    assert found.not_stored == []


def test_a_formula_is_told_of_and_never_run() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "Object Type", "Target"])
    sheet.append(["Grow", "Objective", '=HYPERLINK("x")'])
    held = io.BytesIO()
    book.save(held)
    found = read([NamedFile("export.xlsx", held.getvalue())])
    assert [problem.code for problem in found.problems] == ["formula_empty"]
    assert [cell.reason for cell in found.not_stored] == ["The formula in it was never calculated."]


def test_a_sheet_with_a_cell_far_away_is_refused() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "Title", "x"
    held = io.BytesIO()
    book.save(held)
    with pytest.raises(RefusedFileError, match="Split it"):
        read([NamedFile("far.xlsx", held.getvalue())])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04broken", b"%PDF-1.7", b"\x00\x01\x02", b"just words\nand more"])
def test_what_is_no_such_export_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(RefusedFileError):
        read_csv(content)


def test_a_quotation_mark_left_open_is_refused() -> None:
    with pytest.raises(RefusedFileError, match="quotation mark"):
        read_csv(b'Title,Object Type\r\n"Grow,Objective\r\nShip,Objective\r\n')


def test_what_cannot_be_read_is_named_cell_by_cell() -> None:
    text = "Title,Object Type,Target,Start Date,Goal Type\r\nGrow,Ambition,many,soon,Moonshots\r\n,Objective,5,,\r\n"
    found = read_csv(text.encode())
    assert [(cell.text, cell.reason) for cell in found.not_stored] == [
        ("many", "It is no number."),
        ("soon", "It is no date."),
        ("Objective", "Its row has no title."),
        ("5", "Its row has no title."),
    ]
    assert {problem.code for problem in found.problems} == {"no_number", "no_date", "row_skipped", "type_word"}
    assert found.nodes[0].kind == "initiative"


def test_statuses_and_percent_of_the_way() -> None:
    lines = [f"Goal,Objective,{status},%,50,150,25%" for status in STATUSES]
    found = read_csv("\n".join(["Title,Object Type,Status,Unit,Start,Target,Actual Progress", *lines]).encode())
    assert [node.status for node in found.nodes] == [
        "not_started", "on_track", "behind", "at_risk", "postponed", "closed", "reopened",
    ]  # fmt: skip
    assert {node.current for node in found.nodes} == {Decimal(75)}
    assert {node.direction for node in found.nodes} == {"increase"}


def test_circles_are_cut() -> None:
    text = "Id,Title,Object Type,Aligned To\n"
    text += '1,A,Objective,"B(weight: 1%, Id: 2)"\n'
    text += '2,B,Objective,"A(weight: 1%, Id: 1)"\n3,C,Objective,"C(Id: 3)"\n'
    found = read_csv(text.encode())
    assert sum(len(node.parents) for node in found.nodes) == 1
    assert {problem.code for problem in found.problems} == {"circle", "own_parent"}


def test_ten_thousand_rows_are_read_whole() -> None:
    found = read_csv(explorer_csv(make_truth(10_000)))
    assert len(found.of_kind("objective")) == 2000
    assert found.nodes[0].created_at == dt.datetime(2024, 12, 2, 9, 30, 15, tzinfo=dt.UTC)
