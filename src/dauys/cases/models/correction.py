"""That somebody asks to put right what is kept of them, and what became of it."""

from django.db import models
from django.db.models import Q

from dauys.cases.models.voice import Case, Party
from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import SealedTextField

CORRECTION_STATES = ("asked", "applied", "refused")
CORRECTION_SEEN = ("code", "document", "paper")


class Correction(models.Model):
    """One wish to correct a person of a case. `wanted` are the new values as JSON, sealed; it is empty once decided.

    `seen` says by what the person and a new contact were known: a code, a document, the appeal on paper.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="corrections")
    party = models.ForeignKey(Party, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, default="asked")
    seen = models.CharField(max_length=8)
    wanted = SealedTextField()
    because = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="correction_state", condition=Q(state__in=CORRECTION_STATES)),
            models.CheckConstraint(name="correction_seen", condition=Q(seen__in=CORRECTION_SEEN)),
            models.UniqueConstraint(fields=["case"], name="correction_once", condition=Q(state="asked")),
            models.CheckConstraint(
                name="correction_decided", condition=Q(state="asked") | Q(decided_at__isnull=False, wanted__isnull=True)
            ),
        ]
        indexes = [models.Index(fields=["asked_at"], name="correction_open", condition=Q(state="asked"))]
