"""Every version of a pack that was ever in force, kept whole: a running clock names the version it began under."""

from django.db import models


class PackVersion(models.Model):
    version = models.CharField(max_length=32, primary_key=True)
    code = models.CharField(max_length=40)
    files = models.JSONField()  # file name -> its text
    loaded_at = models.DateTimeField()
