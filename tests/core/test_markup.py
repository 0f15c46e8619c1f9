"""Markup and addresses made quickly are those that Django makes."""

from typing import Any

import pytest
from django.urls import reverse, set_script_prefix
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from big.addresses import address, address_of
from big.core.icons import icon
from big.markup import escaped, fill
from big.provenance.links import how_url
from portfolio.models.work import Stream

VALUES = ["", "plain", "a & <b>'\"", mark_safe("<b>&amp;</b>"), 7, -2.5, None, True, Stream.CHANGE, gettext_lazy("Yes")]


@pytest.mark.parametrize("value", VALUES)
def test_a_value_is_escaped_as_django_escapes_it(value: Any) -> None:
    assert escaped(value) == conditional_escape(value)
    assert fill("<i>{}</i>{}", value, value) == format_html("<i>{}</i>{}", value, value)


def test_what_is_filled_is_not_escaped_again() -> None:
    assert fill("<i>{}</i>", fill("<b>{}</b>", "<")) == "<i><b>&lt;</b></i>"


@pytest.mark.parametrize("code", ["w-1", "a b", "50%", "é", "a+b", "it's", "..", "~x_1"])
def test_an_address_is_the_one_that_django_reverses(code: str) -> None:
    assert address_of("portfolio:work_detail", code) == reverse("portfolio:work_detail", args=[code])


def test_an_address_stands_under_the_prefix_of_its_site() -> None:
    before = address("portfolio:work_list"), address_of("portfolio:work_detail", "w-1")
    set_script_prefix("/under/")
    try:
        assert address("portfolio:work_list") == f"/under{before[0]}"
        assert address_of("portfolio:work_detail", "w-1") == f"/under{before[1]}"
    finally:
        set_script_prefix("/")


def test_the_address_of_an_explanation_quotes_what_a_query_cannot_hold() -> None:
    assert how_url("work-money", work="w 1&2", year=2026, what="", unit=None).endswith("/?work=w+1%262&year=2026")


def test_an_icon_that_is_kept_keeps_text_and_markup_apart() -> None:
    assert 'aria-label="&amp;"' in icon("info", label=mark_safe("&amp;"))
    assert 'aria-label="&amp;amp;"' in icon("info", label="&amp;")
