"""The answer to an obligation in four blocks, how it was handed over, what the person thought of it; and hearings."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dauys.answers.rules import HEARING_STATES, SIGNS, STATES, WAYS
from dauys.cases.models import Obligation
from dauys.cases.rules import OUTCOMES
from dauys.ground.accounts.models import User
from dauys.ground.files.models import StoredFile


class Answer(models.Model):
    """One answer; an obligation has at most one, which is drafted, returned and sent. Its text is erasable."""

    id = models.UUIDField(primary_key=True)
    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, related_name="answer")
    state = models.CharField(max_length=12, default="draft")
    language = models.CharField(max_length=8)
    asked = models.TextField(blank=True)
    found = models.TextField(blank=True)
    decided = models.TextField(blank=True)
    appeal = models.TextField(blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    # Everyone who ever saved it: none of them may approve it.
    writers = ArrayField(models.UUIDField(), default=list)
    approver = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    # How the demand ends with this answer, one of the pack's outcomes, and the norm a refusal rests on.
    outcome = models.CharField(max_length=16, blank=True, default="", db_default="")
    norm = models.CharField(max_length=300, blank=True, default="", db_default="")
    returned_because = models.TextField(blank=True)
    # The answer of the main case, when this case was grouped and answered together with it.
    together_with = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    revision = models.PositiveIntegerField(default=1)
    returns = models.PositiveSmallIntegerField(default=0)
    saved_at = models.DateTimeField()
    # How many signatures it was sent with; answers sent before signatures were kept have none.
    signs = models.PositiveSmallIntegerField(default=0, db_default=0)
    submitted_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="answer_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(
                name="answer_sent_approved",
                condition=~Q(state="sent") | Q(sent_at__isnull=False, approver__isnull=False),
            ),
            models.CheckConstraint(name="answer_outcome", condition=Q(outcome__in=["", *OUTCOMES])),
            models.CheckConstraint(name="answer_four_eyes", condition=~Q(author=models.F("approver"))),
        ]
        indexes = [
            models.Index(fields=["sent_at"], name="answer_sent", condition=Q(state="sent")),
            models.Index(
                fields=["obligation"],
                name="answer_returned",
                condition=Q(state__in=["draft", "returned"], returns__gt=0),
            ),
        ]


class Signature(models.Model):
    """Somebody signed a revision of an answer, as one of a role; `instead_of` is whom they stood in for.

    It counts for that revision only, returned as often as then: what is changed or returned is signed anew.
    """

    id = models.UUIDField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="signatures")
    revision = models.PositiveIntegerField()
    returns = models.PositiveSmallIntegerField()
    role = models.CharField(max_length=16)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    instead_of = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="signature_role", condition=Q(role__in=list(SIGNS))),
            models.CheckConstraint(name="signature_of_another", condition=~Q(by=models.F("instead_of"))),
        ]
        indexes = [models.Index(fields=["answer", "revision"], name="signature_of_revision")]


class Attachment(models.Model):
    """A file an officer put to an answer; its bytes lie with all files, held by the answer."""

    file = models.OneToOneField(StoredFile, on_delete=models.CASCADE, primary_key=True, related_name="+")
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="attachments")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()


class Delivery(models.Model):
    """One way an answer reached the person; reading out by phone carries its proof."""

    id = models.UUIDField(primary_key=True)
    answer = models.ForeignKey(Answer, on_delete=models.PROTECT, related_name="deliveries")
    way = models.CharField(max_length=8)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    proof = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="delivery_way", condition=Q(way__in=WAYS)),
            models.CheckConstraint(name="delivery_phone_proof", condition=~Q(way="phone") | ~Q(proof="")),
            models.UniqueConstraint(fields=["answer", "way"], name="delivery_once"),
        ]


class Rating(models.Model):
    """What the person thought of an answer, once."""

    answer = models.OneToOneField(Answer, on_delete=models.PROTECT, primary_key=True, related_name="rating")
    score = models.PositiveSmallIntegerField()
    solved = models.CharField(max_length=12)
    comment = models.TextField(blank=True)
    reasons = models.TextField(blank=True, default="", db_default="")  # codes of the pack, a space between them
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="rating_score", condition=Q(score__gte=1, score__lte=5)),
            models.CheckConstraint(name="rating_solved", condition=Q(solved__in=["solved", "partly", "not_solved"])),
        ]
        indexes = [models.Index(fields=["at"], name="rating_low", condition=Q(score__lte=2))]


class Hearing(models.Model):
    """The person is heard before a decision against them: told of it in time, and a protocol of what was said.

    The protocol is written by the secretary and signed by the chair; then it changes no more. Its texts are erasable.
    """

    id = models.UUIDField(primary_key=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="hearings")
    state = models.CharField(max_length=10, default="invited")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    about = models.TextField()
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    came = models.BooleanField(default=True)
    began_at = models.TimeField(null=True)
    ended_at = models.TimeField(null=True)
    participants = models.TextField(blank=True)
    said = models.TextField(blank=True)
    remarks = models.TextField(blank=True)
    secretary = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    written_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)
    chair = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    signed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="hearing_state", condition=Q(state__in=HEARING_STATES)),
            models.CheckConstraint(name="hearing_four_eyes", condition=~Q(chair=models.F("secretary"))),
            models.CheckConstraint(
                name="hearing_signed",
                condition=~Q(state="signed")
                | Q(signed_at__isnull=False, chair__isnull=False, secretary__isnull=False, written_at__isnull=False),
            ),
            # One at a time: a second person is invited only after the first hearing took place or was called off.
            models.UniqueConstraint(
                fields=["obligation"], name="hearing_open_once", condition=Q(state__in=["invited", "written"])
            ),
        ]
        indexes = [models.Index(fields=["obligation", "starts_at"], name="hearing_of_obligation")]
