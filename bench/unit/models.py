"""The two tables of the unit, made by `bench.unit.table`."""

from django.db import models


class Kind(models.Model):
    """What the list is joined with."""

    name = models.CharField(max_length=40)

    class Meta:
        app_label = "unit"
        managed = False
        db_table = "bench_kind"

    def __str__(self) -> str:
        return self.name


class Thing(models.Model):
    """One of 100,000 rows; state and moment have an index together."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    state = models.SmallIntegerField()
    changed_at = models.DateTimeField()
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)

    objects: models.Manager["Thing"] = models.Manager()

    class Meta:
        app_label = "unit"
        managed = False
        db_table = "bench_thing"

    def __str__(self) -> str:
        return self.name
