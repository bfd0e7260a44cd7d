"""Method sheets, how to answer what: their versions, which officer has read which, and answers drawn to be checked."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dauys.answers.models import Answer
from dauys.ground.accounts.models import User

STATES = ("draft", "in_force", "superseded")


class Sheet(models.Model):
    """What a sheet is about: a topic, a kind, both, or (both empty) every answer of the bodies below `org_path`."""

    id = models.UUIDField(primary_key=True)
    org_path = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=30, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["org_path", "topic", "kind"], name="sheet_once")]


class Version(models.Model):
    """One wording of a sheet. `words` holds for each language `title`, `text` and `points`, the list answers are
    checked against. A version that was issued changes no more, and stays readable."""

    id = models.UUIDField(primary_key=True)
    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, default="draft")
    words = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    issued_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    issued_at = models.DateTimeField(null=True)
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="sheet_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="sheet_issued",
                condition=Q(state="draft", issued_at__isnull=True)
                | (~Q(state="draft") & Q(issued_at__isnull=False, issued_by__isnull=False)),
            ),
            models.CheckConstraint(
                name="sheet_superseded", condition=Q(state="superseded") | Q(superseded_at__isnull=True)
            ),
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_number_once"),
            models.UniqueConstraint(fields=["sheet"], condition=Q(state="draft"), name="sheet_draft_once"),
            models.UniqueConstraint(fields=["sheet"], condition=Q(state="in_force"), name="sheet_in_force_once"),
        ]


class Acknowledgement(models.Model):
    """Somebody says that they have read a version."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="acknowledgements")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["version", "user"], name="sheet_read_once")]


class Sample(models.Model):
    """Sent answers of a month drawn by chance to be checked against their sheets: the first `size` of `population`
    in the order of SHA-256 over "seed:id of the answer", so that anybody with the seed draws the same."""

    id = models.UUIDField(primary_key=True)
    org_path = models.CharField(max_length=200, blank=True)
    month = models.DateField()
    seed = models.CharField(max_length=32)
    size = models.PositiveSmallIntegerField()
    population = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()


class Sampled(models.Model):
    """One drawn answer, the version of the sheet that was in force when it was sent, and how each point was marked:
    yes, no, or na where the point does not apply."""

    sample = models.ForeignKey(Sample, on_delete=models.PROTECT, related_name="answers")
    position = models.PositiveSmallIntegerField()
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="+")
    marks = ArrayField(models.CharField(max_length=3), default=list)
    marked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    marked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "answer"], name="sampled_once"),
            models.UniqueConstraint(fields=["sample", "position"], name="sampled_in_order"),
            models.CheckConstraint(
                name="sampled_marked", condition=Q(marks=[], marked_at__isnull=True) | Q(marked_at__isnull=False)
            ),
        ]
