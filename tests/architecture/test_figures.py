"""Figures: no page and no resource of the API shows a total that `manage.py reconcile` does not know of."""

import inspect
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

from big.api.figures import FiguredSerializer
from big.organisation.models import Role
from big.registry import figures, navigation, routes
from governance.integrity.catalogue import BY_KEY
from governance.integrity.rule import Severity
from governance.reconcile.home import _SENTENCES
from governance.reconcile.rules import BREAKS, FINDS
from tests.architecture.sources import APPS

CURE = "register a figure in the app's reconcile/, or say without_totals() and why"


def _patterns(resolver: URLResolver, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        if isinstance(each, URLResolver):
            yield from _patterns(each, f"{space}{each.namespace}:" if each.namespace else space)
        elif each.name:
            yield f"{space}{each.name}", each


def _pages() -> set[str]:
    """The names of all pages that only show: forms and acts answer other methods, too."""
    found = set()
    for name, pattern in _patterns(get_resolver()):
        view = inspect.unwrap(pattern.callback)
        if view.__module__.split(".")[0] in APPS and inspect.isfunction(view):
            source = inspect.getsource(view)
            found |= {name} if "@require_safe" in source or "@require_GET" in source else set()
    return found


def _known() -> set[str]:
    return {each.screen for each in figures.known()} | set(figures.reasons())


def test_every_page_that_shows_has_its_figures_or_a_reason() -> None:
    pages = _pages()
    assert len(pages) > 30, "the pages are no longer found"
    assert sorted(pages - _known()) == [], CURE


def test_every_place_of_the_sidebar_has_its_figures_or_a_reason() -> None:
    assert sorted({each.url_name for each in navigation.entries()} - _known()) == [], CURE


def test_every_resource_of_the_api_has_its_figures_or_a_reason() -> None:
    wanted = set()
    for route in routes.known():
        wanted.add(f"api:{route.prefix}")
        actions = [each for each in route.viewset.get_extra_actions() if "get" in each.mapping]
        wanted |= {f"api:{route.prefix}:{each.url_name}" for each in actions}
    assert sorted(wanted - _known()) == [], CURE


def test_every_serializer_with_figures_has_them_compared() -> None:
    compared = {each.screen for each in figures.known() if each.name != "Records"}
    figured = {
        f"api:{route.prefix}"
        for route in routes.known()
        if issubclass(getattr(route.viewset, "serializer_class", None) or object, FiguredSerializer)
    }
    assert figured
    assert sorted(figured - compared) == [], CURE


def test_no_figure_stands_for_a_screen_that_is_not_there() -> None:
    names = {name for name, _ in _patterns(get_resolver())}
    actions = {
        f"api:{route.prefix}{suffix}"
        for route in routes.known()
        for suffix in ("", *(f":{each.url_name}" for each in route.viewset.get_extra_actions()))
    }
    assert sorted(_known() - names - actions) == []


def test_every_rule_and_every_home_has_a_query() -> None:
    assert set(FINDS) == set(BY_KEY)
    assert set(BREAKS) == {rule.key for rule in BY_KEY.values() if rule.severity is Severity.BREAK}
    assert set(_SENTENCES) == set(Role.Home.values)
