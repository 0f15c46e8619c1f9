"""Home in each role that the reader holds: the sentence, the strip, the boxes and panels, and the pages behind them."""

from collections.abc import Callable
from typing import Any, Final

from big.core import words
from big.organisation.models import Role
from big.reconcile.blocks import ask, labelled, table
from big.reconcile.organisation import belongs
from big.reconcile.viewer import Viewer
from big.registry import figures
from governance.reconcile import facts
from governance.reconcile.rules import BREAKS, STALE, UNACCOUNTABLE, count, found, oldest_days, unlinked_money
from governance.selectors.home.own import due_check_ins
from governance.selectors.home.page import BOXES, HomePage, home_page, homes_of
from governance.selectors.home.reading import Reading
from governance.selectors.home.slopes import Slope, slopes
from governance.sentences import home as said
from portfolio.selectors.frame import frame

HOME: Final = "governance:home"
SLOPE: Final = ("outcome", "percent", "expected", "delivery", "works", "forecast", "unfunded")
_SENTENCES: Final[dict[str, Callable[[Viewer, str], str]]] = {
    Role.Home.PMO: lambda viewer, place: said.for_pmo(facts.standing(viewer)),
    Role.Home.EXECUTIVE: lambda viewer, place: said.for_executive(facts.standing(viewer)),
    Role.Home.UNIT: lambda viewer, place: said.for_unit(facts.own(viewer, place)),
    Role.Home.FINANCE: lambda viewer, place: said.for_finance(facts.purses(viewer)),
    Role.Home.GOVERNANCE: lambda viewer, place: said.for_governance(facts.accountability(viewer)),
}


def connect() -> None:
    """Register the figures of Home; called once, when Django is ready."""

    def add(name: str, shown: Any, independent: Any, screen: str = HOME, see: str = "Home as {code}") -> None:
        figures.register(figures.Figure(screen, name, shown, independent, see, belongs))

    add("Opening sentence", _of_homes(_sentence), _of_homes(_sentence_asked))
    add("Strip", _of_homes(_strip), _of_homes(_strip_asked))
    add("Gap boxes", _of_homes(_boxes), _of_homes(_boxes_asked))
    add("Objectives, outcome against delivery", _of_homes(_slopes), _of_homes(_slopes_asked))
    add("Panels of the role", _of_homes(_panels), _of_homes(_panels_asked))
    figure, see = "governance:figure", "Home, the figure {code}"
    add("Counts and marks", _figures, _figures_asked, figure, see)
    add("Rows of objectives", lambda viewer: _told(slopes(_reading(viewer))), slopes_asked, figure, see)


def pages(viewer: Viewer) -> list[tuple[HomePage, Viewer]]:
    """Home in every role that the reader holds, each with the viewer who is narrowed as it is."""
    if "homes" not in viewer.kept:
        now = frame(viewer.today)
        read = [home_page(viewer.user, now, asked=key) for key, _ in homes_of(viewer.user)]
        viewer.kept["homes"] = [(page, viewer.narrowed(page.unit.pk) if page.unit else viewer) for page in read]
    found_pages: list[tuple[HomePage, Viewer]] = viewer.kept["homes"]
    return found_pages


def _of_homes(told: Callable[[HomePage, Viewer], dict[str, Any]]) -> Callable[[Viewer], dict[str, Any]]:
    """What `told` says of each of the reader's Homes, labelled with its name."""

    def of_all(viewer: Viewer) -> dict[str, Any]:
        return {
            f"{page.home}, {label}": each
            for page, narrowed in pages(viewer)
            if page.belongs and not page.is_empty
            for label, each in told(page, narrowed).items()
        }

    return of_all


def _sentence(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    return {"sentence": page.message}


def _sentence_asked(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    return {"sentence": _SENTENCES[page.home](viewer, page.unit.name if page.unit else "")}


def _strip(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    found_figures = [(each.key, each.value, each.small, each.note, each.bad, each.count) for each in page.figures]
    return labelled(found_figures, "value", "of", "note", "bad", "rows")


def _strip_asked(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    marks, rows = facts.work_marks(viewer), facts.tops(viewer)
    works, green = sum(marks.values()), sum(mark == "G" for _, _, mark, *_ in rows)
    aims, pieces = "" if rows else "None is pursued yet", "" if works else "None is live yet"
    told = [
        ("objectives", words.number(green), f"of {words.number(len(rows))}", aims, "", len(rows)),
        ("work", words.number(marks.get("G", 0)), f"of {words.number(works)}", pieces, "", works),
        _forecast(viewer),
        _linked(viewer),
        _own(page.home, viewer),
    ]
    return labelled(told, "value", "of", "note", "bad", "rows")


def _forecast(viewer: Viewer) -> tuple[Any, ...]:
    whole, currency = facts.total(viewer), facts.currency(viewer)
    if whole["forecast"] is None:
        return ("forecast", words.DASH, "", "No forecast is recorded", "", None)
    shown, over = words.money(whole["forecast"], currency), whole["variance"]
    if over is None or whole["budget"] is None:
        return ("forecast", shown, "", "no budget to compare", "", None)
    signed, budget = words.signed_money(over, currency), words.money(whole["budget"], currency)
    if over > 0:
        return ("forecast", shown, "", f"over budget of {budget}", signed, None)
    return ("forecast", shown, "", f"{signed} {'under' if over < 0 else 'on'} budget of {budget}", "", None)


def _linked(viewer: Viewer) -> tuple[Any, ...]:
    percent = facts.linked_percent(viewer)
    if percent is None:
        return ("linked", words.DASH, "", "No forecast is recorded", "", None)
    rest = facts.money(viewer, "uncarried")["forecast"]
    note = f"{words.money(rest, facts.currency(viewer))} is not linked" if rest else "All of it is linked"
    return ("linked", words.percent(percent), "", note, "", None)


def _own(home: str, viewer: Viewer) -> tuple[Any, ...]:
    """The fifth figure, which each role has of its own."""
    if home == Role.Home.UNIT:
        due, late = facts.check_ins(viewer)
        note = "within a week" if due else "Nothing to report"
        return ("check_ins", words.number(due), "", note, f"{words.number(late)} late" if late else "", due)
    if home == Role.Home.FINANCE:
        unfunded, released = count(viewer, "objective.no_funds"), facts.total(viewer)["released"]
        money = "No funds" if released is None else words.money(released, facts.currency(viewer))
        note = "No funds released" if released is None else f"{money} released this year"
        return ("unfunded", words.number(unfunded), "", note, "", unfunded)
    if home == Role.Home.GOVERNANCE:
        nobody = count(viewer, *UNACCOUNTABLE)
        note = "objectives and governance nodes" if nobody else "Everything has somebody"
        return ("unaccountable", words.number(nobody), "", note, "", nobody)
    breaks = count(viewer, *BREAKS)
    note = "in the line from purpose to work" if breaks else "The line holds everywhere"
    return ("breaks", words.number(breaks), "", note, "", breaks)


def _boxes(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    """By what each box leads to: a rule, or the three of stale figures together."""
    told: dict[str, Any] = {}
    for box in page.boxes:
        name = "stale" if "only=" in box.url else box.url.partition("?")[0].rstrip("/").rpartition("/")[2]
        told |= {f"{name}, records": box.count, f"{name}, figure": box.figure}
    return told


def _boxes_asked(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for rule in BOXES:
        records = count(viewer, rule.key)
        if records:
            name = (rule.one if records == 1 else rule.many).partition(" has " if records == 1 else " have ")
            said_of = f"{words.number(records)} {name[0]}" if name[2] else words.number(records)
            told |= {f"{rule.slug}, records": records, f"{rule.slug}, figure": said_of}
    if (money := unlinked_money(viewer)) and found(viewer)["work.unlinked"]:
        told["work-unlinked, figure"] = words.money(money, facts.currency(viewer))
    if stale := count(viewer, *STALE):
        days = oldest_days(viewer)
        told |= {"stale, records": stale}
        told["stale, figure"] = words.counted(days, "day") if days else words.counted(stale, "figure")
    return told


def _told(rows: list[Slope]) -> dict[str, Any]:
    told = [
        (
            *(row.objective.code, row.progress.mark, row.progress.percent, row.progress.expected),
            *(row.delivery.mark, len(row.works), row.forecast, row.is_unfunded),
        )
        for row in rows
    ]
    return labelled(told, *SLOPE)


def _slopes(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    return {"rows left out": page.slopes_left, **_told(list(page.slopes))}


def _slopes_asked(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    """Home shows the steepest eight, which ones is for the page to say; the figures are those of all."""
    shown = {row.objective.code for row in page.slopes}
    every = slopes_asked(viewer)
    told = {label: each for label, each in every.items() if label.partition(",")[0] in shown}
    return {"rows left out": max(len(facts.tops(viewer)) - 8, 0), **told}


def slopes_asked(viewer: Viewer) -> dict[str, Any]:
    """Every objective of Home with its outcome, its delivery and the money that serves it and all under it."""
    return table(
        viewer,
        """
        select o.code, c.mark, c.percent, c.expected, coalesce(d.mark, 'N'), coalesce(d.works, 0),
               (select sum(x.forecast) from carried x join family f on f.id = x.objective_id where f.top = o.id),
               d.works is not null and r.objective_id is null
        from top_objective o join outcome c on c.objective_id = o.id
        left join delivery d on d.objective_id = o.id left join funded r on r.objective_id = o.id
        """,
        *SLOPE,
    )


def _panels(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {"work that needs attention": page.attention_total}
    if page.own:
        told |= {"check-ins due": len(page.own.check_ins), "late": page.own.late, "works": page.own.works_total}
    if page.money:
        total = page.money.total
        told |= {f"total {name}": getattr(total, name) for name in facts.AMOUNTS}
        told |= {f"unlinked {name}": getattr(page.money.unlinked, name) for name in facts.AMOUNTS}
    return told | {each.rule.key: each.count for each in page.accountability}


def _panels_asked(page: HomePage, viewer: Viewer) -> dict[str, Any]:
    ((asking,),) = ask(viewer, "select count(*) from asking_work")
    told: dict[str, Any] = {"work that needs attention": asking}
    if page.home == Role.Home.UNIT:
        due, late = facts.check_ins(viewer)
        told |= {"check-ins due": due, "late": late, "works": sum(facts.work_marks(viewer).values())}
    if page.home == Role.Home.FINANCE:
        told |= {f"total {name}": each for name, each in facts.total(viewer).items()}
        told |= {f"unlinked {name}": each for name, each in facts.money(viewer, "uncarried").items()}
    if page.home == Role.Home.GOVERNANCE:
        links = ("link.unsupported", "objective.no_supporter", "link.claimed")
        told |= {key: count(viewer, key) for key in (*UNACCOUNTABLE, *links, *STALE)}
    return told


def _reading(viewer: Viewer) -> Reading:
    if "reading" not in viewer.kept:
        viewer.kept["reading"] = Reading(viewer.user, frame(viewer.today))
    reading: Reading = viewer.kept["reading"]
    return reading


def _figures(viewer: Viewer) -> dict[str, Any]:
    """The pages behind the strip, of everything that the reader sees."""
    reading = _reading(viewer)
    due = due_check_ins(reading)
    return {
        **{f"objectives, {mark}": many for mark, many in reading.objective_marks.items()},
        **{f"work, {mark}": many for mark, many in reading.work_marks.items()},
        "check-ins, due": len(due),
        "check-ins, late": sum(each.is_late for each in due),
        "work, sentence": said.work_green(
            said.Standing(works=sum(reading.work_marks.values()), green=reading.work_marks.get("G", 0))
        ),
        "objectives, sentence": said.on_course(
            said.Standing(objectives=len(reading.objectives), on_course=reading.objective_marks.get("G", 0))
        ),
        "check-ins, sentence": said.check_ins_due(len(due), sum(each.is_late for each in due)),
    }


def _figures_asked(viewer: Viewer) -> dict[str, Any]:
    standing, (due, late) = facts.standing(viewer), facts.check_ins(viewer)
    told: dict[str, Any] = {f"work, {mark}": many for mark, many in facts.work_marks(viewer).items()}
    for _, _, mark, *_ in facts.tops(viewer):
        told[f"objectives, {mark}"] = told.get(f"objectives, {mark}", 0) + 1
    return {
        **told,
        "check-ins, due": due,
        "check-ins, late": late,
        "work, sentence": said.work_green(standing),
        "objectives, sentence": said.on_course(standing),
        "check-ins, sentence": said.check_ins_due(due, late),
    }
