"""The audit codes of this app, and the changes that upper apps may react to."""

from big.audit.record import register
from big.registry.reactions import announce

ORGANISATION_CHANGED = register("organisation.settings.changed", "changed the organisation's settings")
TERMS_CHANGED = register("organisation.terms.changed", "changed the organisation's words")

UNIT_CREATED = register("organisation.unit.created", "added the unit")
UNIT_CHANGED = register("organisation.unit.changed", "changed the unit")
UNIT_MOVED = register("organisation.unit.moved", "moved the unit")
UNIT_CLOSED = register("organisation.unit.closed", "closed the unit")
UNIT_REOPENED = register("organisation.unit.reopened", "opened the unit again")

PERSON_CREATED = register("organisation.person.created", "added the person")
PERSON_CHANGED = register("organisation.person.changed", "changed the person's particulars")
PERSON_LEFT = register("organisation.person.left", "recorded that the person has left")
PERSON_RETURNED = register("organisation.person.returned", "recorded that the person is back")

NODE_CREATED = register("organisation.node.created", "added the governance node")
NODE_CHANGED = register("organisation.node.changed", "changed the governance node")
NODE_MOVED = register("organisation.node.moved", "moved the governance node")
NODE_STATE = register("organisation.node.state_changed", "changed the state of the governance node")
NODE_TYPE_CREATED = register("organisation.node_type.created", "added the node type")
NODE_TYPE_CHANGED = register("organisation.node_type.changed", "changed the node type")

ROLE_CREATED = register("organisation.role.created", "added the role")
ROLE_CHANGED = register("organisation.role.changed", "changed the role")
MEMBERSHIP_GIVEN = register("organisation.membership.given", "gave the role")
MEMBERSHIP_ENDED = register("organisation.membership.ended", "ended the role")

AUTHORITY_SET = register("organisation.authority.set", "set the delegated authority")
AUTHORITY_REVOKED = register("organisation.authority.revoked", "revoked the delegated authority")

ACCOUNT_GIVEN = register("organisation.account.given", "gave an account")
ACCOUNT_CLOSED = register("organisation.account.closed", "closed the account")
ACCOUNT_REOPENED = register("organisation.account.reopened", "opened the account again")
ACCOUNT_LINK_SENT = register("organisation.account.link_sent", "mailed a link for a new password")

ON_UNIT_CLOSED = announce("organisation.unit.closed")
ON_PERSON_LEFT = announce("organisation.person.left")
ON_NODE_STATE = announce("organisation.node.state_changed")
