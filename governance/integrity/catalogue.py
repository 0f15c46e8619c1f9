"""Every integrity rule, in the order in which pages and packs show them."""

from typing import Final

from governance.integrity import delivery, measures, strategy
from governance.integrity.rule import Rule, Severity

_ORDER = {severity: place for place, severity in enumerate(Severity)}
RULES: Final[tuple[Rule, ...]] = tuple(
    sorted((*strategy.RULES, *delivery.RULES, *measures.RULES), key=lambda rule: _ORDER[rule.severity])
)
BY_KEY: Final[dict[str, Rule]] = {rule.key: rule for rule in RULES}
BY_SLUG: Final[dict[str, Rule]] = {rule.slug: rule for rule in RULES}

# Rules that the database itself holds, so that no record can break them; they stand in docs/rules.md all the same.
HELD_BY_THE_DATABASE: Final[dict[str, str]] = {
    "work.must_do_unexplained": "work_must_do_names_obligation",
    "link.twice": "contribution_once",
    "supporter.nowhere": "supporter_of_one_place",
}
