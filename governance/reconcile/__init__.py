"""What governance adds to the reconciliation sweep: the integrity rules in SQL, Home, line of sight and packs."""
