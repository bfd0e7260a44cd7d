"""The one append-only journal: entries, the leaf that orders each, and how far every follower has come."""

from django.db import models


class Entry(models.Model):
    """One thing that happened. Holds ids, codes, numbers and hashes; never free text, a name or a contact."""

    at = models.DateTimeField()
    verb = models.CharField(max_length=64)
    actor_kind = models.CharField(max_length=16)
    actor_id = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)
    obligation_id = models.UUIDField(null=True)
    organization_id = models.UUIDField(null=True)
    payload = models.JSONField(default=dict)
    # Salted hash of texts that live in erasable tables, so that a text can be proved while it exists.
    content_hash = models.BinaryField(null=True, max_length=32)

    class Meta:
        indexes = [
            models.Index(fields=["case_id", "id"], name="entry_of_case", condition=models.Q(case_id__isnull=False)),
            models.Index(fields=["-id"], name="entry_of_no_case", condition=models.Q(case_id__isnull=True)),
        ]
        constraints = [
            models.CheckConstraint(
                name="entry_actor_kind", condition=models.Q(actor_kind__in=["staff", "citizen", "system"])
            ),
        ]


class Leaf(models.Model):
    """The place of an entry in the log's order and the hash of its bytes, given once by the numbering follower."""

    index = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    numbered_at = models.DateTimeField()
    leaf_hash = models.BinaryField(null=True, max_length=32)

    class Meta:
        indexes = [models.Index(fields=["leaf_hash"], name="leaf_by_hash")]


class Follower(models.Model):
    """How far one follower has come: for `numbering` an entry id below which all is numbered, else a leaf index."""

    name = models.CharField(max_length=64, primary_key=True)
    position = models.BigIntegerField(default=0)
    updated_at = models.DateTimeField()


class Parked(models.Model):
    """An entry that a hearer could not digest, kept for another try so that those behind it are not held up."""

    hearer = models.CharField(max_length=128)
    leaf_index = models.BigIntegerField()
    attempts = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=200)
    retry_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearer", "leaf_index"], name="parked_once")]
