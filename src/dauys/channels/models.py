"""What is not filed yet, sealed: what somebody is writing, what a flood brought, what a clerk takes from elsewhere."""

from django.db import models
from django.db.models import Q

from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import SealedTextField


class Draft(models.Model):
    """Its id becomes the idempotency key of the case it turns into.

    With `held_at` it was sent at that moment and waits for a clerk; `owner_path` and `area_path` say for whose.
    """

    id = models.UUIDField(primary_key=True)
    door = models.CharField(max_length=8)  # public, desk
    owner = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    data = SealedTextField()
    updated_at = models.DateTimeField()
    held_at = models.DateTimeField(null=True)
    held_because = models.CharField(max_length=8, blank=True, db_default="")  # address, everyone
    source_key = models.BinaryField(max_length=32, null=True)
    urgent = models.BooleanField(default=False, db_default=False)
    owner_path = models.CharField(max_length=200, blank=True, db_default="")
    area_path = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        constraints = [
            models.CheckConstraint(name="draft_door", condition=Q(door__in=["public", "desk"])),
            models.CheckConstraint(
                name="draft_held_whole",
                condition=Q(held_at__isnull=True)
                | Q(door="public", source_key__isnull=False, held_because__in=["address", "everyone"]),
            ),
        ]
        indexes = [
            models.Index(fields=["owner", "-updated_at"], name="draft_of_owner", condition=Q(owner__isnull=False)),
            models.Index(fields=["updated_at"], name="draft_age"),
            models.Index(fields=["-urgent", "held_at"], name="draft_held", condition=Q(held_at__isnull=False)),
            models.Index(fields=["source_key"], name="draft_held_source", condition=Q(held_at__isnull=False)),
        ]


class Import(models.Model):
    """A table of appeals from another system: what it said, emptied once it is filed, and what filing it did."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = SealedTextField()  # JSON as `actions.keep_import` writes it
    filed = models.PositiveIntegerField(default=0)
    here = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="import_done_is_emptied",
                condition=Q(done_at__isnull=True, content__isnull=False)
                | Q(done_at__isnull=False, content__isnull=True),
            )
        ]
