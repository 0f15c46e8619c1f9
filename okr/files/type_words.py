"""What an organisation's own words for types mean, told from how the file uses them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from okr.files.shapes import Kind
from okr.files.values import kind_of_word, squeezed


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a word for a type: where the item stands, and whether it measures anything."""

    word: str
    has_parent: bool
    has_children: bool
    has_measure: bool


def kinds_of(uses: Iterable[Use], given: Mapping[str, Kind]) -> dict[str, Kind]:
    """The kind of each word, squeezed: as given, as the tools call it, or by its use.

    Of the words that nobody knows, the one most often at the top is the objective where the file has no other word
    for it, the one that measures most is the key result, and the rest are initiatives.
    """
    by_word: dict[str, list[Use]] = defaultdict(list)
    for use in uses:
        by_word[squeezed(use.word)].append(use)
    known: dict[str, Kind] = {squeezed(word): kind for word, kind in given.items()}
    for word, found in by_word.items():
        kind = known.get(word) or kind_of_word(found[0].word)
        if kind:
            known[word] = kind
    unknown = {word: found for word, found in by_word.items() if word not in known and word}
    if "objective" not in known.values() and unknown:
        top = max(unknown, key=lambda word: (_share(unknown[word], "top"), len(unknown[word])))
        if any(not use.has_parent or use.has_children for use in unknown[top]):
            known[top] = "objective"
            del unknown[top]
    if "key_result" not in known.values() and unknown:
        measured = max(unknown, key=lambda word: (_share(unknown[word], "measure"), len(unknown[word])))
        if any(use.has_measure for use in unknown[measured]):
            known[measured] = "key_result"
            del unknown[measured]
    return known | dict.fromkeys(unknown, "initiative")


def _share(uses: list[Use], what: str) -> float:
    fits = [not use.has_parent if what == "top" else use.has_measure for use in uses]
    return sum(fits) / len(fits)
