"""Types of work and their lifecycles: data that the organisation edits, not constants."""

from django.db import models
from django.db.models import Q

from big.addresses import address_of
from big.history.rows import RowsQuerySet


class WorkType(models.Model):
    """A kind of work, such as programme, product or service, with a lifecycle of its own."""

    key = models.SlugField(max_length=40, unique=True)
    label = models.CharField(max_length=60)
    plural = models.CharField(max_length=60)
    code_prefix = models.CharField(max_length=6, help_text="New work of the type is coded with it: C gives C-104.")
    position = models.PositiveSmallIntegerField(default=0)

    objects = RowsQuerySet["WorkType"].as_manager()

    class Meta:
        ordering = ["position", "key"]

    def __str__(self) -> str:
        return self.label

    def get_absolute_url(self) -> str:
        """The page of the type and its lifecycle."""
        return address_of("portfolio:type_detail", self.key)


class LifecycleState(models.Model):
    """A state that work of one type passes."""

    work_type = models.ForeignKey(WorkType, on_delete=models.PROTECT, related_name="states")
    key = models.SlugField(max_length=40)
    label = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)
    is_initial = models.BooleanField(default=False)
    is_live = models.BooleanField(default=True, help_text="Work in it is being done: it is asked for status and links.")
    followers = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="preceded_by")

    objects = RowsQuerySet["LifecycleState"].as_manager()

    class Meta:
        ordering = ["work_type", "position"]
        constraints = [
            models.UniqueConstraint(fields=["work_type", "key"], name="lifecycle_state_key_once"),
            models.UniqueConstraint(
                fields=["work_type"], condition=Q(is_initial=True), name="lifecycle_one_initial_state"
            ),
        ]

    def __str__(self) -> str:
        return self.label
