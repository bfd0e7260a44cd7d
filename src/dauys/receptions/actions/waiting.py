"""The waiting list: who waits longest is offered the slot that becomes free, and has it kept for a while."""

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.ui.moments import local
from dauys.receptions.facts import note
from dauys.receptions.letters import tell
from dauys.receptions.models import Visit
from dauys.receptions.rules import next_state
from dauys.receptions.slots_open import BOOK_AHEAD, NOTICE, OpenSlot, free_slots

KEPT = timedelta(hours=2)  # so long an offered slot is kept
AT_ONCE = 100


def ask_to_wait(*, host: UUID, language: str, hold_until: datetime, actor: Actor = ANONYMOUS, at: datetime) -> Visit:
    """A place on the waiting list, still to be filled in and confirmed until `hold_until`."""
    with acting(actor):
        return Visit.objects.create(
            id=new_id(at), host_id=host, state="held", hold_until=hold_until, kind="scheduled", source="web",
            language=language, created_at=at,
        )  # fmt: skip


def offer(*, host: UUID | None = None, at: datetime) -> int:
    """Frees holds that ran out and offers free slots, of one host or of all, to who waits, the longest first; how many.

    An offer that nobody took in time leaves the list, and so does who wished days that are over: whoever still wants
    to come asks again. Nobody is offered a day they did not wish. Places for days are
    given at the desk, by need.
    """
    with acting(SYSTEM):
        over = Visit.objects.filter(state="held", hold_until__lt=at)
        (over.filter(host=host) if host else over).update(state="expired")
        # Whose wished days are over waits in vain.
        Visit.objects.filter(state="waiting", wished__endswith__lte=local(at).date()).update(state="expired")
        rows = (
            Visit.objects.filter(state="waiting")
            .exclude(host__kind="room")
            .select_for_update(of=("self",), skip_locked=True)
        )
        rows = rows.filter(host=host) if host else rows
        waiting = list(rows.select_related("host__office", "host__post").order_by("created_at", "id")[:AT_ONCE])
        if not waiting:
            return 0
        since = local(at).date()
        free = free_slots({row.host_id for row in waiting}, since, since + BOOK_AHEAD, at, online=True)
        used: dict[UUID, set[tuple[datetime, int]]] = defaultdict(set)
        return sum(_offered(row, free[row.host_id], used[row.host_id], at) for row in waiting)


def _offered(row: Visit, free: list[OpenSlot], used: set[tuple[datetime, int]], at: datetime) -> bool:
    """Keeps the first free slot that the person can come to; whether there was one."""
    for slot in free:
        if row.wished and local(slot.starts).date() not in row.wished:
            continue
        for lane in slot.lanes:
            if (slot.starts, lane) not in used and _keeps(row, slot, lane, at):
                used.add((slot.starts, lane))
                note("receptions.offer", row, SYSTEM, at, host=row.host_id)
                tell(row, "offered", at)
                return True
    return False


def _keeps(row: Visit, slot: OpenSlot, lane: int, at: datetime) -> bool:
    """Whether the database takes it: the slot is still free, and the person is nowhere else at that time."""
    before = row.state
    row.during, row.lane, row.mode = DateTimeTZRange(slot.starts, slot.ends), lane, slot.mode
    row.held_in, row.held_at, row.join = slot.area_path, slot.place, slot.join
    row.state, row.hold_until = next_state(row.state, "offer"), min(at + KEPT, slot.starts - NOTICE)
    try:
        with transaction.atomic():
            row.save(update_fields=["during", "lane", "mode", "held_in", "held_at", "join", "state", "hold_until"])
    except IntegrityError:
        row.during = row.lane = row.hold_until = None
        row.state = before
        return False
    return True
