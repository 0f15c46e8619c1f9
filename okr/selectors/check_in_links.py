"""What stands behind a link in a reminder: one key result, as long as the person is still asked for it."""

from django.db.models import Q

from big.notify.models import LinkToken
from okr import policies
from okr.models.cycles import Cycle
from okr.models.key_results import KeyResult
from okr.models.objectives import StrategicObjective


def behind(link: LinkToken) -> KeyResult | None:
    """The key result of a link, or None where the person may not answer for it any more.

    It takes readings, of an objective that is pursued and not of a cycle that is closed or only planned; the person
    has an account, sees it, is asked for it and may check it in, all of this now and not when the link was sent.
    """
    user = link.person.user
    if user is None:
        return None
    runs = Q(objective__okr_set=None) | Q(objective__okr_set__cycle__state__in=[Cycle.State.OPEN, Cycle.State.CLOSING])
    rows = (
        KeyResult.objects.visible_to(user)
        .filter(runs, state__in=[KeyResult.State.AGREED, KeyResult.State.TRACKING])
        .filter(objective__state__in=StrategicObjective.PURSUED)
        .select_related("objective__plan", "objective__node", "owner")
        .select_related("objective__okr_set__unit", "objective__okr_set__node", "objective__okr_set__person")
    )
    found = rows.filter(pk=link.about_id).first()
    if found is None or not policies.is_asked_for(link.person_id, found) or not policies.can_check_in(user, found):
        return None
    return found
