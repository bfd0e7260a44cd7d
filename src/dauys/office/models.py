"""Tables that were sent and looked at, until they are confirmed."""

from django.db import models
from django.db.models import Q

from dauys.ground.accounts.models import User


class Upload(models.Model):
    """One table: its lines as they were read, emptied once it is confirmed; `outcome` is what confirming it did."""

    id = models.UUIDField(primary_key=True)
    kind = models.CharField(max_length=10, default="bodies", db_default="bodies")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lines = models.JSONField(default=list)
    outcome = models.JSONField(null=True)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="upload_done_has_outcome", condition=Q(done_at__isnull=True) | Q(outcome__isnull=False, lines=[])
            )
        ]
