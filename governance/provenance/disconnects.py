"""How counts of disconnects come about: one rule of the line of sight, or several together."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from typing import Final

from big.accounts.models import User
from big.core import words
from big.core.shown import Shown
from big.provenance.links import how_url
from big.provenance.origins import origins, rule
from big.registry.provenance import Asked, Explanation, Provenance, Row, Rows
from governance.integrity.catalogue import BY_SLUG
from governance.integrity.rule import Finding
from governance.integrity.rule import Row as Broken
from governance.integrity.scope import Scope
from governance.provenance.narrowing import TAKES, Narrowed, narrowed
from governance.selectors.home.strip import gaps_url
from governance.selectors.integrity import ask
from governance.selectors.integrity import narrowed as narrowed_to
from portfolio.models.money import MoneyLine
from portfolio.models.work import Stream

ONE: Final = Decimal(1)

DISCONNECTS: Final = Explanation(
    key="disconnects",
    title="Disconnects",
    formula=(
        "The records that break a rule of the line of sight, counted once for each rule that they break. A rule is "
        "asked about all that you may see. Its money is the year's forecast cost of the work that was found."
    ),
    load=lambda user, asked: _disconnects(user, asked),
    basis="The rules stand in docs/rules.md, each with its own basis.",
    takes={
        "only": "The rules, by their addresses, with commas between.",
        "stream": "A stream of work.",
        "what": "money for the year's forecast of what was found; how many if left out.",
        **TAKES,
    },
    covers=(
        ("governance:home", "Gap boxes"),
        ("governance:gap_list", "Findings of each rule"),
        ("governance:gap_list", "Findings of single units"),
        ("governance:gap_detail", "Records of each rule"),
        ("api:disconnects", "Findings of each rule"),
        ("api:disconnects", "Findings of each stream"),
        ("api:disconnects", "Records of each rule"),
    ),
)


def _disconnects(user: User, asked: Asked) -> Provenance | None:
    found = narrowed(user, asked)
    slugs = [slug for slug in asked.get("only", "").split(",") if slug]
    what = asked.get("what", "")
    if found is None or not slugs or what not in ("", "money") or not all(slug in BY_SLUG for slug in slugs):
        return None
    rules = [BY_SLUG[slug] for slug in dict.fromkeys(slugs)]
    stream = asked.get("stream", "")
    if stream and stream not in Stream.values:
        return None
    unit, scope = found.reading.unit, found.reading.scope
    if stream:
        scope = Scope(user, found.reading.frame, **narrowed_to(user, unit.pk if unit else None, stream))
    findings = ask(scope, rules).findings
    if what == "money":
        return _money(user, findings, found) if all(each.has_money for each in rules) else None
    return broken(found, findings, stream)


def broken(found: Narrowed, asked: Sequence[Finding], stream: str = "") -> Provenance:
    """In how many places the rules of `asked` found the line of sight broken."""
    rules, findings = [each.rule for each in asked], [each for each in asked if each.count]
    unit = found.reading.unit
    count = Decimal(sum(each.count for each in findings))

    def made(places: Sequence[tuple[Finding, int]]) -> list[Row]:
        # Of each rule the places asked for stand side by side, so its rows are made together.
        by_rule = groupby(places, key=lambda place: place[0].rule.key)
        runs = [[*run] for _, run in by_rule]
        return [
            _row(row, finding, several=len(rules) > 1)
            for run in runs
            for finding in [run[0][0]]
            for row in finding.found[run[0][1] : run[-1][1] + 1]
        ]

    rows = Shown([(finding, place) for finding in findings for place in range(finding.count)], made)
    said = rules[0].sentence(len(rows)) if len(rules) == 1 else ""
    return Provenance(
        title=f"{rules[0].title if len(rules) == 1 else 'Disconnects'}{found.of}",
        value=words.number(len(rows)),
        amount=count,
        sentence=said
        or f"{words.capital(words.counted(len(rows), 'place'))}{found.of} where the line of sight does not hold.",
        as_of=found.reading.frame.today,
        inputs=tuple((each.rule.title, words.number(each.count)) for each in findings) if len(rules) > 1 else (),
        rows=Rows(
            rows,
            count,
            words.number(len(rows)),
            rules[0].mend if len(rules) == 1 else "",
            "" if stream else gaps_url(*rules, unit=unit),
            "Show what was found",
            "Records",
        ),
        sources=tuple(rule(f"{each.title}: {each.basis}") for each in rules),
    )


def _row(row: Broken, finding: Finding, *, several: bool) -> Row:
    said = finding.rule.title if several else "1"
    return Row(row.name, said, ONE, row.code, row.url, note=row.why, mark=row.mark)


def _money(user: User, findings: Sequence[Finding], found: Narrowed) -> Provenance:
    """The forecast of the work that was found, piece by piece."""
    now = found.reading.frame
    rows = tuple(
        Row(
            row.name,
            words.money(row.amount, row.currency),
            row.amount,
            row.code,
            row.url,
            how_url("work-money", work=row.code.lower(), what="forecast"),
            note=row.why,
            mark=row.mark,
        )
        for finding in findings
        for row in finding.rows
        if row.amount is not None
    )
    total = sum((row.amount or Decimal(0) for row in rows), Decimal(0))
    value = words.money(total, now.currency)
    rules = [finding.rule for finding in findings]
    codes = [row.code for row in rows]
    lines = MoneyLine.objects.visible_to(user).cost().filter(work__code__in=codes)
    name = " and ".join(each.title.lower() for each in rules)
    return Provenance(
        title=f"Forecast of {name}{found.of}, {now.year.name}",
        value=value,
        amount=total,
        sentence=f"Forecast of {name}{found.of} in {now.year.name}: {value}.",
        as_of=now.today,
        rows=Rows(rows, total, value, "", gaps_url(*rules, unit=found.reading.unit), "Show what was found", "Work"),
        sources=(
            *origins(user, (lines.within(now.year.starts_on, now.year.ends_on), "money line", "money lines")),
            *(rule(f"{each.title}: {each.basis}") for each in rules),
        ),
    )
