"""The kinds of file that can be imported: upper apps register a format here, the wizard and commands use it by name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from big.accounts.models import User
from big.imports.models import ImportRun
from big.imports.plan import ImportPlan


class NoOptions(forms.Form):
    """The options of a format that needs none."""


@dataclass(frozen=True, slots=True)
class Written:
    """A page on which the records that an import wrote can be seen."""

    label: str
    url: str
    note: str = ""


def nothing_to_show(run: ImportRun, user: User) -> list[Written]:
    """The pages of a format that names none."""
    return []


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file: how it is read and planned, and how the plan is carried out.

    `read(content, options)` parses bytes into the format's own frozen data and raises RefusedFileError with the
    place in the file; it touches no database. `options` is what `options_form` cleaned, as JSON gives it back, and
    `filename`, the name of the file.
    `plan(data, actor)` compares with what is stored, writing nothing.
    `apply(data, run, actor)` writes it all inside the caller's transaction, marking every record with `run`, and
    returns the plan it carried out, which must be the one that `plan` gave.
    `rights` are needed besides "import.run", each of them somewhere. `written(run, user)` gives the pages on which
    an applied run's records show. One that `takes_several` files is given them as a bundle (`big.imports.bundles`).
    """

    key: str
    title: str
    explanation: str
    accepts: tuple[str, ...]
    read: Callable[[bytes, Mapping[str, Any]], Any]
    plan: Callable[[Any, User], ImportPlan]
    apply: Callable[[Any, ImportRun, User], ImportPlan]
    options_form: type[forms.Form] = NoOptions
    max_bytes: int = 20_000_000
    order: int = 50
    rights: tuple[str, ...] = ()
    written: Callable[[ImportRun, User], list[Written]] = nothing_to_show
    takes_several: bool = False


_formats: dict[str, Format] = {}


def register(entry: Format) -> None:
    """Offer `entry` in the wizard."""
    if entry.key in _formats:
        raise ValueError(f"import format {entry.key} is registered twice")
    _formats[entry.key] = entry


def get(key: str) -> Format:
    """The format of that key; LookupError if there is none."""
    if key not in _formats:
        raise LookupError(f"no import format {key}")
    return _formats[key]


def offered() -> list[Format]:
    """Every format, in the order of the wizard."""
    return sorted(_formats.values(), key=lambda entry: (entry.order, entry.key))
