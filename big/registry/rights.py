"""The rights that roles are made of; a right nobody registered cannot be granted, asked for or misspelt."""

_rights: dict[str, str] = {}


def register(right: str, sentence: str) -> str:
    """Make `right` known, with the sentence that the Roles page shows; return it as a constant."""
    if right in _rights:
        raise ValueError(f"right {right} is registered twice")
    _rights[right] = sentence
    return right


def known() -> dict[str, str]:
    """Every right with its sentence, in order of name."""
    return dict(sorted(_rights.items()))


def to_see(held: frozenset[str]) -> frozenset[str]:
    """Those of the rights that change nothing: by their name, which the architecture tests hold."""
    return frozenset(right for right in held if right.endswith(".view"))


def require_known(right: str) -> None:
    """Raise LookupError for a right that no app registered."""
    if right not in _rights:
        raise LookupError(f"right {right} is not registered")
