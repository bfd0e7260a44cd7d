"""States, on the day after the law's term ended without an answer, that the law counts this as a refusal; once."""

from datetime import datetime, time, timedelta

from dauys.cases.facts import note
from dauys.cases.models import IS_OPEN, Obligation
from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.transactions import acting
from dauys.ground.packs.current import current

AT_ONCE = 200
# Older ones, as of before this was told at all, are shown and not told of: the person would get it for years past.
FRESH = timedelta(days=7)


def deem_refused(*, at: datetime) -> int:
    """Notes what ran out before today, from the opening hour on; how many. The person is told by who hears of it."""
    calendar = current().calendar()
    local = at.astimezone(calendar.zone)
    if local.time() < calendar.opens:
        return 0
    today = datetime.combine(local.date(), time(0), tzinfo=calendar.zone)
    with acting(SYSTEM):
        rows = (
            Obligation.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("case", "owner")
            .filter(IS_OPEN, by_law=True, paused=False, silent_at=None, due_at__lt=today, due_at__gte=at - FRESH)
            .order_by("due_at")[:AT_ONCE]
        )
        for row in (found := list(rows)):
            row.silent_at = at
            row.save(update_fields=["silent_at"])
            note("cases.deem_refused", row, SYSTEM, at, due_on=row.due_on.isoformat() if row.due_on else None)
    return len(found)
