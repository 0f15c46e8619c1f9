"""The models of the okr app; Django finds them here, code imports them from their own modules."""

from okr.models import (  # noqa: F401
    comments,
    cycles,
    drivers,
    feeds,
    indicators,
    key_results,
    links,
    objectives,
    overrides,
    parts,
    purposes,
    push_tokens,
    rhythms,
)
