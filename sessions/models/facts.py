"""The outbox of countable facts: written with the change that makes them, folded into tallies by a sweep."""

from django.db import models


class Fact(models.Model):
    """`delta` of one measure in one cell. Plain ids without constraints: rows live for a second or two."""

    day = models.DateField()
    facility_id = models.BigIntegerField()
    round_id = models.BigIntegerField()
    vaccine_id = models.BigIntegerField()
    measure = models.CharField(max_length=24)
    delta = models.IntegerField()
    home_commune_id = models.BigIntegerField(null=True)  # of the person, for coverage
    written_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.measure} {self.delta:+d}"
