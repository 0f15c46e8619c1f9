"""Follows the figures of a page to the rows behind them, and counts what is really drawn there."""

import re
from typing import Any

_ROWS = (
    re.compile(r'<li class="pos">'),
    re.compile(r"<tr><th scope=\"row\">(?=(?:(?!</table>).)*</tbody>)", re.DOTALL),
    re.compile(r'class="dis-r[ "]'),
)


def main_of(response: Any) -> str:
    """The main part of a page, without the sidebar and the head."""
    page: str = response.content.decode()
    return page[page.index("<main") : page.index("</main>")]


def rows_drawn(response: Any) -> int:
    """How many records the lists and tables of the page show."""
    main = main_of(response)
    return sum(len(pattern.findall(main)) for pattern in _ROWS)


def marked(response: Any, mark: str) -> int:
    """How many of the rows of a figure's page show this mark now."""
    counts: dict[str, int] = response.context["counts"]
    return counts.get(mark, 0)
