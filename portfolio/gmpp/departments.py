"""Departments of the UK government: when two spellings are one, and which took over projects from which."""

import re
import unicodedata

# Machinery of government: projects moved between the members of a set, or it was renamed. Only where a layout has no
# GMPP ids does this decide whether a project of the same name in another department is the same project: "IT
# Transformation Programme" of DWP and of NCA are two.
_KIN: tuple[frozenset[str], ...] = tuple(
    frozenset(each)
    for each in (
        ("doh", "dh", "dhsc", "doh capital", "doh non capital"),
        ("bis", "decc", "beis"),
        ("bis", "dfe"),
        ("bis", "hmlr"),
        ("beis", "hmlr"),
        ("beis", "desnz", "dsit", "dbt"),
        ("dit", "dbt"),
        ("dclg", "mhclg", "dluhc"),
        ("co", "dluhc"),
        ("co", "dcms"),
        ("co", "dsit"),
        ("dcms", "dsit"),
        ("fco", "dfid", "fcdo"),
        ("mhclg", "hmlr"),
    )
)
LONGEST_CODE = 30


def words_key(text: str) -> str:
    """What two spellings share: the words, whatever their case, punctuation and spacing; "&" is "and"."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("&", " and ")
    return " ".join(re.findall(r"[^\W_]+", plain))


def department_key(text: str) -> str:
    """The department that `text` spells; MoD and MOD are one, DoH and DHSC are two."""
    return words_key(text)


def are_kin(first: str, second: str) -> bool:
    """Whether projects moved between two departments, given by key; a joint department is kin to its parts."""
    if first == second:
        return True
    return any(
        {one, other} <= group or one == other for one in _parts(first) for other in _parts(second) for group in _KIN
    )


def _parts(key: str) -> set[str]:
    return {key, *key.split(" and ")}


def preferred(first: str, second: str) -> str:
    """Of two spellings of a department the one with the earlier capitals, so that the order of imports is no matter."""
    return min(first, second)


def unit_code(text: str) -> str:
    """A unit's code made from a department: "DOH-NON-CAPITAL"; empty where it has no letters or is too long."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().upper()
    code = re.sub(r"[^A-Z0-9]+", "-", plain).strip("-")
    return code if len(code) <= LONGEST_CODE else ""
