"""The models of the okr app; Django finds them here, code imports them from their own modules."""

from okr.models import comments, cycles, drivers, key_results, links, objectives, purposes, rhythms  # noqa: F401
