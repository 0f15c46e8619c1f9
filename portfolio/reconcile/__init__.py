"""What the portfolio adds to the reconciliation sweep: its definitions in SQL, and its figures."""
