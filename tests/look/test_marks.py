import datetime as dt
import re
from decimal import Decimal

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from big.core import icons, marks

HOSTILE = """<script>alert("1")</script>' onload='x"""


def render(source: str, **context: object) -> str:
    return Template("{% load sightline %}" + source).render(Context(context))


@pytest.mark.parametrize(("code", "name"), marks.NAMES.items())
def test_every_mark_says_its_name_to_those_who_do_not_see_it(code: str, name: str) -> None:
    shown = render("{% rag code %}", code=code)
    assert f'<span class="vh">{name}</span>' in shown
    assert f"rag-{code}" in shown


def test_what_is_not_known_is_not_reported() -> None:
    for value in (None, "", "X", HOSTILE):
        shown = render("{% rag value %}", value=value)
        assert "Not reported" in shown
        assert "<script" not in shown


def test_a_changed_status_says_what_it_was() -> None:
    assert "was amber" in render('{% rag "R" was="A" %}')
    assert "was" not in render('{% rag "R" was="R" %}')
    assert "was" not in render('{% rag "R" was=None %}')


def test_track_is_drawn_in_classes_and_said_in_words() -> None:
    shown = render('{% track 30.4 64 "R" %}')
    assert 'aria-label="30% of the way to target, 64% expected by now"' in shown
    assert 'class="t-fill w-30"' in shown
    assert 'class="t-short x-30 w-34"' in shown
    assert 'class="t-tick x-64"' in shown


def test_track_of_green_has_no_gap_and_is_held_inside() -> None:
    shown = render('{% track 140 64 "G" %}')
    assert "t-short" not in shown
    assert "w-100" in shown
    assert "140% of the way" in shown
    assert "w-0" in render('{% track -12 64 "R" %}')


def test_track_without_a_reading_is_dashed() -> None:
    shown = render('{% track None 64 "N" %}')
    assert "track-none" in shown
    assert "No reading yet" in shown


def test_confidence_has_ten_cells_and_its_change() -> None:
    shown = render("{% confidence 6 8 %}")
    assert shown.count("<i") == 10
    assert shown.count('class="on"') == 6
    assert "of 10 confidence" in shown
    assert "worse" in shown
    assert "lower" in shown
    assert "No confidence given" in render("{% confidence None %}")
    assert "mv" not in render("{% confidence 6 6 %}")


@pytest.mark.parametrize(("change", "good", "css"), [(2, "up", "better"), (2, "down", "worse"), (-2, "down", "better")])
def test_movement_knows_which_way_is_better(change: int, good: str, css: str) -> None:
    assert f"mv {css}" in render("{% movement change good=good %}", change=change, good=good)


def test_user_text_is_escaped_everywhere() -> None:
    shown = render(
        "{% avatar name %}{% missing name %}{% icon 'work' label=name %}{% stream_icon name %}"
        "{% track 1 2 'A' label=name %}"
        "{% spark values label=name %}{{ missing|millions:name }}{% weightbar counts noun=name %}",
        name=HOSTILE,
        values=[1, 2],
        missing=None,
        counts={"R": 2},
    )
    assert "<script" not in shown
    assert "onload='" not in shown


def test_no_mark_carries_an_inline_style_or_handler() -> None:
    shown = render(
        "{% rag 'AR' was='G' %}{% track 3 9 'A' %}{% confidence 3 %}{% slope 'R' 'N' %}{% weightbar counts %}"
        "{% varbar 3 4 %}{% spark values 3 %}{% spacer 40 %}{% pack_rag 'W' %}{% pack_varbar -2 4 %}",
        counts={"G": 4},
        values=[1, None, 2],
    )
    assert not re.search(r"\s(style|on\w+)=", shown)


def test_every_icon_draws_and_nouns_are_known() -> None:
    for name in icons.NAMES:
        assert "<path" in icons.icon(name)
    with pytest.raises(KeyError):
        icons.icon("no-such-icon")
    for noun in ("purpose", "driver", "objective", "key_result", "work", "milestone", "person", "unit", "node"):
        assert noun in icons.NAMES


def test_icons_are_hidden_unless_they_have_a_label() -> None:
    assert 'aria-hidden="true"' in icons.icon("work")
    assert 'role="img" aria-label="Late"' in icons.icon("work", label="Late")


def test_filters_say_numbers_and_explain_what_is_missing() -> None:
    shown = render(
        "{{ a|money }} {{ a|millions }} {{ b|signed_millions }} {{ p|pct }} {{ d|day }} {{ n|counted:'risk' }}"
        " {{ m|mark_name }}",
        a=Decimal(4_200_000),
        b=Decimal(-700_000),
        p=54.4,
        d=dt.date(2026, 12, 12),
        n=3,
        m="AR",
    )
    assert shown == "£4.2m 4.2 −0.7 54% 12 Dec 2026 3 risks Amber/Red"
    assert "withheld by the department" in render("{{ a|millions:'withheld by the department' }}", a=None)
    assert "not known" in render("{{ a|money }}", a=None)


def test_zero_is_a_number_and_not_missing() -> None:
    assert render("{{ a|millions }}", a=0) == "0.0"
    assert render("{{ a|whole }}", a=0) == "0"


@pytest.mark.django_db
def test_time_element_carries_the_machine_date() -> None:
    shown = render("{% time day 'long' %}", day=dt.date(2026, 12, 3))
    assert shown == '<time datetime="2026-12-03">Thursday 3 December 2026</time>'
    moment = dt.datetime(2026, 12, 3, 9, 0, tzinfo=dt.UTC)
    assert 'datetime="2026-12-03T09:00:00+00:00"' in render("{% time day 'moment' %}", day=moment)
    assert "no date" in render("{% time None %}")


def test_links_change_the_query_and_forget_the_page() -> None:
    request = RequestFactory().get("/work/", {"unit": ["1", "2"], "sort": "name", "page": "4"})
    assert render("{% url_with request sort='-cost' %}", request=request) == "/work/?unit=1&amp;unit=2&amp;sort=-cost"
    assert "page=5" in render("{% url_with request page=5 %}", request=request)
    assert render("{% url_without request unit=1 %}", request=request) == "/work/?unit=2&amp;sort=name"
    assert render("{% url_with request unit='' sort=None %}", request=request) == "/work/"
    assert "%3Cscript" in render("{% url_with request q=text %}", request=request, text="<script>")
