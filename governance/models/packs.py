"""Governance packs: one node's information at one moment; once issued, a database trigger refuses every change."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from big.accounts.models import User
from big.addresses import address_of
from big.history.rows import RowsQuerySet, seen_today
from big.organisation.scope import scope_q
from big.records import Record
from big.registry import rights

PACK_VIEW = rights.register("pack.view", "Read governance packs")
PACK_BUILD = rights.register("pack.build", "Build and preview governance packs")
PACK_ISSUE = rights.register("pack.issue", "Issue governance packs, which then never change")


class PackQuerySet(RowsQuerySet["Pack"]):
    """The words for asking about packs."""

    @seen_today
    def visible_to(self, user: User) -> Self:
        """Issued packs where the user may read packs, one's own drafts, and drafts where one may issue them.

        A pack holds what its builder could see, and confidential records never. So a draft is for its builder and
        for whoever decides on issuing it, which makes it known to the node; all rights are held at nodes only.
        """
        known = scope_q(user, PACK_VIEW, unit=None) | scope_q(user, PACK_BUILD, unit=None)
        own = Q(prepared_by=user.pk) & scope_q(user, PACK_BUILD, unit=None)
        return self.filter(Q(state=Pack.State.ISSUED) & known | own | scope_q(user, PACK_ISSUE, unit=None))

    def issued(self) -> Self:
        """Those that never change."""
        return self.filter(state=Pack.State.ISSUED)

    def for_rows(self) -> Self:
        """What a row shows, newest first, without the stored pages."""
        return self.select_related("node", "prepared_by", "issued_by").defer("snapshot", "html").order_by("-pk")


class Pack(Record):
    """The material for one sitting of one node."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        ISSUED = "issued", "Issued"

    code = models.SlugField(max_length=80, unique=True)
    node = models.ForeignKey("organisation.Node", on_delete=models.PROTECT, related_name="packs")
    title = models.CharField(max_length=250)
    classification = models.CharField(max_length=80, default="Board use")
    read_on = models.DateField(help_text="The date its figures are read on.")
    as_of_asked = models.DateTimeField(
        null=True, blank=True, help_text="The past moment that was asked for; null for a pack of the present."
    )
    as_of = models.DateTimeField(
        null=True, blank=True, help_text="It shows what was recorded by this moment; null where that was not recorded."
    )
    edition = models.PositiveSmallIntegerField(default=1)
    supersedes = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="superseded_by"
    )
    state = models.CharField(max_length=6, choices=State, default=State.DRAFT)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    built_at = models.DateTimeField(null=True, blank=True)
    template_version = models.CharField(max_length=40, blank=True)
    snapshot = models.JSONField(default=dict, help_text="Every figure and sentence of the pack, with its source.")
    content_sha256 = models.CharField(
        max_length=64,
        blank=True,
        db_default="",
        help_text="Of the snapshot as canonical JSON, taken when the pack was issued.",
    )
    html = models.TextField(blank=True)
    file = models.ForeignKey(
        "documents.DocumentVersion", null=True, blank=True, on_delete=models.PROTECT, related_name="packs"
    )
    sha256 = models.CharField(max_length=64, blank=True, help_text="Of the PDF.")
    pages = models.PositiveSmallIntegerField(null=True, blank=True)
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    anchor = models.JSONField(
        null=True,
        blank=True,
        help_text="How long the chain of the audit log was at issue, and the hash of its last link.",
    )

    objects = PackQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="pack_issued_is_whole",
                condition=Q(state="draft") | Q(issued_at__isnull=False, file__isnull=False, sha256__gt=""),
                violation_error_message="Build the pack before it is issued.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The pack's page."""
        return address_of("governance:pack_detail", self.code)
