"""Which kinds of message there are: each app registers its own, and people choose for each how it reaches them."""

from dataclasses import dataclass

from big.notify.channels import Channel


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of message: its label and sentence stand on everybody's page of notifications."""

    key: str
    label: str
    about: str
    default: Channel
    may_wait: bool
    may_be_off: bool
    disturbs: bool

    @property
    def channels(self) -> list[Channel]:
        """What a person may choose for it."""
        found = [Channel.AT_ONCE]
        found += [Channel.DIGEST] if self.may_wait else []
        return [*found, *([Channel.OFF] if self.may_be_off else [])]


_kinds: dict[str, Kind] = {}


def register(
    key: str,
    *,
    label: str,
    about: str,
    default: Channel = Channel.DIGEST,
    may_wait: bool = True,
    may_be_off: bool = True,
    disturbs: bool = False,
) -> str:
    """Make a kind known, such as "okr.check_in_due", and return its key as a constant.

    `may_wait`: it may stand in the daily digest; otherwise it is always sent at once. `may_be_off`: a person may
    refuse it. `disturbs`: it is sent in quiet hours, too. ValueError where the key is taken or the default is not
    among what may be chosen.
    """
    kind = Kind(key, label, about, default, may_wait, may_be_off, disturbs)
    if key in _kinds:
        raise ValueError(f"kind of message {key} is registered twice")
    if default not in kind.channels:
        raise ValueError(f"kind of message {key} cannot be {default} by default")
    _kinds[key] = kind
    return key


def get(key: str) -> Kind:
    """The kind; LookupError if nobody registered it."""
    if key not in _kinds:
        raise LookupError(f"{key} is not registered as a kind of message")
    return _kinds[key]


def label_of(key: str) -> str:
    """What the kind is called, also where only an older version knew it."""
    return _kinds[key].label if key in _kinds else key


def known() -> list[Kind]:
    """Every kind, by label."""
    return sorted(_kinds.values(), key=lambda kind: kind.label)
