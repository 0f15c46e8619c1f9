"""Every total that a screen, a pack or the API shows, each with a second way to compute it.

`manage.py reconcile` compares the two. A screen is the name of an address ("portfolio:work_list"), or "api:" with the
prefix of a resource. Each app registers its own; a screen without totals says so, so that none is forgotten.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from big.accounts.models import User
from big.reconcile.viewer import Viewer

# A value by its label, such as "P-301, forecast".
Values = Mapping[str, Any]


def anybody(user: User) -> bool:
    """Whoever signs in may open the screen."""
    return user.is_active


@dataclass(frozen=True, slots=True)
class Figure:
    """A total or a table of them on one screen.

    `shown` takes what the user gets, from the selector, content or answer that the screen itself is made of;
    `independent` is SQL of its own, written from the definition. `opens` says whether the user gets there at all;
    `see` is where a person looks, and may hold "{code}" for what a label begins with.
    """

    screen: str
    name: str
    shown: Callable[[Viewer], Values]
    independent: Callable[[Viewer], Values]
    see: str
    opens: Callable[[User], bool] = anybody


_figures: list[Figure] = []
_without: dict[str, str] = {}


def register(figure: Figure) -> None:
    """Add a figure; ValueError where its screen has one of that name, or is said to have none."""
    if any((each.screen, each.name) == (figure.screen, figure.name) for each in _figures):
        raise ValueError(f"{figure.screen} has a figure {figure.name} already")
    if figure.screen in _without:
        raise ValueError(f"{figure.screen} is said to show no total")
    _figures.append(figure)


def without_totals(why: str, *screens: str) -> None:
    """Say of these screens that they show no total of their own, and why; ValueError for one that has a figure."""
    for screen in screens:
        if screen in _without or any(each.screen == screen for each in _figures):
            raise ValueError(f"{screen} is told of twice")
        _without[screen] = why


def known() -> list[Figure]:
    """Every figure, in the order in which the apps gave them."""
    return list(_figures)


def reasons() -> dict[str, str]:
    """The screens without totals, each with the reason."""
    return dict(_without)
