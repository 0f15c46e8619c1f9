"""When work starts, ends and meets its milestones, for the roadmap."""

import datetime as dt
from collections.abc import Sequence

from big.charts.roadmap import Course, Step
from big.core import words
from big.periods import Period, add_months
from portfolio.models.milestones import Milestone
from portfolio.models.work import Work
from portfolio.selectors.frame import Frame
from portfolio.selectors.standing import Standing

YEARS = 2


def span(period: Period) -> Period:
    """The two years that a roadmap shows: the one asked for and the next."""
    ends_on = add_months(period.starts_on, 12 * YEARS) - dt.timedelta(days=1)
    return Period(period.starts_on, ends_on, f"{words.month(period.starts_on)} to {words.month(ends_on)}")


def courses(works: Sequence[Work], stood: dict[int, Standing], shown: Period, frame: Frame) -> list[Course]:
    """A course per work, in their order, with the milestones that fall into `shown`; one query.

    Work that is over is drawn to its end, not to today. Without dates of its own it is drawn from its milestones.
    """
    steps: dict[int, list[Step]] = {work.pk: [] for work in works}
    dated = (
        Milestone.objects.filter(work__in=list(steps), is_cancelled=False)
        .by_date()
        .values_list("work_id", "title", "baseline_on", "forecast_on", "actual_on")
    )
    for work_id, title, baseline_on, forecast_on, actual_on in dated:
        day = actual_on or forecast_on or baseline_on
        if day and shown.starts_on <= day <= shown.ends_on:
            steps[work_id].append(Step(title, baseline_on, forecast_on, actual_on))
    return [_course(work, stood[work.pk], tuple(steps[work.pk]), frame) for work in works]


def _course(work: Work, standing: Standing, steps: tuple[Step, ...], frame: Frame) -> Course:
    end = work.forecast_ends_on or work.ends_on
    is_over = not work.state.is_live and end is not None and end <= frame.today
    return Course(
        name=work.name,
        start=work.starts_on,
        baseline_end=work.ends_on or work.forecast_ends_on,
        forecast_end=end,
        steps=steps,
        mark=standing.mark,
        url=work.get_absolute_url(),
        code=work.code,
        finished_on=end if is_over else None,
    )
