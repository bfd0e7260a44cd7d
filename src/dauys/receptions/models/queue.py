"""The queue of a centre: tickets, and the screens that give and show them."""

from django.db import models
from django.db.models import F, Q

from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import SealedTextField
from dauys.receptions.models.visits import Host, Office, Visit
from dauys.receptions.rules import AT_COUNTER, DEVICE_KINDS, TICKET_RESULTS, TICKET_STATES


class Device(models.Model):
    """A screen in a centre that nobody signs in to: it gives tickets, or shows who is called."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="devices")
    kind = models.CharField(max_length=8)
    label = models.CharField(max_length=60)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="device_kind", condition=Q(kind__in=DEVICE_KINDS))]


class Ticket(models.Model):
    """One person, family or group in the queue of a centre on a day, known by a number only."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="tickets")
    day = models.DateField()
    serial = models.PositiveIntegerField()
    letter = models.CharField(max_length=2)
    service = models.CharField(max_length=60)  # a code of the pack's counters
    first = models.CharField(max_length=40, blank=True)  # why before others: a code of the pack's counters
    language = models.CharField(max_length=8)
    visit = models.OneToOneField(Visit, on_delete=models.PROTECT, null=True, related_name="ticket")
    state = models.CharField(max_length=8, default="waiting")
    made_at = models.DateTimeField()
    counted_from = models.DateTimeField()
    rank_at = models.DateTimeField()  # by this they are called, the earliest first
    host = models.ForeignKey(Host, on_delete=models.PROTECT, null=True, related_name="tickets")
    only_host = models.BooleanField(default=False)  # passed on to this counter, no other calls it
    calls = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    came_back = models.BooleanField(default=False)  # missed the call once and stands in the queue again
    result = models.CharField(max_length=12, blank=True)
    link_key = models.BinaryField(max_length=32, unique=True)
    phone = SealedTextField()  # only where a link was asked for; empty once the day is over

    class Meta:
        constraints = [
            models.CheckConstraint(name="ticket_state", condition=Q(state__in=TICKET_STATES)),
            models.CheckConstraint(name="ticket_result", condition=Q(result__in=["", *TICKET_RESULTS])),
            models.CheckConstraint(name="ticket_done", condition=~Q(state="done") | ~Q(result="")),
            models.CheckConstraint(name="ticket_bonus", condition=Q(rank_at__lte=F("counted_from"))),
            models.CheckConstraint(
                name="ticket_at_counter",
                condition=~Q(state__in=AT_COUNTER) | Q(host__isnull=False, called_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["office", "day", "serial"], name="ticket_serial_once"),
            # A counter calls one person at a time.
            models.UniqueConstraint(fields=["host"], name="ticket_at_counter_once", condition=Q(state__in=AT_COUNTER)),
        ]
        indexes = [
            models.Index(fields=["office", "rank_at", "id"], name="ticket_waiting", condition=Q(state="waiting")),
            models.Index(fields=["office", "-called_at"], name="ticket_called", condition=Q(called_at__isnull=False)),
        ]

    @property
    def number(self) -> str:
        return f"{self.letter}-{self.serial:03d}"

    @property
    def owner_path(self) -> str:
        return self.office.organization.path

    @property
    def area_path(self) -> str:
        return self.office.organization.area.path if self.office.organization.area else ""
