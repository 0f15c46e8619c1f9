"""Views of the portfolio list that somebody named: the filters, the sort and the layout behind one address."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.organisation.scope import holds_anywhere
from big.records import Record
from portfolio.models.work import WORK_VIEW


class SavedViewQuerySet(RowsQuerySet["SavedView"]):
    """The words for asking about saved views."""

    def visible_to(self, user: User) -> Self:
        """One's own, and those shared with everybody who may see work; what a view lists each reader sees as usual."""
        mine = Q(owner=user.pk)
        return self.filter(mine | Q(is_shared=True)) if holds_anywhere(user, WORK_VIEW) else self.filter(mine)


class SavedView(Record):
    """A named set of filters; it stores the question, never the answer."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True, help_text="What stands after the question mark.")
    is_shared = models.BooleanField(default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="saved_view_name_once_an_owner",
                violation_error_message="You have a view of that name.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address that opens it."""
        return reverse("portfolio:view_open", args=[self.pk])
