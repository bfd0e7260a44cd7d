"""What members of staff keep of lists: one to come back to, a table to take along, a calendar of due days."""

from django.db import models
from django.db.models import Q

from dauys.cases.rules import EXPORT_STATES
from dauys.ground.accounts.models import User


class SavedList(models.Model):
    """A list somebody wants to come back to: a name and what it asks for, as the part of an address."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=300)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "name"], name="saved_list_name_once")]


class Export(models.Model):
    """A list taken out as a table: what was asked, how far the worker is, and whether the file is ready."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    form = models.CharField(max_length=4)
    query = models.CharField(max_length=300, blank=True)
    language = models.CharField(max_length=8)
    state = models.CharField(max_length=8, default="waiting")
    reason = models.CharField(max_length=8, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField()
    beat_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="export_form", condition=Q(form__in=["csv", "xlsx", "xml"])),
            models.CheckConstraint(name="export_state", condition=Q(state__in=EXPORT_STATES)),
        ]
        indexes = [
            models.Index(fields=["user", "-asked_at"], name="export_of_user"),
            models.Index(fields=["asked_at"], name="export_waiting", condition=Q(state__in=["waiting", "running"])),
        ]


class CalendarFeed(models.Model):
    """The calendar a member of staff subscribed to; its address holds a key derived from the id, never stored."""

    id = models.UUIDField(primary_key=True)
    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()
