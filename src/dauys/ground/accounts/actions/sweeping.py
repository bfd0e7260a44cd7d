"""Deletes what accounts keep only for a while."""

from datetime import datetime

from dauys.ground.accounts.models import Attempt, OneTimeCode


def sweep(*, before: datetime) -> int:
    """Deletes codes and failed tries older than `before`."""
    return (
        OneTimeCode.objects.filter(expires_at__lt=before).delete()[0]
        + Attempt.objects.filter(at__lt=before).delete()[0]
    )
