"""That a case is kept beyond its term: somebody put it on hold with a reason, as while a court looks at it."""

from django.db import models
from django.db.models import Q

from dauys.cases.models.voice import Case
from dauys.ground.accounts.models import User


class Hold(models.Model):
    """One hold of a case; while it is not ended, nothing anonymises the case. Its reason can be erased."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="holds")
    reason = models.TextField(blank=True)
    since = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case"], name="hold_once", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="hold_ended",
                condition=Q(ended_at=None, ended_by=None) | Q(ended_at__isnull=False, ended_by__isnull=False),
            ),
        ]
