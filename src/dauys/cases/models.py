"""The voice recorded once (case, its words, its parties) and each demand in it (obligation with its clock)."""

from django.db import models
from django.db.models import F, Q

from dauys.cases.rules import (
    ANSWER_WAYS,
    CHANNELS,
    CLOCK_MOVES,
    ENDED_STATES,
    EXPORT_STATES,
    EXTENSION_STATES,
    IDENTITIES,
    OPEN_STATES,
    PARTY_ROLES,
    QUESTION_ENDS,
    STATES,
    UNOWNED,
)
from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.ground.places.models import Area
from dauys.ground.sealed.fields import SealedTextField

# The registration number's serial: a sequence of the database, so that two intakes never wait for each other.
NEXT_SERIAL = models.Func(models.Value("cases_serial"), function="nextval")


IS_OPEN = Q(state__in=OPEN_STATES)
DONE_STATES = ("answered", "closed")


class Case(models.Model):
    """One voice: when, through which door, in which language, from where, and how sure we are of the person."""

    id = models.UUIDField(primary_key=True)
    serial = models.BigIntegerField(unique=True, db_default=NEXT_SERIAL)
    year = models.PositiveSmallIntegerField()
    idempotency_key = models.UUIDField(unique=True)
    channel = models.CharField(max_length=10)
    language = models.CharField(max_length=8)
    received_at = models.DateTimeField()
    identity = models.CharField(max_length=10)
    area = models.ForeignKey(Area, on_delete=models.PROTECT)
    topic = models.CharField(max_length=60, blank=True)
    urgent = models.BooleanField(default=False)
    answer_by = models.CharField(max_length=8)
    external_number = models.CharField(max_length=60, blank=True)
    code_generation = models.PositiveSmallIntegerField(default=0)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    registered_at_org = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True)
    # The case this one was grouped under: it is answered together with it. A main case has none itself.
    main = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="members")
    # The case whose silence or answer this one complains about.
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="complaints")
    # Whether the author lets their words be shown without their name, and since when they are.
    publish_wanted = models.BooleanField(default=False, db_default=False)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_channel", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="case_identity", condition=Q(identity__in=IDENTITIES)),
            models.CheckConstraint(name="case_answer_by", condition=Q(answer_by__in=ANSWER_WAYS)),
        ]
        indexes = [
            models.Index(
                fields=["registered_by", "-received_at"],
                name="case_registered_by",
                condition=Q(registered_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return str(self.serial)


class Voice(models.Model):
    """The words of a case, in a row of their own that can be erased; the salt goes with them."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="voice")
    subject = models.CharField(max_length=160)
    text = models.TextField()
    place_note = models.CharField(max_length=300, blank=True)
    salt = models.BinaryField(max_length=16)


class Party(models.Model):
    """A person in a case: the applicant, or who speaks for them. Contacts are sealed; keys find them exactly."""

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="parties")
    role = models.CharField(max_length=16)
    name = models.CharField(max_length=160)
    phone = SealedTextField()
    phone_key = models.BinaryField(max_length=32, null=True)
    email = SealedTextField()
    email_key = models.BinaryField(max_length=32, null=True)
    national_id = SealedTextField()
    national_id_key = models.BinaryField(max_length=32, null=True)
    address = SealedTextField()
    consent = models.BooleanField(default=False)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="party_role", condition=Q(role__in=PARTY_ROLES)),
            models.UniqueConstraint(fields=["case", "role"], name="party_role_once"),
            models.CheckConstraint(
                name="party_phone_key",
                condition=Q(phone__isnull=True, phone_key__isnull=True)
                | Q(phone__isnull=False, phone_key__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["phone_key", "-created_at"], name="party_by_phone", condition=Q(phone_key__isnull=False)
            ),
            models.Index(
                fields=["email_key", "-created_at"], name="party_by_email", condition=Q(email_key__isnull=False)
            ),
            models.Index(
                fields=["national_id_key", "-created_at"],
                name="party_by_national_id",
                condition=Q(national_id_key__isnull=False),
            ),
        ]


class Supporter(models.Model):
    """Who joined somebody else's case instead of sending their own; reached by SMS or mail when it is answered.

    `code_key` finds them by their own tracking code, which is derived and not stored. Erased with name and contacts.
    """

    id = models.UUIDField(primary_key=True)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="supporters")
    idempotency_key = models.UUIDField(unique=True)
    name = models.CharField(max_length=160)
    phone = SealedTextField()
    phone_key = models.BinaryField(max_length=32, null=True)
    email = SealedTextField()
    email_key = models.BinaryField(max_length=32, null=True)
    language = models.CharField(max_length=8)
    confirmed = models.BooleanField(default=False)
    code_key = models.BinaryField(max_length=32, null=True)
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="supporter_keys",
                condition=(
                    Q(phone__isnull=True, phone_key__isnull=True) | Q(phone__isnull=False, phone_key__isnull=False)
                )
                & (Q(email__isnull=True, email_key__isnull=True) | Q(email__isnull=False, email_key__isnull=False)),
            ),
            models.UniqueConstraint(fields=["case", "phone_key"], name="supporter_phone_once"),
            models.UniqueConstraint(fields=["case", "code_key"], name="supporter_code_once"),
        ]


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
    priority = models.PositiveSmallIntegerField(default=1)  # 0: danger to life, always first
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


class Demand(models.Model):
    """What a body is asked for when a case, or a part of it, is passed on to it; erased with the person."""

    obligation = models.OneToOneField(Obligation, on_delete=models.PROTECT, primary_key=True, related_name="demand")
    text = models.TextField()


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
