"""What an upper app adds to a lower app's pages: columns, filters, tabs, panels and record actions.

A host is a name such as "portfolio.work". Loaders take all rows of a page at once, so that what is added costs a
constant number of queries.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from big.accounts.models import User
from big.picking import Choices


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list: `load` answers for all rows at once; `template` shows one cell from `cell`."""

    key: str
    header: str
    template: str
    load: Callable[[Sequence[int], User], Mapping[int, Any]]
    order: int = 50
    export: Callable[[Any], str] = str


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter of a list: its choices, and how it narrows the queryset; set-based only."""

    key: str
    label: str
    choices: Callable[[User], Choices]
    apply: Callable[["models.QuerySet[Any]", str, User], "models.QuerySet[Any]"]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab of a list, with a count: a set of its own, such as the work with no line of sight."""

    key: str
    label: str
    apply: Callable[["models.QuerySet[Any]", User], "models.QuerySet[Any]"]
    order: int = 50


@dataclass(frozen=True, slots=True)
class Panel:
    """A section of a record's page: `load` gives the context of `template`, or None where there is nothing to show.

    `place` is the tab it stands on ("overview") or "side".
    """

    key: str
    title: str
    template: str
    load: Callable[[Any, User], Mapping[str, Any] | None]
    place: str = "overview"
    order: int = 50


@dataclass(frozen=True, slots=True)
class RecordAction:
    """A button on a record's page: the address it leads to, or None where the user may not."""

    key: str
    label: str
    icon: str
    address: Callable[[Any, User], str | None]
    order: int = 50


@dataclass(slots=True)
class _Host:
    columns: list[Column] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    tabs: list[Tab] = field(default_factory=list)
    panels: list[Panel] = field(default_factory=list)
    actions: list[RecordAction] = field(default_factory=list)


_hosts: dict[str, _Host] = {}


def _host(name: str) -> _Host:
    return _hosts.setdefault(name, _Host())


def _add(entries: list[Any], entry: Any) -> None:
    if any(other.key == entry.key for other in entries):
        raise ValueError(f"{type(entry).__name__} {entry.key} is registered twice")
    entries.append(entry)
    entries.sort(key=lambda other: (other.order, other.key))


def add_column(host: str, column: Column) -> None:
    """Add a column to the list `host`."""
    _add(_host(host).columns, column)


def add_filter(host: str, entry: Filter) -> None:
    """Add a filter to the list `host`."""
    _add(_host(host).filters, entry)


def add_tab(host: str, tab: Tab) -> None:
    """Add a tab to the list `host`."""
    _add(_host(host).tabs, tab)


def add_panel(host: str, panel: Panel) -> None:
    """Add a section to the record page `host`."""
    _add(_host(host).panels, panel)


def add_action(host: str, action: RecordAction) -> None:
    """Add a button to the record page `host`."""
    _add(_host(host).actions, action)


def columns(host: str) -> list[Column]:
    """The columns that upper apps add to the list `host`."""
    return list(_host(host).columns)


def filters(host: str) -> list[Filter]:
    """The filters that upper apps add to the list `host`."""
    return list(_host(host).filters)


def tabs(host: str) -> list[Tab]:
    """The tabs that upper apps add to the list `host`."""
    return list(_host(host).tabs)


@dataclass(frozen=True, slots=True)
class ShownPanel:
    """A panel with its context, ready to be included by the page."""

    key: str
    title: str
    template: str
    context: Mapping[str, Any]


def panels_for(host: str, record: Any, user: User, *, place: str = "overview") -> list[ShownPanel]:
    """The panels that have something to show of `record`, in order."""
    return [
        ShownPanel(panel.key, panel.title, panel.template, context)
        for panel in _host(host).panels
        if panel.place == place and (context := panel.load(record, user)) is not None
    ]


@dataclass(frozen=True, slots=True)
class ShownAction:
    """A button that this user may press on this record."""

    key: str
    label: str
    icon: str
    url: str


def actions_for(host: str, record: Any, user: User) -> list[ShownAction]:
    """The buttons that `user` may press on `record`, in order."""
    found = ((action, action.address(record, user)) for action in _host(host).actions)
    return [ShownAction(action.key, action.label, action.icon, url) for action, url in found if url]
