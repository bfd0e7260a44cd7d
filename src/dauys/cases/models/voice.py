"""The voice recorded once: the case, its words, its parties, and who joined it."""

from django.db import models
from django.db.models import Q

from dauys.cases.rules import ANSWER_WAYS, CHANNELS, CRIMES, IDENTITIES, PARTY_ROLES
from dauys.directory.models import Organization
from dauys.ground.accounts.models import User
from dauys.ground.places.models import Area
from dauys.ground.sealed.fields import LookupField, SealedTextField

# The registration number's serial: a sequence of the database, so that two intakes never wait for each other.
NEXT_SERIAL = models.Func(models.Value("cases_serial"), function="nextval")


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
    # Whether the author did not name themselves, and what was made of words of a crime (rules.CRIMES).
    anonymous = models.BooleanField(default=False, db_default=False)
    crime = models.CharField(max_length=8, blank=True, default="", db_default="")
    answer_by = models.CharField(max_length=8)
    external_number = models.CharField(max_length=60, blank=True)
    code_generation = models.PositiveSmallIntegerField(default=0)
    registered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True)
    registered_at_org = models.ForeignKey(Organization, on_delete=models.PROTECT, null=True)
    # The case this one was grouped under: it is answered together with it. A main case has none itself.
    main = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="members")
    # The case whose silence or answer this one complains about.
    about = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="complaints")
    # How many people signed, the one who is written to among them; 0: somebody writes alone.
    signers = models.PositiveIntegerField(default=0, db_default=0)
    # The number of an earlier appeal as the writer named it; nobody has looked whose it is.
    named_before = models.CharField(max_length=40, blank=True, default="", db_default="")
    # Whether the author lets their words be shown without their name, and since when they are.
    publish_wanted = models.BooleanField(default=False, db_default=False)
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="case_channel", condition=Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="case_identity", condition=Q(identity__in=IDENTITIES)),
            models.CheckConstraint(name="case_answer_by", condition=Q(answer_by__in=ANSWER_WAYS)),
            models.CheckConstraint(name="case_crime", condition=Q(crime__in=CRIMES)),
            models.CheckConstraint(
                name="case_anonymous", condition=Q(anonymous=False) | Q(identity="none", answer_by="page")
            ),
            models.CheckConstraint(name="case_signers", condition=Q(signers=0) | Q(signers__gte=2)),
        ]
        indexes = [
            models.Index(
                fields=["registered_by", "-received_at"],
                name="case_registered_by",
                condition=Q(registered_by__isnull=False),
            ),
            # Few of many, so that boards count them without reading the rest.
            models.Index(fields=["id"], name="case_collective", condition=Q(signers__gte=2)),
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
    phone_key = LookupField(of="phone", what="phone", null=True)
    email = SealedTextField()
    email_key = LookupField(of="email", what="email", null=True)
    national_id = SealedTextField()
    national_id_key = LookupField(of="national_id", what="national_id", null=True)
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
    phone_key = LookupField(of="phone", what="phone", null=True)
    email = SealedTextField()
    email_key = LookupField(of="email", what="email", null=True)
    language = models.CharField(max_length=8)
    confirmed = models.BooleanField(default=False)
    code_key = LookupField(values="dauys.cases.queries.supporter_codes", what="supporter", null=True)
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
