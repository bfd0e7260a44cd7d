"""Campaigns bring very many people out within days: zones with places, teams with their leaders, tickets, check-ins.

A check-in is one insert into one table and touches no counter: `Fold` counts what came in since, in pieces, and tells
the journal of each piece by its size and the digest of its ids.
"""

from django.contrib.postgres.fields import DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import SealedTextField
from dauys.volunteers.models.people import Group, OfOffice, Volunteer
from dauys.volunteers.rules import CAMPAIGN_STATES, CHECK_IN_WAYS, ERRANDS


class Campaign(OfOffice, models.Model):
    """What an office calls everybody out for. `code` stands in its public address."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=120)
    notice = models.CharField(max_length=1000, blank=True)  # what everybody reads of it
    work = models.CharField(max_length=60)
    first_on = models.DateField()
    last_on = models.DateField()
    state = models.CharField(max_length=8, default="draft")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    stood_down_at = models.DateTimeField(null=True)  # nobody is needed any more, and whoever can be reached was told
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="campaign_state", condition=Q(state__in=CAMPAIGN_STATES)),
            models.CheckConstraint(name="campaign_days", condition=Q(last_on__gte=F("first_on"))),
            models.CheckConstraint(
                name="campaign_stood_down", condition=Q(stood_down_at__isnull=True) | Q(state="closed")
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-created_at"], name="campaign_of_office"),
            models.Index(fields=["state", "first_on"], name="campaign_open"),
        ]


class Zone(models.Model):
    """Where and when so many people meet. `taken` counts its tickets as they are given, `came` what was folded."""

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="zones")
    number = models.PositiveIntegerField()
    area_path = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    meeting = models.CharField(max_length=200)
    during = DateTimeRangeField()
    capacity = models.PositiveIntegerField()
    taken = models.PositiveIntegerField(default=0)
    came = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="zone_number"),
            models.CheckConstraint(name="zone_places", condition=Q(capacity__gte=F("taken")) & Q(taken__gte=F("came"))),
            models.CheckConstraint(name="zone_time", condition=Q(during__isempty=False)),
            models.CheckConstraint(name="zone_point", condition=Q(lat__range=(-90, 90), lon__range=(-180, 180))),
        ]

    @property
    def free(self) -> int:
        return self.capacity - self.taken


class Team(models.Model):
    """People of one zone under one leader; each zone has one that is open to everybody. `code` is told to who joins,
    `secret` makes the code on the leader's phone, and the leader comes by a link."""

    id = models.UUIDField(primary_key=True)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="teams")
    code = models.CharField(max_length=12, unique=True)
    is_open = models.BooleanField(default=False)
    name = models.CharField(max_length=120, blank=True)
    leader = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, related_name="leads_teams")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="teams")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    most = models.PositiveIntegerField()
    signed = models.PositiveIntegerField(default=0)
    secret = SealedTextField()
    link_key = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="team_places", condition=Q(most__gte=F("signed"))),
            models.UniqueConstraint(fields=["zone"], condition=Q(is_open=True), name="team_open_once"),
            models.UniqueConstraint(fields=["zone", "group"], name="team_of_group_once"),
        ]


class Enrolment(models.Model):
    """A ticket: of a volunteer, or of somebody who gave nothing but their age. `code` is read out to the leader.

    `wrong` counts wrong tries of the leader's code since `tried_at`, so that nobody guesses it.
    """

    id = models.UUIDField(primary_key=True)
    zone = models.ForeignKey(Zone, on_delete=models.PROTECT, related_name="enrolments")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="enrolments")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, related_name="enrolments")
    code = models.CharField(max_length=8)
    from_age = models.PositiveSmallIntegerField()  # at least so old, on the day
    with_parent = models.BooleanField(default=False)
    link_key = models.BinaryField(max_length=32, unique=True)
    wrong = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["team", "code"], name="enrolment_code"),
            models.UniqueConstraint(fields=["zone", "volunteer"], name="enrolment_once"),
        ]


class Fold(models.Model):
    """A piece of check-ins that were counted and told to the journal together."""

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="folds")
    at = models.DateTimeField()
    people = models.PositiveIntegerField()
    digest = models.BinaryField(max_length=32)  # SHA-256 of the ids in their order, one after another


class CheckIn(models.Model):
    """Somebody was there. The id is made where it happened, so that what is sent again is the same check-in."""

    id = models.UUIDField(primary_key=True)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="check_in")
    way = models.CharField(max_length=8)
    at = models.DateTimeField()  # by the clock of the device, held within the hours of the zone
    received_at = models.DateTimeField()
    device = models.BinaryField(max_length=32, null=True)  # digest of a random word that the device keeps
    fold = models.ForeignKey(Fold, on_delete=models.PROTECT, null=True, related_name="check_ins")

    class Meta:
        constraints = [models.CheckConstraint(name="check_in_way", condition=Q(way__in=CHECK_IN_WAYS))]
        indexes = [
            models.Index(fields=["id"], name="check_in_to_fold", condition=Q(fold__isnull=True)),
            models.Index(fields=["device"], name="check_in_of_device", condition=Q(way="code", device__isnull=False)),
        ]


class Errand(models.Model):
    """What somebody asked to be done with everybody of a campaign, and how far it is: all up to the row `after`. One
    whose last piece failed is tried again."""

    id = models.UUIDField(primary_key=True)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="errands")
    what = models.CharField(max_length=8)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    after = models.UUIDField(null=True)
    people = models.PositiveIntegerField(default=0)
    over_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="errand_what", condition=Q(what__in=ERRANDS)),
            models.UniqueConstraint(fields=["campaign", "what"], condition=Q(over_at__isnull=True), name="errand_once"),
        ]
        indexes = [models.Index(fields=["asked_at", "id"], name="errand_waits", condition=Q(over_at__isnull=True))]
