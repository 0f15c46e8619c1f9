"""Which objectives a figure is of: those that the list of objectives shows for the same address."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse

from big.registry.provenance import Asked
from okr.selectors.objective_list import ObjectiveFilters

FILTERS: Final[Mapping[str, str]] = {
    "q": "Words of the code, the title or the statement.",
    "kind": "The key of a type of objective.",
    "state": "The key of a state.",
    "driver": "The code of a driver that they answer; none for what answers no driver.",
    "accountable": "The code of the person who is accountable.",
    "node": "The code of a node of governance.",
    "plan": "The key of the plan that states them.",
}


def filters_of(asked: Asked) -> ObjectiveFilters:
    """The filters of the list, as the parameters say them."""
    narrowing = {name: asked.get(name, "") for name in FILTERS if name != "q"}
    return ObjectiveFilters(find=asked.get("q", ""), **narrowing)


def listed(filters: ObjectiveFilters) -> str:
    """The address of the list of exactly these."""
    given = {name: getattr(filters, "find" if name == "q" else name) for name in FILTERS}
    query = urlencode({name: value for name, value in given.items() if value})
    return reverse("okr:objective_list") + (f"?{query}" if query else "")
