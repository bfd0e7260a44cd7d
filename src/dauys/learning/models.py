"""The models that were taught, what clerks decided beside their suggestion, and the office's own truth. No text."""

from django.db import models
from django.db.models import F, Q

from dauys.cases.models import Case, Obligation
from dauys.ground.accounts.models import User
from dauys.learning.rules import LANGUAGES


class Taught(models.Model):
    """One version: when, on how many cases, how they were parted, and how right it was on cases it had not seen."""

    version = models.PositiveIntegerField(primary_key=True)
    at = models.DateTimeField()
    seconds = models.PositiveIntegerField()
    cases = models.PositiveIntegerField()
    unseen = models.PositiveIntegerField()
    parted_by = models.CharField(max_length=20)
    quality = models.JSONField()


class Decision(models.Model):
    """Which body a clerk settled on, beside what the rules and the model had suggested; empty: it abstained."""

    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="+")
    entry = models.BigIntegerField(unique=True)  # of the journal: a fact heard twice is kept once
    model = models.ForeignKey(Taught, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    by_rules = models.CharField(max_length=80)
    suggested = models.CharField(max_length=80, blank=True)
    likely = models.FloatField(null=True)
    chosen = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decision_suggested", condition=Q(suggested="") | Q(model__isnull=False, likely__isnull=False)
            )
        ]


class Label(models.Model):
    """What a member of staff says of one case, for the truth of tests; again by the same one replaces it."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    topic = models.CharField(max_length=60)
    body = models.CharField(max_length=80)
    language = models.CharField(max_length=8)
    uncertain = models.BooleanField()  # it was asked because the model was not sure; else by chance

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "user"], name="label_once"),
            models.CheckConstraint(name="label_language", condition=Q(language__in=LANGUAGES)),
        ]
        indexes = [models.Index(F("at").desc(), name="label_newest")]
