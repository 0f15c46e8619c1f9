"""The latest pack that one may read, for those who decide from it."""

from governance.models.packs import Pack
from governance.selectors.home.reading import Reading


def latest_packs(reading: Reading, most: int = 3) -> list[Pack]:
    """The newest packs that the user may see, issued ones first; one query."""
    found = Pack.objects.visible_to(reading.user).for_rows().order_by("-state", "-read_on", "-pk")
    return list(found[:most])
