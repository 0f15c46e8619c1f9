"""Reads the numbers of a sentence, to hold that the figures behind it name each of them."""

import re
from typing import Final

from big.core import words
from big.registry.provenance import Provenance

MOST_IN_WORDS: Final = 30
IN_WORDS: Final = {words.in_words(count): str(count) for count in range(2, MOST_IN_WORDS)}
YEAR: Final = re.compile(r"\b\d{4}/\d{2}\b")
NUMBER: Final = re.compile(r"[£€$]?\d[\d,.]*(?:bn|m|k)?%?")
CODE: Final = re.compile(r"\b[A-Z]+-?[A-Z]*\d[\d.-]*\b")


def numbers_in(text: str) -> set[str]:
    """The numbers of a text, those in words as digits; codes of records and years are none."""
    plain = CODE.sub(" ", YEAR.sub(" ", text))
    found = {each.rstrip(".,") for each in NUMBER.findall(plain)}
    return found | {IN_WORDS[word] for word in re.findall(r"[a-z]+(?:-[a-z]+)?", plain.lower()) if word in IN_WORDS}


def unnamed(told: Provenance) -> set[str]:
    """The numbers of the sentence that no row behind it says."""
    sentence = told.sentence
    for row in told.rows.every:
        sentence = sentence.replace(row.label, " ")
    said = " ".join(f"{row.value} {row.note}" for row in told.rows.every)
    return numbers_in(sentence) - numbers_in(said)
