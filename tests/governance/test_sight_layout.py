from governance.sight import layout
from governance.sight.graph import Graph, Link, path_through
from governance.sight.window import CLOSED, FOR_GAPS, OPEN, chosen, ordered


def graph() -> Graph:
    """Two purposes, three drivers, a goal with two objectives under it and one beside, four key results, five works."""
    return Graph(
        codes={
            ("purpose", 1): "P1",
            ("driver", 1): "D1",
            ("driver", 2): "D2",
            ("driver", 3): "D3",
            ("objective", 1): "G1",
            ("objective", 2): "O2",
            ("objective", 3): "O3",
            ("objective", 4): "O4",
            ("key_result", 1): "KR2-1",
            ("key_result", 2): "KR2-2",
            ("key_result", 3): "KR3-1",
            ("work", 1): "C-1",
            ("work", 2): "C-2",
            ("work", 3): "C-3",
            ("work", 4): "C-4",
        },
        purposes=(1, 2),
        drivers=(1, 2, 3),
        objectives=(1, 2, 3, 4),
        works=(1, 2, 3, 4),
        parents={2: 1, 3: 1},
        measures={1: 2, 2: 2, 3: 3},
        drives=frozenset({(2, 1), (1, 4)}),
        serves_purpose=frozenset({(1, 1), (2, 2)}),
        objective_purposes={4: 2},
        links=(
            Link(work=1, objective=2, key_results=(2,)),
            Link(work=2, objective=2),
            Link(work=3, objective=4, is_claimed=True),
        ),
        gaps={"work": frozenset({4}), "driver": frozenset({3})},
    )


def test_tree_puts_parents_before_children() -> None:
    assert graph().tree == [(1, 0), (2, 1), (3, 1), (4, 0)]


def test_path_through_an_objective_takes_driver_and_purpose_from_above_and_work_from_below() -> None:
    path = path_through(graph(), ("objective", 2))
    assert path.drivers == {2}
    assert path.purposes == {2}
    assert path.objectives == {1, 2}
    assert path.key_results == {1, 2}
    assert path.works == {1, 2}


def test_path_through_a_goal_takes_everything_under_it() -> None:
    path = path_through(graph(), ("objective", 1))
    assert path.objectives == {1, 2, 3}
    assert path.key_results == {1, 2, 3}
    assert path.works == {1, 2}


def test_path_through_work_takes_only_what_it_delivers() -> None:
    path = path_through(graph(), ("work", 1))
    assert path.key_results == {2}
    assert path.objectives == {1, 2}
    assert path.works == {1}
    assert path_through(graph(), ("work", 4)).objectives == frozenset()


def test_path_through_a_key_result_takes_the_work_that_names_it_or_serves_the_whole_objective() -> None:
    assert path_through(graph(), ("key_result", 1)).works == {2}
    assert path_through(graph(), ("key_result", 2)).works == {1, 2}


def test_path_through_driver_and_purpose() -> None:
    assert path_through(graph(), ("driver", 2)).works == {1, 2}
    assert path_through(graph(), ("driver", 3)).objectives == frozenset()
    purpose = path_through(graph(), ("purpose", 2))
    assert purpose.drivers == {2}
    assert purpose.objectives == {1, 2, 3, 4}
    assert purpose.works == {1, 2, 3}


def test_nothing_in_focus_is_an_empty_path() -> None:
    assert not path_through(graph(), None).objectives


def test_codes_are_found_in_any_case_and_told_apart_by_kind() -> None:
    assert graph().find("kr2-1") == ("key_result", 1)
    assert graph().find("nothing") is None
    twice = Graph(codes={("driver", 1): "P1", ("purpose", 2): "P1", ("driver", 5): "D5"})
    assert twice.address(("purpose", 2)) == "purpose:P1"
    assert twice.find("purpose:p1") == ("purpose", 2)
    assert twice.address(("driver", 5)) == "D5"


def test_a_ring_of_parents_ends() -> None:
    ring = Graph(codes={}, objectives=(1, 2), parents={1: 2, 2: 1})
    assert ring.above(1) == [2, 1]
    assert ring.below(1) == {1, 2}


def test_columns_are_ordered_by_what_they_are_joined_to() -> None:
    order = ordered(graph())
    assert order.drivers == (2, 1, 3)
    assert order.objectives == (1, 2, 3, 4)
    assert order.key_results == (1, 2, 3)
    assert order.works == (2, 1, 3, 4)


def test_window_keeps_the_path_and_some_gaps_and_counts_the_rest() -> None:
    keys = range(1, 301)
    path = path_through(graph(), ("work", 1))
    shown = chosen("work", keys, path, gaps=range(280, 301))
    assert 1 in shown.keys
    assert len(shown.keys) == CLOSED + 1
    assert len([key for key in shown.keys if key >= 280]) == FOR_GAPS
    assert shown.more == 300 - 1 - CLOSED
    assert shown.total == 300
    assert list(shown.keys) == sorted(shown.keys)
    opened = chosen("work", keys, path, gaps=(), is_open=True)
    assert (len(opened.keys), opened.more) == (300, 0)
    assert chosen("work", range(1, OPEN + 50), path, gaps=(), is_open=True).more == 48


def test_gaps_only_leaves_the_gaps() -> None:
    shown = chosen("work", (1, 2, 3, 4), path_through(graph(), None), gaps={4}, gaps_only=True)
    assert shown.keys == (4,)
    assert shown.total == 4


def test_stack_adds_up_fixed_heights() -> None:
    lane = layout.stack([("a", False), ("b", True), ("c", False)], lead=10)
    assert [(box.top, box.height) for box in lane.boxes.values()] == [(10, 26), (40, 66), (110, 26)]
    assert lane.height == 136
    assert lane.boxes["b"].middle == 73
    assert layout.stack([]).height == 0


def test_level_moves_the_path_of_short_columns_down_to_that_of_the_longest() -> None:
    tall = [(f"k{number}", number == 8) for number in range(10)]
    lanes = layout.level([[("d", True)], tall], ["d", "k8"])
    assert lanes[0].boxes["d"].middle == lanes[1].boxes["k8"].middle
    assert lanes[1].lead == 0


def test_level_never_pushes_a_column_below_the_tallest() -> None:
    lanes = layout.level(
        [[("d", True), *((f"x{n}", False) for n in range(5))], [(f"k{n}", n == 5) for n in range(6)]], ["d", "k5"]
    )
    assert max(lane.height for lane in lanes) == lanes[0].height


def test_curves_join_only_what_is_shown() -> None:
    left, right = layout.stack([("a", False)]), layout.stack([("b", False), ("c", False)])
    drawn = layout.curves(left, right, [("a", "c", "path"), ("a", "gone", "ctx")])
    assert [(curve.y1, curve.y2, curve.kind) for curve in drawn] == [(13.0, 43.0, "path")]
    assert [curve.kind for curve in layout.stubs(right, ["b", "gone"], "stub_left")] == ["stub_left"]
