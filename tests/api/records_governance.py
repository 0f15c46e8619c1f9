"""How the tests of the API make a row of each resource of `governance`."""

import itertools
from typing import Final

from governance.models.packs import Pack
from tests.api.records_big import owner
from tests.factories.organisation import top_node
from tests.factories.portfolio import TODAY

_numbers = itertools.count(1)


def make_pack() -> Pack:
    """A draft that is not built yet."""
    number = next(_numbers)
    return Pack.objects.create(
        code=f"pack-{number}", node=top_node(), title=f"Pack {number}", read_on=TODAY, prepared_by=owner()
    )


MAKERS: Final = {"packs": make_pack}
