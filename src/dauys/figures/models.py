"""Counters of the work: each obligation as it was counted last, sums by day and place, and how long people waited."""

from django.db import models
from django.db.models import Q

from dauys.cases.models import Obligation


class Leg(models.Model):
    """One obligation as the counters know it; what changes in it is the difference they are moved by."""

    obligation = models.OneToOneField(
        Obligation, on_delete=models.PROTECT, primary_key=True, related_name="+", db_constraint=False
    )
    area = models.CharField(max_length=200)
    topic = models.CharField(max_length=60)
    body = models.CharField(max_length=80)
    received_on = models.DateField()
    due_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    rated_on = models.DateField(null=True)
    first = models.BooleanField()
    open = models.BooleanField()
    in_time = models.BooleanField()
    by_law = models.BooleanField()
    reopened = models.BooleanField()
    score = models.PositiveSmallIntegerField()
    solved = models.CharField(max_length=12)
    repeats = models.BooleanField(default=False, db_default=False)
    collective = models.BooleanField(default=False, db_default=False)
    outcome = models.CharField(max_length=16, default="", db_default="")
    ended_on = models.DateField(null=True)


class Cell(models.Model):
    """Sums of one day for one place, topic and body; empty topic or body: all together. Columns count on their own day:

    filed, repeats and collective on the day of receipt; due, in_time and the two by law, and open, on the day the term
    ends; answered, first and reopened on the day of the answer; rated, not_solved and score on the day of the rating.
    """

    area = models.CharField(max_length=200)
    topic = models.CharField(max_length=60)
    body = models.CharField(max_length=80)
    day = models.DateField()
    filed = models.IntegerField()
    due = models.IntegerField()
    in_time = models.IntegerField()
    due_law = models.IntegerField()
    in_time_law = models.IntegerField()
    open = models.IntegerField()
    answered = models.IntegerField()
    first = models.IntegerField()
    reopened = models.IntegerField()
    rated = models.IntegerField()
    not_solved = models.IntegerField()
    score = models.IntegerField()
    repeats = models.IntegerField(default=0, db_default=0)
    collective = models.IntegerField(default=0, db_default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "topic", "body", "day"], name="figures_cell_once")]
        indexes = [
            models.Index(fields=["area", "topic", "body", "day"], name="figures_cell_open", condition=~Q(open=0)),
            models.Index(fields=["area", "day"], name="figures_cell_day"),
        ]


class Wait(models.Model):
    """How many first answers of one day and place had taken so many days."""

    area = models.CharField(max_length=200)
    day = models.DateField()
    days = models.PositiveSmallIntegerField()
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "day", "days"], name="figures_wait_once")]


class Ending(models.Model):
    """How many demands of one place ended in one way on one day: the outcome of the answer, or without one."""

    area = models.CharField(max_length=200)
    day = models.DateField()
    outcome = models.CharField(max_length=16)
    count = models.IntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "day", "outcome"], name="figures_ending_once")]
