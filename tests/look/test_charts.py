import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal

import pytest
from defusedxml import ElementTree

from big.charts import bars, columns, cover, history, pack, results, roadmap, sight, small
from big.charts.drawing import PALETTE, Chart, balanced, shortened, width_of, wrapped
from big.core import marks
from tests.look import kit

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</text><script>alert('1')</script>\x0b\x00&amp;\"'<b>"
TODAY = dt.date(2026, 11, 23)


def period(
    name: str, budget: float | None, actual: float | None = None, forecast: float | None = None
) -> columns.Period:
    amounts = [None if value is None else kit.millions(value) for value in (budget, actual, forecast)]
    return columns.Period(name, amounts[0], actual=amounts[1], forecast=amounts[2])


def result(name: str = "Leakage") -> results.Result:
    return results.Result(name, "Ml a day", Decimal(286), Decimal(262), dt.date(2026, 4, 1), dt.date(2027, 3, 31))


def objectives(count: int, name: str = "Halve leakage") -> list[cover.ArtObjective]:
    return [cover.ArtObjective(n, f"O{n}", f"{name} {n}", "RAGN"[n % 4]) for n in range(count)]


def works(count: int, of: int, code: str = "C") -> list[cover.ArtWork]:
    ratings = list(marks.ORDER)
    return [cover.ArtWork(f"{code}-{n}", ratings[n % 8], (n % of,) if of and n % 5 else ()) for n in range(count)]


CHARTS: dict[str, Callable[[str], Chart]] = {
    "money": lambda name: columns.money_columns(
        [period(name, 15, 16), period("May", 12, None, 11), period("Jun", None)]
    ),
    "money of nothing": lambda name: columns.money_columns([], label=name),
    "income below zero": lambda name: columns.money_columns([period(name, -3, -5), period("May", 2, 4)], income=True),
    "many periods": lambda name: columns.money_columns([period(f"{name}{n}", n, n + 1) for n in range(48)]),
    "cost": lambda name: columns.cost_history(
        [columns.CostPoint(name, kit.millions(1200)), columns.CostPoint("2020", None, "exempt")]
    ),
    "no cost": lambda name: columns.cost_history([columns.CostPoint(name, None)]),
    "bars": lambda name: bars.bars(
        [
            bars.Bar(name, (bars.Part("actual", kit.millions(79)), bars.Part("forecast", kit.millions(62)))),
            bars.Bar("Not linked", (bars.Part("missing", kit.millions(3)),), None, name, missing=True),
            bars.Bar("Change", (bars.Part("prior", kit.millions(1)),), kit.millions(2)),
        ],
        label=name,
    ),
    "no bars": lambda name: bars.bars([], label=name),
    "ratings": lambda name: history.rating_history(
        [history.RatingPoint(name, "AR", 5), history.RatingPoint("2019", "W", 5), history.RatingPoint("2021", "G", 3)]
    ),
    "no ratings": lambda name: history.rating_history([], label=name),
    "result": lambda name: results.result_chart(
        result(name), [(dt.date(2026, 5, 1), Decimal(285)), (dt.date(2026, 11, 1), Decimal("276.4"))], today=TODAY
    ),
    "result, foretold": lambda name: results.result_chart(
        result(name),
        [(dt.date(2026, 5, 1), Decimal(285)), (dt.date(2026, 11, 1), Decimal("276.4"))],
        today=TODAY,
        foreseen=(dt.date(2027, 3, 31), Decimal(270)),
        confidence={dt.date(2026, 5, 1): 0, dt.date(2026, 11, 1): 10},
    ),
    "no readings": lambda name: results.result_chart(result(name), [], today=TODAY),
    "cover": lambda name: cover.cover_art(objectives(6, name), works(15, 6, name)),
    "cover, many": lambda name: cover.cover_art(objectives(60, name), works(235, 60, name)),
    "cover, work only": lambda name: cover.cover_art([], works(235, 0, name)),
    "cover, objectives only": lambda name: cover.cover_art(objectives(67, name), []),
    "cover, one of each": lambda name: cover.cover_art(objectives(1, name), works(1, 1, name)),
    "cover, nothing": lambda name: cover.cover_art([], [], label=name),
    "spark": lambda name: small.spark([1, None, 3], 4, label=name, names=(name,)),
    "spark of nothing": lambda name: small.spark([None], label=name),
    "slope": lambda name: small.slope("R", "G"),
    "slope to nothing": lambda name: small.slope("AG", "N"),
    "weights": lambda name: small.weightbar({"R": 1, "A": 3, "G": 10, "N": 1}, noun=name),
    "weights of many": lambda name: small.weightbar({"R": 90, "AR": 70, "A": 300}),
    "no weights": lambda name: small.weightbar({}),
    "variance": lambda name: small.varbar(Decimal("4.2"), 4.4),
    "variance under": lambda name: small.varbar(-2.2, 4.4),
    "no variance": lambda name: small.varbar(None, 0),
}


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_every_chart_is_xml_with_a_sentence_and_a_table(make: Callable[[str], Chart]) -> None:
    chart = make("Networks & Co")
    root = ElementTree.fromstring(chart.svg)
    assert root.tag == f"{SVG}svg"
    assert root.get("role") == "img"
    assert root.get("aria-label") == chart.label
    assert root.findtext(f"{SVG}title") == chart.label
    assert chart.label
    assert chart.table.headers
    assert all(len(row) == len(chart.table.headers) for row in chart.table.rows)
    assert chart.table.caption
    assert str(chart) == chart.svg


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_text_of_users_cannot_leave_its_place(make: Callable[[str], Chart]) -> None:
    chart = make(HOSTILE)
    root = ElementTree.fromstring(chart.svg)
    assert not [node for node in root.iter() if node.tag in (f"{SVG}script", f"{SVG}b")]
    assert not re.search(r"\s(style|on\w+|href)=", chart.svg)


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_shapes_carry_both_a_literal_colour_and_a_class(make: Callable[[str], Chart]) -> None:
    for node in ElementTree.fromstring(make("x").svg).iter():
        for attribute, prefix in (("fill", "fi-"), ("stroke", "st-")):
            value = node.get(attribute)
            if value and value != "none" and not value.startswith("url("):
                assert value in PALETTE.values()
                assert prefix in (node.get("class") or "")


@pytest.mark.parametrize("make", CHARTS.values(), ids=CHARTS)
def test_nothing_lies_outside_the_drawing(make: Callable[[str], Chart]) -> None:
    root = ElementTree.fromstring(make("Networks").svg)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for node in root.iter():
        for name, most in (("x", width), ("cx", width), ("x1", width), ("x2", width), ("y", height), ("cy", height)):
            value = node.get(name)
            if value is not None and node.tag != f"{SVG}pattern":
                assert -1 <= float(value) <= most + 1, node.attrib


def test_patterns_of_different_charts_have_different_names() -> None:
    found: list[str] = []
    for make in CHARTS.values():
        found += set(re.findall(r'id="([^"]+)"', make("x").svg))
    assert found
    assert len(found) == len(set(found))


def test_the_same_chart_is_the_same_to_the_byte() -> None:
    assert CHARTS["money"]("Apr").svg == CHARTS["money"]("Apr").svg


def test_money_says_what_it_adds_up_to() -> None:
    chart = columns.money_columns([period("Apr", 15, 16), period("May", 12, None, 13), period("Jun", 3, None, 3)])
    assert chart.label == "Actual Apr, forecast May to Jun: £32.0m in all, £2.0m over budget"
    assert chart.table.rows[-1] == ("Total", "32.0", "30.0", "+2.0")
    assert chart.table.rows[1] == ("May", "13.0 forecast", "12.0", "+1.0")


def test_cost_says_when_it_was_withheld() -> None:
    point = columns.CostPoint
    chart = columns.cost_history(
        [point("2018", kit.millions(1200)), point("2020", None, "exempt"), point("2022", kit.millions(2105))]
    )
    assert chart.label == "Whole-life cost from £1,200.0m in 2018 to £2,105.0m in 2022; withheld once"
    assert chart.table.rows[1] == ("2020", "– exempt")
    assert "withheld" in chart.svg


def test_ratings_say_where_they_came_from_and_what_is_missing() -> None:
    chart = CHARTS["ratings"]("2018")
    assert chart.label == "From amber/red in 2018 to green in 2021, missing once"
    assert "3-point scale" in chart.svg
    assert "Amber/Green" in chart.svg
    assert "Amber/Green" not in history.rating_history([history.RatingPoint("2021", "A")]).svg


def test_slope_says_both_sides_and_breaks_where_there_is_no_delivery() -> None:
    assert small.slope("R", "G").label == "Outcome red, delivery green"
    assert small.slope("A", "N").label == "Outcome amber, no delivery reported"
    assert 'stroke-dasharray="3 3"' in small.slope("A", "N").svg


def test_weights_run_worst_first_and_count() -> None:
    chart = small.weightbar({"G": 10, "R": 1, "N": 1, "A": 3})
    assert chart.label == "1 red, 3 amber, 10 green, 1 not reported"
    assert chart.svg.count("<rect") == 15
    assert small.weightbar({"R": 200, "G": 200}).svg.count("<rect") == 2


def test_cover_counts_what_it_cannot_show_singly() -> None:
    chart = cover.cover_art(objectives(6), works(15, 6))
    assert chart.label == "6 objectives above, 15 pieces of work below; 3 pieces of work serve no objective"
    assert "O0" not in chart.svg
    assert "C-1" in chart.svg
    many = cover.cover_art(objectives(90), works(10, 90))
    assert "20 objectives with the least work not drawn" in many.label
    linked = cover.cover_art(objectives(1), [cover.ArtWork("C-1", "G", (0,))])
    assert linked.label == "1 objective above, 1 piece of work below, all linked"


def test_roadmap_says_each_row_and_has_the_dates() -> None:
    road = kit.road()
    said = [row.sentence for row in road.rows]
    assert said[0].endswith("forecast to finish 1 Sep 2027, as planned")
    assert said[1] == "Billing platform: from 1 Apr 2026, forecast to finish 20 Mar 2027, +9 wk late"
    assert said[2] == "Developer portal: no dates given"
    assert road.table.rows[1] == ("Billing platform", "1 Apr 2026", "15 Jan 2027", "20 Mar 2027", "+9 wk")
    for row in road.rows:
        root = ElementTree.fromstring(row.svg)
        assert root.findtext(f"{SVG}title") == row.sentence
        assert "style=" not in row.svg
    assert "Today" in road.axis
    assert "2027/28" in road.axis


def test_roadmap_in_a_pack_is_drawn_in_units() -> None:
    courses = [row.course for row in kit.road().rows]
    fixed = roadmap.roadmap(courses, start=dt.date(2026, 4, 1), end=dt.date(2028, 4, 1), today=TODAY, width=700)
    assert "%" not in "".join(row.svg for row in fixed.rows) + fixed.axis


def test_roadmap_escapes_names() -> None:
    course = roadmap.Course(HOSTILE, TODAY, None, None, (roadmap.Step(HOSTILE, TODAY, TODAY),))
    road = roadmap.roadmap([course], start=TODAY, end=TODAY + dt.timedelta(400), today=TODAY)
    ElementTree.fromstring(road.rows[0].svg)
    assert "<script" not in road.rows[0].svg


@pytest.mark.parametrize(("starts", "first"), [(4, "2026/27"), (1, "2027"), (10, "2026/27")])
def test_quarters_follow_the_year_of_the_organisation(starts: int, first: str) -> None:
    found = roadmap.quarters(dt.date(2026, 4, 1), dt.date(2028, 4, 1), starts)
    assert len(found) == 8
    assert first in [year for _, quarter, year in found if quarter == "Q1"]


def test_gutter_draws_links_and_stubs() -> None:
    svg = sight.gutter([sight.Link(13, 80, "path"), sight.Link(5, 0, "stub_right"), sight.Link(0, 9, "stub_left")], 120)
    root = ElementTree.fromstring(svg)
    assert root.get("aria-hidden") == "true"
    assert [node.get("class") for node in root] == ["lk lk-path", "lk lk-stub", "lk lk-cap", "lk lk-stub", "lk lk-cap"]


def test_pack_marks_are_images_with_their_name() -> None:
    assert 'alt="Amber/Red"' in pack.pack_rag("AR")
    assert "was green" in pack.pack_rag("AR", was="G")
    assert 'src="data:image/svg+xml,' in pack.pack_rag("R")
    assert 'alt="over budget"' in pack.pack_varbar(0.001, 4)
    assert 'alt="not known"' in pack.pack_varbar(None, 4)
    assert pack.pack_varbar(3.99, 4) == pack.pack_varbar(4, 4)


def test_text_is_cut_and_broken_to_its_room() -> None:
    assert shortened("Networks", 500) == "Networks"
    cut = shortened("Customer and community relations programme", 100)
    assert cut.endswith("…")
    assert width_of(cut) <= 100
    assert len(wrapped("one two three four five six seven", 40, lines=2)) == 2
    assert balanced("Cut pollution from our network", 200) == ["Cut pollution", "from our network"]
    assert balanced("Growth", 200) == ["Growth"]
