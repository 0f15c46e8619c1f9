"""One run of an import: the file it read, what it planned, what it wrote."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.history.rows import RowsQuerySet, seen_today
from big.organisation.scope import CONFIDENTIAL_VIEW, holds_anywhere
from big.registry import rights

APPLY_JOB = "imports.apply"
IMPORT_RUN = rights.register("import.run", "Import files")


class ImportRunQuerySet(RowsQuerySet["ImportRun"]):
    """The words for asking about imports."""

    @seen_today
    def visible_to(self, user: User) -> Self:
        """The user's own; everybody's to those who may import and see what is confidential.

        A run tells the names and values of all records that its file speaks of, whoever may see them elsewhere.
        """
        is_cleared = holds_anywhere(user, IMPORT_RUN) and holds_anywhere(user, CONFIDENTIAL_VIEW)
        return self if is_cleared else self.filter(requested_by=user.pk)

    def for_rows(self) -> Self:
        """What a row shows, newest first."""
        return self.select_related("requested_by", "file").defer("plan").order_by("-pk")


class ImportRun(models.Model):
    """A file that was checked, and perhaps applied."""

    class State(models.TextChoices):
        CHECKED = "checked", "Checked, not applied"
        REFUSED = "refused", "Refused"
        APPLIED = "applied", "Applied"
        DISCARDED = "discarded", "Discarded"

    format = models.CharField(max_length=40)
    file = models.ForeignKey("documents.DocumentVersion", on_delete=models.PROTECT, related_name="import_runs")
    options = models.JSONField(default=dict, help_text="What the person chose, such as the snapshot's date.")
    state = models.CharField(max_length=10, choices=State, default=State.CHECKED)
    plan = models.JSONField(default=dict, help_text="Counts per model, rows with their reasons, what was not read.")
    fingerprint = models.CharField(
        max_length=64, blank=True, help_text="Of the plan; the plan is made anew on applying and must be the same."
    )
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports")
    requested_at = models.DateTimeField(default=clock.now)
    applied_at = models.DateTimeField(null=True, blank=True)

    objects = ImportRunQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"Import of {self.file.filename}"

    def get_absolute_url(self) -> str:
        """The run's page."""
        return reverse("imports:run_detail", args=[self.pk])
