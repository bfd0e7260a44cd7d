"""The rooms an administrator switched off; the journal tells who did it."""

from django.db import models


class SwitchedOff(models.Model):
    room = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
