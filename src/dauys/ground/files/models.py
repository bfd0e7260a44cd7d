"""Uploaded pictures and documents: where each lies, what it is by its content, and what it belongs to."""

from django.db import models

from dauys.ground.files.office import SUFFIXES

VERDICTS = ("waiting", "clean", "infected")


class StoredFile(models.Model):
    """One checked file. `holder` is the draft or case it belongs to; the bytes lie below the data directory.

    `verdict` is what the scanner for viruses said: nothing yet while it is `waiting`, and `threat` names what it found.
    """

    id = models.UUIDField(primary_key=True)
    holder = models.UUIDField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    verdict = models.CharField(max_length=8, default="waiting", db_default="waiting")
    threat = models.CharField(max_length=80, default="", db_default="")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["holder", "created_at"], name="file_of_holder"),
            models.Index(fields=["created_at"], name="file_waiting", condition=models.Q(verdict="waiting")),
        ]
        constraints = [
            models.CheckConstraint(
                name="file_media_type",
                condition=models.Q(media_type__in=["application/pdf", "image/jpeg", "image/png", *SUFFIXES]),
            ),
            models.CheckConstraint(name="file_verdict", condition=models.Q(verdict__in=VERDICTS)),
        ]
