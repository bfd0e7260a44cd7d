"""What the log keeps beside the journal: logs, their keys, inner nodes of the tree, and every signed head."""

from django.db import models
from django.db.models import Q


class Log(models.Model):
    """One uninterrupted log. A restore that lost entries starts another, which says which one it follows."""

    id = models.CharField(max_length=32, primary_key=True)
    ordinal = models.PositiveIntegerField(unique=True)  # 1 is the first; the highest is the one in use
    nonce = models.BinaryField(max_length=16)
    started_at = models.DateTimeField()
    # The last head signed for the log before, as JSON, and how many entries both begin with.
    follows = models.JSONField(null=True)
    common_size = models.BigIntegerField(default=0)


class Key(models.Model):
    """A public key of a log; the private one is a file outside the database. All but the first are countersigned."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="keys")
    key_id = models.CharField(max_length=16, unique=True)
    public_key = models.BinaryField(max_length=32)
    since = models.DateTimeField()
    signature = models.BinaryField(max_length=64)


class Node(models.Model):
    """The hash of a perfect subtree above the leaves, which stand in journal.leaf."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "index"], name="node_once"),
            models.CheckConstraint(name="node_above_leaves", condition=Q(level__gte=1)),
        ]


class Head(models.Model):
    """A signed root over the first `tree_size` leaves."""

    log = models.ForeignKey(Log, on_delete=models.PROTECT, related_name="heads")
    tree_size = models.BigIntegerField()
    root_hash = models.BinaryField(max_length=32)
    at = models.DateTimeField()
    key_id = models.CharField(max_length=16)
    previous = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)

    class Meta:
        indexes = [models.Index(fields=["log", "tree_size", "id"], name="head_of_size")]
        constraints = [
            # Two heads after the same one would be a fork of the log.
            models.UniqueConstraint(fields=["log", "previous"], name="head_follows_once"),
        ]
