"""What was done to many obligations together, so that it can be shown and undone."""

from django.db import models
from django.db.models import Q

from dauys.cases.models import Obligation
from dauys.ground.accounts.models import User
from dauys.routing.rules import OUTCOMES, VERBS


class Bulk(models.Model):
    """One step for many rows. The id comes from the page, so that a double click does it once."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verb = models.CharField(max_length=8)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="bulk_verb", condition=Q(verb__in=VERBS))]


class BulkRow(models.Model):
    """One obligation of it: how it went, how the row was before, and its mark after, to see whether it has moved on."""

    bulk = models.ForeignKey(Bulk, on_delete=models.PROTECT, related_name="rows")
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8)
    assignee_before = models.UUIDField(null=True)
    confirmed_before = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="bulk_row_outcome", condition=Q(outcome__in=OUTCOMES)),
            models.UniqueConstraint(fields=["bulk", "obligation"], name="bulk_row_once"),
        ]


class GiveBack(models.Model):
    """Why a body says that a demand is not its own, until the body above has decided; erased with the person."""

    id = models.UUIDField(primary_key=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()


class Leaving(models.Model):
    """A proposal to leave a demand without consideration, and the word on it of who leads the body."""

    id = models.UUIDField(primary_key=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=60)
    text = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    agreed = models.BooleanField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="leaving_decided",
                condition=Q(agreed__isnull=True, decided_by__isnull=True, decided_at__isnull=True)
                | Q(agreed__isnull=False, decided_by__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(name="leaving_four_eyes", condition=~Q(by=models.F("decided_by"))),
            models.UniqueConstraint(fields=["obligation"], name="leaving_once", condition=Q(decided_at__isnull=True)),
        ]
