"""The checks: how many records break each rule, which ones, and the money that hangs on them; page and API."""

from typing import Any, Final

from big.core import words
from big.reconcile.answers import answer
from big.reconcile.blocks import ask
from big.reconcile.organisation import belongs
from big.reconcile.viewer import Viewer
from big.registry import figures
from governance.integrity.catalogue import BY_KEY, BY_SLUG
from governance.reconcile.rules import BREAKS, count, found, unlinked_money
from governance.selectors.integrity import Disconnects, disconnects
from governance.views.gaps import message
from portfolio.models.work import Stream
from portfolio.reconcile.api import number

LIST: Final = "governance:gap_list"
# So many units, those with most work, are looked at besides the whole.
UNITS: Final = 3


def connect() -> None:
    """Register the figures of the checks; called once, when Django is ready."""
    add, figure = figures.register, figures.Figure
    add(figure(LIST, "Findings of each rule", _whole, _counted_asked, "Integrity, rule {code}", belongs))
    add(figure(LIST, "Findings of single units", _units, _units_asked, "Integrity, ?unit={code}", belongs))
    add(figure(LIST, "Opening sentence", _sentence, _sentence_asked, "Integrity", belongs))
    add(figure("governance:gap_detail", "Records of each rule", _records, _records_asked, "Rule {code}", belongs))
    see = "/api/v1/disconnects/"
    add(figure("api:disconnects", "Findings of each rule", _answers, _answers_asked, see, belongs))
    add(figure("api:disconnects", "Findings of each stream", _streams, _streams_asked, f"{see}?stream=", belongs))
    add(figure("api:disconnects", "Records of each rule", _answered, _records_asked, f"{see}{{code}}/", belongs))


def read(viewer: Viewer) -> Disconnects:
    """What the page of the checks reads, once for all figures that stand on it."""
    if "disconnects" not in viewer.kept:
        viewer.kept["disconnects"] = disconnects(viewer.user, viewer.today, unit_id=viewer.unit, stream=viewer.stream)
    seen: Disconnects = viewer.kept["disconnects"]
    return seen


def _counted(seen: Disconnects) -> dict[str, Any]:
    counts = {each.rule.key: each.count for each in seen.findings}
    return {**counts, "breaks": seen.breaks, "total": seen.total, "unlinked money": seen.unlinked_money}


def _counted_asked(viewer: Viewer) -> dict[str, Any]:
    counts = {key: len(codes) for key, codes in found(viewer).items()}
    sums = {"breaks": count(viewer, *BREAKS), "total": sum(counts.values()), "unlinked money": unlinked_money(viewer)}
    return counts | sums


def _whole(viewer: Viewer) -> dict[str, Any]:
    return _counted(read(viewer))


def _narrowed(viewer: Viewer) -> list[tuple[str, Viewer]]:
    """The same viewer in the units that have most work."""
    if "units" not in viewer.kept:
        rows = ask(
            viewer,
            "select u.code, u.id from seen_work w join organisation_unit u on u.id = w.unit_id "
            f"group by 1, 2 order by count(*) desc, 1 limit {UNITS}",
        )
        viewer.kept["units"] = [(code, viewer.narrowed(key)) for code, key in rows]
    units: list[tuple[str, Viewer]] = viewer.kept["units"]
    return units


def _prefixed(code: str, values: dict[str, Any]) -> dict[str, Any]:
    return {f"{code}, {label}": each for label, each in values.items()}


def _units(viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for code, narrowed in _narrowed(viewer):
        told |= _prefixed(code, _counted(read(narrowed)))
    return told


def _units_asked(viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for code, narrowed in _narrowed(viewer):
        told |= _prefixed(code, _counted_asked(narrowed))
    return told


def _sentence(viewer: Viewer) -> dict[str, Any]:
    return {"sentence": message(read(viewer), [])}


def _sentence_asked(viewer: Viewer) -> dict[str, Any]:
    """One finding in the rule's own words; several are counted, the breaks first."""
    counts = {key: len(codes) for key, codes in found(viewer).items() if codes}
    if len(counts) == 1:
        ((key, records),) = counts.items()
        return {"sentence": BY_KEY[key].sentence(records)}
    if not counts:
        return {"sentence": "Every check holds."}
    breaks = count(viewer, *BREAKS)
    checks = f"{words.in_words(len(counts))} of {words.in_words(len(found(viewer)))} checks"
    if not breaks:
        return {"sentence": f"The line of sight holds; {checks} find something to mend."}
    where = f"{words.in_words(breaks)} {'place' if breaks == 1 else 'places'}"
    return {"sentence": f"The line of sight is broken in {where}; {checks} find something."}


def _records(viewer: Viewer) -> dict[str, Any]:
    return {each.rule.slug: tuple(sorted(row.code for row in each.rows)) for each in read(viewer).findings}


def _records_asked(viewer: Viewer) -> dict[str, Any]:
    return {BY_KEY[key].slug: codes for key, codes in found(viewer).items()}


def _told(answered: dict[str, Any]) -> dict[str, Any]:
    counts = {each["rule"]: each["count"] for each in answered["results"]}
    amounts = [each["amount"] for each in answered["results"] if each["rule"] == "work.unlinked"]
    money = number(amounts[0]) if amounts else None
    return {**counts, "breaks": answered["breaks"], "total": answered["total"], "unlinked money": money}


def _answers(viewer: Viewer) -> dict[str, Any]:
    return _told(answer("disconnects", viewer.user))


def _answers_asked(viewer: Viewer) -> dict[str, Any]:
    asked = _counted_asked(viewer)
    return {**asked, "unlinked money": round(asked["unlinked money"], 2)}


def _streams(viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for stream in Stream.values:
        told |= _prefixed(stream, _told(answer("disconnects", viewer.user, stream=stream)))
    return told


def _streams_asked(viewer: Viewer) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for stream in Stream.values:
        told |= _prefixed(stream, _answers_asked(viewer.of_stream(stream)))
    return told


def _answered(viewer: Viewer) -> dict[str, Any]:
    """Rule by rule as a program reads them; `BY_SLUG` holds the addresses."""
    answers = {slug: answer("disconnects", viewer.user, action="retrieve", key=slug) for slug in BY_SLUG}
    return {slug: tuple(sorted(row["code"] for row in each["rows"])) for slug, each in answers.items()}
