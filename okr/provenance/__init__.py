"""How the figures of objectives and key results come about: outcome, delivery, money, readings."""
