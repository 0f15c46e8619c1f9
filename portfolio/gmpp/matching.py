"""Which project of a file is which work of the register: by GMPP id, then by name and department."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from portfolio.gmpp.departments import are_kin, department_key, words_key
from portfolio.gmpp.snapshot import ProjectSnapshot
from portfolio.models.work import Work, WorkReference

ID_SCHEME: Final = "gmpp"
NAME_SCHEME: Final = "gmpp-name"
SEPARATOR: Final = " · "
# An id such as DH_0017_1112-Q1 has 15 characters; a code has at most 40.
LONGEST_ID: Final = 40
LONGEST_NAME: Final = 300
LONGEST_DEPARTMENT: Final = 150


def name_reference(row: ProjectSnapshot) -> str:
    """The name that a snapshot uses, with the department that used it; all of them stay as references."""
    return f"{row.name}{SEPARATOR}{row.department.replace('·', '-')}"


def former_names(work: Work) -> list[str]:
    """The names that snapshots gave `work` beside its present one, each with its department; one query."""
    names = work.references.filter(scheme=NAME_SCHEME).exclude(value__startswith=f"{work.name}{SEPARATOR}")
    return list(names.values_list("value", flat=True))


@dataclass(slots=True)
class Known:
    """What the register knows of major projects: ids and names in use, with the key of the work that bears them."""

    by_id: dict[str, int] = field(default_factory=dict)
    by_name: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(dict))
    ids: dict[int, set[str]] = field(default_factory=lambda: defaultdict(set))
    names: dict[str, int] = field(default_factory=dict)

    def add_name(self, name: str, department: str, work_id: int) -> None:
        """Let `work_id` be found by this name in this department, unless other work is."""
        self.by_name[words_key(name)].setdefault(department_key(department), work_id)


@dataclass(slots=True)
class Matches:
    """For each project of a file by its place: the work it is, or why it cannot be read."""

    works: dict[str, int] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    repeated: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


def known() -> Known:
    """All ids and names under which work can be found; two queries.

    Work that was entered by hand is found by its present name in its unit.
    """
    found = Known()
    references = WorkReference.objects.filter(scheme__in=(ID_SCHEME, NAME_SCHEME)).order_by("pk")
    for work_id, scheme, value in references.values_list("work_id", "scheme", "value"):
        if scheme == ID_SCHEME:
            found.by_id[value] = work_id
            found.ids[work_id].add(value)
        else:
            found.names[value] = work_id
            name, _, department = value.rpartition(SEPARATOR)
            found.add_name(name, department, work_id)
    placed = Work.objects.filter(unit__isnull=False).order_by("pk")
    for work_id, name, unit, code in placed.values_list("pk", "name", "unit__name", "unit__code"):
        found.add_name(name, unit, work_id)
        found.add_name(name, code, work_id)
    return found


def match(rows: Sequence[ProjectSnapshot], register: Known) -> Matches:
    """The work of each row; a row with neither work nor refusal is new.

    A row whose id is unknown is found by name where that work bears no id of this file; such an id changed, as when
    DH became DOH in 2021, and a note says so.
    """
    found = Matches()
    _refuse_unusable(rows, found)
    usable = [row for row in rows if row.place not in found.refused and row.place not in found.repeated]
    for row in usable:
        if row.gmpp_id in register.by_id:
            found.works[row.place] = register.by_id[row.gmpp_id]
    ids_of_file = {row.gmpp_id for row in usable if row.gmpp_id}
    taken = set(found.works.values())
    for finds in (_same_department, _kindred_department):
        for row in usable:
            if row.place in found.works:
                continue
            work_id = finds(row, register)
            if work_id is None or work_id in taken or register.ids[work_id] & ids_of_file:
                continue
            found.works[row.place] = work_id
            taken.add(work_id)
            if row.gmpp_id and register.ids[work_id]:
                former = ", ".join(sorted(register.ids[work_id]))
                found.notes.append(f"{row.name}: found by its name, as its id {row.gmpp_id} was {former} before.")
    found.notes += _namesakes(usable, found, register)
    return found


def _same_department(row: ProjectSnapshot, register: Known) -> int | None:
    return register.by_name.get(words_key(row.name), {}).get(department_key(row.department))


def _kindred_department(row: ProjectSnapshot, register: Known) -> int | None:
    """The one work of that name in a department that handed projects to this one, or took them."""
    key = department_key(row.department)
    others = register.by_name.get(words_key(row.name), {})
    works = {work_id for department, work_id in others.items() if are_kin(department, key)}
    return works.pop() if len(works) == 1 else None


def _namesakes(rows: Iterable[ProjectSnapshot], found: Matches, register: Known) -> list[str]:
    new = [row for row in rows if row.place not in found.works and words_key(row.name) in register.by_name]
    return [
        f"{row.name} of {row.department} is taken for new: work of that name belongs to another department or has "
        "another id."
        for row in new
    ]


def _refuse_unusable(rows: Sequence[ProjectSnapshot], found: Matches) -> None:
    """Refuse rows that cannot be told apart or have nothing to be told by; leave out what is repeated word for word."""
    ids = Counter(row.gmpp_id for row in rows if row.gmpp_id)
    names = Counter(_full_name(row) for row in rows)
    first: dict[tuple[str, tuple[str, str]], ProjectSnapshot] = {}
    for row in rows:
        same = first.setdefault((row.gmpp_id, _full_name(row)), row)
        if same is not row and _as_first(row, same) == same:
            found.repeated.add(row.place)
            ids[row.gmpp_id] -= 1
            names[_full_name(row)] -= 1
    for row in rows:
        if row.place not in found.repeated and (reason := _reason(row, ids, names)):
            found.refused[row.place] = reason


def _full_name(row: ProjectSnapshot) -> tuple[str, str]:
    return words_key(row.name), department_key(row.department)


def _as_first(row: ProjectSnapshot, first: ProjectSnapshot) -> ProjectSnapshot:
    return replace(row, place=first.place)


def _reason(row: ProjectSnapshot, ids: Counter[str], names: Counter[tuple[str, str]]) -> str:
    checks = (
        (not words_key(row.name), "It has no project name."),
        (not department_key(row.department), "It has no department."),
        (len(row.name) > LONGEST_NAME, f"Its name is longer than {LONGEST_NAME} characters."),
        (
            len(row.department) > LONGEST_DEPARTMENT,
            f"Its department is longer than {LONGEST_DEPARTMENT} characters.",
        ),
        (len(row.gmpp_id) > LONGEST_ID, f"Its GMPP id is longer than {LONGEST_ID} characters."),
        (ids[row.gmpp_id] > 1, f"The id {row.gmpp_id} stands more than once in the file."),
        (
            not row.gmpp_id and names[_full_name(row)] > 1,
            "Its name and department stand more than once in the file, and it has no id.",
        ),
    )
    return next((reason for applies, reason in checks if applies), "")
