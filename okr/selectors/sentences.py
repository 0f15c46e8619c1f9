"""Sentences that several pages open with, so that they count alike."""

from big.core import words


def so_many(good: int, total: int, noun: str) -> str:
    """How many of `total` are on course: "Four of seven key results are on course."

    `noun` is in the singular; the plural takes an s.
    """
    if total == 1:
        return f"The one {noun} is {'' if good else 'not '}on course."
    if not good:
        return f"{'Neither' if total == 2 else 'None'} of {words.in_words(total)} {noun}s is on course."
    if good == total:
        both = "Both" if total == 2 else f"All {words.in_words(total)}"
        return f"{both} {noun}s are on course."
    lead = words.capital(words.in_words(good))
    return f"{lead} of {words.in_words(total)} {noun}s {'is' if good == 1 else 'are'} on course."


def none_reported(total: int, noun: str) -> str:
    """That nothing is reported: "None of its three key results is reported." without the "its"."""
    if total == 1:
        return f"The one {noun} is not reported."
    return f"{'Neither' if total == 2 else 'None'} of {words.in_words(total)} {noun}s is reported."
