"""Plans and what became of them: runs with their reasons, what officials settled, and the offers people answer."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.volunteers.models.needs import Claim, Line
from dauys.volunteers.models.people import OfOffice, Volunteer
from dauys.volunteers.rules import DECLINED, OFFER_SOURCES, OFFER_STATES, PIN_KINDS, TAKES_TIME


class Run(OfOffice, models.Model):
    """One plan for the branch of an office: what it was made of, what it is worth, and by which engine."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # None: by night
    made_at = models.DateTimeField()
    inputs_hash = models.CharField(max_length=64)  # SHA-256 of what the plan was made of
    engine = models.CharField(max_length=10)
    engine_version = models.CharField(max_length=20)
    acceptance = models.FloatField(default=1.0)  # the share of people who were expected to come when asked
    objective = models.BigIntegerField()
    weights = models.JSONField()
    about = models.JSONField()  # counts: people, needs, places, filled, candidates
    cpu_ms = models.PositiveIntegerField()

    class Meta:
        indexes = [models.Index(fields=["office", "-made_at"], name="run_of_office")]


class Gap(models.Model):
    """Places of a line that a plan left empty, and why: the filter that leaves too few, with the counts after each."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="gaps")
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="gaps")
    places = models.PositiveIntegerField()
    reason = models.CharField(max_length=20)
    counts = models.JSONField()
    price = models.BigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "line"], name="gap_once")]


class Idle(models.Model):
    """Everybody whom a plan left without a task for one and the same reason."""

    run = models.ForeignKey(Run, on_delete=models.CASCADE, related_name="idle")
    reason = models.CharField(max_length=20)
    volunteers = ArrayField(models.UUIDField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "reason"], name="idle_once")]


class Pin(models.Model):
    """What a coordinator settled: this person goes there, or does not."""

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="pins")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="pins")
    kind = models.CharField(max_length=6)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="pin_kind", condition=Q(kind__in=PIN_KINDS)),
            models.UniqueConstraint(fields=["line", "volunteer"], name="pin_once"),
        ]


class Offer(models.Model):
    """One person is asked for one line: an offer, never an order. Nobody accepts two at one time."""

    id = models.UUIDField(primary_key=True)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="offers")
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="offers")
    run = models.ForeignKey(Run, on_delete=models.SET_NULL, null=True, related_name="offers")
    claim = models.ForeignKey(Claim, on_delete=models.PROTECT, null=True, related_name="offers")
    state = models.CharField(max_length=10)
    source = models.CharField(max_length=8)
    during = DateTimeRangeField()  # that of the line
    reason = models.CharField(max_length=200, blank=True)  # of the plan, as codes
    distance_km = models.DecimalField(max_digits=6, decimal_places=1, null=True)
    link_key = models.BinaryField(max_length=32, null=True, unique=True)
    offered_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)  # when an offer that nobody answered runs out
    answered_at = models.DateTimeField(null=True)
    declined = models.CharField(max_length=10, blank=True)
    came_at = models.DateTimeField(null=True)
    # By when who did not come some times before says once more that they come; None: nobody asks.
    confirm_by = models.DateTimeField(null=True)
    is_leader = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="offer_state", condition=Q(state__in=OFFER_STATES)),
            models.CheckConstraint(name="offer_source", condition=Q(source__in=OFFER_SOURCES)),
            models.CheckConstraint(name="offer_declined", condition=Q(declined="") | Q(declined__in=DECLINED)),
            models.UniqueConstraint(
                fields=["line", "volunteer"],
                name="offer_once",
                condition=~Q(state__in=["dropped", "declined", "stood_down"]),
            ),
            ExclusionConstraint(
                name="offer_one_at_a_time",
                expressions=[("volunteer", RangeOperators.EQUAL), ("during", RangeOperators.OVERLAPS)],
                condition=Q(state__in=TAKES_TIME),
            ),
        ]
        indexes = [
            models.Index(fields=["line", "state", "id"], name="offer_of_line"),
            models.Index(fields=["line", "id"], name="offer_in_order"),
            models.Index(fields=["volunteer", "-created_at"], name="offer_of_volunteer"),
            models.Index(fields=["until"], name="offer_runs_out", condition=Q(state__in=["offered", "reserve"])),
            models.Index(fields=["confirm_by"], name="offer_confirms", condition=Q(confirm_by__isnull=False)),
        ]
