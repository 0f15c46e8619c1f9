"""Who may import which kind of file. Pure yes or no."""

from big.accounts.models import User
from big.imports.formats import Format
from big.imports.models import IMPORT_RUN
from big.organisation.scope import holds_anywhere, may_open


def can_open_imports(user: User) -> bool:
    """Whether the user may see the list of imports at all."""
    return may_open(user, IMPORT_RUN)


def can_import(user: User, entry: Format) -> bool:
    """Whether the user may import files of this kind: the right to import, and those to change what it writes."""
    return all(holds_anywhere(user, right) for right in (IMPORT_RUN, *entry.rights))
