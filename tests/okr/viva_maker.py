"""Exports of Viva Goals in all three shapes, made of public OKRs: as many rows as wanted, as awkward as real ones."""

import csv
import io
import itertools
from functools import cache

from openpyxl import Workbook

from okr.files import gitlab_md, ipfs_md, sourcegraph_md
from tests.okr.files.public import public
from tests.okr.files.viva_archive import export_zip
from tests.okr.files.viva_writing import COLUMNS, WORDS, Truth, commas, explorer_csv, make_truth

TEAMS = ("Sales, North", "Plant (2)", "Service")
_MARKS = ("", " (EMEA)", "; always", " (weight: 5%, Id: 7)", ' "first"', ", 1,000 units")


@cache
def _titles() -> tuple[str, ...]:
    pages = [f"okr/gitlab/okrs-{name}.md" for name in ("2018-q2", "fy20-q4", "fy21-q1")]
    files = [
        *gitlab_md.read(public(*pages)).nodes,
        *sourcegraph_md.read(public("okr/sourcegraph/2021_q2_final.md", "okr/sourcegraph/2022_q1_final.md")).nodes,
        *ipfs_md.read(public("okr/ipfs/CLUSTER.md")).nodes,
    ]
    return tuple(dict.fromkeys(" ".join(node.title.split())[:200] for node in files if node.title.strip()))


def truths(count: int) -> list[Truth]:
    """Nodes with the titles of public OKRs, seven spellings of a period, and some parents that no row holds."""
    nodes = make_truth(count, seed=7)
    for node, title, mark in zip(nodes, itertools.cycle(_titles()), itertools.cycle(_MARKS), strict=False):
        node.title = f"{title}{mark}"
    return nodes


def as_csv(nodes: list[Truth], *, with_ids: bool = True) -> bytes:
    """The explorer view: 24 columns and a tag, or without the column Id."""
    return explorer_csv(nodes, COLUMNS if with_ids else COLUMNS[1:])


def as_xlsx(nodes: list[Truth]) -> bytes:
    """The explorer view as a workbook."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("OKRs")
    for row in csv.reader(io.StringIO(explorer_csv(nodes).decode("utf-8-sig"), newline="")):
        sheet.append(row)
    return _saved(book)


def as_zip(nodes: list[Truth], *, nested: bool = False) -> bytes:
    """The whole organisation."""
    return export_zip(nodes, nested=nested)


def as_workbook(nodes: list[Truth]) -> bytes:
    """The import template, filled in: sheets of instructions, and one of objectives and projects."""
    book = Workbook(write_only=True)
    for name in ("Read Me", "Basic Fields", "Advanced Fields"):
        book.create_sheet(name).append(["How to fill in this template"])
    sheet = book.create_sheet("OKRs and Projects")
    sheet.append(
        [
            "OKR Reference", "Title", "Object Type", "Owner", "Team", "Time Period", "Start Date", "End Date",
            "Parent OKR", "Metric Name", "Start", "Target", "Description",
        ]
    )  # fmt: skip
    for node in nodes:
        parent = node.parents[0][0] if node.parents else ""
        sheet.append(
            [
                node.id, node.title, WORDS[node.kind], ", ".join(node.owners), "; ".join(node.teams), node.period,
                node.starts_on.isoformat(), node.ends_on.isoformat(), parent, node.metric, commas(node.start),
                commas(node.target), node.description,
            ]
        )  # fmt: skip
    return _saved(book)


def _saved(book: Workbook) -> bytes:
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()
