"""The yardstick's table: one narrow row, no constraint but its key."""

from django.db import models


class BareRow(models.Model):
    ref = models.UUIDField()
    text = models.CharField(max_length=100)
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.text
