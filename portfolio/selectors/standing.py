"""How work stands on a date: the mark that is drawn, what it was before, and what contradicts it."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from django.db import models
from django.db.models import Case, DurationField, ExpressionWrapper, F, OuterRef, Subquery, Value, When, Window
from django.db.models.functions import DenseRank

from big.core import words
from portfolio.models.milestones import Milestone
from portfolio.models.status import Rating, StatusReport
from portfolio.models.status import mark_of as mark_of
from portfolio.models.work import Work

NOT_REPORTED: Final = "N"
WITHHELD: Final = "W"
PERIODS: Final = 8
# A milestone that slips by more than this contradicts a green status, and asks for attention (look.md, section 3).
SLIP_THAT_COUNTS: Final = dt.timedelta(weeks=4)
SEVERITY: Final = ("R", "AR", "A", "AG", "G", NOT_REPORTED, WITHHELD)
_GOOD = (Rating.GREEN, Rating.AMBER_GREEN)


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest submitted status of one piece of work, as seen on a date.

    `mark` is what is drawn: R, AR, A, AG, G, "N" for not reported (no report, not rated, reset, or too old) and "W"
    for withheld. `rating` keeps what the latest report said, however old it is. `confidences` and `marks` run from
    the oldest of up to eight report dates to the latest; of two reports of one date the later submitted counts.
    """

    work_id: int
    mark: str = NOT_REPORTED
    rating: str = ""
    report_id: int | None = None
    report_on: dt.date | None = None
    age_days: int | None = None
    is_stale: bool = False
    previous_mark: str = ""
    time_mark: str = ""
    cost_mark: str = ""
    benefit_mark: str = ""
    confidence: int | None = None
    confidences: tuple[int | None, ...] = ()
    marks: tuple[tuple[dt.date, str], ...] = ()
    narrative: str = ""
    rating_reason: str = ""
    contradictions: tuple[str, ...] = ()

    @property
    def is_reported(self) -> bool:
        """Whether there is any submitted report, of whatever age."""
        return self.report_on is not None

    @property
    def has_changed(self) -> bool:
        """Whether the mark differs from that of the report before; false while either is unknown."""
        return self.mark in _RANK and self.previous_mark in _RANK and self.mark != self.previous_mark

    @property
    def got_worse(self) -> bool:
        """Whether the mark is worse than that of the report before."""
        return self.has_changed and _RANK[self.mark] < _RANK[self.previous_mark]

    @property
    def got_better(self) -> bool:
        """Whether the mark is better than that of the report before."""
        return self.has_changed and _RANK[self.mark] > _RANK[self.previous_mark]

    @property
    def was(self) -> str:
        """The earlier mark where it has changed, for "was amber"."""
        return self.previous_mark if self.has_changed else ""

    @property
    def previous_confidence(self) -> int | None:
        """The confidence of the report before."""
        return self.confidences[-2] if len(self.confidences) > 1 else None

    @property
    def rating_words(self) -> str:
        """What the latest report said, in words that stand inside a sentence."""
        return label_of(self.rating).lower()

    @property
    def reason(self) -> str:
        """Why no current mark is drawn, in words; empty where one is."""
        if self.report_on is None:
            return "No status report yet"
        if self.is_stale and self.age_days is not None:
            return f"{label_of(self.rating)} on {words.day(self.report_on)}, {words.counted(self.age_days, 'day')} old"
        if self.mark == WITHHELD:
            return f"Withheld: {self.rating_reason}"
        return label_of(self.rating) if self.mark == NOT_REPORTED else ""


_RANK: Final[Mapping[str, int]] = {mark: place for place, mark in enumerate(("R", "AR", "A", "AG", "G"))}


def label_of(rating: str) -> str:
    """A rating in words."""
    return Rating(rating).label if rating else "Not reported"


def standings(
    works: "models.QuerySet[Work]", today: dt.date, *, stale_after: int = 30, periods: int = PERIODS
) -> dict[int, Standing]:
    """How each of `works` stands on `today`, by key; three queries, whatever the number.

    Reports dated after `today` do not count. A report older than `stale_after` days shows as not reported. With fewer
    `periods` the past of the marks is shorter; two still tell what got worse.
    """
    keys = list(works.values_list("pk", flat=True))
    reports = _recent_reports(keys, today, periods)
    slips = _worst_slips(keys)
    found = {key: Standing(work_id=key) for key in keys}
    for key, rows in groupby(reports, key=lambda row: row["work_id"]):
        found[key] = _standing(key, list(rows), slips.get(key), today, stale_after)
    return found


def _recent_reports(keys: list[int], today: dt.date, periods: int) -> Iterable[Mapping[str, Any]]:
    """The reports of the last dates of each work, newest first; the words only of the latest."""
    by_date = Window(DenseRank(), partition_by="work", order_by=F("report_on").desc())
    return (
        StatusReport.objects.submitted()
        .filter(work__in=keys, report_on__lte=today)
        .annotate(nth=by_date)
        .filter(nth__lte=periods)
        .annotate(
            said=Case(When(nth=1, then=F("narrative")), default=Value(""), output_field=models.TextField()),
            because=Case(When(nth=1, then=F("rating_reason")), default=Value(""), output_field=models.TextField()),
        )
        .newest_first()
        .values(
            "pk",
            "work_id",
            "report_on",
            "rating",
            "time_mark",
            "cost_mark",
            "benefit_mark",
            "confidence",
            "said",
            "because",
        )
    )


def slip_expression() -> "ExpressionWrapper[Any]":
    """How much later than planned a milestone is expected, for querysets of milestones."""
    return ExpressionWrapper(F("forecast_on") - F("baseline_on"), output_field=DurationField())


def _worst_slips(keys: list[int]) -> dict[int, tuple[str, int]]:
    rows = (
        Milestone.objects.open()
        .filter(work__in=keys)
        .annotate(slip=slip_expression())
        .filter(slip__gt=SLIP_THAT_COUNTS)
        .order_by("work_id", "-slip", "pk")
        .distinct("work_id")
        .values_list("work_id", "title", "slip")
    )
    return {work_id: (title, slip.days) for work_id, title, slip in rows}


def _standing(
    key: int, rows: list[Mapping[str, Any]], slip: tuple[str, int] | None, today: dt.date, stale_after: int
) -> Standing:
    by_date = [next(same) for _, same in groupby(rows, key=lambda row: row["report_on"])]
    latest = by_date[0]
    age = (today - latest["report_on"]).days
    is_stale = age > stale_after
    return Standing(
        work_id=key,
        mark=NOT_REPORTED if is_stale else mark_of(latest["rating"]),
        rating=latest["rating"],
        report_id=latest["pk"],
        report_on=latest["report_on"],
        age_days=age,
        is_stale=is_stale,
        previous_mark=mark_of(by_date[1]["rating"]) if len(by_date) > 1 else "",
        time_mark=latest["time_mark"],
        cost_mark=latest["cost_mark"],
        benefit_mark=latest["benefit_mark"],
        confidence=latest["confidence"],
        confidences=tuple(row["confidence"] for row in reversed(by_date)),
        marks=tuple((row["report_on"], mark_of(row["rating"])) for row in reversed(by_date)),
        narrative=latest["said"],
        rating_reason=latest["because"],
        contradictions=tuple(_contradictions(latest, slip)),
    )


def _contradictions(report: Mapping[str, Any], slip: tuple[str, int] | None) -> Iterable[str]:
    """What speaks against a green status."""
    if report["rating"] not in _GOOD:
        return
    colour = label_of(report["rating"])
    if slip:
        yield f"{colour}, but {slip[0]} slips {slip[1]} days"
    for aspect in ("time", "cost", "benefit"):
        if report[f"{aspect}_mark"] == "R":
            yield f"{colour}, but {aspect} is red"


def with_mark(works: "models.QuerySet[Work]", today: dt.date, *, stale_after: int = 30) -> "models.QuerySet[Any]":
    """`works` with `shown_mark`, `last_rating` and `last_report_on`, for filters, sorting and counts.

    The same rule as `standings`, in SQL; a test holds the two together.
    """
    reports = (
        StatusReport.objects.submitted()
        .filter(work=OuterRef("pk"), report_on__lte=today)
        .order_by("-report_on", "-submitted_at", "-pk")
    )
    return works.annotate(
        last_rating=Subquery(reports.values("rating")[:1]),
        last_report_on=Subquery(reports.values("report_on")[:1]),
    ).annotate(
        shown_mark=Case(
            When(last_report_on__isnull=True, then=Value(NOT_REPORTED)),
            When(last_report_on__lt=today - dt.timedelta(days=stale_after), then=Value(NOT_REPORTED)),
            When(last_rating=Rating.WITHHELD, then=Value(WITHHELD)),
            When(last_rating__in=[Rating.RESET, Rating.NONE], then=Value(NOT_REPORTED)),
            default=F("last_rating"),
            output_field=models.CharField(),
        )
    )


def mark_counts(works: "models.QuerySet[Work]", today: dt.date, *, stale_after: int = 30) -> dict[str, int]:
    """How many of `works` show each mark, worst first; one query."""
    marked = with_mark(works, today, stale_after=stale_after).order_by()
    counts = dict(marked.values_list("shown_mark").annotate(n=models.Count("pk")))
    return {mark: counts[mark] for mark in SEVERITY if mark in counts}
