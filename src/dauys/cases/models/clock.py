"""What moves the clock of a demand: a question to the person, a longer term, and the moves themselves."""

from django.db import models
from django.db.models import F, Q

from dauys.cases.models.obligation import Obligation
from dauys.cases.rules import CLOCK_MOVES, EXTENSION_STATES, QUESTION_ENDS
from dauys.ground.accounts.models import User


class Question(models.Model):
    """What an officer needs from the person; while it is open the clock stands still. Its words can be erased."""

    id = models.UUIDField(primary_key=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="questions")
    text = models.TextField(blank=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    end = models.CharField(max_length=10, blank=True)  # empty: the person is waited for
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)  # none: the person
    reply = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="question_end",
                condition=Q(end="", ended_at__isnull=True, reply="") | Q(end__in=QUESTION_ENDS, ended_at__isnull=False),
            ),
            models.UniqueConstraint(fields=["obligation"], name="question_open_once", condition=Q(end="")),
        ]


class Extension(models.Model):
    """A longer term that an officer asks for with a reason; a leader of the body agrees or not. Words can be erased."""

    id = models.UUIDField(primary_key=True)
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="extensions")
    until = models.DateField()
    because = models.TextField(blank=True)
    state = models.CharField(max_length=8, default="asked")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    refused_because = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="extension_state",
                condition=Q(state="asked", decided_at__isnull=True)
                | Q(state__in=EXTENSION_STATES[1:], decided_at__isnull=False),
            ),
            models.CheckConstraint(name="extension_four_eyes", condition=~Q(asked_by=F("decided_by"), state="agreed")),
            models.UniqueConstraint(fields=["obligation"], name="extension_open_once", condition=Q(state="asked")),
        ]


class ClockEvent(models.Model):
    """One move of an obligation's clock, as `core.terms` knows it, and the question or the extension it came from."""

    id = models.BigAutoField(primary_key=True)  # their order
    obligation = models.ForeignKey(Obligation, on_delete=models.PROTECT, related_name="clock_events")
    move = models.CharField(max_length=8)
    on = models.DateField()
    until = models.DateField(null=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    question = models.ForeignKey(Question, on_delete=models.PROTECT, null=True, related_name="clock_events")
    extension = models.OneToOneField(Extension, on_delete=models.PROTECT, null=True, related_name="clock_event")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="clock_event_move",
                condition=Q(move="extended", until__isnull=False, extension__isnull=False, question=None)
                | Q(move__in=CLOCK_MOVES[:2], until=None, extension=None, question__isnull=False),
            ),
            models.UniqueConstraint(fields=["question", "move"], name="clock_event_once"),
        ]
