"""Codes for records that come without one: the next number of a kind, or a slug of the name."""

import re

from django.db import connection, models
from django.utils.text import slugify

_LOCK = 70_001


def next_code(model: type[models.Model], prefix: str) -> str:
    """The next free code such as P-12; held until the transaction ends, so that two never take the same."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, model._meta.label_lower])
    taken = model._default_manager.filter(code__iregex=rf"^{re.escape(prefix)}-\d+$").values_list("code", flat=True)
    return f"{prefix}-{max((int(code.rsplit('-', 1)[1]) for code in taken), default=0) + 1}"


def slug_code(model: type[models.Model], name: str) -> str:
    """A code from the words of `name` such as main-board, with a number where it is taken."""
    stem = slugify(name)[:32].strip("-") or model._meta.model_name or "record"
    code, number = stem, 1
    while model._default_manager.filter(code__iexact=code).exists():
        number += 1
        code = f"{stem}-{number}"
    return code
