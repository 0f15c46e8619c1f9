"""GitLab's OKR pages: objectives as headings (`CEO: ...`), below them lists in which role follows role."""

import re
from collections.abc import Sequence
from typing import Final

from okr.files.cascade import Cascade, owner_of
from okr.files.ledger import Ledger
from okr.files.markdown import Line, plain
from okr.files.pages import Page, pages_of, pass_table, refuse
from okr.files.shapes import CycleRead, NamedFile, NodeRead, OkrFile, Place
from okr.files.tree import linked

FORMAT: Final = "gitlab-md"
FISCAL_MONTH: Final = 2
_NUMBERED: Final = re.compile(r"^\d{1,2}[.)]\s*")
_ROLE_ALONE: Final = re.compile(r"^\d{1,2}[.)]\s+[\w &]{2,30}:?$")
_ASIDE: Final = re.compile(
    r"achieve|achievement|presentation|retrospective|schedule|on this page|how to|archive|link|resource", re.IGNORECASE
)


def read(files: Sequence[NamedFile], *, first_month: int = FISCAL_MONTH) -> OkrFile:
    """Read one or several pages of a quarter; GitLab's fiscal year opens in February."""
    ledger = Ledger()
    cycles: list[CycleRead] = []
    nodes: list[NodeRead] = []
    for page in pages_of(files, ledger, first_month):
        cascade = Cascade(page.name, ledger, page.definitions)
        is_empty = _fill(page, cascade)
        cycle = page.cycle()
        if not cascade.drafts and not (is_empty and cycle.period.kind):
            raise refuse("objectives of GitLab's kind, such as a heading “### 1. CEO: ...” with a list below it")
        found = cascade.nodes(cycle.period)
        page.close(cascade)
        cycles.append(cycle)
        nodes += found
    return OkrFile(
        FORMAT, tuple(cycles), nodes=linked(nodes, ledger), problems=tuple(ledger.problems), cells=ledger.close()
    )


def _fill(page: Page, cascade: Cascade) -> bool:
    """Put the page's lists together; True where it has headings for objectives that are not written yet."""
    has_objectives = any(line.kind == "heading" and line.depth > 1 and _objective(line) for line, _ in page.lines)
    is_aside, title, is_empty = has_objectives, "the top of the page", False
    for line, number in page.lines:
        if line.kind == "table":
            pass_table(page, line, "The table holds no objectives.")
        elif line.kind == "heading":
            title = plain(line.text)[0]
            text = _objective(line) if line.depth > 1 else ""
            is_aside = not text and (has_objectives or bool(_ASIDE.search(title)))
            if text:
                cascade.heading(line, number, text)
                continue
            cascade.section()
            is_empty = is_empty or bool(_ROLE_ALONE.match(title))
            _pass_heading(page, line, number, title)
        elif line.kind == "item" and not is_aside:
            cascade.item(line, number)
        elif line.kind == "item":
            page.ledger.passed(number, f"It stands under “{title}”, which holds no objectives.")
        elif line.kind != "more" or not cascade.more(line, number):
            page.note(line, number)
    return is_empty


def _objective(line: Line) -> str:
    """The text of a heading that names a role and an aim; "" for any other."""
    words, _ = plain(line.text)
    bare = _NUMBERED.sub("", words)
    return _NUMBERED.sub("", line.text) if owner_of(bare) and not _ASIDE.search(bare.split(":")[0]) else ""


def _pass_heading(page: Page, line: Line, number: int, title: str) -> None:
    if line.depth == 1:
        page.note_numbers.append((number, "period"))
    elif _ROLE_ALONE.match(title):
        page.ledger.passed(number, "It names a role and no objective yet.")
        page.ledger.warn("not_written", f"“{title}” has no objective yet.", Place(page.name, line=line.number))
    else:
        page.ledger.passed(number, "It is a heading that names no objective.")
