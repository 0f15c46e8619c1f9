"""Saying something on an objective or a key result, changing what one said, and withdrawing it."""

from typing import Final

from django.db import transaction

from big.accounts.models import User
from big.audit.record import record
from big.core import words
from big.errors import RuleError
from big.notify.services import queue
from big.policies import require
from big.records import create, require_version, revise
from okr import codes, kinds, policies
from okr.models.comments import Comment, Discussed
from okr.models.key_results import KeyResult
from okr.selectors.mentions import mentioned_in
from okr.services.wording import refused

LONGEST: Final = 5_000


@transaction.atomic
def add_comment(about: Discussed, *, actor: User, text: str) -> Comment:
    """Say something on a record; whoever is named with "@" is told, once the transaction commits."""
    seen: Discussed = type(about).objects.visible_to(actor).get(pk=about.pk)
    require(policies.can_comment(actor))
    name = "key_result" if isinstance(seen, KeyResult) else "objective"
    comment = Comment(author=actor, text=_checked(text), **{name: seen})
    create(comment)
    record(codes.COMMENT_ADDED, actor=actor, on=seen)
    _tell(comment, actor)
    return comment


@transaction.atomic
def change_comment(comment_id: int, *, actor: User, text: str, version: int | None) -> Comment:
    """Change what one said; what it said before stays in the history. Whoever is named newly is told."""
    comment = _own(comment_id, actor, version)
    if comment.is_withdrawn:
        raise RuleError("This comment is withdrawn. Add another one.", code="withdrawn")
    before, after = revise(comment, {"text": _checked(text)})
    if after:
        record(codes.COMMENT_CHANGED, actor=actor, on=comment.about, before=before, after=after)
        _tell(comment, actor)
    return comment


@transaction.atomic
def withdraw_comment(comment_id: int, *, actor: User, version: int | None) -> Comment:
    """Take back what one said: "withdrawn" stays in its place."""
    comment = _own(comment_id, actor, version)
    _, after = revise(comment, {"text": "", "is_withdrawn": True})
    if after:
        record(codes.COMMENT_WITHDRAWN, actor=actor, on=comment.about)
    return comment


def _own(comment_id: int, actor: User, version: int | None) -> Comment:
    rows = Comment.objects.visible_to(actor).select_for_update(of=("self",)).select_related("key_result", "objective")
    comment = rows.get(pk=comment_id)
    require(policies.can_change_comment(actor, comment))
    require_version(comment, version)
    return comment


def _checked(text: str) -> str:
    said = text.strip()
    if not said:
        raise refused("text", "Write what you want to say.", code="required")
    if len(said) > LONGEST:
        raise refused("text", f"Use at most {words.number(LONGEST)} characters.", code="too_long")
    return said


def _tell(comment: Comment, actor: User) -> None:
    about = comment.about
    for person in mentioned_in(comment.text, about):
        if person.user_id == actor.pk:
            continue
        queue(
            kinds.MENTIONED,
            person=person,
            about=about,
            subject=f"{actor.name} names you on {about.code}",
            context={
                "text": comment.text if len(comment.text) < 600 else f"{comment.text[:600]}...",
                "path": comment.get_absolute_url(),
            },
            dedupe_key=f"{kinds.MENTIONED}:{comment.pk}:{person.pk}",
        )
