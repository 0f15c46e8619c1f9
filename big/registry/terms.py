"""The product's words and what they mean; some an organisation may replace with its own, such as "unit"."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the product, singular and plural, and what it means; a fixed one is the same in every organisation."""

    key: str
    one: str
    many: str
    about: str = ""
    is_fixed: bool = False


_terms: dict[str, Term] = {}


def register(key: str, one: str, many: str, about: str = "", *, is_fixed: bool = False) -> str:
    """Let the organisation replace this word, unless it is fixed; return the key as a constant."""
    if key in _terms:
        raise ValueError(f"term {key} is registered twice")
    _terms[key] = Term(key, one, many, about, is_fixed)
    return key


def get(key: str) -> Term:
    """The product's own word; LookupError for a key that nobody registered."""
    if key not in _terms:
        raise LookupError(f"term {key} is not registered")
    return _terms[key]


def known() -> list[Term]:
    """Every word that may be replaced, in the order in which the apps named them."""
    return [term for term in _terms.values() if not term.is_fixed]


def glossary() -> list[Term]:
    """Every word, those that may be replaced first."""
    return sorted(_terms.values(), key=lambda term: term.is_fixed)


def said(own: Mapping[str, Any], key: str, *, many: bool = False) -> str:
    """The organisation's word for `key`, from its `terms`, else the product's."""
    word = own.get(key) or {}
    term = get(key)
    return str(word.get("many") or term.many) if many else str(word.get("one") or term.one)


def spoken(own: Mapping[str, Any]) -> dict[str, str]:
    """Every word as one line, for the history: "unit, units"."""
    return {term.one: f"{said(own, term.key)}, {said(own, term.key, many=True)}" for term in known()}
