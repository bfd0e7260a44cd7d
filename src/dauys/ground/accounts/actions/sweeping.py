"""Deletes what accounts keep only for a while."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef

from dauys.ground.accounts.models import Attempt, OneTimeCode, SignIn


def sweep(*, before: datetime) -> int:
    """Deletes codes, failed tries and sessions that ended before `before`."""
    Session.objects.filter(expire_date__lt=before).delete()
    over = ~Exists(Session.objects.filter(session_key=OuterRef("session_key")))
    return (
        OneTimeCode.objects.filter(expires_at__lt=before).delete()[0]
        + Attempt.objects.filter(at__lt=before).delete()[0]
        + SignIn.objects.filter(over, began_at__lt=before).delete()[0]
    )
