"""Certificates of hours and the keys offices sign them with; the private halves lie in files outside the database."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.volunteers.models.people import OfOffice, Volunteer
from dauys.volunteers.rules import REVOKED


class OfficeKey(models.Model):
    """The public half of a key of an office; the newest signs, the older ones still prove what they signed."""

    id = models.UUIDField(primary_key=True)
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    key_id = models.CharField(max_length=16, unique=True)
    public = models.BinaryField(max_length=32)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["office", "-made_at"], name="key_of_office")]


class Certificate(OfOffice, models.Model):
    """What an office confirmed on a day: so many minutes in so many tasks. It names nobody.

    The salt goes when its person leaves; what they hold then still proves the hours, and nothing here leads to them.
    """

    id = models.UUIDField(primary_key=True)
    code = models.CharField(max_length=11, unique=True)
    volunteer = models.ForeignKey(Volunteer, on_delete=models.PROTECT, related_name="certificates")
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    minutes = models.PositiveIntegerField()
    tasks = models.PositiveIntegerField()
    first_day = models.DateField()
    last_day = models.DateField()
    works = ArrayField(models.CharField(max_length=60), default=list)  # kinds of the pack
    issued_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")  # None: by the program
    revoked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=12, blank=True)
    key = models.ForeignKey(OfficeKey, on_delete=models.PROTECT, related_name="certificates")
    status_index = models.PositiveIntegerField()
    holder_salt = models.CharField(max_length=32, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="certificate_hours", condition=Q(minutes__gt=0, tasks__gt=0)),
            models.CheckConstraint(name="certificate_days", condition=Q(first_day__lte=F("last_day"))),
            models.CheckConstraint(
                name="certificate_revoked",
                condition=Q(revoked_at__isnull=True, reason="") | Q(revoked_at__isnull=False, reason__in=REVOKED),
            ),
            models.UniqueConstraint(fields=["key", "status_index"], name="certificate_status_once"),
        ]
        indexes = [models.Index(fields=["volunteer", "-issued_at"], name="certificate_of_volunteer")]
