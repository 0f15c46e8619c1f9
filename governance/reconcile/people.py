"""For whom the sweep asks where nobody is named: an administrator, and whoever signs in with the fewest rights."""

from big.accounts.models import User
from big.organisation.scope import rights_of
from portfolio.models.work import Work


def usual_people() -> list[User]:
    """The first administrator, and of those with any role the one with the fewest rights, of equals with least work."""
    people = list(User.objects.people().filter(is_active=True).order_by("pk"))
    administrators = [user for user in people if user.is_administrator][:1]
    held = {user: rights for user in people if not user.is_administrator and (rights := rights_of(user))}
    fewest = min(map(len, held.values()), default=0)
    least = [user for user, rights in held.items() if len(rights) == fewest]
    return administrators + sorted(least, key=lambda user: Work.objects.visible_to(user).count())[:1]
