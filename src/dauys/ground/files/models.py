"""Uploaded pictures and documents: where each lies, what it is by its content, and what it belongs to."""

from django.db import models


class StoredFile(models.Model):
    """One checked file. `holder` is the draft or case it belongs to; the bytes lie below the data directory."""

    id = models.UUIDField(primary_key=True)
    holder = models.UUIDField()
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    sha256 = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["holder", "created_at"], name="file_of_holder")]
        constraints = [
            models.CheckConstraint(
                name="file_media_type",
                condition=models.Q(media_type__in=["application/pdf", "image/jpeg", "image/png"]),
            )
        ]
