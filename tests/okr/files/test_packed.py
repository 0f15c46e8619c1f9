import datetime as dt
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from okr.files.packed import PackedCheckIn, PackedParent, check_ins_of, parents_of

WORD = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z"), exclude_characters=",;()"), min_size=1, max_size=9
)
PIECE = st.one_of(
    WORD, st.sampled_from(["(EMEA)", "(weight: 5%, Id: 7) later", "and (Id: 3) so", "Note: x", "A; b", "50%"])
)
TITLE = st.lists(PIECE, min_size=1, max_size=4).map(lambda parts: "Aim " + " ".join(parts) + " end")
PARENT = st.builds(
    PackedParent,
    TITLE,
    st.integers(1, 10**9).map(str),
    st.decimals(0, 100, places=2, allow_nan=False, allow_infinity=False),
)
NOTE_PIECE = st.one_of(
    WORD,
    st.sampled_from(
        [
            "; Status: red",
            "Note: see",
            "; Metric Name: x",
            "Current Value: 3;",
            "Checkin Date: 2025-01-09;",
            ";",
            "\n",
            "User: me",
        ]
    ),
)
NOTE = st.lists(NOTE_PIECE, max_size=6).map(lambda parts: f"begin {' '.join(parts)} end") | st.just("")
DAY = st.dates(dt.date(2015, 1, 1), dt.date(2030, 1, 1)).map(str)
CHECK_IN = st.builds(
    PackedCheckIn,
    DAY,
    st.sampled_from(["Person One", "Person Two", ""]),
    NOTE,
    st.sampled_from(["", "Orders; signed", "Net ARR"]),
    st.sampled_from(["", "On Track", "At Risk"]),
    st.sampled_from(["", "30%", "1,234.5"]),
    DAY.map(lambda day: f"{day} 10:20:30 UTC"),
)


def _packed(each: PackedCheckIn) -> str:
    return (
        f"Checkin Date: {each.date}; User: {each.user}; Note: {each.note}; Metric Name: {each.metric}; "
        f"Status: {each.status}; Current Value: {each.value}; Activity Date: {each.activity};"
    )


@given(st.lists(PARENT, max_size=4), st.sampled_from([", ", "; ", "\n"]))
def test_parents_come_back_whatever_their_titles_hold(parents: list[PackedParent], separator: str) -> None:
    text = separator.join(f"{each.title}(weight: {each.weight}%, Id: {each.id})" for each in parents)
    assert parents_of(text) == parents


def test_parents_without_weight_id_or_brackets() -> None:
    assert parents_of("Grow(weight: 14.29%)") == [PackedParent("Grow", "", Decimal("14.29"))]
    assert parents_of("Grow (EMEA) (Id: 12)") == [PackedParent("Grow (EMEA)", "12")]
    assert parents_of("Grow (EMEA)") == [PackedParent("Grow (EMEA)")]
    assert parents_of("A (weight: 1%, Id: 1)(weight: 50%, Id: 9)") == [
        PackedParent("A (weight: 1%, Id: 1)", "9", Decimal(50))
    ]
    assert parents_of("") == []


@given(st.lists(CHECK_IN, max_size=5), st.sampled_from([" ", "\n", ""]))
def test_check_ins_come_back_whatever_their_notes_hold(check_ins: list[PackedCheckIn], separator: str) -> None:
    assert check_ins_of(separator.join(_packed(each) for each in check_ins)) == check_ins


def test_check_ins_with_fewer_keys() -> None:
    assert check_ins_of("Checkin Date: 2025-01-02; Note: fine; Checkin Date: 2025-01-09; Note: still fine") == [
        PackedCheckIn("2025-01-02", "", "fine"),
        PackedCheckIn("2025-01-09", "", "still fine"),
    ]
    assert check_ins_of("  ") == []


@given(st.text(max_size=300))
def test_any_text_is_survived(text: str) -> None:
    parents_of(text)
    check_ins_of(text)
