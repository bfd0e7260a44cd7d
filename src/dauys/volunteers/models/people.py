"""Who can help: volunteers with their places and skills, the groups they came with, and what guardians agreed to."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GistIndex
from django.db import models
from django.db.models import F, Func, Q

from dauys.directory.cache import place_of
from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import LookupField, SealedTextField
from dauys.volunteers.rules import (
    ALL_WEEK,
    CONSENT_KINDS,
    CONSENT_WAYS,
    GROUP_KINDS,
    SOURCES,
    VETTING,
    VOLUNTEER_STATES,
)


class OfOffice:
    """What belongs to a front office, as permissions see it: by the office and its place."""

    office: Any

    @property
    def owner_path(self) -> str:
        return str(self.office.path)

    @property
    def area_path(self) -> str:
        return place_of(self.office)


class Group(OfOffice, models.Model):
    """A class, a company, an organisation or a team that came by one link, under a leader who is a volunteer too."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    name = models.CharField(max_length=120)
    leader = models.ForeignKey("Volunteer", on_delete=models.PROTECT, null=True, related_name="leads")
    most = models.PositiveIntegerField(default=100)  # members
    link_key = models.BinaryField(max_length=32, null=True, unique=True)
    closes_on = models.DateField(null=True)  # the last day of the link
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="group_kind", condition=Q(kind__in=GROUP_KINDS))]


class Volunteer(OfOffice, models.Model):
    """Somebody who can help. A phone, an e-mail and an account are all optional.

    `free` holds the parts of a week in which they can, as bits (`rules.WEEK`). Between the hours `quiet_since` and
    `quiet_until` of the local day nobody writes to them.
    """

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="members")
    state = models.CharField(max_length=12, default="active")
    source = models.CharField(max_length=8)
    name = SealedTextField()
    phone = SealedTextField()
    phone_key = LookupField(what="phone", of="phone", null=True, db_index=True)
    email = SealedTextField()
    email_key = LookupField(what="email", of="email", null=True, db_index=True)
    telegram = SealedTextField()  # the number of a chat that they began with our bot
    telegram_key = LookupField(what="telegram", of="telegram", null=True, db_index=True)
    # One person once: contact, folded name and day of birth together.
    person_key = LookupField(values="dauys.volunteers.queries.people_of_volunteers", what="volunteer", null=True)
    born_on = models.DateField(null=True)  # emptied with the person
    language = models.CharField(max_length=8)  # in which they are written to
    languages = ArrayField(models.CharField(max_length=8), default=list)
    free = models.PositiveIntegerField(default=0)
    max_load = models.PositiveSmallIntegerField(default=1)  # tasks a week
    emergency_name = SealedTextField()
    emergency_phone = SealedTextField()
    vetting = models.CharField(max_length=8, default="new")
    vetted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    vetted_at = models.DateTimeField(null=True)
    quiet_since = models.PositiveSmallIntegerField(null=True)
    quiet_until = models.PositiveSmallIntegerField(null=True)
    paused_until = models.DateField(null=True)
    link_key = models.BinaryField(max_length=32, null=True, unique=True)
    last_task_on = models.DateField(null=True)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="volunteer_state", condition=Q(state__in=VOLUNTEER_STATES)),
            models.CheckConstraint(name="volunteer_source", condition=Q(source__in=SOURCES)),
            models.CheckConstraint(name="volunteer_vetting", condition=Q(vetting__in=VETTING)),
            models.CheckConstraint(name="volunteer_free", condition=Q(free__lte=ALL_WEEK)),
            models.CheckConstraint(name="volunteer_load", condition=Q(max_load__gte=1, max_load__lte=10)),
            models.CheckConstraint(name="volunteer_born", condition=Q(state="left") | Q(born_on__isnull=False)),
            models.UniqueConstraint(
                fields=["person_key"],
                name="volunteer_once",
                condition=Q(person_key__isnull=False) & Q(state__in=["active", "paused"]),
            ),
        ]
        indexes = [
            models.Index(fields=["office", "-created_at", "-id"], name="volunteer_of_office"),
            models.Index(fields=["group", "id"], name="volunteer_of_group"),
        ]


class Place(models.Model):
    """From where somebody helps, and how far they go; degrees of WGS 84 and kilometres."""

    id = models.UUIDField(primary_key=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="places")
    position = models.PositiveSmallIntegerField(default=0)  # 0: home
    area_path = models.CharField(max_length=200)
    lat = models.FloatField()
    lon = models.FloatField()
    radius_km = models.PositiveSmallIntegerField(default=15)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="volunteer_place_point", condition=Q(lat__range=(-90, 90), lon__range=(-180, 180))
            ),
            models.CheckConstraint(name="volunteer_place_radius", condition=Q(radius_km__range=(1, 1000))),
            models.UniqueConstraint(fields=["volunteer", "position"], name="volunteer_place_once"),
        ]
        indexes = [GistIndex(Func(F("lon"), F("lat"), function="point"), name="volunteer_place_near")]


class Held(models.Model):
    """A skill somebody has; where the pack asks for evidence it counts once a paper was seen, until a day."""

    id = models.UUIDField(primary_key=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.CASCADE, related_name="skills")
    skill = models.CharField(max_length=60)
    evidence = SealedTextField()  # number and issuer of the paper
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_at = models.DateTimeField(null=True)
    until = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "skill"], name="volunteer_skill_once"),
            models.CheckConstraint(
                name="volunteer_skill_checked",
                condition=Q(checked_at__isnull=True, checked_by__isnull=True)
                | Q(checked_at__isnull=False, checked_by__isnull=False),
            ),
        ]


class Consent(models.Model):
    """What a parent or guardian agreed to, signed: for one kind of work or all that need it, until a day."""

    id = models.UUIDField(primary_key=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="consents")
    kind = models.CharField(max_length=12)
    work = models.CharField(max_length=60, blank=True)  # a kind of the pack; empty: every kind
    guardian = SealedTextField()
    guardian_phone = SealedTextField()
    relation = models.CharField(max_length=60, blank=True)
    way = models.CharField(max_length=10)
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)  # None: the guardian was asked and has not signed yet
    until = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    link_key = models.BinaryField(max_length=32, null=True, unique=True)
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    digest = models.BinaryField(max_length=32, null=True)  # of what was signed

    class Meta:
        constraints = [
            models.CheckConstraint(name="consent_kind", condition=Q(kind__in=CONSENT_KINDS)),
            models.CheckConstraint(name="consent_way", condition=Q(way__in=CONSENT_WAYS)),
            models.CheckConstraint(
                name="consent_signed", condition=Q(signed_at__isnull=True) | Q(digest__isnull=False)
            ),
            models.CheckConstraint(name="consent_witnessed", condition=Q(way="code") | Q(recorded_by__isnull=False)),
        ]
