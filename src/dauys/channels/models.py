"""What somebody is still writing: the unsent form of a citizen or a clerk, sealed, kept for days, then deleted."""

from django.db import models
from django.db.models import Q

from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import SealedTextField


class Draft(models.Model):
    """Its id becomes the idempotency key of the case it turns into."""

    id = models.UUIDField(primary_key=True)
    door = models.CharField(max_length=8)  # public, desk
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    data = SealedTextField()
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="draft_door", condition=Q(door__in=["public", "desk"]))]
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="draft_of_owner", condition=Q(owner__isnull=False)),
            models.Index(fields=["updated_at"], name="draft_age"),
        ]
