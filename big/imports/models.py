"""One run of an import: the file it read, what it planned, what it wrote."""

from typing import Self

from django.conf import settings
from django.db import models
from django.urls import reverse

from big import clock
from big.accounts.models import User
from big.organisation.scope import holds_anywhere
from big.registry import rights

IMPORT_RUN = rights.register("import.run", "Import files")


class ImportRunQuerySet(models.QuerySet["ImportRun"]):
    """The words for asking about imports."""

    def visible_to(self, user: User) -> Self:
        """Every run, to those who may import; otherwise the user's own."""
        return self if holds_anywhere(user, IMPORT_RUN) else self.filter(requested_by=user.pk)

    def for_rows(self) -> Self:
        """What a row shows, newest first."""
        return self.select_related("requested_by", "file").order_by("-pk")


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
