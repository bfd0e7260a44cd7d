"""What comes after a task: what went wrong, how it was, and what the person says to who came."""

from django.db import models
from django.db.models import Q

from dauys.cases.models import Case
from dauys.volunteers.models.campaigns import Enrolment, Team, Zone
from dauys.volunteers.models.needs import Line
from dauys.volunteers.models.plans import Offer
from dauys.volunteers.rules import INCIDENTS


class Incident(models.Model):
    """Something went wrong at a line, or in a zone of a campaign. It is a case of the office; here stands what it
    belongs to, and by whose link it was told."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="incident")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="incidents")
    offer = models.ForeignKey(Offer, on_delete=models.PROTECT, null=True, related_name="incidents")
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, null=True, related_name="incidents")
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, null=True, related_name="incidents")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="incidents")  # its leader told it
    what = models.CharField(max_length=10)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="incident_what", condition=Q(what__in=INCIDENTS)),
            models.CheckConstraint(
                name="incident_where",
                condition=Q(line__isnull=False, zone__isnull=True) | Q(line__isnull=True, zone__isnull=False),
            ),
        ]


class Impression(models.Model):
    """How a task was for one who came, from 1 to 5; their words are for the office."""

    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, primary_key=True, related_name="impression")
    score = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="impression_score", condition=Q(score__range=(1, 5)))]


class Thanks(models.Model):
    """What the person who was helped says to everybody who came; the office may keep it from them."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="thanks")
    words = models.CharField(max_length=1000)
    at = models.DateTimeField()
    hidden_at = models.DateTimeField(null=True)
