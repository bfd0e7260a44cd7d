"""Dates running clocks anew by the pack in force, a thousand at a time, each with its entry in the journal."""

from collections.abc import Callable
from datetime import datetime

from django.db.models import QuerySet

from dauys.cases.clocks import Clock, day_code
from dauys.cases.models import Obligation
from dauys.cases.recomputing import Change, batches, changed, running
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import entry_row
from dauys.ground.journal.models import Entry


def recompute_clocks(
    *, actor: Actor, at: datetime, seen: Callable[[Change], None], rows: QuerySet[Obligation] | None = None
) -> int:
    """Changes every running clock whose dates the pack in force moves; how many. `seen` is told of each, also of those
    that cannot be reckoned and stay; `rows` narrows what is looked at. A crash leaves whole batches done; run again,
    the rest follows.
    """
    done, asked = 0, running() if rows is None else rows
    for some in batches(asked):
        with acting(actor):
            ids = [row.pk for row in some]
            held = asked.filter(pk__in=ids).select_for_update(of=("self",)).select_related("case").order_by("pk")
            found = list(changed(list(held)))
            moved = [change for change in found if change.clock is not None]
            _write(moved, actor, at)
        for change in found:
            seen(change)
        done += len(moved)
    return done


def _write(moved: list[Change], actor: Actor, at: datetime) -> None:
    entries = []
    for change in moved:
        row, clock = change.old, change.clock
        if clock is None:
            continue
        entries.append(
            entry_row(
                "cases.recompute_clock", actor=actor, at=at, case_id=row.case_id, obligation_id=row.pk,
                organization_id=row.owner_id,
                payload={"old": day_code(row.due_on), "due_on": day_code(clock.due_on), "pack": clock.pack_version},
            )
        )  # fmt: skip
        _put(row, clock, at)
    if moved:
        columns = [name for name in Clock.__slots__ if name != "received_at"]
        Obligation.objects.bulk_update([change.old for change in moved], [*columns, "changed_at"])
        Entry.objects.bulk_create([Entry(**entry) for entry in entries])


def _put(row: Obligation, clock: Clock, at: datetime) -> None:
    for name, value in clock.columns().items():
        if name != "received_at":
            setattr(row, name, value)
    row.changed_at = at
