"""The formats by name: what each is, which files it takes, and its reader."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from okr.files import generic, gitlab_kpi, gitlab_md, ipfs_md, sourcegraph_md, viva_csv, viva_workbook, viva_zip
from okr.files.shapes import OkrFile


@dataclass(frozen=True, slots=True)
class FileFormat:
    """A kind of file that can be read; `options` are the keyword arguments that `read` takes besides the files."""

    key: str
    label: str
    sentence: str
    extensions: tuple[str, ...]
    read: Callable[..., OkrFile]
    options: tuple[str, ...] = ()


_PERIODS: Final = ("first_month",)
_WORDS: Final = ("first_month", "type_words")
_ALL: Final = (
    FileFormat(
        viva_csv.FORMAT,
        "Viva Goals: explorer view",
        "The CSV or Excel export of an explorer view, with a row for each objective, key result and deliverable.",
        (".csv", ".xlsx"),
        viva_csv.read,
        _WORDS,
    ),
    FileFormat(
        viva_zip.FORMAT,
        "Viva Goals: whole organisation",
        "The ZIP of JSON files with time periods, teams, users, objectives and check-ins.",
        (".zip", ".json"),
        viva_zip.read,
        _WORDS,
    ),
    FileFormat(
        viva_workbook.FORMAT,
        "Viva Goals: import template",
        "The Excel template for bulk import, with OKR Reference and Parent OKR.",
        (".xlsx",),
        viva_workbook.read,
        _WORDS,
    ),
    FileFormat(
        generic.FORMAT,
        "Any table of objectives",
        "A CSV or Excel table of Betterworks, Culture Amp, xto10x, Mirro or your own; you confirm what columns mean.",
        (".csv", ".xlsx"),
        generic.read,
        ("mapping", *_WORDS),
    ),
    FileFormat(
        gitlab_md.FORMAT,
        "GitLab OKR page",
        "A quarter's page in Markdown: objectives as headings, roles and key results in lists, outcomes behind arrows.",
        (".md",),
        gitlab_md.read,
        _PERIODS,
    ),
    FileFormat(
        sourcegraph_md.FORMAT,
        "Sourcegraph OKR page",
        "A quarter's or year's page in Markdown: departments as headings, objectives and key results in lists.",
        (".md",),
        sourcegraph_md.read,
        _PERIODS,
    ),
    FileFormat(
        ipfs_md.FORMAT,
        "IPFS OKR page",
        "A team's page in Markdown: a section for each quarter, tables with priority, owner and scores.",
        (".md",),
        ipfs_md.read,
        _PERIODS,
    ),
    FileFormat(
        gitlab_kpi.FORMAT,
        "GitLab performance indicators",
        "YAML lists of indicators with definition, target in words, health level and reasons.",
        (".yml", ".yaml"),
        gitlab_kpi.read,
    ),
)
FORMATS: Final[dict[str, FileFormat]] = {each.key: each for each in _ALL}
"""In the order in which they are offered."""
