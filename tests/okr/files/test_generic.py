import io
from decimal import Decimal

import pytest
from openpyxl import Workbook

from big.errors import RefusedFileError
from okr.files import generic, viva_workbook
from okr.files.registry import FORMATS
from okr.files.shapes import NamedFile, OkrFile
from tests.okr.files.viva_writing import make_truth


def read(text: str, mapping: dict[str, str] | None = None) -> OkrFile:
    return generic.read([NamedFile("goals.csv", text.encode())], mapping=mapping)


def test_betterworks() -> None:
    found = read(
        "name,type,progress,start_date,end_date,owner_email,categories,description\n"
        "Grow,Objective,40,2025-01-01,2025-03-31,one@example.org,Sales,Why\n"
    )
    node = found.nodes[0]
    assert (node.title, node.kind, node.progress, node.owners[0].email) == ("Grow", "objective", 40, "one@example.org")
    assert node.tags == (("categories", "Sales"),)
    assert found.not_stored == []


def test_culture_amp_holds_key_results_in_columns() -> None:
    found = read(
        "email,name,description,visibility,due_at,priority,status,completion,"
        "key_result_1_title,key_result_1_completion,key_result_2_title,key_result_2_completion\n"
        "one@example.org,Grow,Why,everyone,2025-03-31,High,on_track,10,Ten orders,20,Two hires,0\n"
        "two@example.org,Save,,everyone,,,,,,5,,\n"
    )
    assert [(node.kind, node.title, node.progress) for node in found.nodes[:3]] == [
        ("objective", "Grow", 10),
        ("key_result", "Ten orders", 20),
        ("key_result", "Two hires", 0),
    ]
    assert found.nodes[1].parents[0].key == found.nodes[0].key
    assert found.nodes[0].details == (("visibility", "everyone"),)
    assert [cell.text for cell in found.not_stored] == ["5"]


def test_xto10x_and_mirro() -> None:
    found = read(
        "Objective Title;Owner_Email_ID;Start_Date;Due_Date;Metric_Name;Metric_Type;"
        "Metric_Start_Value;Metric_Target_Value\n"
        "Grow;one@example.org;2025-01-01;2025-03-31;Orders;Number;1,000;2,500\n"
    )
    node = found.nodes[0]
    assert (node.metric, node.start, node.target, node.direction) == (
        "Orders",
        Decimal(1000),
        Decimal(2500),
        "increase",
    )
    node = read("Objective Action,ID,Title,Description,Type,Type Value\nadd,7,Grow,Why,Number,5\n").nodes[0]
    assert (node.title, node.own_id, node.details) == ("Grow", "7", (("Objective Action", "add"),))


def test_a_mapping_overrides_what_is_proposed() -> None:
    text = "What we want,Who,By,Title\nGrow,Person One,2025-03-31,Head of sales\n"
    proposal = generic.propose([NamedFile("goals.csv", text.encode())])[0]
    assert proposal.mapping == {"What we want": "", "Who": "", "By": "", "Title": "title"}
    found = read(text, {"What we want": "title", "Who": "owners", "By": "ends_on", "Title": ""})
    node = found.nodes[0]
    assert (node.title, node.owners[0].name) == ("Grow", "Person One")
    assert node.details == (("Title", "Head of sales"),)
    with pytest.raises(RefusedFileError, match="no field"):
        read(text, {"Who": "password"})
    with pytest.raises(RefusedFileError, match="titles"):
        read("a,b\n1,2\n")


def test_the_template_of_viva_goals() -> None:
    truth = make_truth(40)
    book = Workbook()
    intro = book.active
    assert intro is not None
    intro.title = "Read Me"
    intro["A1"] = "Fill in the sheet OKRs and Projects. Title and Owner are needed."
    sheet = book.create_sheet("OKRs and Projects")
    sheet.append(["Template, version 3"])
    heads = "OKR Reference,Title,Object Type,Owner,Type,Time Period,Parent OKR,Metric Name,Start Value,Target Value"
    sheet.append(heads.split(","))
    for each in truth:
        above = each.parents[0][0] if each.parents else None
        row = [each.id, each.title, each.kind.replace("_", " "), ", ".join(each.owners), "Sales", each.period, above]
        sheet.append([*row, each.metric, float(each.start), float(each.target)])
    held = io.BytesIO()
    book.save(held)
    found = viva_workbook.read([NamedFile("template.xlsx", held.getvalue())])
    nodes = [node for node in found.nodes if not node.is_placeholder]
    assert len(nodes) == 40
    for node, true in zip(nodes, truth, strict=True):
        assert (node.title, node.kind, node.level, node.target) == (true.title, true.kind, "Sales", true.target)
        assert [ref.key for ref in node.parents] == [id_ for id_, _ in true.parents[:1]]
    owners = ",".join(sorted(name.casefold() for name in truth[0].owners))
    assert nodes[0].match_key == (truth[0].title.casefold(), owners, "sales", truth[0].period.casefold())
    assert len(found.not_stored) == 2
    with pytest.raises(RefusedFileError, match="template"):
        viva_workbook.read([NamedFile("x.csv", b"Title,Owner\nGrow,Me\n")])


def test_every_format_is_registered_under_its_name() -> None:
    assert list(FORMATS) == [
        "viva-csv", "viva-zip", "viva-workbook", "generic", "gitlab-md", "sourcegraph-md", "ipfs-md", "gitlab-kpi",
    ]  # fmt: skip
    for key, entry in FORMATS.items():
        assert entry.key == key
        with pytest.raises(RefusedFileError):
            entry.read([NamedFile("x", b"nothing of the kind")])
