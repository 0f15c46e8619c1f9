"""How the sentences come about with which the pages of money and of the checks open."""

from typing import Final

from big.accounts.models import User
from big.core import words
from big.provenance.links import how_url
from big.provenance.sentences import sentence_of
from big.registry.provenance import Asked, Explanation, Provenance, Row
from governance.integrity.catalogue import BY_SLUG, RULES
from governance.integrity.rule import Severity
from governance.provenance.narrowing import TAKES, narrowed
from governance.selectors.home.money import money_tables
from governance.selectors.home.strip import figure_url, gaps_url
from governance.selectors.integrity import disconnects
from governance.views.figures import money_sentence
from governance.views.gaps import message

MONEY: Final = Explanation(
    key="money-sentence",
    title="Opening sentence of money and objectives",
    formula=(
        "What the year is forecast over or under its budget, on budget within a thousandth and 50,000, and the part "
        "of the forecast that agreed links carry to objectives."
    ),
    load=lambda user, asked: _money(user, asked),
    takes=TAKES,
    covers=(("governance:money", "Opening sentence"),),
)

GAPS: Final = Explanation(
    key="gaps-sentence",
    title="Opening sentence of the checks",
    formula=(
        "Where one check finds something, that finding; else in how many places the line of sight is broken, and how "
        "many of the checks find something to mend."
    ),
    load=lambda user, asked: _gaps(user, asked),
    takes={"only": "The rules, by their addresses, with commas between; all of them if left out.", **TAKES},
    covers=(("governance:gap_list", "Opening sentence"),),
)


def _money(user: User, asked: Asked) -> Provenance | None:
    found = narrowed(user, asked)
    if found is None:
        return None
    reading = found.reading
    tables = money_tables(reading)
    unit = {"unit": reading.unit.pk if reading.unit else ""}
    rows = [
        Row(label, words.DASH if amount is None else said(amount, tables.currency),
            how=how_url("work-money", what=what, **unit))
        for label, what, amount, said in (
            ("Forecast", "forecast", tables.total.forecast, words.money),
            ("Budget", "budget", tables.total.budget, words.money),
            ("Forecast against budget", "variance", tables.total.variance, words.signed_money),
        )
    ]  # fmt: skip
    linked = tables.linked_percent
    how = how_url("linked-spend", unit=asked.get("unit"))
    rows.append(Row("Serves an objective", words.DASH if linked is None else words.percent(linked), how=how))
    return sentence_of(
        f"money and objectives{found.of}",
        money_sentence(tables),
        rows,
        as_of=reading.frame.today,
        follows="The forecast against the budget, then how much of it serves an objective",
        url=figure_url("money", reading.unit),
        label="Show the money",
    )


def _gaps(user: User, asked: Asked) -> Provenance | None:
    found = narrowed(user, asked)
    only = [BY_SLUG[slug] for slug in asked.get("only", "").split(",") if slug in BY_SLUG]
    if found is None:
        return None
    unit = found.reading.unit
    told = disconnects(user, found.reading.frame.today, rules=only or RULES, unit_id=unit.pk if unit else None)
    rows = [
        Row("Checks asked", words.number(len(told.findings))),
        Row("Checks that find something", words.number(len(told.found))),
        Row("Findings", words.number(told.total)),
        Row("Places where the line of sight is broken", words.number(told.breaks)),
        *(
            Row(each.rule.title, words.number(each.count), note=each.rule.severity.label,
                how=how_url("disconnects", only=each.rule.slug, unit=asked.get("unit")))
            for each in sorted(told.found, key=lambda each: list(Severity).index(each.rule.severity))
        ),
    ]  # fmt: skip
    return sentence_of(
        f"the checks{found.of}",
        message(told, only),
        rows,
        as_of=found.reading.frame.today,
        follows="One finding in its own words, several counted",
        url=gaps_url(*only, unit=unit) if only else figure_url("gap_list", unit),
        label="Show the checks",
    )
