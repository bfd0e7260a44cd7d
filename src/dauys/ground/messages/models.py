"""Every mail, SMS and Telegram message to be sent, with each attempt and its proof; the row is its own queue."""

from django.db import models

from dauys.ground.sealed.fields import SealedTextField

CHANNELS = ("mail", "sms", "telegram")
STATES = ("queued", "sending", "sent", "uncertain", "failed")


class Message(models.Model):
    """One message to one address. `once` keeps the same notice from being queued twice."""

    id = models.UUIDField(primary_key=True)
    once = models.CharField(max_length=120, unique=True)
    channel = models.CharField(max_length=8)
    address = SealedTextField()
    instead = SealedTextField()  # a phone or an e-mail, for what the channel refuses or does not take
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=200, blank=True)
    body = SealedTextField()
    case_id = models.UUIDField(null=True)
    # The address that ends mails of this kind with one press (RFC 8058); sealed, for who holds it can do so.
    unsubscribe = SealedTextField()
    state = models.CharField(max_length=12, default="queued")
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)
    not_before = models.DateTimeField(null=True)  # its reader does not want to be written to earlier
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="message_channel", condition=models.Q(channel__in=CHANNELS)),
            models.CheckConstraint(name="message_state", condition=models.Q(state__in=STATES)),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="message_due",
                condition=models.Q(state__in=["queued", "sending", "uncertain"]),
            ),
            models.Index(fields=["case_id", "created_at"], name="message_of_case"),
            models.Index(
                fields=["-created_at"],
                name="message_undelivered",
                condition=models.Q(state__in=["uncertain", "failed"]),
            ),
        ]


class Attempt(models.Model):
    """One try to hand a message over, and what the other side said."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=12)  # accepted, refused, failed, uncertain
    proof = models.CharField(max_length=300, blank=True)
