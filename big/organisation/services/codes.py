"""Codes for records that come without one: the next number of a kind, or a slug of the name."""

import re

from django.db import connection, models
from django.utils.text import slugify

from big.errors import RuleError

_LOCK = 70_001
_FORMS = {"create"}


def next_code(model: type[models.Model], prefix: str) -> str:
    """The next free code such as P-12; held until the transaction ends, so that two never take the same."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, hashtext(%s))", [_LOCK, model._meta.label_lower])
    taken = model._default_manager.filter(code__iregex=rf"^{re.escape(prefix)}-\d+$").values_list("code", flat=True)
    return f"{prefix}-{max((int(code.rsplit('-', 1)[1]) for code in taken), default=0) + 1}"


def refuse_taken(model: type[models.Model], code: str, record: models.Model | None = None) -> None:
    """Codes are addresses in lower case, so they differ in more than case, and none is the address of a form."""
    others = model._default_manager.exclude(pk=record.pk) if record else model._default_manager.all()
    if code.lower() in _FORMS or (code and others.filter(code__iexact=code).exists()):
        noun = model._meta.verbose_name
        raise RuleError({"code": [RuleError(f"Another {noun} has this code. Choose a new one.", code="code_taken")]})


def slug_code(model: type[models.Model], name: str) -> str:
    """A code from the words of `name` such as main-board, with a number where it is taken."""
    stem = slugify(name)[:32].strip("-") or model._meta.model_name or "record"
    code, number = stem, 1
    while code in _FORMS or model._default_manager.filter(code__iexact=code).exists():
        number += 1
        code = f"{stem}-{number}"
    return code
