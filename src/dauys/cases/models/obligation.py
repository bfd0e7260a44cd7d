"""Each demand in a voice: one owner, one clock, one state."""

from django.db import models
from django.db.models import F, Q

from dauys.cases.models.voice import Case
from dauys.cases.rules import ENDED_STATES, OPEN_STATES, OUTCOMES, STATES, UNOWNED
from dauys.directory.models import Organization
from dauys.ground.accounts.models import User

IS_OPEN = Q(state__in=OPEN_STATES)
DONE_STATES = ("answered", "closed")


class Obligation(models.Model):
    """One demand on one owner with one clock, kind, state and controller."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="obligations")
    leg = models.PositiveSmallIntegerField(default=1)
    kind = models.CharField(max_length=30)
    state = models.CharField(max_length=16, default="new")
    owner = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    controller = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+", null=True)
    assignee = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    # Copies kept so that scope and order need no join; the doctor compares them with their source.
    owner_path = models.CharField(max_length=200)
    area_path = models.CharField(max_length=200)
    forwards = models.PositiveSmallIntegerField(default=0, db_default=0)  # how often another body was named
    # Whom "registered by me" lists; a row written by an older release has none until the next start.
    registered_by = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True, db_index=False, db_constraint=False
    )
    priority = models.PositiveSmallIntegerField(default=1)  # 0: danger to life or words of a crime, always first
    route_rule = models.CharField(max_length=60, blank=True)
    route_confirmed = models.BooleanField(default=False)
    # The clock: dates in the pack's time zone, the moment the term ends, and how every date was reached.
    received_at = models.DateTimeField()
    registered_on = models.DateField()
    forward_by = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField()  # what lists are ordered by; while paused, the last one known
    by_law = models.BooleanField()
    paused = models.BooleanField(default=False)
    ledger = models.JSONField()
    pack_version = models.CharField(max_length=32)
    answered_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=16, blank=True, default="", db_default="")  # as the sent answer names it
    # While nobody owns it: why, and until when the body above names an owner.
    unowned_as = models.CharField(max_length=8, blank=True, default="", db_default="")
    settle_at = models.DateTimeField(null=True)
    reopens = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="reopened_as")
    # The leg of the body that passed the case, or a part of it, on to this one.
    previous = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="passed_on_as", db_index=False
    )
    # Since when the law's term is over without an answer, as the journal says: noted once, on the day after.
    silent_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="obligation_state", condition=Q(state__in=STATES)),
            models.UniqueConstraint(fields=["case", "leg"], name="obligation_leg_once"),
            models.CheckConstraint(name="obligation_clock", condition=Q(paused=True) | Q(due_on__isnull=False)),
            models.CheckConstraint(
                name="obligation_unowned",
                condition=Q(unowned_as="", settle_at__isnull=True) | Q(unowned_as__in=UNOWNED, settle_at__isnull=False),
            ),
            models.CheckConstraint(name="obligation_not_own_reopening", condition=~Q(reopens=F("id"))),
            models.CheckConstraint(
                name="obligation_outcome",
                condition=Q(outcome="") | Q(outcome__in=OUTCOMES, answered_at__isnull=False),
            ),
            models.CheckConstraint(
                name="obligation_answered", condition=~Q(state="answered") | Q(answered_at__isnull=False)
            ),
        ]
        indexes = [
            # The worklist's order, read body by body: danger first, then what ends soonest, with the id as tie-breaker.
            models.Index(fields=["owner", "priority", "due_at", "id"], name="obligation_body_open", condition=IS_OPEN),
            models.Index(
                fields=["assignee", "priority", "due_at", "id"], name="obligation_mine_open", condition=IS_OPEN
            ),
            models.Index(fields=["priority", "due_at", "id"], name="obligation_open", condition=IS_OPEN),
            models.Index(fields=["owner", "-received_at", "-id"], name="obligation_body_newest", condition=IS_OPEN),
            models.Index(fields=["-received_at", "-id"], name="obligation_newest", condition=IS_OPEN),
            models.Index(
                fields=["owner", "settle_at", "id"],
                name="obligation_unowned",
                condition=IS_OPEN & Q(settle_at__isnull=False),
            ),
            models.Index(
                fields=["-forwards", "due_at", "id"],
                name="obligation_forwarded",
                condition=IS_OPEN & Q(forwards__gte=2),
            ),
            models.Index(
                fields=["state", "owner", "priority", "due_at", "id"], name="obligation_body_state", condition=IS_OPEN
            ),
            models.Index(fields=["state", "priority", "due_at", "id"], name="obligation_state_open", condition=IS_OPEN),
            models.Index(
                fields=["owner", "priority", "due_at", "id"],
                name="obligation_body_again",
                condition=IS_OPEN & Q(reopens__isnull=False),
            ),
            models.Index(
                fields=["registered_by", "priority", "due_at", "id"],
                name="obligation_desk_open",
                condition=IS_OPEN & Q(registered_by__isnull=False),
            ),
            models.Index(
                fields=["owner", "changed_at", "id"], name="obligation_body_done", condition=Q(state__in=DONE_STATES)
            ),
            models.Index(fields=["changed_at", "id"], name="obligation_done", condition=Q(state__in=DONE_STATES)),
            models.Index(
                fields=["owner", "changed_at", "id"], name="obligation_body_ended", condition=Q(state__in=ENDED_STATES)
            ),
            models.Index(fields=["changed_at", "id"], name="obligation_ended", condition=Q(state__in=ENDED_STATES)),
            models.Index(
                fields=["owner", "priority", "due_at", "id"],
                name="obligation_body_waits",
                condition=IS_OPEN & Q(paused=True),
            ),
            models.Index(
                fields=["due_at"],
                name="obligation_runs_by_law",
                condition=IS_OPEN & Q(by_law=True, paused=False, silent_at__isnull=True),
            ),
        ]


class Demand(models.Model):
    """What a body is asked for when a case, or a part of it, is passed on to it; erased with the person."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, primary_key=True, related_name="demand")
    text = models.TextField()
