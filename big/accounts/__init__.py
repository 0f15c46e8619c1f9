"""Accounts: who signs in, with which rights' identity; what a user may do hangs on memberships, not here."""
