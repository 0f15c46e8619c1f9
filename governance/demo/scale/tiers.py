"""How large the organisations are that the product is measured with."""

from dataclasses import dataclass, fields


@dataclass(frozen=True, slots=True, kw_only=True)
class Tier:
    """How many records of each kind an organisation of one size has; the loader makes exactly as many."""

    users: int
    units: int
    nodes: int
    purposes: int
    drivers: int
    okr_sets: int
    objectives: int
    key_results: int
    readings: int
    works: int
    milestones: int
    reports: int
    money_lines: int
    contributions: int
    supporters: int
    documents: int
    versions: int
    events: int

    def sizes(self) -> dict[str, int]:
        """Every size by its name, as statements name them."""
        return {each.name: getattr(self, each.name) for each in fields(self)}


# XS is for tests. S is a council or a charity, M an enterprise; L, a group of companies, is not loaded by anybody yet.
TIERS = {
    "XS": Tier(
        users=14,
        units=9,
        nodes=6,
        purposes=2,
        drivers=5,
        okr_sets=9,
        objectives=12,
        key_results=28,
        readings=300,
        works=40,
        milestones=120,
        reports=150,
        money_lines=900,
        contributions=45,
        supporters=24,
        documents=20,
        versions=45,
        events=3_000,
    ),
    "S": Tier(
        users=200,
        units=20,
        nodes=12,
        purposes=3,
        drivers=20,
        okr_sets=60,
        objectives=250,
        key_results=750,
        readings=20_000,
        works=300,
        milestones=3_000,
        reports=5_000,
        money_lines=50_000,
        contributions=450,
        supporters=600,
        documents=5_000,
        versions=15_000,
        events=500_000,
    ),
    "M": Tier(
        users=5_000,
        units=300,
        nodes=120,
        purposes=5,
        drivers=120,
        okr_sets=900,
        objectives=5_000,
        key_results=15_000,
        readings=500_000,
        works=3_000,
        milestones=30_000,
        reports=60_000,
        money_lines=1_000_000,
        contributions=4_500,
        supporters=10_000,
        documents=50_000,
        versions=150_000,
        events=10_000_000,
    ),
}
