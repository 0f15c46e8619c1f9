"""How the tests of the API ask: as a program with a token, as a page with a session, as nobody."""

from typing import Any

from rest_framework.test import APIClient

from big.accounts.models import User
from big.accounts.services.tokens import make_token


def program(user: User) -> APIClient:
    """A program with a token of `user`."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {make_token(actor=user, name='a program')[1]}")
    return client


def etag(client: APIClient, address: str) -> str:
    """The version of a record, as its address tells it."""
    return str(client.get(address).headers["ETag"])


def keys(answer: Any) -> set[int]:
    """The keys of a page."""
    assert answer.status_code == 200, answer.content
    return {row["id"] for row in answer.json()["results"]}
