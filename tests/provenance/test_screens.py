"""No screen of the demo shows a figure that leads nowhere: each is explained, leads to its rows, or says why not."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.apps import apps
from django.test import Client
from django.urls import resolve
from lxml import html

from big import clock
from big.organisation.models import Unit
from tests.factories.okr import make_cycle, make_indicator, make_key_result, make_objective, make_okr_set, make_reading
from tests.governance.meridian import account, meridian
from tests.journeys.screens import SCREENS, Screen
from tests.journeys.site import EMAILS
from tests.provenance.saying import IN_WORDS
from tests.provenance.unexplained import FORMS, LEFT_OUT, UNEXPLAINED
from tests.webhooks.making import make_webhook

pytestmark = pytest.mark.django_db
CURE: Final = "make it a link with {% how %}, or name its place with the reason in tests/provenance/unexplained.py"
MONEY: Final = re.compile(r"[£€$]\s?\d|\bCHF \d|\d\s?%")
DIGIT: Final = re.compile(r"\d")
# Elements of these classes hold figures; in all others only money and percentages count as such.
FIGURES: Final = {"num", "pct", "message", "val", "vt", "slip", "figlink"}
# What is no figure of the page: headings of columns, drawings, what one may choose or enter.
OTHER: Final = {"script", "style", "svg", "thead", "caption", "option", "select", "textarea", "label", "button", "time"}
# Whose Homes are looked at: the others hold the same parts.
HOMES: Final = ("leonie", "ingrid", "giulia")
LACKING: Final = (
    "Comment",
    "check_in_link",
    "pack",
    "job",
    "run",
    "view",
    "target",
    "document",
    "met",
    "planned",
    "captured",
)
KEYS: Final = ("Statement", "Stakeholder", "Supporter", "ObjectiveLink", "Reading", "Contribution")


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[dict[str, Any]]:
    with meridian(django_db_blocker):
        keys = {
            name: apps.get_model("okr", name)._default_manager.order_by("pk").values_list("pk", flat=True).last()
            for name in KEYS
        }
        okr_set = make_okr_set(make_cycle(code="Q3"), unit=Unit.objects.get(code="ENG"))
        objective = make_objective(okr_set=okr_set, code="ENG-1")
        make_reading(make_key_result(objective, code="ENG-1.1"), 40, clock.today())
        keys["cycle"] = "q3"
        keys["webhook"] = make_webhook()[0].pk
        keys["indicator"] = make_indicator("Orders right", code="KPI1").code.lower()
        yield {**keys, "then": (clock.today() - dt.timedelta(days=180)).isoformat()}


def route_of(address: str) -> str:
    return resolve(address.partition("?")[0]).view_name


def is_looked_at(screen: Screen) -> bool:
    """Whether the screen shows figures that no other shows: no form, no refusal, none of what the demo lacks."""
    if screen.status != 200 or screen.post is not None or screen.who is None:
        return False
    if "as_of" in screen.path or "?q=" in screen.path or (screen.path == "/" and screen.who not in HOMES):
        return False
    if any(f"{{{key}}}" in screen.path for key in LACKING):
        return False
    route = route_of(re.sub(r"{\w+}", "1", screen.path))
    return not route.startswith(tuple(LEFT_OUT)) and not route.endswith(tuple(f"_{form}" for form in FORMS))


def classes(element: Any) -> set[str]:
    return set((element.get("class") or "").split())


def upwards(element: Any) -> list[Any]:
    return [element, *element.iterancestors()]


def texts(main: Any) -> Iterator[tuple[Any, str]]:
    """Each text of the page with the element that holds it."""
    for element in main.iter():
        if isinstance(element.tag, str):
            if (element.text or "").strip():
                yield element, element.text
            if element is not main and (element.tail or "").strip():
                yield element.getparent(), element.tail


def is_figure(text: str, held: set[str]) -> bool:
    """Whether a text is a figure, given the classes of all that holds it."""
    if "message" in held and any(word in IN_WORDS for word in re.findall(r"[a-z]+", text.lower())):
        return True
    return bool(MONEY.search(text) or (held & FIGURES and DIGIT.search(text)))


def place_of(up: list[Any]) -> str:
    """Where a figure stands: the name of its section, else the class that says it."""
    for each in up:
        for name in ("data-label", "aria-labelledby", "id"):
            if each.get(name):
                return re.sub(r"\d+", "0", str(each.get(name)))
    return ""


def unexplained_of(page: str) -> Iterator[tuple[str, set[str], str]]:
    """The figures of a page that no link leads on from: their place, the classes about them, the text."""
    for main in html.fromstring(page).iter("main"):
        for element, text in texts(main):
            up = upwards(element)
            held = set().union(*(classes(each) for each in up))
            if any(each.tag in OTHER or (each.tag == "a" and each.get("href")) for each in up) or "vh" in held:
                continue
            if is_figure(text, held):
                yield place_of(up), held, text.strip()


def test_every_figure_of_every_screen_is_explained_or_says_why_not(demo: dict[str, Any]) -> None:
    clients: dict[str, Client] = {}
    needed, wrong = set(), defaultdict(list)
    for screen in filter(is_looked_at, SCREENS):
        assert screen.who is not None
        if screen.who not in clients:
            clients[screen.who] = Client()
            clients[screen.who].force_login(account(EMAILS[screen.who]))
        address = screen.address(demo)
        route = route_of(address)
        answer = clients[screen.who].get(address)
        assert answer.status_code == 200, address
        for place, held, text in unexplained_of(answer.content.decode()):
            known = [(route, place), ("*", place), *((who, f".{name}") for name in held for who in (route, "*"))]
            reason = next((each for each in known if each in UNEXPLAINED), None)
            if reason:
                needed.add(reason)
            else:
                wrong[route, place].append((text[:60], sorted(held)[:8], address))
    assert not wrong, CURE + "\n" + "\n".join(f"{key}: {len(found)} {found[0]}" for key, found in sorted(wrong.items()))
    assert sorted(set(UNEXPLAINED) - needed) == [], "no screen needs the reason"
