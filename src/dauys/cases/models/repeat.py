"""That an appeal is a repeated one: the same person about the same matter, marked by staff and never by a program."""

from django.db import models
from django.db.models import F, Q

from dauys.cases.models.voice import Case
from dauys.ground.accounts.models import User


class Repeat(models.Model):
    """A case and the earlier one it repeats; `reason` is a code of the pack. Ids of cases grow with time."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="repeat")
    earlier = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="repeats")
    reason = models.CharField(max_length=60)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(name="repeat_is_later", condition=Q(case__gt=F("earlier")))]
