"""The models of the okr app; Django finds them here, code imports them from their own modules."""

from okr.models import cycles, drivers, feeds, key_results, links, objectives, overrides, parts, purposes  # noqa: F401
