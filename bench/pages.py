"""What is measured, a line for each page: to measure a new one, add its line.

An address names records by the fields of `bench.records.Records`, as do the fields of a form. `against` names the line
that an as-of page or a write with history is compared with, and `history` says whether the versions of rows are kept or
set aside while a write is sent: only a line that is compared says it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bench import aims
from bench.aims import Kind

HTMX: Final = {"HX-Request": "true"}
ROWS: Final = HTMX | {"HX-Target": "rows"}
BOARD: Final = HTMX | {"HX-Target": "board"}
ZIPPED: Final = {"Accept-Encoding": "gzip"}


@dataclass(frozen=True, slots=True)
class Page:
    """One line: its name, its kind (which gives its aim), its address, and what is sent along.

    With `fields` it is a write: the form at the address is fetched, filled with them, and its sending is timed; with
    `then` that page is asked for after it, and both are timed together.
    """

    name: str
    kind: Kind
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, hash=False)
    fields: Mapping[str, str] = field(default_factory=dict, hash=False)
    against: str = ""
    history: str = ""
    then: str = ""


_CHANGE: Final = {"description": "Measured {n}."}
_CHECK_IN: Final = {"value": "{n}", "confidence": "6", "read_on": "{today}"}


def _compared(name: str, url: str, fields: Mapping[str, str]) -> tuple[Page, Page]:
    bare = Page(f"{name}, history set aside", aims.WRITE_BARE, url, fields=fields, history="aside")
    return bare, Page(
        f"{name}, history kept", aims.WRITE_WITH_HISTORY, url, fields=fields, against=bare.name, history="kept"
    )


PAGES: Final = (
    Page("Home", aims.HOME, "/"),
    Page("Portfolio", aims.LIST, "/portfolio/"),
    Page("Portfolio, sorted by variance", aims.LIST, "/portfolio/?group=none&sort=-variance"),
    Page("Portfolio of one unit", aims.LIST, "/portfolio/?unit={unit_id}&layout=table"),
    Page("Portfolio, table only", aims.LIST, "/portfolio/?layout=table&group=none"),
    Page("Portfolio, as a browser asks for it", aims.LIST, "/portfolio/?layout=table&group=none", ZIPPED),
    Page("Portfolio, filtered", aims.FRAGMENT, "/portfolio/?q={word}&layout=table", BOARD),
    Page("Portfolio, next rows", aims.FRAGMENT, "/portfolio/?page=2&layout=table&group=none", ROWS),
    Page("Objectives", aims.LIST, "/okr/"),
    Page("Objectives, filtered", aims.FRAGMENT, "/okr/?q={word}", BOARD),
    Page("Alignment", aims.ROLL_UP, "/okr/alignment/"),
    Page("Alignment, one opened", aims.FRAGMENT, "/okr/alignment/?open={objective}", BOARD),
    Page("Alignment, searched", aims.FRAGMENT, "/okr/alignment/?q={word}", BOARD),
    Page("Key results", aims.LIST, "/okr/key-results/"),
    Page("Key results, filtered", aims.FRAGMENT, "/okr/key-results/?q={word}", BOARD),
    Page("Cycle", aims.ROLL_UP, "/okr/cycles/{cycle}/"),
    Page("OKRs of a unit", aims.ROLL_UP, "/okr/units/{unit}/{cycle}/"),
    Page("Strategy", aims.ROLL_UP, "/strategy/"),
    Page("People", aims.LIST, "/organisation/people/"),
    Page("Units", aims.ROLL_UP, "/organisation/units/"),
    Page("Nodes", aims.LIST, "/organisation/nodes/"),
    Page("Activity", aims.LIST, "/activity/"),
    Page("Activity of work", aims.LIST, "/activity/?kind=portfolio.work"),
    Page("Packs", aims.LIST, "/packs/"),
    Page("Line of sight", aims.SIGHT, "/sight/"),
    Page("Line of sight, one objective", aims.SIGHT, "/sight/?focus={objective}"),
    Page("Line of sight, fragment", aims.SIGHT, "/sight/?stream=change", HTMX | {"HX-Target": "sight"}),
    Page("Disconnects", aims.SIGHT, "/sight/gaps/"),
    Page("Money", aims.ROLL_UP, "/sight/money/"),
    Page("Work", aims.DETAIL, "/portfolio/work/{work}/"),
    Page("Work in the list's panel", aims.FRAGMENT, "/portfolio/work/{work}/", HTMX | {"HX-Target": "panel"}),
    Page("Milestones of work", aims.DETAIL, "/portfolio/work/{work}/milestones/"),
    Page("Money of work", aims.DETAIL, "/portfolio/work/{work}/money/"),
    Page("Status of work", aims.DETAIL, "/portfolio/work/{work}/status/"),
    Page("History of work", aims.DETAIL, "/portfolio/work/{work}/history/"),
    Page("Form of work", aims.DETAIL, "/portfolio/work/{work}/edit/"),
    Page("Objective", aims.DETAIL, "/okr/objectives/{objective}/"),
    Page("Key result", aims.DETAIL, "/okr/key-results/{key_result}/"),
    Page("When check-ins are asked for", aims.DETAIL, "/okr/rhythm/units/{unit}/"),
    Page("Driver", aims.DETAIL, "/strategy/drivers/{driver}/"),
    Page("Unit", aims.ROLL_UP, "/organisation/units/{unit}/"),
    Page("Node", aims.DETAIL, "/organisation/nodes/{node}/"),
    Page("Person", aims.DETAIL, "/organisation/people/{person}/"),
    Page("Document", aims.DETAIL, "/documents/{document_id}/"),
    Page("Search, few hits", aims.SEARCH, "/search/?q={rare}&stay=1"),
    Page("Search, many hits", aims.SEARCH, "/search/?q={word}"),
    Page("Search as one types", aims.FRAGMENT, "/search/?q={word}", HTMX | {"HX-Target": "found"}),
    Page(
        "Add milestone",
        aims.WRITE,
        "/portfolio/work/{work}/milestones/new/",
        fields={"title": "Measured {n}", "kind": "delivery", "baseline_on": "{later}"},
    ),
    Page("Change work", aims.WRITE, "/portfolio/work/{work}/edit/", fields=_CHANGE),
    Page(
        "Check in",
        aims.WRITE,
        "/okr/key-results/{key_result}/check-in/",
        fields=_CHECK_IN,
    ),
    Page(
        "Check in far below, and the list of objectives with all above it",
        aims.WRITE_AND_LIST,
        "/okr/key-results/{deep_key_result}/check-in/",
        fields=_CHECK_IN,
        then="/okr/",
    ),
    Page(
        "Check in far below, and the page of its objective",
        aims.WRITE_AND_PAGE,
        "/okr/key-results/{deep_key_result}/check-in/",
        fields=_CHECK_IN,
        then="/okr/objectives/{deep_objective}/",
    ),
    *_compared("Change work", "/portfolio/work/{work}/edit/", _CHANGE),
    *_compared("Check in", "/okr/key-results/{key_result}/check-in/", _CHECK_IN),
    *(
        Page(f"{name} as of a past day", aims.AS_OF, f"{url}{'&' if '?' in url else '?'}as_of={{past}}", against=name)
        for name, url in (
            ("Portfolio", "/portfolio/"),
            ("Portfolio, table only", "/portfolio/?layout=table&group=none"),
            ("Objectives", "/okr/"),
            ("People", "/organisation/people/"),
            ("API, works", "/api/v1/works/"),
            ("API, objectives", "/api/v1/objectives/"),
            ("API, milestones", "/api/v1/milestones/"),
        )
    ),
    Page("API, works", aims.API_LIST, "/api/v1/works/"),
    Page("API, objectives", aims.API_LIST, "/api/v1/objectives/"),
    Page("API, milestones", aims.API_LIST, "/api/v1/milestones/"),
    Page("API, readings", aims.API_LIST, "/api/v1/readings/"),
    Page("API, money lines", aims.API_LIST, "/api/v1/money-lines/"),
    Page("API, events", aims.API_LIST, "/api/v1/events/"),
    Page("API, one work", aims.API_DETAIL, "/api/v1/works/{work_id}/"),
    Page("API, one objective", aims.API_DETAIL, "/api/v1/objectives/{objective_id}/"),
    Page("Export of value creation", aims.EXPORT, "/portfolio/export.csv?tab=value"),
)
