"""Headers that say what an answer cost; the product never has them, only what the bench starts."""

import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import Any

from django.db import connections

CPU, STATEMENTS, SQL = "X-Bench-Cpu", "X-Bench-Statements", "X-Bench-Sql"
Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


class _Counted:
    """Counts the statements of one request and the time that they took."""

    def __init__(self) -> None:
        self.statements = 0
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.statements += 1
            self.seconds += time.perf_counter() - began


def measured(application: Application) -> Application:
    """`application` with the processor time of its thread, the statements and their time in its headers.

    What a streamed answer does while it is sent comes after its headers, so it is read here, whole, before them.
    """

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        started: list[Any] = []

        def hold(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return lambda data: None

        counted, began = _Counted(), time.thread_time()
        with ExitStack() as stack:
            for alias in connections:  # a page of the past asks on a connection of its own
                stack.enter_context(connections[alias].execute_wrapper(counted))
            body = application(environ, hold)
            try:
                whole = b"".join(body)
            finally:
                if hasattr(body, "close"):
                    body.close()
        status, headers = started
        cost = [
            (CPU, f"{(time.thread_time() - began) * 1000:.3f}"),
            (STATEMENTS, str(counted.statements)),
            (SQL, f"{counted.seconds * 1000:.3f}"),
        ]
        start_response(status, [*headers, *cost])
        return [whole]

    return answer
