"""Every screen of the product, written by hand: who opens which address, and the answer it gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Screen:
    """One page load. `{word}` in the address stands for a key of the running site; `post` is sent to it as a form.

    `drawn` selects what the page's script has yet to draw when the page is loaded.
    """

    path: str
    who: str | None = "leonie"
    status: int = 200
    post: Mapping[str, str] | None = None
    drawn: str = ""

    @property
    def name(self) -> str:
        """How the test of this screen is called."""
        return f"{self.who or 'nobody'} {'posts ' if self.post is not None else ''}{self.path}"

    def address(self, keys: Mapping[str, Any]) -> str:
        """The address with its keys filled in."""
        return self.path.format_map(keys)


def _of(who: str, *paths: str) -> list[Screen]:
    return [Screen(path, who) for path in paths]


def _under(start: str, *ends: str, who: str = "leonie") -> list[Screen]:
    return [Screen(f"{start}{end}", who) for end in ends]


WORK, OBJECTIVE, KEY_RESULT = "/portfolio/work/c-103/", "/okr/objectives/so2/", "/okr/key-results/kr2-1/"
PERSON, UNIT, NODE = "/organisation/people/aoy/", "/organisation/units/eng/", "/organisation/nodes/main-board/"

GOVERNANCE = [
    *(Screen("/", who) for who in ("leonie", "tomas", "ingrid", "giulia", "nadia", "clara", "fatou")),
    *_under("/sight/", "", "?focus=SO2", "?focus=D6", "?gaps=1", "?view=tree", "?view=matrix", "gaps/", "money/"),
    *_under("/sight/gaps/", "work-unlinked/", "objective-no-funds/"),
    *_under("/sight/figures/", "objectives/", "work/"),
    Screen("/sight/", "fatou"),
    *_under("/packs/", "", "check/", "{pack}/", "{pack}/issue/", "{pack}/again/"),
    Screen("/packs/check/", status=422, post={}),
    Screen("/packs/{pack}/again/", post={}),
]

PORTFOLIO = [
    *_under(
        "/portfolio/",
        "",
        "?tab=attention",
        "?tab=change&group=unit&layout=table",
        "?layout=roadmap&sort=-budget",
        "?q=nothing-is-called-this",
        "?record=c-103",
        "new/",
        "capacity/",
        "compare/",
        "views/",
        "views/save/?tab=change",
        "views/{view}/remove/",
    ),
    *_under(WORK, "", "milestones/", "money/", "status/", "structure/", "history/"),
    *_under("/portfolio/work/s-201/", "", "milestones/", "money/"),
    *_under(WORK, "edit/", "move/", "state/", "type/", "must-do/", "report/", "whole-life-cost/", "money/edit/"),
    *_under(WORK, "milestones/new/", "milestones/{planned}/", "milestones/{planned}/met/"),
    *_under(WORK, "milestones/{planned}/cancel/", "milestones/{met}/reopen/"),
    *_under("/portfolio/types/", "", "project/"),
    *_under("/portfolio/types/", "new/", "project/edit/", "project/states/new/", who="clara"),
    *_under("/portfolio/types/project/states/in-delivery/", "edit/", "remove/", who="clara"),
    Screen("/portfolio/", "fatou"),
    Screen("/portfolio/new/", status=422, post={"name": "", "type": ""}),
    Screen(f"{WORK}report/", status=422, post={"rating": "R"}),
    Screen(f"{WORK}edit/", status=422, post={"name": ""}),
]

STRATEGY = [
    *_under("/strategy/", "", "statements/new/", "statements/{Statement}/edit/", "statements/{Statement}/supersede/"),
    *_under("/strategy/", "stakeholders/new/", "stakeholders/{Stakeholder}/edit/", "purposes/new/", "drivers/new/"),
    *_under("/strategy/purposes/p1/", "", "edit/", "retire/", "adopt/"),
    *_under("/strategy/drivers/", "d1/", "d6/", "d1/edit/", "d1/move/"),
    *_under(
        "/okr/alignment/", "", "?kr=1&open=so2", "?q=nothing-is-called-this", "?compare=2026-10-01", "?compare=never"
    ),
    *_under("/okr/key-results/", "", "?tab=red&sort=-lag&col=objective&col=lag&col=due", "?q=nothing-is-called-this"),
    *_under("/okr/", "", "?q=nothing-is-called-this", "objectives/new/", "objectives/so4/", "objectives/so6/"),
    *_under(OBJECTIVE, "", "edit/", "place/", "weights/", "drivers/", "move/", "accept/", "contest/", "confidence/"),
    *_under(OBJECTIVE, "supporters/new/", "links/new/", "link-work/", "key-results/new/"),
    *_under("/okr/", "supporters/{Supporter}/end/", "links/{ObjectiveLink}/remove/", "work/c-103/link/"),
    *_under(KEY_RESULT, "", "edit/", "move/", "check-in/", "targets/new/", "feed/", "feed/stop/", "by-hand/"),
    *_under(KEY_RESULT, "by-hand/end/", "tokens/new/"),
    Screen(f"{KEY_RESULT}tokens/new/", status=422, post={"name": ""}),
    *_under(OBJECTIVE, "by-hand/", "by-hand/end/", "delegates/new/", "units/new/"),
    *_under("/okr/", "delegates/{delegate}/end/", "contributing-units/{asked}/end/", who="clara"),
    *_of("clara", "/okr/units/eng/{cycle}/stage/", "/okr/units/eng/{cycle}/close/", "/okr/objectives/eng-1/go-on/"),
    *_of("clara", "/okr/nodes/main-board/{cycle}/stage/", "/okr/nodes/main-board/{cycle}/close/"),
    *_of("clara", "/okr/people/aoy/{cycle}/stage/", "/okr/people/aoy/{cycle}/close/"),
    *_of("clara", "/okr/contributing-units/{asked}/answer/", "/okr/units/srv/{cycle}/"),
    *_under("/okr/", "targets/{target}/remove/", "readings/{Reading}/", "readings/{Reading}/correct/"),
    *_under("/okr/contributions/{Contribution}/", "", "edit/", "agree/", "challenge/", "withdraw/"),
    *_under("/okr/cycles/", "", "{cycle}/"),
    *_under("/okr/kpis/", "", "{indicator}/"),
    *_under("/okr/cycles/", "new/", "plan/", "{cycle}/edit/", "{cycle}/move/", who="clara"),
    *_under("/okr/", "units/eng/{cycle}/", "nodes/main-board/{cycle}/", "people/aoy/{cycle}/"),
    *_of("leonie", f"{KEY_RESULT}comments/add/", f"{OBJECTIVE}comments/add/"),
    Screen(f"{KEY_RESULT}comments/add/", status=422, post={"text": "@Nobody"}),
    *_of("leonie", "/okr/comments/{Comment}/edit/", "/okr/comments/{Comment}/withdraw/"),
    *_of("clara", "/okr/rhythm/", "/okr/rhythm/units/eng/", "/okr/rhythm/nodes/main-board/"),
    Screen("/okr/rhythm/units/eng/", "clara", 422, {"every": "week", "zone": "Nowhere"}),
    Screen("/notify/link/{check_in_link}/", None),
    Screen("/notify/link/{check_in_link}/", None, 422, {"value": "much"}),
    *_under("/okr/", "check-in/", "check-in/?of=3", "units/eng/{cycle}/check-in/", "people/aoy/{cycle}/check-in/"),
    *_of("clara", "/okr/units/eng/{cycle}/check-in/", "/okr/nodes/main-board/{cycle}/check-in/"),
    *_of("clara", "/okr/units/eng/{cycle}/objectives/new/", "/okr/nodes/main-board/{cycle}/objectives/new/"),
    *_of("clara", "/okr/people/aoy/{cycle}/objectives/new/"),
    Screen("/okr/objectives/new/", status=422, post={"name": ""}),
    Screen(f"{KEY_RESULT}check-in/", status=422, post={"value": "much"}),
]

ORGANISATION = [
    *_under("/organisation/people/", "", "create/", "?q=nobody-is-called-this", who="clara"),
    *_under(PERSON, "", "edit/", "leave/", "return/", "roles/give/", "account/give/", "account/close/", who="clara"),
    *_under("/organisation/units/", "", "create/", who="clara"),
    *_under(UNIT, "", "edit/", "move/", "close/", "reopen/", "roles/give/", who="clara"),
    *_under("/organisation/nodes/", "", "create/", who="clara"),
    *_under(NODE, "", "edit/", "move/", "state/", "members/add/", "authority/set/", who="clara"),
    *_of("clara", "/organisation/authority/{authority}/revoke/", "/organisation/memberships/{membership}/end/"),
    *_under("/organisation/roles/", "", "create/", "executive/", "executive/edit/", who="clara"),
    *_under("/organisation/settings/", "", "edit/", "words/", "node-types/create/", who="clara"),
    *_of("clara", "/organisation/settings/node-types/main-board/edit/"),
    *_under("/portfolio/types/", "", "new/", "project/", "project/edit/", "project/states/new/", who="clara"),
    *_of("clara", "/portfolio/types/project/states/{state}/edit/", "/portfolio/types/project/states/{state}/remove/"),
    Screen("/organisation/people/create/", "clara", 422, {"name": ""}),
    Screen("/organisation/people/create/", "fatou", 403),
]

REST = [
    *_under("/figure/", "work-money/", "work-money/?work=c-103", "work-status/?work=c-103"),
    *_under("/figure/", "objective-outcome/?objective=so2", "key-result/?key_result=kr2-1", "linked-spend/"),
    Screen("/figure/no-such-figure/", status=404),
    *_under(
        "/activity/", "", "?q=nothing-is-called-this", "changed/", "changed/?since=2000-01-01", "changed/?about=money"
    ),
    Screen("/activity/changed/?since=soon", status=422),
    *_of("clara", "/imports/", "/imports/new/", "/imports/new/stratml/", "/imports/new/gmpp/", "/imports/{run}/"),
    *_of("clara", "/documents/{document}/"),
    *_of("leonie", "/jobs/{job}/", "/api/"),
    Screen("/api/v1/docs/", drawn=".opblock-tag"),
    *_under("/search/", "", "?q=plant", "?q=nothing-is-called-this"),
    *_of("leonie", "/accounts/profile/", "/accounts/password/change/", "/accounts/logout/"),
    *_of("leonie", "/notify/"),
    *_of("clara", "/notify/outbox/", "/notify/kept/", "/notify/kept/{captured}/"),
    *_under("/webhooks/", "", "create/", "{webhook}/", "{webhook}/edit/", "{webhook}/retire/", who="clara"),
    Screen("/webhooks/create/", "clara", 422, {"name": "", "address": "https://127.0.0.1/"}),
    Screen("/notify/link/nothing/", None, 410),
    *(Screen(path, None) for path in ("/accounts/login/", "/accounts/password/reset/", "/accounts/inactive/")),
    *(Screen(f"/accounts/password/reset/{path}", None) for path in ("done/", "key/done/")),
    Screen("/accounts/password/reset/key/1-not-a-key/", None, 410),
    Screen("/portfolio/work/c-999/", status=404),
    Screen("/nothing/here/", status=404),
    Screen("/nothing/here/", None, 404),
    Screen("/accounts/login/", None, 422, {"login": "somebody", "password": ""}),
]

# A day on which the demo had told of half its year.
THEN = "as_of={then}"
PAST = [
    *_of("leonie", f"/?{THEN}", f"/portfolio/?{THEN}", f"{WORK}?{THEN}", f"{OBJECTIVE}?{THEN}", f"/sight/?{THEN}"),
    *_of("leonie", f"/activity/changed/?{THEN}", f"/packs/?{THEN}"),
    Screen("/portfolio/?as_of=soon", status=422),
]

SCREENS = [*GOVERNANCE, *PORTFOLIO, *STRATEGY, *ORGANISATION, *REST, *PAST]

_FILE, _ACT, _LEADS_ON = "a file, not a page", "takes a POST and leads on", "leads on to another address"
# Addresses that are no screen of their own, and why.
NO_SCREEN = {
    "governance:pack_pdf": _FILE,
    "governance:pack_build": _ACT,
    "governance:pack_found": _ACT,
    "okr:strategy_export": _FILE,
    "okr:stratml_export": _FILE,
    "okr:objective_export": _FILE,
    "okr:explorer_export": _FILE,
    "okr:check_in_preview": "a part of the check-in page",
    "okr:push_token_revoke": _ACT,
    "portfolio:work_export": _FILE,
    "portfolio:work_bulk": "takes a POST; its page is walked in test_without_javascript.py",
    "portfolio:view_open": _LEADS_ON,
    "portfolio:view_share": _ACT,
    "portfolio:draft_discard": _ACT,
    "organisation:account_link": _ACT,
    "organisation:account_reopen": _ACT,
    "audit:export": _FILE,
    "audit:changed_export": _FILE,
    "audit:history": "the panel of each record's page",
    "audit:record": _LEADS_ON,
    "documents:version_download": _FILE,
    "jobs:job_retry": _ACT,
    "imports:run_apply": _ACT,
    "imports:run_discard": _ACT,
    "account_set_password": _LEADS_ON,
    "accounts:profile_edit": _ACT,
    "accounts:token_create": _ACT,
    "accounts:token_revoke": _ACT,
    "accounts:session_end": _ACT,
    "accounts:session_end_others": _ACT,
    "notify:kinds_edit": _ACT,
    "notify:hours_edit": _ACT,
    "notify:absence_create": _ACT,
    "notify:absence_remove": _ACT,
    "notify:message_send_again": _ACT,
    "notify:test_send": _ACT,
    "webhooks:webhook_pause": _ACT,
    "webhooks:webhook_resume": _ACT,
    "webhooks:secret_rotate": _ACT,
    "webhooks:test_send": _ACT,
    "webhooks:delivery_send_again": _ACT,
    "core:suggest": "suggestions under a field; walked in test_with_script.py",
    "core:theme": _ACT,
}
