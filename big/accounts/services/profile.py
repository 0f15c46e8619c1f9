"""Changing one's own name and preferences."""

from django.db import transaction

from big.accounts.codes import ON_USER_RENAMED, PROFILE_CHANGED
from big.accounts.models import User
from big.audit.record import record
from big.records import differences
from big.registry.reactions import react


@transaction.atomic
def change_profile(*, actor: User, name: str, theme: str, has_shortcuts: bool) -> User:
    """Change how `actor` is called, the colours of the pages, and whether single keys are shortcuts."""
    user = User.objects.select_for_update().get(pk=actor.pk)
    changes = {"name": name, "theme": theme, "has_shortcuts": has_shortcuts}
    before, after = differences(user, changes)
    if not after:
        return user
    for field in after:
        setattr(user, field, changes[field])
    user.full_clean(exclude=["password"])
    user.save(update_fields=list(after))
    if "name" in after:
        react(ON_USER_RENAMED, user, actor=actor)
    record(PROFILE_CHANGED, actor=actor, on=user, before=before, after=after)
    return user
