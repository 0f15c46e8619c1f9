"""The moment that a transaction's changes are recorded at, as the database gives it."""

from django.db import models


class Stamp(models.Func):
    """`history.stamp()`: one moment for the whole transaction, that of the versions it makes."""

    function = "history.stamp"
    arity = 0
    output_field = models.DateTimeField()
