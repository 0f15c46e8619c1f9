"""The models of the portfolio app; Django finds them here, code imports them from their own modules."""

from portfolio.models import milestones, money, people, status, types, views, work  # noqa: F401
