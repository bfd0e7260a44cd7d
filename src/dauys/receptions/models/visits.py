"""Centres, hosts and their schedules; visits that take up a slot; protocols with instructions. Keys point down only."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q

from dauys.cases.models import Case, Obligation
from dauys.directory.models import Organization, Post
from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import LookupField, SealedTextField
from dauys.receptions.rules import (
    HOST_KINDS,
    KINDS,
    MODES,
    OCCUPYING,
    OUTCOMES,
    ROLES,
    SCHEDULE_STATES,
    SLOTLESS,
    SOURCES,
    STATES,
)

IS_OCCUPYING = Q(state__in=OCCUPYING, during__isnull=False)


class Office(models.Model):
    """A centre where people are received. Names, address and notes are written in every language of the pack."""

    id = models.UUIDField(primary_key=True)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    names = models.JSONField()
    address = models.JSONField()
    hours = models.JSONField(default=dict)  # as people say them: «дс-жм 9:00-18:30»
    access_notes = models.JSONField(default=dict)
    languages = ArrayField(models.CharField(max_length=8), default=list)
    lat = models.FloatField(null=True)  # degrees, WGS 84; both or none
    lon = models.FloatField(null=True)
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="office_point",
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__range=(-90, 90), lon__range=(-180, 180), lat__isnull=False, lon__isnull=False),
            )
        ]

    @property
    def point(self) -> str:
        """Where it stands on a map, as maps take it: latitude and longitude in degrees."""
        return f"{self.lat:.5f}, {self.lon:.5f}" if self.lat is not None and self.lon is not None else ""

    def name(self, language: str) -> str:
        return str(self.names.get(language) or next(iter(self.names.values())))


class Host(models.Model):
    """Who or what receives: a head or an officer on duty by their post, a counter, a room. A visit is with one host."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="hosts")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, related_name="+")
    names = models.JSONField(default=dict)  # of a counter or a room; a head is called by the post
    room = models.CharField(max_length=60, blank=True)
    # A counter calls while somebody sits at it; `services` are those it takes, none for all.
    services = ArrayField(models.CharField(max_length=60), default=list, db_default=[])
    staffed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    staffed_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="host_kind", condition=Q(kind__in=HOST_KINDS)),
            models.CheckConstraint(name="host_head_has_post", condition=~Q(kind="head") | Q(post__isnull=False)),
            models.UniqueConstraint(
                fields=["office", "post"], name="host_post_once", condition=Q(post__isnull=False, is_active=True)
            ),
        ]

    @property
    def owner_path(self) -> str:
        return self.organization.path

    @property
    def area_path(self) -> str:
        return self.organization.area.path if self.organization.area else ""

    @property
    def is_place(self) -> bool:
        """Whether people come for days and nobody receives: a rehabilitation or day centre."""
        return self.kind == "room"

    def name(self, language: str) -> str:
        if self.post:
            return self.post.name(language)
        return str(self.names.get(language) or next(iter(self.names.values()), ""))


class _OfHost:
    """What belongs to a host, as permissions see it: by the body and the place of the host."""

    host: Any

    @property
    def owner_path(self) -> str:
        return str(self.host.owner_path)

    @property
    def area_path(self) -> str:
        return str(self.host.area_path)


class Schedule(_OfHost, models.Model):
    """When a host receives between two days: drafted by one, approved by another, then published; a later one replaces
    it, and all versions stay."""

    id = models.UUIDField(primary_key=True)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="schedules")
    version = models.PositiveIntegerField()
    state = models.CharField(max_length=10, default="draft")
    valid = DateRangeField()
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    approved_at = models.DateTimeField(null=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="schedule_state", condition=Q(state__in=SCHEDULE_STATES)),
            models.CheckConstraint(name="schedule_valid", condition=Q(valid__isempty=False)),
            models.UniqueConstraint(fields=["host", "version"], name="schedule_version_once"),
            models.CheckConstraint(name="schedule_four_eyes", condition=~Q(drafted_by=F("approved_by"))),
            models.CheckConstraint(
                name="schedule_approved",
                condition=Q(state="draft") | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="schedule_published", condition=Q(state__in=["draft", "approved"]) | Q(published_at__isnull=False)
            ),
            ExclusionConstraint(
                name="schedule_one_published",
                expressions=[("host", RangeOperators.EQUAL), ("valid", RangeOperators.OVERLAPS)],
                condition=Q(state="published"),
            ),
        ]


class Window(models.Model):
    """One line of a schedule: it opens first on `first` (wall time), again by `rule` (RFC 5545), for `minutes`."""

    id = models.UUIDField(primary_key=True)
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="windows")
    first = models.DateField()
    opens = models.TimeField()
    minutes = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=200, blank=True)
    slot_minutes = models.PositiveSmallIntegerField()
    lanes = models.PositiveSmallIntegerField(default=1)
    mode = models.CharField(max_length=10, default="in_person")
    area_path = models.CharField(max_length=200, blank=True, default="", db_default="")  # where a visiting one is held
    place = models.CharField(max_length=200, blank=True)  # where people meet there: the school, the club
    # How to join by video or phone: a link or a number, shown only to who booked, to the host and the desk.
    join = models.CharField(max_length=300, blank=True, default="", db_default="")
    kept = models.PositiveSmallIntegerField(default=0)  # places of an opening for the phone and the desk

    class Meta:
        constraints = [
            models.CheckConstraint(name="window_mode", condition=Q(mode__in=MODES)),
            models.CheckConstraint(
                name="window_slots",
                condition=Q(slot_minutes__gte=5, minutes__gte=F("slot_minutes"), minutes__lte=1440, lanes__gte=1)
                & Q(lanes__lte=200),
            ),
        ]


class ClosedDay(models.Model):
    """A day on which a host does not receive although the schedule says so."""

    id = models.UUIDField(primary_key=True)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="closed_days")
    day = models.DateField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["host", "day"], name="closed_day_once")]


class Visit(_OfHost, models.Model):
    """One visit to a host: held, booked, or unscheduled without a slot. Words are erasable, contacts sealed apart."""

    id = models.UUIDField(primary_key=True)
    host = models.ForeignKey(Host, on_delete=models.PROTECT, related_name="visits")
    # The slot: half open, on one lane; none for somebody who came unscheduled and waits for a gap.
    during = DateTimeRangeField(null=True)
    lane = models.PositiveSmallIntegerField(null=True)
    state = models.CharField(max_length=10)
    hold_until = models.DateTimeField(null=True)
    kind = models.CharField(max_length=12)
    mode = models.CharField(max_length=10, default="in_person")
    source = models.CharField(max_length=8)
    language = models.CharField(max_length=8)
    urgent = models.BooleanField(default=False)
    reason = models.CharField(max_length=40, blank=True)  # why it is unscheduled: a code of the pack
    people = models.PositiveSmallIntegerField(default=1)
    needs = ArrayField(models.CharField(max_length=16), default=list)
    person_key = LookupField(values="dauys.receptions.queries.people_of_visits", what="person", null=True)
    place_path = models.CharField(max_length=200, blank=True)  # where the matter is
    topic = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=160, blank=True)
    text = models.TextField(blank=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="visits")
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    moved_to = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="moved_from")
    sequence = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    reminders = models.PositiveSmallIntegerField(default=0)  # 1: a day before, 2: two hours before
    # By what the person's own link is found; the link itself is not kept.
    link_key = models.BinaryField(max_length=32, null=True, unique=True)
    # The body that decides the matter, offered first; the person wants the head all the same.
    offered = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True, related_name="+")
    # Where a visiting reception is held, as the schedule had it when the slot was taken: a territory, the house in it.
    held_in = models.CharField(max_length=200, blank=True, default="", db_default="")
    held_at = models.CharField(max_length=200, blank=True, default="", db_default="")
    join = models.CharField(
        max_length=300, blank=True, default="", db_default=""
    )  # how to join, as the schedule had it
    # Of a place for days: how many are wanted or were booked at once, and the first of them.
    days = models.PositiveSmallIntegerField(default=1, db_default=1)
    first_day = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="next_days")
    wished = DateRangeField(null=True)  # on which days who waits for a free time can come; none for any
    free_from = models.DateTimeField(null=True)  # when a slot that was given back is shown to strangers again

    class Meta:
        constraints = [
            models.CheckConstraint(name="visit_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="visit_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(name="visit_mode", condition=Q(mode__in=MODES)),
            models.CheckConstraint(name="visit_source", condition=Q(source__in=SOURCES)),
            models.CheckConstraint(name="visit_held", condition=~Q(state="held") | Q(hold_until__isnull=False)),
            models.CheckConstraint(
                name="visit_slot",
                condition=Q(during__isnull=True, lane__isnull=True) | Q(during__isnull=False, lane__isnull=False),
            ),
            models.CheckConstraint(
                name="visit_has_slot",
                condition=Q(kind="unscheduled") | Q(during__isnull=False) | Q(state__in=SLOTLESS),
            ),
            models.CheckConstraint(name="visit_range", condition=Q(during__isnull=True) | Q(during__isempty=False)),
            # Two people in one slot, and one person in two places at once, are impossible here.
            ExclusionConstraint(
                name="visit_slot_once",
                expressions=[
                    ("host", RangeOperators.EQUAL),
                    ("lane", RangeOperators.EQUAL),
                    ("during", RangeOperators.OVERLAPS),
                ],
                condition=IS_OCCUPYING,
            ),
            ExclusionConstraint(
                name="visit_person_once",
                expressions=[("person_key", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=IS_OCCUPYING & Q(person_key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["host", "created_at"], name="visit_of_host"),
            models.Index(fields=["hold_until"], name="visit_held_until", condition=Q(state="held")),
            models.Index(fields=["host", "created_at"], name="visit_waiting", condition=Q(state="waiting")),
            models.Index(fields=["case"], name="visit_of_case", condition=Q(case__isnull=False)),
        ]

    @property
    def lead(self) -> "Visitor | None":
        """Who leads the visit; of people read along with it, no statement."""
        return next((visitor for visitor in self.visitors.all() if visitor.role == "lead"), None)


class Visitor(models.Model):
    """Somebody who comes: one leads, others come along. Contacts are sealed; all of it is erased with the person."""

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="visitors")
    role = models.CharField(max_length=16, default="lead")
    name = models.CharField(max_length=160)
    # Of a representative: the power of attorney they come with, its number and day.
    authority = models.CharField(max_length=160, blank=True, db_default="")
    phone = SealedTextField()
    phone_key = LookupField(of="phone", what="phone", null=True)
    email = SealedTextField()
    email_key = LookupField(of="email", what="email", null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="visitor_role", condition=Q(role__in=ROLES)),
            models.UniqueConstraint(fields=["visit"], name="visitor_lead_once", condition=Q(role="lead")),
        ]
        indexes = [
            models.Index(fields=["phone_key"], name="visitor_by_phone", condition=Q(phone_key__isnull=False)),
        ]


class Protocol(_OfHost, models.Model):
    """What came of a visit. Signed, it changes no more: a correction is a new version."""

    id = models.UUIDField(primary_key=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="protocols")
    version = models.PositiveSmallIntegerField(default=1)
    outcome = models.CharField(max_length=12)
    summary = models.TextField(blank=True)
    decided = models.TextField(blank=True)
    norm = models.CharField(max_length=300, blank=True)
    revision = models.PositiveIntegerField(default=1)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    signed_at = models.DateTimeField(null=True)
    digest = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="protocol_outcome", condition=Q(outcome__in=OUTCOMES)),
            models.CheckConstraint(name="protocol_norm", condition=~Q(outcome="refused") | ~Q(norm="")),
            models.UniqueConstraint(fields=["visit", "version"], name="protocol_version_once"),
            models.CheckConstraint(name="protocol_four_eyes", condition=~Q(written_by=F("signed_by"))),
            models.CheckConstraint(
                name="protocol_signed",
                condition=Q(signed_by__isnull=True, signed_at__isnull=True, digest__isnull=True)
                | Q(signed_by__isnull=False, signed_at__isnull=False, digest__isnull=False),
            ),
        ]

    @property
    def host(self) -> Host:
        return self.visit.host


class Instruction(models.Model):
    """What a body is told to do and until when; once the protocol is signed it is an obligation of the case."""

    id = models.UUIDField(primary_key=True)
    protocol = models.ForeignKey(Protocol, on_delete=models.PROTECT, related_name="instructions")
    position = models.PositiveSmallIntegerField()
    executor = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    due_on = models.DateField(null=True)  # none: passed on without a day of its own
    # Who sees that it is done; none: whoever controls receptions at the body.
    controller = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, null=True, related_name="instruction")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["protocol", "position"], name="instruction_position_once")]
