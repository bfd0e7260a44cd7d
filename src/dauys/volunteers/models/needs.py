"""What help is asked for: the lines of a need, each a demand of its case; who claims them, and who is to be called."""

from django.contrib.postgres.fields import ArrayField, DateTimeRangeField
from django.db import models
from django.db.models import F, Q

from dauys.cases.models import Case, Obligation
from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import LookupField, SealedTextField
from dauys.volunteers.models.people import Group, OfOffice, Volunteer
from dauys.volunteers.rules import CALL_STATES, CALL_WAYS, CLAIM_STATES, NEED_SOURCES, NEED_STATES


class Line(models.Model):
    """One line of a need: so many people of one kind at one place and time. Its demand says who is responsible.

    `accepted` and `claimed` count the places that are taken; the doctor compares them with offers and claims.
    """

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, primary_key=True, related_name="line")
    state = models.CharField(max_length=10, default="open")
    source = models.CharField(max_length=8)
    work = models.CharField(max_length=60)
    skills = ArrayField(models.CharField(max_length=60), default=list)
    language = models.CharField(max_length=8, blank=True)
    capacity = models.PositiveIntegerField()
    min_crew = models.PositiveIntegerField(default=1)
    priority = models.PositiveSmallIntegerField(default=2)  # as the plan weighs it: 1, 2, 4 or 8
    during = DateTimeRangeField()
    lat = models.FloatField()
    lon = models.FloatField()
    address = SealedTextField()  # shown to who is assigned, around the time only
    safety = ArrayField(models.CharField(max_length=16), default=list)
    is_shared = models.BooleanField(default=False)  # an open shift, which anybody may take by themselves
    # What everybody may read of it, in the office's words: what the person wrote may hold names and addresses.
    notice = models.CharField(max_length=300, blank=True)
    accepted = models.PositiveIntegerField(default=0)
    claimed = models.PositiveIntegerField(default=0)
    dispatched_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="line_state", condition=Q(state__in=NEED_STATES)),
            models.CheckConstraint(name="line_source", condition=Q(source__in=NEED_SOURCES)),
            models.CheckConstraint(name="line_time", condition=Q(during__isempty=False)),
            models.CheckConstraint(name="line_point", condition=Q(lat__range=(-90, 90), lon__range=(-180, 180))),
            models.CheckConstraint(
                name="line_places",
                condition=Q(capacity__gte=F("accepted") + F("claimed"))
                & Q(capacity__gte=1, min_crew__lte=F("capacity")),
            ),
            models.CheckConstraint(name="line_priority", condition=Q(priority__range=(1, 16))),
        ]
        indexes = [models.Index(fields=["state", "during"], name="line_open")]

    @property
    def owner_path(self) -> str:
        return self.obligation.owner_path

    @property
    def area_path(self) -> str:
        return self.obligation.area_path

    @property
    def free(self) -> int:
        """Places that nobody has."""
        return self.capacity - self.accepted - self.claimed


class Claim(models.Model):
    """A group takes places of a line for a while; what it does not fill by then goes back by itself."""

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="claims")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="claims")
    people = models.PositiveIntegerField()  # places it still holds open for its members
    state = models.CharField(max_length=10, default="active")
    until = models.DateTimeField()
    claimed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # None: its leader
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="claim_state", condition=Q(state__in=CLAIM_STATES)),
            models.UniqueConstraint(fields=["line", "group"], name="claim_once", condition=Q(state="active")),
        ]
        indexes = [models.Index(fields=["until"], name="claim_runs_out", condition=Q(state="active"))]


class Call(OfOffice, models.Model):
    """Somebody who is to be called, or who called, at the phone desk of an office."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    way = models.CharField(max_length=4)
    state = models.CharField(max_length=10, default="waiting")
    name = SealedTextField()
    phone = SealedTextField()
    phone_key = LookupField(what="phone", of="phone", null=True, db_index=True)
    about = SealedTextField()
    language = models.CharField(max_length=8)
    due_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    taken_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    taken_at = models.DateTimeField(null=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, null=True, related_name="calls")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="call_state", condition=Q(state__in=CALL_STATES)),
            models.CheckConstraint(name="call_way", condition=Q(way__in=CALL_WAYS)),
        ]
        indexes = [
            models.Index(
                fields=["office", "due_at", "id"], name="call_waits", condition=Q(state__in=["waiting", "taken"])
            )
        ]


class Asking(models.Model):
    """A need that somebody writes by themselves, until a code shows the phone to be theirs; its id becomes the key of
    the case. `content` is what was typed, as JSON."""

    id = models.UUIDField(primary_key=True)
    content = SealedTextField()
    confirmed_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(db_index=True)


class NeedTable(models.Model):
    """A table of needs that a partner brought: what it said, emptied once it is filed, and what filing it did."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    content = SealedTextField()  # lines as JSON: the number of each, and its cells by our columns
    filed = models.PositiveIntegerField(default=0)
    here = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="need_table_done_is_emptied",
                condition=Q(done_at__isnull=True, content__isnull=False)
                | Q(done_at__isnull=False, content__isnull=True),
            )
        ]
