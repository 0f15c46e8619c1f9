"""Asks for every page in turn, round after round, with the unit in between: all of them meet the same machine."""

import itertools
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from bench.client import Answer, AnswerError, Client
from bench.cost import CPU, SQL, STATEMENTS
from bench.figures import Sample
from bench.keeping import row_history
from bench.pages import Page
from bench.records import Records

UNIT_EVERY: Final = 4
WARM_UP: Final = 1
SEED: Final = 62


@dataclass(frozen=True, slots=True)
class Line:
    """One page as one account asks for it."""

    page: Page
    who: str


@dataclass(frozen=True, slots=True)
class Measured:
    """The samples of every line and of the unit, and why a line could not be measured."""

    lines: dict[Line, list[Sample]]
    unit: list[Sample]
    refused: dict[Line, str]


def measure(
    pages: Sequence[Page],
    people: dict[str, Client],
    unit: Client,
    records: Records,
    rounds: int,
    tell: Callable[[], None],
) -> Measured:
    """One uncounted round, then `rounds` that count, each in an order of its own."""
    lines = [Line(page, who) for page in pages for who in people]
    measured = Measured({}, [], {})
    dice = random.Random(SEED)  # noqa: S311 - only the order hangs on it
    numbers = itertools.count(1)
    for number in range(-WARM_UP, rounds):
        dice.shuffle(lines)
        for place, line in enumerate(lines):
            if place % UNIT_EVERY == 0:
                _keep(measured.unit, sample(number, unit.get("/")))
            if line in measured.refused:
                continue
            try:
                with row_history(line.page.history):
                    answer = ask(line.page, people[line.who], records, next(numbers))
            except AnswerError as error:
                measured.refused[line] = str(error)
                continue
            _keep(measured.lines.setdefault(line, []), sample(number, answer))
        tell()
    return measured


def ask(page: Page, client: Client, records: Records, n: int) -> Answer:
    """One answer that counts. Raises AnswerError for one that does not."""
    path = records.fill(page.url)
    if page.fields:
        answer, good = client.submit(path, {key: records.fill(text, n) for key, text in page.fields.items()}), 302
    else:
        answer, good = client.get(path, page.headers), 200
    if answer.status != good:
        raise AnswerError(f"{path} answered {answer.status} instead of {good}")
    if page.then:
        return _together(answer, ask(Page(page.name, page.kind, page.then, page.headers), client, records, n))
    return answer


def _together(first: Answer, second: Answer) -> Answer:
    """Two answers as one: what they cost is added up."""
    cost = {
        CPU: f"{float(first.headers[CPU]) + float(second.headers[CPU])}",
        STATEMENTS: f"{int(first.headers[STATEMENTS]) + int(second.headers[STATEMENTS])}",
        SQL: f"{float(first.headers[SQL]) + float(second.headers[SQL])}",
    }
    return Answer(second.status, {**second.headers, **cost}, second.body, first.wall_ms + second.wall_ms)


def sample(number: int, answer: Answer) -> Sample:
    """What one answer of a measuring server says of itself."""
    return Sample(
        round=number,
        wall_ms=answer.wall_ms,
        cpu_ms=float(answer.headers[CPU]),
        statements=int(answer.headers[STATEMENTS]),
        sql_ms=float(answer.headers[SQL]),
        size=len(answer.body),
    )


def _keep(samples: list[Sample], found: Sample) -> None:
    if found.round >= 0:
        samples.append(found)
