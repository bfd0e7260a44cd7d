"""Every examination of the data that was asked for or made by itself, and what it found."""

from django.db import models
from django.db.models import Q

from dauys.ground.accounts.models import User


class Examination(models.Model):
    """`results` holds, by code of the invariant, how many rows break it, a few of their ids, and seconds taken."""

    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)
    results = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["-asked_at"], name="examination_newest")]
        constraints = [
            # One at a time waits to be made, however often it is asked for.
            models.UniqueConstraint(
                models.Value(1), name="examination_waiting_once", condition=Q(finished_at__isnull=True)
            )
        ]
