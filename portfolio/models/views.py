"""Views of lists that somebody named: the filters, the sort and the layout behind one address."""

from typing import Final, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.http import QueryDict
from django.urls import reverse

from big.accounts.models import User
from big.history.rows import RowsQuerySet
from big.organisation.scope import holds_anywhere
from big.records import Record
from big.registry import lists

# The list of all work, of which most views are.
WORKS: Final = "works"


class SavedViewQuerySet(RowsQuerySet["SavedView"]):
    """The words for asking about saved views."""

    def visible_to(self, user: User) -> Self:
        """One's own, and those shared with everybody who may see the list; what it lists each reader sees as usual."""
        listed = [key for key, each in lists.lists().items() if holds_anywhere(user, each.right)]
        return self.filter(Q(owner=user.pk) | Q(is_shared=True, of_list__in=listed))

    def of(self, key: str, user: User) -> Self:
        """Those of one list that `user` may open, with whose they are."""
        return self.visible_to(user).filter(of_list=key).select_related("owner")


class SavedView(Record):
    """A named set of filters; it stores the question, never the answer."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_views")
    of_list = models.CharField(max_length=20, default=WORKS, help_text="The list that it is a view of.")
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000, blank=True, help_text="What stands after the question mark.")
    is_shared = models.BooleanField(default=False)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                "owner",
                "of_list",
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

    @property
    def listed(self) -> lists.SavedList | None:
        """The list that it is of; None where no app has it any more."""
        return lists.lists().get(self.of_list)

    @property
    def address(self) -> str:
        """The list as the view has it, which says so: its own address where the list is gone."""
        if self.listed is None:
            return reverse("portfolio:view_list")
        query = QueryDict(self.query, mutable=True)
        query["saved"] = str(self.pk)
        return f"{reverse(self.listed.url_name)}?{query.urlencode()}"
