"""The eight kinds of OKR file in the import wizard and on the command line: read, compared, written, shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from django import forms
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.imports import formats
from big.imports.bundles import files_in
from big.imports.models import ImportRun
from big.imports.plan import ImportPlan
from big.registry import pages
from okr.files.intake import MAX_BYTES
from okr.files.registry import FORMATS, FileFormat
from okr.files.shapes import NamedFile, OkrFile
from okr.importing.applying import carry_out
from okr.importing.indicators import carry_out_kpis, kpi_course_of
from okr.importing.options import Options, PeriodOptions, TableOptions, TeamOptions, WordOptions, options_of
from okr.importing.planning import course_of
from okr.importing.wording import shown_words
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective
from okr.models.purposes import OKR_EDIT

_FORMS: Final[dict[str, type[forms.Form]]] = {"type_words": WordOptions, "mapping": TableOptions}
_SHOWN: Final = 30


@dataclass(frozen=True, slots=True)
class OkrData:
    """A file that was read, with what the person said of it."""

    file: OkrFile
    options: Options


def read(entry: FileFormat, content: bytes, options: Mapping[str, Any]) -> OkrData:
    """Read one file, or all that a bundle holds; RefusedFileError where they are of another kind."""
    chosen = options_of(options)
    name = str(options.get("filename", ""))
    opens_archives = ".zip" in entry.extensions
    files = [NamedFile(*each) for each in ([(name, content)] if opens_archives else files_in(name, content))]
    wanted = {option: getattr(chosen, option) for option in entry.options}
    return OkrData(entry.read(files, **wanted), chosen)


def plan(data: OkrData, actor: User) -> ImportPlan:
    """The dry run."""
    return course_of(data.file, data.options, actor).plan()


def apply(data: OkrData, run: ImportRun, actor: User) -> ImportPlan:
    """Write it all, in the caller's transaction."""
    course = course_of(data.file, data.options, actor)
    carried = course.plan()
    carry_out(course, run, actor)
    clock.forget()
    return carried


def plan_kpis(data: OkrData, actor: User) -> ImportPlan:
    """The dry run of a file of KPIs."""
    return kpi_course_of(data.file, data.options, actor).plan()


def apply_kpis(data: OkrData, run: ImportRun, actor: User) -> ImportPlan:
    """Write its KPIs into the library, in the caller's transaction."""
    course = kpi_course_of(data.file, data.options, actor)
    carried = course.plan()
    carry_out_kpis(course, run, actor)
    clock.forget()
    return carried


def kpis_written(run: ImportRun, user: User) -> list[formats.Written]:
    """The library."""
    return [formats.Written("KPIs", reverse("okr:indicator_list"))]


def written(run: ImportRun, user: User) -> list[formats.Written]:
    """The cycles that the run wrote into, and the objectives at the top of what it wrote."""
    objectives = StrategicObjective.objects.visible_to(user).filter(source=run)
    cycles = Cycle.objects.visible_to(user).filter(sets__objectives__in=objectives).distinct()
    found = [formats.Written(str(each), each.get_absolute_url(), "cycle") for each in cycles[:_SHOWN]]
    tops = objectives.filter(parent=None).order_by("position", "pk")[:_SHOWN]
    found += [formats.Written(f"{each.code} {each.title}", each.get_absolute_url(), "objective") for each in tops]
    return found or [formats.Written("Objectives and OKRs", reverse("okr:objective_list"))]


def options_form(entry: FileFormat) -> type[forms.Form]:
    """The form of what a kind of file asks."""
    return next((_FORMS[name] for name in ("mapping", "type_words") if name in entry.options), PeriodOptions)


def _words(record: StrategicObjective | KeyResult, user: User) -> dict[str, Any] | None:
    shown = shown_words(record.exchange)
    return {"words": shown} if shown else None


def connect() -> None:
    """Offer the kinds of file, and show what their records keep in words; called by the app's own wiring."""
    kpis = FORMATS["gitlab-kpi"]
    formats.register(
        formats.Format(
            key=kpis.key,
            title=kpis.label,
            explanation=kpis.sentence,
            accepts=kpis.extensions,
            read=partial(read, kpis),
            plan=plan_kpis,
            apply=apply_kpis,
            options_form=TeamOptions,
            max_bytes=MAX_BYTES,
            order=39,
            rights=(OKR_EDIT,),
            written=kpis_written,
            takes_several=True,
        )
    )
    panel = pages.Panel("file_words", "What its file says besides", "okr/_file_words_panel.html", _words, "side", 90)
    for host in ("okr.objective", "okr.key_result"):
        pages.add_panel(host, panel)
    for order, entry in enumerate(each for each in FORMATS.values() if "first_month" in each.options):
        formats.register(
            formats.Format(
                key=entry.key,
                title=entry.label,
                explanation=entry.sentence,
                accepts=entry.extensions,
                read=partial(read, entry),
                plan=plan,
                apply=apply,
                options_form=options_form(entry),
                max_bytes=MAX_BYTES,
                order=30 + order,
                rights=(OKR_EDIT,),
                written=written,
                takes_several=True,
            )
        )
