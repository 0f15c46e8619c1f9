"""A stored plan as a StratML file, as one user may see it."""

import re
from dataclasses import dataclass

from big.accounts.models import User
from okr.models.purposes import Plan
from okr.stratml.stored import stored_plan
from okr.stratml.writing import write_plan_file


@dataclass(frozen=True, slots=True)
class Export:
    """The file and the name it is saved under."""

    filename: str
    content: bytes


def export_plan(plan: Plan | None, *, user: User) -> Export:
    """The plan, or with None the strategy that belongs to no plan: what `user` may see of it and is still pursued.

    Imported plans come out in the part, namespace and form they came in; importing the file again changes nothing.
    """
    stored = stored_plan(plan, user=user, for_export=True)
    content = write_plan_file(stored.root.tree(), stored.frame)
    return Export(f"{_slug(plan.name if plan else 'strategy')}.stratml.xml", content)


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:60] or "plan"
