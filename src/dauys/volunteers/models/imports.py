"""Tables of people that were brought to the desk, looked at before anybody is written down."""

from django.db import models

from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import SealedTextField
from dauys.volunteers.models.people import Group, OfOffice


class Import(OfOffice, models.Model):
    """A table of people: what it said until it is imported, then only the lines that could not be; a day later nothing
    but the counts."""

    id = models.UUIDField(primary_key=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    office = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.PROTECT, null=True, related_name="+")
    content = SealedTextField()  # JSON as `actions.keep_people` writes it
    added = models.PositiveIntegerField(default=0)
    here = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["created_at"], name="people_import_age")]
