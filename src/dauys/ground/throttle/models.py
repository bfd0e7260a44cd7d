"""How often something happened within a window of time, counted for all processes together."""

from django.db import models


class Count(models.Model):
    """One window of one subject. The key is a keyed digest of both, so no address can be read from it.

    The table is unlogged: it writes no log ahead and a crash empties it, which for a brake is cheap and harmless.
    """

    key = models.BinaryField(primary_key=True, max_length=32)
    count = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ends_at"], name="throttle_end")]
