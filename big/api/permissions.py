"""Who gets in at all; what they may see is for `visible_to`, what they may do for the services."""

from typing import Any

from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from big.accounts.models import User
from big.organisation.policies import belongs


class BelongsToOrganisation(BasePermission):
    """Signed in, and part of the organisation: 401 for nobody, 403 for a stranger, on every address alike."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Whether the request goes on."""
        return isinstance(request.user, User) and belongs(request.user)
