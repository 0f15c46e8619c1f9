"""The audit codes of this app, and the changes that upper apps may react to."""

from big.audit.record import register
from big.registry.reactions import announce

WORK_CREATED = register("portfolio.work.created", "added the work")
WORK_CHANGED = register("portfolio.work.changed", "changed the work")
TYPE_CREATED = register("portfolio.type.created", "added the type of work")
TYPE_CHANGED = register("portfolio.type.changed", "changed the type of work")
STATE_ADDED = register("portfolio.type.state_added", "added the state {after[label]}")
STATE_CHANGED = register("portfolio.type.state_changed", "changed the state {after[state]}")
STATE_REMOVED = register("portfolio.type.state_removed", "removed the state {before[label]}")

WORK_MOVED = register("portfolio.work.moved", "gave the work another place in the structure")
WORK_STATE = register("portfolio.work.state_changed", "moved it from {before[state]} to {after[state]}")
WORK_TYPE = register("portfolio.work.type_changed", "made it a {after[work_type]} instead of a {before[work_type]}")
MUST_DO_SET = register("portfolio.work.must_do_set", "marked it a must-do because of {after[obligation]}")
MUST_DO_LIFTED = register("portfolio.work.must_do_lifted", "lifted the must-do because of {before[obligation]}")

REPORT_DRAFTED = register("portfolio.status.drafted", "drafted a status report")
REPORT_DISCARDED = register("portfolio.status.discarded", "discarded a draft of a status report")
REPORT_SUBMITTED = register("portfolio.status.submitted", "reported the status {after[rating]}")
REPORT_CORRECTED = register("portfolio.status.corrected", "corrected the reported status to {after[rating]}")
WHOLE_LIFE_STATED = register("portfolio.whole_life_cost.stated", "stated the whole-life cost")
WHOLE_LIFE_CHANGED = register("portfolio.whole_life_cost.changed", "changed the stated whole-life cost")

MILESTONE_ADDED = register("portfolio.milestone.added", "added the milestone {after[milestone]}")
MILESTONE_CHANGED = register("portfolio.milestone.changed", "changed the milestone {after[milestone]}")
MILESTONE_SLIPPED = register("portfolio.milestone.slipped", "moved the forecast of {after[milestone]}")
MILESTONE_ACHIEVED = register("portfolio.milestone.achieved", "recorded {after[milestone]} as met")
MILESTONE_REOPENED = register("portfolio.milestone.reopened", "opened the milestone {after[milestone]} again")
MILESTONE_CANCELLED = register("portfolio.milestone.cancelled", "cancelled the milestone {after[milestone]}")

MONEY_CHANGED = register("portfolio.money.changed", "changed its money")

VIEW_SAVED = register("portfolio.view.saved", "saved the view {label}")
VIEW_CHANGED = register("portfolio.view.changed", "changed the view {label}")
VIEW_REMOVED = register("portfolio.view.removed", "removed the view {label}")

# What upper apps may react to, with the facts that each reaction is given beside the record and the actor.
ON_WORK_CREATED = announce("portfolio.work.created")
ON_WORK_CHANGED = announce("portfolio.work.changed")  # before, after
ON_WORK_STATE = announce("portfolio.work.state_changed")  # before, after: the states
ON_WORK_CLOSED = announce("portfolio.work.closed")  # state: one that nothing follows
ON_STATUS_SUBMITTED = announce("portfolio.status.submitted")  # report
ON_MILESTONE_CHANGED = announce("portfolio.milestone.changed")  # milestone, before, after
ON_MILESTONE_ACHIEVED = announce("portfolio.milestone.achieved")  # milestone
ON_MONEY_CHANGED = announce("portfolio.money.changed")  # before, after
