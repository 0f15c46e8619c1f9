"""The audit codes of this app, and the changes that upper apps may react to."""

from big.audit.record import register
from big.registry.reactions import announce

PURPOSE_CREATED = register("okr.purpose.created", "added the purpose")
PURPOSE_CHANGED = register("okr.purpose.changed", "changed the purpose")
PURPOSE_ADOPTED = register("okr.purpose.adopted", "adopted edition {after[edition]} of the purpose")
PURPOSE_RETIRED = register("okr.purpose.retired", "retired the purpose")

STATEMENT_CREATED = register("okr.statement.created", "added the {after[kind]}")
STATEMENT_CHANGED = register("okr.statement.changed", "changed the wording")
STATEMENT_SUPERSEDED = register("okr.statement.superseded", "superseded it")

STAKEHOLDER_CREATED = register("okr.stakeholder.created", "added the stakeholder")
STAKEHOLDER_CHANGED = register("okr.stakeholder.changed", "changed the stakeholder")

DRIVER_CREATED = register("okr.driver.created", "logged the driver")
DRIVER_CHANGED = register("okr.driver.changed", "changed the driver")
DRIVER_MOVED = register("okr.driver.moved", "moved it from {before[state]} to {after[state]}")

OBJECTIVE_CREATED = register("okr.objective.created", "added the objective")
OBJECTIVE_CHANGED = register("okr.objective.changed", "changed the objective")
OBJECTIVE_MOVED = register("okr.objective.moved", "moved it from {before[state]} to {after[state]}")
OBJECTIVE_PLACED = register("okr.objective.placed", "put it under another objective")
OBJECTIVE_DRIVERS = register("okr.objective.drivers", "changed which drivers it answers")
OBJECTIVE_ACCEPTED = register("okr.objective.accepted", "accepted the objective")
OBJECTIVE_CONTESTED = register("okr.objective.contested", "contested the objective")
OBJECTIVE_CONFIDENCE = register("okr.objective.confidence", "stated confidence in the objective")
OBJECTIVE_WEIGHED = register("okr.objective.weighed", "changed what each part counts for")
OBJECTIVE_LINKED = register("okr.objective.linked", "linked it: {after[kind]} {after[objective]}")
OBJECTIVE_UNLINKED = register("okr.objective.unlinked", "removed the link: {before[kind]} {before[objective]}")

SUPPORTER_NAMED = register("okr.supporter.named", "named {after[person]} as supporter in {after[place]}")
SUPPORTER_ENDED = register("okr.supporter.ended", "ended the support of {before[person]} in {before[place]}")

DELEGATE_NAMED = register("okr.delegate.named", "named {after[person]} as delegate")
DELEGATE_ENDED = register("okr.delegate.ended", "ended {before[person]} as delegate")
UNIT_ASKED = register("okr.contributing_unit.asked", "asked {after[unit]} to contribute")
UNIT_ANSWERED = register("okr.contributing_unit.answered", "answered for {after[unit]}: {after[state]}")
UNIT_RELEASED = register("okr.contributing_unit.released", "no longer asks {before[unit]} to contribute")

CYCLE_CREATED = register("okr.cycle.created", "added the cycle")
CYCLE_CHANGED = register("okr.cycle.changed", "changed the cycle")
CYCLE_MOVED = register("okr.cycle.moved", "moved it from {before[state]} to {after[state]}")
OKR_SET_STARTED = register("okr.okr_set.started", "began the OKRs of {after[place]}")

OKR_SET_MOVED = register("okr.okr_set.moved", "moved the OKRs from {before[stage]} to {after[stage]}")
OBJECTIVE_SCORED = register("okr.objective.scored", "closed it with a score of {after[score]}")
OBJECTIVE_CONTINUED = register("okr.objective.continued", "continued it as {after[code]} in {after[cycle]}")
OBJECTIVE_POSTPONED = register("okr.objective.postponed", "postponed it to {after[cycle]}")
KEY_RESULT_SCORED = register("okr.key_result.scored", "closed it with a score of {after[score]}")
RHYTHM_SET = register("okr.rhythm.set", "had check-ins asked for {after[rhythm]}")
RHYTHM_CLEARED = register("okr.rhythm.cleared", "had check-ins asked for as in the place above")

KEY_RESULT_CREATED = register("okr.key_result.created", "added the key result")
KEY_RESULT_CHANGED = register("okr.key_result.changed", "changed the key result")
KEY_RESULT_MOVED = register("okr.key_result.moved", "moved it from {before[state]} to {after[state]}")
READING_RECORDED = register("okr.reading.recorded", "recorded {after[value]}")
READING_ATTESTED = register("okr.reading.attested", "said that {after[value]} is still true")
READING_RECORDED_BY_LINK = register("okr.reading.recorded_by_link", "recorded {after[value]} by a link in a mail")
READING_ATTESTED_BY_LINK = register(
    "okr.reading.attested_by_link", "said by a link in a mail that {after[value]} is still true"
)
READING_PUSHED = register("okr.reading.pushed", "recorded {after[value]} by the token {after[token]}")
READING_CORRECTED = register("okr.reading.corrected", "corrected the reading of {before[read_on]}")
READING_TAKEN = register("okr.reading.taken", "changed its source, which now reads {after[value]}")
KEY_RESULT_FED = register("okr.key_result.fed", "let it take its readings from a source")
KEY_RESULT_FEED_STOPPED = register("okr.key_result.feed_stopped", "let people enter its readings again")
OVERRIDDEN = register("okr.overridden", "set it by hand")
RESUMED = register("okr.resumed", "let what is computed hold again")
PUSH_TOKEN_MADE = register("okr.push_token.made", "made the token {after[token]} for its readings")
PUSH_TOKEN_REVOKED = register("okr.push_token.revoked", "revoked the token {after[token]} for its readings")
# Whoever took a reading, in whichever way; by whether it was said to be still true, and whether it came by a link.
READINGS = (READING_RECORDED, READING_ATTESTED, READING_RECORDED_BY_LINK, READING_ATTESTED_BY_LINK)
COMMENT_ADDED = register("okr.comment.added", "commented")
COMMENT_CHANGED = register("okr.comment.changed", "changed a comment")
COMMENT_WITHDRAWN = register("okr.comment.withdrawn", "withdrew a comment")
PHASED_TARGET_SET = register("okr.phased_target.set", "set {after[value]} as the target by {after[due_on]}")
PHASED_TARGET_REMOVED = register("okr.phased_target.removed", "removed the target by {before[due_on]}")

INDICATOR_CREATED = register("okr.indicator.created", "added the KPI")
INDICATOR_CHANGED = register("okr.indicator.changed", "changed the KPI")
INDICATOR_VALUE = register("okr.indicator.value", "recorded {after[value]}")

CONTRIBUTION_CLAIMED = register("okr.contribution.claimed", "claimed the link, with {after[weight]}% of the work")
CONTRIBUTION_CHANGED = register("okr.contribution.changed", "changed the link")
CONTRIBUTION_AGREED = register("okr.contribution.agreed", "agreed the link")
CONTRIBUTION_CHALLENGED = register("okr.contribution.challenged", "challenged the link")
CONTRIBUTION_WITHDRAWN = register("okr.contribution.withdrawn", "withdrew the link")

ON_OBJECTIVE_MOVED = announce("okr.objective.moved")
ON_READING_RECORDED = announce("okr.reading.recorded")
ON_CONTRIBUTION_CHANGED = announce("okr.contribution.changed")
ON_OBJECTIVE_CONFIDENCE = announce("okr.objective.confidence")
