"""The comments of an objective or a key result, as its page shows them."""

from dataclasses import dataclass

from big.accounts.models import User
from okr import policies
from okr.models.comments import Comment, Discussed


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment, and whether the reader may change it."""

    comment: Comment
    is_own: bool


@dataclass(frozen=True, slots=True)
class CommentsHere:
    """All comments of a record, the oldest first, and whether the reader may add one."""

    rows: list[CommentRow]
    may_add: bool


def comments_here(record: Discussed, user: User) -> CommentsHere:
    """What was said on a record; two queries, however many comments there are."""
    comments = Comment.objects.visible_to(user).on(record).select_related("author")
    rows = [CommentRow(each, policies.can_change_comment(user, each) and not each.is_withdrawn) for each in comments]
    return CommentsHere(rows, policies.can_comment(user))
