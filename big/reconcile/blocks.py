"""Named definitions in SQL, such as `seen_work`, and queries put together from those that they name."""

import re
from collections.abc import Sequence
from typing import Any, Final

from big.reconcile.asking import Rows, rows
from big.reconcile.given import given
from big.reconcile.viewer import Viewer

_blocks: Final[dict[str, str]] = {}
_NAME: Final = re.compile(r"\b[a-z]+(?:_[a-z]+)*\b")


def define(name: str, sql: str) -> None:
    """Let queries say `name` for this select; it may name what was defined before it. ValueError for a name taken."""
    if name in _blocks:
        raise ValueError(f"the definition {name} stands there twice")
    _blocks[name] = sql.strip()


def ask(viewer: Viewer, sql: str, **more: Any) -> Rows:
    """The rows of an independent query; `%(today)s` and others are the viewer's, `more` is its own."""
    return rows(statement(sql), {**given(viewer), **more})


def value(viewer: Viewer, sql: str, **more: Any) -> Any:
    """The one value that an independent query answers."""
    ((found,),) = ask(viewer, sql, **more)
    return found


def table(viewer: Viewer, sql: str, *columns: str, **more: Any) -> dict[str, Any]:
    """The values of an independent query by label, as `labelled` makes them."""
    return labelled(ask(viewer, sql, **more), *columns)


def labelled(found: Sequence[Sequence[Any]], *columns: str) -> dict[str, Any]:
    """Values by label: the first column names the row, each further one is a value that `columns` names.

    Without `columns` the second column is the value, and the first its whole label.
    """
    if not columns:
        return {str(key): amount for key, amount in found}
    return {f"{row[0]}, {name}": amount for row in found for name, amount in zip(columns, row[1:], strict=True)}


def statement(sql: str) -> str:
    """The query with the definitions that it needs before it, each after those that it names itself."""
    wanted: set[str] = set()
    waiting = [sql]
    while waiting:
        named = {name for name in _NAME.findall(waiting.pop()) if name in _blocks} - wanted
        wanted |= named
        waiting += [_blocks[name] for name in named]
    parts = [f"{name} as (\n{text}\n)" for name, text in _blocks.items() if name in wanted]
    if not parts:
        return sql
    own = sql.strip()
    rest = f", {own.removeprefix('with ')}" if own.startswith("with ") else f"\n{own}"
    return f"with recursive {', '.join(parts)}{rest}"
