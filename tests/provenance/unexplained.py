"""The figures of screens that no link explains, written by hand: where they stand, and why.

A place is the name of an address with the section, the caption or the class in which the figure stands; a star means
every screen. `tests/provenance/test_screens.py` fails for a figure that is neither explained nor written here, and for
a line here that no screen needs.
"""

from typing import Final

# Screens of which no figure is asked about, and why.
LEFT_OUT: Final = {
    "governance:pack_": "a pack says on a page of its own how each figure is computed",
    "provenance:figure": "it is the explanation itself",
    "okr:rhythm": "a form: when check-ins are asked for",
    "okr:unit_rhythm": "a form: when check-ins are asked for",
    "okr:node_rhythm": "a form: when check-ins are asked for",
    "okr:check_in": "a form: it shows what one enters",
    "okr:key_result_feed": "a form: it shows what one chooses",
    "okr:unit_okr_close": "a form: each score is suggested by the outcome that the page of the objective explains",
    "okr:unit_okr_stage": "a form: it shows what one chooses",
    "okr:node_okr_close": "a form: each score is suggested by the outcome that the page of the objective explains",
    "okr:node_okr_stage": "a form: it shows what one chooses",
    "okr:person_okr_close": "a form: each score is suggested by the outcome that the page of the objective explains",
    "okr:person_okr_stage": "a form: it shows what one chooses",
    "okr:objective_continue": "a form: it shows what one chooses",
    "okr:objective_weights": "a form: the explanation of the outcome names the weight and the points of each",
    "audit:": "what was written before and after, each with its author and moment",
}

# The last words of the names of addresses that are forms: they show what one enters.
FORMS: Final = (
    *("accept", "achieve", "add", "agree", "authority", "cancel", "claim", "claim_for", "close", "confidence"),
    *(
        "contest",
        "create",
        "answer",
        "drivers",
        "edit",
        "end",
        "give",
        "leave",
        "move",
        "must_do",
        "remove",
        "reopen",
        "report",
    ),
    *(
        "retire",
        "return",
        "resume",
        "override",
        "revoke",
        "save",
        "set",
        "state",
        "supersede",
        "type",
        "withdraw",
        "place",
        "challenge",
    ),
)

_COUNT = "a count of the records that stand beside it"
_ONE_AWAY = "a count of the deliveries on the page that the name in the row opens"
_ENTERED = "an entered value itself, with whoever entered it on the same page"
_LINE = "one line or reading itself, with its date and source in the same row"
_DUE = "what was expected by now, said by the explanation of the percentage beside it"
_PART = "the part of the amount beside it in the total below, both of which are explained"
_DRAWN = "the table of a drawing; its records stand on the same page, and its last value is explained"
_WORDS = "words of a rule or of a person, who is named"
_INPUT = "an input of the explanation of the figure beside it"
_REASONS = "the reasons in words; each is a figure of the page of the work that the row opens"

UNEXPLAINED: Final = {
    ("*", ".numbers"): _DRAWN,
    ("*", ".diff"): "what was written before and after, with its author and moment",
    ("notify:notifications", "main"): _ENTERED,
    ("webhooks:webhook_list", "Waiting"): _ONE_AWAY,
    ("webhooks:webhook_list", "Failed"): _ONE_AWAY,
    ("okr:indicator_list", "main"): _COUNT,
    ("okr:cycle_list", "main"): "the days of the cycle, which stand in its row",
    ("okr:cycle_list", "OKR sets"): _COUNT,
    ("okr:cycle_list", "Objectives"): _COUNT,
    ("okr:cycle_detail", "main"): _COUNT,
    ("okr:cycle_detail", "Objectives"): _COUNT,
    ("okr:cycle_detail", "Key results"): _COUNT,
    ("okr:unit_okrs", "main"): _COUNT,
    ("okr:unit_okrs", "kr-0"): _ENTERED,
    ("okr:node_okrs", "main"): _COUNT,
    ("okr:person_okrs", "main"): _COUNT,
    ("governance:figure", "h-rows"): _DUE,
    ("governance:gap_list", "link-claimed"): _WORDS,
    ("governance:gap_list", "work-weights-short"): _WORDS,
    ("governance:home", "h-att"): _REASONS,
    ("governance:home", "h-dis"): _DUE,
    ("governance:home", "h-money-o"): _PART,
    ("governance:money", "h-objectives"): _PART,
    ("governance:sight", "h-dock"): "the weight of links, which the explanation of the amount beside it names",
    ("governance:sight", "key_result-0"): _INPUT,
    ("okr:contribution_detail", "h-ends"): _ENTERED,
    ("okr:contribution_detail", "h-facts"): _ENTERED,
    ("okr:contribution_detail", "h-history"): _WORDS,
    ("okr:contribution_detail", "main"): "the weight as it was entered, which stands under it with who claimed it",
    ("okr:driver_detail", "h-ans"): _DUE,
    ("okr:key_result_detail", "h-how"): _INPUT,
    ("okr:key_result_detail", "h-moves"): _ENTERED,
    ("okr:key_result_detail", "h-readings"): _LINE,
    ("okr:reading_detail", "main"): _ENTERED,
    ("okr:objective_detail", "Weight, %"): _ENTERED,
    ("okr:objective_detail", "h-about"): _ENTERED,
    ("okr:objective_detail", "h-history"): _WORDS,
    ("okr:objective_detail", "h-serving"): "the rule in words, as the explanation of the delivery mark says it",
    ("okr:objective_detail", "kr-0"): _INPUT,
    ("okr:objective_detail", "standing"): _DUE,
    ("okr:objective_list", "board"): _DUE,
    ("okr:alignment", "main"): _COUNT,
    ("okr:alignment", "board"): _DUE,
    ("okr:explorer", "main"): _COUNT,
    ("okr:explorer", "Progress"): _INPUT,
    ("okr:purpose_detail", "h-obj"): _DUE,
    ("organisation:node_detail", "Up to"): _ENTERED,
    ("organisation:node_detail", "main"): _COUNT,
    ("organisation:node_list", "Members"): _COUNT,
    ("organisation:node_list", "board"): _COUNT,
    ("organisation:person_detail", "main"): _COUNT,
    ("organisation:person_list", "board"): _COUNT,
    ("organisation:role_detail", "main"): _COUNT,
    ("organisation:role_list", "main"): _COUNT,
    ("organisation:settings", "Nodes"): _COUNT,
    ("organisation:settings", "h-figures"): _ENTERED,
    ("organisation:settings", "main"): _ENTERED,
    ("organisation:unit_detail", "main"): _COUNT,
    ("organisation:unit_list", "With all below"): _COUNT,
    ("organisation:unit_list", "Works here"): _COUNT,
    ("organisation:unit_list", "board"): _COUNT,
    ("portfolio:capacity", "FTE"): _LINE,
    ("portfolio:snapshot_compare", "board"): "the two files that it compares are named with their sources",
    ("portfolio:type_detail", "Work"): _COUNT,
    ("portfolio:type_detail", "main"): _COUNT,
    ("portfolio:type_list", "Work"): _COUNT,
    ("portfolio:type_list", "main"): _COUNT,
    ("portfolio:work_detail", "h-gaps"): _WORDS,
    ("portfolio:work_detail", "h-line_of_sight"): _ENTERED,
    ("portfolio:work_detail", "work"): "the part of the amount over it in another of the same strip, both explained",
    ("portfolio:work_history", "h-all-history"): _WORDS,
    ("portfolio:work_money", "h-lines"): _LINE,
    ("portfolio:work_money", "h-nature"): "a sum of the lines that stand below it",
}
