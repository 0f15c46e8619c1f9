"""Files of KPIs into the library: each indicator of a file beside the one that is stored, and what writing it does."""

from collections import Counter, defaultdict, deque
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

from big import clock
from big.accounts.models import User
from big.audit.record import Telling, record_many
from big.errors import StaleError
from big.imports.models import ImportRun
from big.imports.plan import Action, ImportPlan, PlannedRow
from big.organisation.models import Unit
from big.organisation.services import units as unit_services
from big.records import plain
from okr import codes, policies
from okr.files.shapes import IndicatorRead, OkrFile
from okr.importing.account import NO_ID
from okr.importing.options import Options, folded
from okr.importing.people import People
from okr.importing.places import Place, Places
from okr.importing.wording import KEY, clean, differing_words, held_words
from okr.models.indicators import Indicator
from okr.services.coding import hold

_FIELDS = ("name", "definition", "target_text", "health", "health_reasons", "is_key")


@dataclass(slots=True, eq=False)
class KpiStep:
    """What becomes of one indicator of a file."""

    read: IndicatorRead
    record: Indicator
    action: Action
    place: Place | None
    parent: "KpiStep | None" = None
    changes: dict[str, Any] = field(default_factory=dict)
    told: dict[str, tuple[Any, Any]] = field(default_factory=dict)
    reason: str = ""

    def row(self) -> PlannedRow:
        """The line of the dry run."""
        changes = {name: (plain(getattr(self.record, name)), plain(new)) for name, new in self.changes.items()}
        changes.pop("exchange", None)
        name, where = self.read.name, str(self.read.place)
        return PlannedRow("indicators", self.action, name[:250], where, self.reason, {**changes, **self.told})


@dataclass(slots=True)
class KpiCourse:
    """All steps, the units that they need, and the account of every cell."""

    places: Places
    steps: list[KpiStep] = field(default_factory=list)
    refused: list[PlannedRow] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    not_read: list[str] = field(default_factory=list)
    account: dict[str, int] = field(default_factory=dict)

    def plan(self) -> ImportPlan:
        """The dry run."""
        units = [PlannedRow("units", "create", unit.name) for unit in self.places.new.values()]
        rows = [*self.refused, *units, *(step.row() for step in self.steps)]
        return ImportPlan(rows, list(self.not_read), list(self.notes), dict(self.account))


def kpi_course_of(file: OkrFile, options: Options, actor: User) -> KpiCourse:
    """Compare with the library; a handful of queries, whatever the number of indicators."""
    teams = {folded(team.name): team for team in file.teams}
    places = Places(options, People(options.people), actor, teams)
    places.load()
    course = KpiCourse(places)
    stored: dict[tuple[int, str], deque[Indicator]] = defaultdict(deque)
    for each in Indicator.objects.select_related("unit", "parent").order_by("position", "pk"):
        stored[each.unit_id or 0, folded(each.name)].append(each)
    for read in file.kpis:
        course.steps.append(_step(read, places, stored, file.format))
    _join(course)
    for step in course.steps:
        _compare(step)
        _allow(step, places)
    for name, where, reason in places.refusals():
        course.refused.append(PlannedRow("units", "refused", name, where, reason))
    course.notes += [f"{problem.place}: {problem.sentence}" for problem in file.problems]
    _settle(course, file)
    return course


def _step(read: IndicatorRead, places: Places, stored: dict[tuple[int, str], deque[Indicator]], kind: str) -> KpiStep:
    place = places.of_team(read.org, str(read.place)) if read.org else None
    waiting = stored[place.key if place else 0, folded(_values(read)["name"])] if not (place and place.new) else None
    words = {
        "Organisation": clean(read.org),
        "Address": clean(read.base_path),
        "Parent": clean(read.parent),
        "Public": "" if read.is_public is None else "yes" if read.is_public else "no",
        "Name in full": clean(read.name) if _values(read)["name"] != read.name else "",
        "Links": [clean(url) for url in read.urls],
    }
    for label, text in read.details:
        held = words.setdefault(clean(label), [])
        words[clean(label)] = [*held, clean(text)] if isinstance(held, list) else [held, clean(text)]
    exchange = {KEY: {"format": kind, "words": {label: said for label, said in words.items() if said}}}
    if waiting:
        return KpiStep(read, waiting.popleft(), "unchanged", place, changes={"exchange": exchange})
    return KpiStep(read, Indicator(**_values(read), exchange=exchange), "create", place)


def _values(read: IndicatorRead) -> dict[str, Any]:
    return {
        "name": " ".join(clean(read.name).split())[:300],
        "definition": clean(read.definition),
        "target_text": clean(read.target),
        "health": read.level,
        "health_reasons": clean("\n".join(read.reasons)),
        "is_key": bool(read.is_key),
    }


def _join(course: KpiCourse) -> None:
    """Put each under the one that its parent names, by the last part of the address, which is made of the name."""
    by_slug = {slugify(step.read.name): step for step in reversed(course.steps)}
    by_name = {folded(step.read.name): step for step in reversed(course.steps)}
    for step in course.steps:
        word = step.read.parent.rpartition("#")[2]
        above = by_slug.get(slugify(word)) or by_name.get(folded(step.read.parent)) if word else None
        at, seen = above, {id(step)}
        while at is not None and id(at) not in seen:
            seen.add(id(at))
            at = at.parent
        if above is not None and at is None:
            step.parent = above
        elif word:
            course.notes.append(f"{step.read.place}: “{step.read.parent}” is no KPI of this file; it is kept in words.")


def _compare(step: KpiStep) -> None:
    """What the file changes of a stored one."""
    if step.action == "create":
        return
    record, exchange = step.record, step.changes.pop("exchange")
    step.changes = {
        name: new for name, new in _values(step.read).items() if new not in (None, "") and getattr(record, name) != new
    }
    if step.parent is not None and (step.parent.action == "create" or step.parent.record.pk != record.parent_id):
        step.told["parent"] = (plain(record.parent), step.parent.read.name)
    for label, was, now in differing_words(held_words(record.exchange), exchange[KEY]["words"]):
        step.told[f"file: {label}"] = (was, now)
    if step.changes or step.told:
        step.action = "update"
        step.changes["exchange"] = {**record.exchange, **exchange}


def _allow(step: KpiStep, places: Places) -> None:
    unit = places.record(step.place) if step.place else None
    if step.action == "unchanged" or (step.place and step.place.new and places.may_write(step.place)):
        return
    if not policies.can_edit_indicator(places.actor, unit if isinstance(unit, Unit) else None):
        step.action = "refused"
        step.reason = "You may not change the KPIs there. Ask whoever writes its OKRs to import this file."


def _settle(course: KpiCourse, file: OkrFile) -> None:
    """The nothing-lost report: an indicator keeps all that the file says of it, unless it was refused."""
    taken = {step.read.key for step in course.steps if step.action != "refused"}
    tally: Counter[str] = Counter()
    for cell in file.cells:
        reason = cell.reason if not cell.is_stored else "" if cell.key in taken else "Its indicator was refused."
        reason = NO_ID if cell.is_stored and cell.record != "kpi" else reason
        tally["named" if reason else "stored"] += 1
        if reason:
            course.not_read.append(f"{cell.place}: “{' '.join(cell.text.split())[:120]}”. {reason}")
    course.account = {"cells": len(file.cells), "stored": tally["stored"], "named": tally["named"]}


def carry_out_kpis(course: KpiCourse, run: ImportRun, actor: User) -> None:
    """Write every step; the caller's transaction holds them together. StaleError where one changed meanwhile."""
    hold(Indicator)
    changed = [step for step in course.steps if step.action == "update"]
    held = {step.record.pk: step.record.version for step in changed}
    rows = Indicator.objects.select_for_update().filter(pk__in=held).order_by("pk")
    if dict(rows.values_list("pk", "version")) != held:
        raise StaleError("Somebody changed a KPI of this file just now. Check the file again.", code="stale")
    units = {
        key: unit_services.create_unit(actor=actor, name=new.name, parent=new.above)
        for key, new in course.places.new.items()
    }
    Unit.objects.filter(pk__in=[each.pk for each in units.values()]).update(source=run)
    _create(course, units, run, actor)
    _change(changed, run, actor)
    _place_under(course)


def _create(course: KpiCourse, units: dict[str, Unit], run: ImportRun, actor: User) -> None:
    new = [step for step in course.steps if step.action == "create"]
    taken = [code[3:] for code in Indicator.objects.filter(code__istartswith="KPI").values_list("code", flat=True)]
    last = max((int(number) for number in taken if number.isdigit()), default=0)
    for number, step in enumerate(new, last + 1):
        record, place = step.record, step.place
        found = units[place.new] if place and place.new else course.places.record(place) if place else None
        record.code, record.position, record.unit = f"KPI{number}", number, found if isinstance(found, Unit) else None
        record.source, record.source_ref = run, str(step.read.place)[:200]
    Indicator.objects.bulk_create([step.record for step in new])
    tellings = [
        Telling(step.record, after={name: plain(getattr(step.record, name)) for name in ("code", *_FIELDS)})
        for step in new
    ]
    record_many(codes.INDICATOR_CREATED, tellings, actor=actor)


def _change(changed: list[KpiStep], run: ImportRun, actor: User) -> None:
    tellings = []
    for step in changed:
        row = step.row()
        before = {name: was for name, (was, _) in row.changes.items()}
        tellings.append(Telling(step.record, before, {name: now for name, (_, now) in row.changes.items()}))
        for name, value in step.changes.items():
            setattr(step.record, name, value)
        step.record.source, step.record.source_ref = run, str(step.read.place)[:200]
        step.record.version += 1
        step.record.updated_at = clock.now()
    fields = [*_FIELDS, "exchange", "source", "source_ref", "version", "updated_at"]
    Indicator.objects.bulk_update([step.record for step in changed], fields)
    record_many(codes.INDICATOR_CHANGED, tellings, actor=actor)


def _place_under(course: KpiCourse) -> None:
    """Parents last: each of them is there by now."""
    moved = []
    for step in course.steps:
        if step.parent is not None and step.record.parent_id != step.parent.record.pk and step.action != "unchanged":
            step.record.parent = step.parent.record
            moved.append(step.record)
    Indicator.objects.bulk_update(moved, ["parent"])
