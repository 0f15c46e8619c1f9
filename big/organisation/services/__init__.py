"""Everything that changes the organisation, its nodes and memberships."""
