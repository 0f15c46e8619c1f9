"""Whatever plan StratML can say: read, written, stored and written again, it is the same plan."""

import string
from contextlib import suppress
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from big.errors import RefusedFileError
from okr.models.purposes import Plan
from okr.stratml import grammar
from okr.stratml.exporting import export_plan
from okr.stratml.forming import filled, form_of
from okr.stratml.frame import frame_of
from okr.stratml.nodes import Node, Piece, cut, joined
from okr.stratml.reading import read_plan_file
from okr.stratml.slots import SLOTS, values_of
from okr.stratml.writing import write_plan_file
from tests.okr.stratml_files import bring_in, canonical, changes, importer

SEEN: dict[str, st.SearchStrategy[str]] = {
    "StartDate": st.sampled_from(["", "2026-04-01", "soon", " 2026-04-01Z"]),
    "EndDate": st.sampled_from(["", "2027-03-31", "2028-02-30"]),
    "PublicationDate": st.sampled_from(["", "2026-01-01"]),
    "NumberOfUnits": st.sampled_from(["", "0", "12.50", "1,011", "-3", "many", "1e3", "0.00001", "9" * 30]),
    "SequenceIndicator": st.sampled_from(["", "1", "1.1", "2", "a)", "Ω"]),
    "Identifier": st.sampled_from(["", "_a", "_b", "_c"]),
}
WORDS = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=12) | st.sampled_from(
    ["", "A", "B", " B  B ", "line\n  two", "<&>\"'", "x" * 310]
)


def leaf(tag: str) -> st.SearchStrategy[Node]:
    """An element that holds text."""
    return st.builds(Node, st.just(tag), text=SEEN.get(tag, WORDS))


def element(tag: str, depth: int) -> st.SearchStrategy[Node]:
    """An element of the grammar with some of its children, in any order and number, and some attributes."""
    known = grammar.CHILDREN.get(tag)
    if known is None or depth == 0:
        return leaf(tag) if known is None else st.just(Node(tag))
    children = st.lists(st.sampled_from(known).flatmap(lambda child: element(child, depth - 1)), max_size=5)
    names = sorted(name for name in grammar.ATTRIBUTES.get(tag, ()) if not name.startswith("xsi:"))
    values = st.text(string.ascii_letters + "_ <&\"'", max_size=6)
    pairs = st.dictionaries(st.sampled_from(names), values, max_size=2) if names else st.just({})
    return st.builds(_node, st.just(tag), pairs, children)


def _node(tag: str, attributes: dict[str, str], children: list[Node]) -> Node:
    return Node(tag, tuple(sorted(attributes.items())), children=tuple(children))


def plans(depth: int) -> st.SearchStrategy[Node]:
    """A whole plan, with a goal at least, so that there is something to keep."""
    core = element("StrategicPlanCore", depth).map(
        lambda core: Node(core.tag, children=(*core.children, Node("Goal", children=(Node("Name", text="G"),))))
    )
    return st.builds(
        lambda root, body: Node(
            root.tag,
            root.attributes,
            children=(*(each for each in root.children if each.tag != "StrategicPlanCore"), body),
        ),
        element("PerformancePlanOrReport", 3) | element("StrategicPlan", 3),
        core,
    )


def own_pieces(piece: Piece) -> list[Node]:
    """Every record's own element."""
    return [piece.own, *(own for part in piece.parts for own in own_pieces(part))]


@given(plans(5))
@settings(max_examples=60, deadline=None)
def test_reading_what_was_written_gives_the_same_tree(root: Node) -> None:
    for namespace, prefix in ((grammar.PART_2, ""), ("http://www.stratml.net", "s")):
        file = read_plan_file(write_plan_file(root, frame_of(root, namespace, prefix)))
        assert file.root == root
        assert (file.namespace, file.prefix, file.not_read) == (namespace, prefix, [])


@given(plans(5))
@settings(max_examples=60, deadline=None)
def test_a_form_filled_with_its_own_values_is_the_element(root: Node) -> None:
    piece = cut(root)
    assert joined(piece) == root
    for own in own_pieces(piece):
        if own.tag in SLOTS:
            assert filled(form_of(own), values_of(own), part=2) == own


@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(max_examples=80, deadline=None)
def test_no_bytes_break_the_reader(content: bytes) -> None:
    for text in (content, b"<StrategicPlan>" + content + b"</StrategicPlan>"):
        with suppress(RefusedFileError):
            assert read_plan_file(text).root.tag in grammar.ROOTS


@pytest.mark.slow
@pytest.mark.django_db
@given(plans(4))
@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # shrinking would take minutes with a database
)
def test_any_plan_is_stored_and_comes_out_again(root: Node) -> None:
    content = write_plan_file(root, frame_of(root, grammar.PART_2, ""))
    with transaction.atomic():
        actor = importer()
        bring_in(content, actor=actor)
        plan: Any = Plan.objects.get()
        exported = export_plan(plan, user=actor).content
        promoted = root.tag == "StrategicPlan" and b"<PerformanceIndicator" in content
        if not promoted:
            assert canonical(exported) == canonical(content)
        assert changes(bring_in(exported, actor=actor)) == {}
        assert changes(bring_in(content, actor=actor)) == {}
        transaction.set_rollback(True)
