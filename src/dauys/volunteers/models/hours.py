"""Who was there and for how long, as somebody said and somebody else approved; and the ledgers of hours and of points,
to which the program only adds."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.volunteers.hours import AWAY, OUTCOMES, PRESENCE_STATES, VERDICTS
from dauys.volunteers.models.needs import Line
from dauys.volunteers.models.people import OfOffice, Volunteer
from dauys.volunteers.models.plans import Offer


class Presence(OfOffice, models.Model):
    """That one person was at work or was not; nobody is at two places at one time.

    `office` answers for it: that of the line, or of the volunteer where the desk writes down work without a need.
    """

    id = models.UUIDField(primary_key=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="presences")
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="presences")
    campaign = models.UUIDField(null=True)
    offer = models.OneToOneField(Offer, on_delete=models.PROTECT, null=True, related_name="presence")
    work = models.CharField(max_length=60)
    outcome = models.CharField(max_length=8)
    during = DateTimeRangeField(null=True)  # None: absent, or nobody knows
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    said_by_volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, related_name="+")
    said_at = models.DateTimeField()
    state = models.CharField(max_length=8, default="said")
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # or refused
    approved_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, blank=True)  # why longer, or why refused
    flags = ArrayField(models.CharField(max_length=12), default=list)
    sampled = models.BooleanField(default=False)  # somebody looks at it a second time
    audited_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    audited_at = models.DateTimeField(null=True)
    verdict = models.CharField(max_length=5, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="presence_outcome", condition=Q(outcome__in=OUTCOMES)),
            models.CheckConstraint(name="presence_state", condition=Q(state__in=PRESENCE_STATES)),
            models.CheckConstraint(name="presence_verdict", condition=Q(verdict__in=["", *VERDICTS])),
            models.CheckConstraint(
                name="presence_time",
                condition=Q(outcome__in=AWAY, during__isnull=True)
                | Q(during__isnull=False, during__isempty=False) & ~Q(outcome__in=AWAY),
            ),
            models.CheckConstraint(name="presence_longer", condition=~Q(outcome="longer") | ~Q(reason="")),
            models.CheckConstraint(
                name="presence_two_hands",
                condition=Q(approved_by__isnull=True) | Q(said_by__isnull=True) | ~Q(approved_by=F("said_by")),
            ),
            models.CheckConstraint(name="presence_approved", condition=Q(state="said") | Q(approved_at__isnull=False)),
            ExclusionConstraint(
                name="presence_one_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=~Q(state="refused"),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "said_at", "id"], name="presence_waits", condition=Q(state="said")),
            models.Index(
                fields=["office", "said_at", "id"], name="presence_audit", condition=Q(sampled=True, verdict="")
            ),
            models.Index(fields=["line", "id"], name="presence_of_line"),
            models.Index(fields=["campaign", "id"], name="presence_of_campaign", condition=Q(campaign__isnull=False)),
        ]


class HourEntry(models.Model):
    """The ledger of real hours, in minutes. What was wrong is taken back by an entry below nothing."""

    id = models.UUIDField(primary_key=True)  # derived from what was approved, so that nothing is counted twice
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="hour_entries")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, null=True, related_name="hour_entries")
    campaign = models.UUIDField(null=True)
    presence = models.ForeignKey(Presence, on_delete=models.PROTECT, null=True, related_name="hour_entries")
    minutes = models.IntegerField()
    day = models.DateField()
    work = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="hour_entry_counts", condition=~Q(minutes=0))]
        indexes = [models.Index(fields=["volunteer", "day"], name="hours_of_volunteer")]


class PointEntry(models.Model):
    """The ledger of points, by rules of the pack and within their ceilings; a point is never an hour."""

    id = models.UUIDField(primary_key=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="point_entries")
    rule = models.CharField(max_length=60)
    points = models.IntegerField()
    day = models.DateField()
    hour_entry = models.ForeignKey(HourEntry, on_delete=models.PROTECT, null=True, related_name="point_entries")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="point_entry_counts", condition=~Q(points=0))]
        indexes = [models.Index(fields=["volunteer", "rule", "day"], name="points_of_volunteer")]
