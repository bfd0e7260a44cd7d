"""A family referred to several bodies at once, with one companion who sees it through. Keys point down only."""

from django.db import models

from dauys.cases.models import Obligation
from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.receptions.models.visits import Host, Visit, _OfHost


class Referral(_OfHost, models.Model):
    """Several bodies asked at once for those who came to a visit. What each is asked stands with its demand."""

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="referrals")
    companion = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    @property
    def host(self) -> Host:
        return self.visit.host


class Errand(models.Model):
    """What one body of a referral has to do: a demand of the visit's case with a clock of its own."""

    id = models.UUIDField(primary_key=True)
    referral = models.ForeignKey(Referral, on_delete=models.PROTECT, related_name="errands")
    position = models.PositiveSmallIntegerField()
    body = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="errand")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["referral", "position"], name="errand_position_once")]
