"""Provenance: no figure that `manage.py reconcile` knows of is left without an explanation or a reason."""

from big.registry import figures, provenance

CURE = "name it in the `covers` of an Explanation in the app's provenance/, or say unexplained() and why"


def test_every_figure_is_explained_or_says_why_not() -> None:
    known = {(each.screen, each.name) for each in figures.known()}
    told = {figure for each in provenance.known() for figure in each.covers}
    assert sorted(known - told - provenance.reasons().keys()) == [], CURE
    assert sorted((told | provenance.reasons().keys()) - known) == [], "there is no such figure"
    assert sorted(told & provenance.reasons().keys()) == [], "either it is explained or it is not"


def test_every_explanation_says_what_it_does() -> None:
    for each in provenance.known():
        assert each.formula.endswith("."), each.key
        assert each.title, each.key
        assert all(about.endswith(".") for about in each.takes.values()), each.key
