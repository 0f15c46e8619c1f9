"""The audit codes of accounts, and the change that upper apps may react to."""

from big.audit.record import register
from big.registry.reactions import announce

SIGNED_IN = register("accounts.user.signed_in", "signed in with {after[browser]}")
SIGNED_OUT = register("accounts.user.signed_out", "signed out")
PASSWORD_CHANGED = register("accounts.user.password_changed", "set a new password")
PROFILE_CHANGED = register("accounts.user.profile_changed", "changed their profile")
SESSION_ENDED = register("accounts.session.ended", "ended the session {after[session]}")
TOKEN_MADE = register("accounts.token.made", "made the API token {after[token]}")
TOKEN_REVOKED = register("accounts.token.revoked", "revoked the API token {after[token]}")

ON_USER_RENAMED = announce("accounts.user.renamed")
