"""Selects are drawn without a template for each option, and say what Django's own would say."""

import re
from html import unescape
from typing import Any

import pytest
from django import forms
from django.http import QueryDict

from big.core.templatetags._pages import control, options


class Asked(forms.Form):
    """One choice of each kind."""

    plain = forms.ChoiceField(choices=[("", "any"), ("a", "<b>Ada & Bea</b>"), (3, "Three")], help_text="Help")
    grouped = forms.ChoiceField(choices=[("Upper", [("u", "Up")]), ("d", "Down")], required=False)


def read(markup: str) -> tuple[Any, ...]:
    """The attributes of a select and its options: value, whether it is chosen, label."""
    head = re.search(r"<select ([^>]*)>", markup)
    assert head
    listed = re.findall(r'<option value="([^"]*)"( selected)?>(.*?)</option>', markup)
    named = set(re.findall(r'([\w-]+(?:="[^"]*")?)', head[1]))
    return named, [(unescape(value), bool(chosen), unescape(label)) for value, chosen, label in listed]


@pytest.mark.parametrize("name", ["plain", "grouped"])
@pytest.mark.parametrize("data", [None, {"plain": "3", "grouped": "u"}, {"plain": "none of them"}])
def test_a_select_is_djangos_own(name: str, data: dict[str, str] | None) -> None:
    given = None
    if data is not None:
        given = QueryDict(mutable=True)
        given.update(data)
    own = Asked(given)[name].as_widget(attrs={"class": "in"})
    assert read(control(Asked(given)[name])) == read(own)


def test_options_escape_what_they_hold_and_choose_by_what_is_written() -> None:
    markup = options([("<", '"Quoted"'), (7, "Seven")], "7")
    assert "<<" not in markup
    assert read(f"<select a>{markup}")[1] == [("<", False, '"Quoted"'), ("7", True, "Seven")]
    assert " selected" not in options([("", "any"), ("a", "A")], None).replace('value="" selected', "")
