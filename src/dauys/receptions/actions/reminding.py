"""Reminds who booked: the day before and two hours before, once each."""

from datetime import datetime, timedelta

from django.db.models import Q

from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.transactions import acting
from dauys.receptions.letters import tell
from dauys.receptions.models import Visit

DAY, HOURS = timedelta(days=1), timedelta(hours=2)
AT_ONCE = 200


def remind(*, at: datetime) -> int:
    """Queues what is due now; returns how many. Who was reminded a day ago is reminded once more, two hours before.
    Of a run of days only the first is reminded of."""
    with acting(SYSTEM):
        coming = Visit.objects.filter(state="booked", first_day=None, during__startswith__gt=at)
        due = Q(during__startswith__lte=at + DAY, reminders=0) | Q(during__startswith__lte=at + HOURS, reminders__lt=2)
        rows = coming.filter(due).select_for_update(of=("self",), skip_locked=True)
        found = list(rows.select_related("host__office", "host__post").order_by("during")[:AT_ONCE])
        for row in found:
            _remind(row, at)
        return len(found)


def _remind(row: Visit, at: datetime) -> None:
    soon = row.during.lower - at <= HOURS
    row.reminders = 2 if soon else 1
    row.save(update_fields=["reminders"])
    tell(row, "reminder", at, once=str(row.reminders))
