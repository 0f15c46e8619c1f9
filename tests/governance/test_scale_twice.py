"""Loading the same size as of the same day gives the same rows, whatever was in the sequences before."""

import datetime as dt

import pytest
from django.db import transaction

from governance.demo.scale.loading import load_scale
from tests.governance.test_scale import digest


@pytest.mark.django_db
def test_loading_twice_gives_the_same_rows() -> None:
    digests = []
    for _ in range(2):
        with transaction.atomic():
            load_scale("XS", dt.date(2028, 2, 29))
            digests.append(digest())
            transaction.set_rollback(True)
    assert digests[0] == digests[1]
