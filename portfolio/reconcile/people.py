"""Capacity against demand, quarter by quarter."""

from typing import Any, Final

from big.core import words
from big.periods import Period, add_months, quarter
from big.reconcile.blocks import ask, labelled
from big.reconcile.viewer import Viewer
from big.registry import figures
from portfolio.models.work import Stream
from portfolio.policies import can_list
from portfolio.selectors.frame import frame
from portfolio.selectors.people import capacity_against_demand, claims_by_skill
from portfolio.views.capacity import message

# The quarters that the page offers: months ahead, and the parameters that hold their first and last day.
QUARTERS: Final = {"this": (0, "quarter"), "next": (3, "next"), "after": (6, "after")}
COLUMNS: Final = ("capacity", "demand", "gap", *(stream.value for stream in Stream), "claims")
# What can be asked for: whoever has declined or released a skill does not ask for it.
_SKILLS: Final = """
    select s.code, s.name, coalesce(c.fte, 0), coalesce(d.fte, 0), coalesce(c.fte, 0) - coalesce(d.fte, 0),
           coalesce(d.bau, 0), coalesce(d.value, 0), coalesce(d.change, 0), coalesce(d.customer, 0),
           coalesce(d.claims, 0)
    from portfolio_skill s
    left join (
        select skill_id, sum(fte) as fte from portfolio_capacity
        where starts_on >= %({edge}_start)s and ends_on <= %({edge}_end)s group by 1
    ) c on c.skill_id = s.id
    left join (
        select d.skill_id, sum(d.fte) as fte, count(*) as claims,
               sum(d.fte) filter (where w.stream = 'bau') as bau,
               sum(d.fte) filter (where w.stream = 'value') as value,
               sum(d.fte) filter (where w.stream = 'change') as change,
               sum(d.fte) filter (where w.stream = 'customer') as customer
        from portfolio_demand d join seen_work w on w.id = d.work_id
        where d.starts_on >= %({edge}_start)s and d.ends_on <= %({edge}_end)s
          and d.state in ('requested', 'negotiated', 'committed')
        group by 1
    ) d on d.skill_id = s.id
    where %(belongs)s and (c.skill_id is not null or d.skill_id is not null)
    order by 5, s.name
"""


def connect() -> None:
    """Register the figures of the page; called once, when Django is ready."""
    for key in QUARTERS:
        _add(key)


def _add(key: str) -> None:
    figures.register(
        figures.Figure(
            "portfolio:capacity",
            f"Full-time equivalents by skill, quarter: {key}",
            lambda viewer: _shown(viewer, key),
            lambda viewer: _asked(viewer, key),
            f"Capacity, segment {key}",
            can_list,
        )
    )


def _period(viewer: Viewer, key: str) -> Period:
    now = frame(viewer.today)
    return quarter(add_months(now.today, QUARTERS[key][0]), now.first_month)


def _shown(viewer: Viewer, key: str) -> dict[str, Any]:
    period = _period(viewer, key)
    rows = capacity_against_demand(viewer.user, period)
    claims = claims_by_skill([row.skill for row in rows], viewer.user, period)
    found = [
        (
            *(row.skill.code, row.capacity, row.demand, row.gap),
            *(row.by_stream[stream.value] for stream in Stream),
            len(claims.get(row.skill.pk, [])),
        )
        for row in rows
    ]
    return {"sentence": message(rows, period), **labelled(found, *COLUMNS)}


def skills(viewer: Viewer, edge: str) -> list[tuple[Any, ...]]:
    """Skill by skill the code, the name and the figures of COLUMNS, the shortest first."""
    return ask(viewer, _SKILLS.replace("{edge}", edge))


def _asked(viewer: Viewer, key: str) -> dict[str, Any]:
    rows = skills(viewer, QUARTERS[key][1])
    figures_of = labelled([(code, *rest) for code, _, *rest in rows], *COLUMNS)
    return {"sentence": _sentence(rows, _period(viewer, key).name.lower()), **figures_of}


def _sentence(rows: list[tuple[Any, ...]], period: str) -> str:
    short = [(name, -gap) for _, name, _, _, gap, *_ in rows if gap < 0]
    if not rows:
        return "Nobody has stated capacity or demand for this quarter."
    if not short:
        return "There are enough people for what is asked of them."
    name, lacking = short[0]
    said = f"{words.number(lacking, 1)} {name.lower()}s short"
    if len(short) == 1:
        return f"We are {said} in {period}."
    return f"{words.capital(words.in_words(len(short)))} skills are overbooked: we are {said}."
