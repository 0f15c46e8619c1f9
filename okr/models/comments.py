"""What people say about objectives and key results, beside the readings."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.records import Record
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective

# What can be commented on.
Discussed = KeyResult | StrategicObjective


class CommentQuerySet(RowsQuerySet["Comment"]):
    """The words for asking about comments."""

    def visible_to(self, user: User) -> Self:
        """Those on the objectives and key results that `user` may see."""
        objectives = StrategicObjective.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(objective__in=objectives) | Q(key_result__objective__in=objectives))

    def on(self, record: Discussed) -> Self:
        """Those on this very record, the oldest first."""
        name = "key_result" if isinstance(record, KeyResult) else "objective"
        return self.filter(**{name: record}).order_by("pk")


class Comment(Record):
    """What somebody said on an objective or a key result; withdrawn, it keeps its place and loses its words."""

    objective = models.ForeignKey(
        StrategicObjective, null=True, blank=True, on_delete=models.CASCADE, related_name="comments"
    )
    key_result = models.ForeignKey(KeyResult, null=True, blank=True, on_delete=models.CASCADE, related_name="comments")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True, help_text='With "@" and a name or an address somebody is told of it.')
    is_withdrawn = models.BooleanField(default=False)

    objects = CommentQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                name="comment_on_one_record",
                condition=Q(objective__isnull=False, key_result__isnull=True)
                | Q(objective__isnull=True, key_result__isnull=False),
                violation_error_message="Comment on an objective or on a key result, one of the two.",
            )
        ]

    def __str__(self) -> str:
        return self.text[:80] or "withdrawn"

    @property
    def about(self) -> Discussed:
        """What it was said on."""
        found = self.key_result or self.objective
        assert found is not None  # noqa: S101 - the database holds one of the two
        return found

    def get_absolute_url(self) -> str:
        """Its place on the page of the record."""
        return f"{self.about.get_absolute_url()}#comment-{self.pk}"
