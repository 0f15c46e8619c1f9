"""How the portfolio's figures come about: money, counts, status, whole-life cost and capacity."""
