"""A server that is away makes a 503 with a time to come back; what is our own fault stays a 500."""

import psycopg2
import pytest
import redis
from django.db import DataError, OperationalError
from django.http import HttpResponse
from django.test import RequestFactory

from big.core.outage import fault, is_outage


def answer_to(rf: RequestFactory, error: Exception) -> HttpResponse:
    """What the handler answers while `error` is being dealt with."""
    try:
        raise error
    except type(error):
        return fault(rf.get("/"))


def caused(outer: Exception, cause: Exception) -> Exception:
    """`outer` as Django raises it: from the driver's own error."""
    outer.__cause__ = cause
    return outer


class _WithState(psycopg2.OperationalError):  # type: ignore[misc]
    def __init__(self, state: str) -> None:
        super().__init__(state)
        self._state = state

    @property
    def pgcode(self) -> str:
        return self._state


@pytest.mark.parametrize(
    "error",
    [
        redis.ConnectionError("refused"),
        caused(OperationalError(), psycopg2.OperationalError("could not connect")),
        caused(OperationalError(), _WithState("57P01")),
        caused(OperationalError(), _WithState("08006")),
    ],
)
def test_a_server_that_is_away_is_503(rf: RequestFactory, error: Exception) -> None:
    answer = answer_to(rf, error)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert b"away for a moment" in answer.content


@pytest.mark.parametrize(
    "error", [ValueError("ours"), DataError("ours"), caused(OperationalError(), _WithState("40P01"))]
)
def test_our_own_fault_stays_500(rf: RequestFactory, error: Exception) -> None:
    assert answer_to(rf, error).status_code == 500


def test_a_refused_connection_is_known_for_what_it_is() -> None:
    with pytest.raises(psycopg2.OperationalError) as caught:
        psycopg2.connect(host="/nonexistent", dbname="none")
    assert is_outage(caught.value)
