"""The public face of a voice with its own erasable text, and who wants to hear of new ones by mail."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from dauys.cases.models import Case
from dauys.ground.accounts.models import User
from dauys.ground.sealed.fields import LookupField, SealedTextField
from dauys.publication.rules import ANSWER_STATES, STATES

TO_DECIDE = Q(state="waiting") | Q(state="published", answer="waiting")
IS_PUBLIC = Q(state="published")


class Publication(models.Model):
    """One voice on its way to the public page. Places and topic are copies, so that lists need no join."""

    case = models.OneToOneField(Case, on_delete=models.PROTECT, primary_key=True, related_name="publication")
    public_id = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=12, default="waiting")
    answer = models.CharField(max_length=8, blank=True, default="")
    language = models.CharField(max_length=8)
    region = models.CharField(max_length=200)
    district = models.CharField(max_length=200)
    area_path = models.CharField(max_length=200)
    topic = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    looked_at_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=20, blank=True, default="")
    text = models.TextField(blank=True, default="")
    decided = models.TextField(blank=True, default="")
    # Files of the answer that somebody opened and let be shown.
    files = ArrayField(models.UUIDField(), default=list, db_default=[])
    answer_seen = models.UUIDField(null=True)  # the newest answer somebody looked at

    class Meta:
        constraints = [
            models.CheckConstraint(name="publication_state", condition=Q(state__in=STATES)),
            models.CheckConstraint(name="publication_answer", condition=Q(answer__in=ANSWER_STATES)),
            models.CheckConstraint(
                name="publication_looked_at",
                condition=~Q(state="published") | Q(published_at__isnull=False, looked_at_by__isnull=False),
            ),
            models.CheckConstraint(name="publication_hides", condition=Q(state="published") | Q(text="", decided="")),
        ]
        indexes = [
            models.Index(fields=["asked_at"], name="publication_to_decide", condition=TO_DECIDE),
            models.Index(fields=["-published_at", "public_id"], name="publication_newest", condition=IS_PUBLIC),
            models.Index(
                fields=["region", "-published_at", "public_id"], name="publication_of_region", condition=IS_PUBLIC
            ),
            models.Index(
                fields=["district", "-published_at", "public_id"], name="publication_of_district", condition=IS_PUBLIC
            ),
            models.Index(
                fields=["topic", "-published_at", "public_id"], name="publication_of_topic", condition=IS_PUBLIC
            ),
        ]


class Subscription(models.Model):
    """Somebody who wants a mail a day about new voices of a place or topic. Without `confirmed_at` nothing is sent."""

    id = models.UUIDField(primary_key=True)
    address = SealedTextField()
    address_key = LookupField(of="address", what="email")
    language = models.CharField(max_length=8)
    area_path = models.CharField(max_length=200, blank=True)
    topic = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    seen_until = models.DateTimeField(null=True)
    next_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["address_key", "area_path", "topic"], name="subscription_once"),
            models.CheckConstraint(
                name="subscription_confirmed",
                condition=Q(confirmed_at__isnull=True, next_on__isnull=True)
                | Q(confirmed_at__isnull=False, next_on__isnull=False, seen_until__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["next_on"], name="subscription_due", condition=Q(next_on__isnull=False)),
            models.Index(fields=["created_at"], name="subscription_open", condition=Q(confirmed_at__isnull=True)),
        ]
