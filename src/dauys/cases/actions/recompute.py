"""Dates running clocks anew by the pack in force, a thousand at a time, each with its entry in the journal."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection
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
            moved = [(change, change.clock) for change in found if change.clock is not None]
            _write(moved, actor, at)
        for change in found:
            seen(change)
        done += len(moved)
    return done


_PUT = """
UPDATE cases_obligation o SET registered_on = v.registered_on, forward_by = v.forward_by, due_on = v.due_on,
due_at = v.due_at, by_law = v.by_law, paused = v.paused, ledger = v.ledger::jsonb, pack_version = v.pack_version,
changed_at = %s
FROM unnest(%s::uuid[], %s::date[], %s::date[], %s::date[], %s::timestamptz[], %s::bool[], %s::bool[], %s::text[],
%s::text[]) AS v(id, registered_on, forward_by, due_on, due_at, by_law, paused, ledger, pack_version) WHERE o.id = v.id
"""
_COLUMNS = ("registered_on", "forward_by", "due_on", "due_at", "by_law", "paused", "ledger", "pack_version")


def _write(moved: Sequence[tuple[Change, Clock]], actor: Actor, at: datetime) -> None:
    """Two statements, however many there are."""
    if not moved:
        return
    rows = [(change.obligation, *(_value(clock, name) for name in _COLUMNS)) for change, clock in moved]
    with connection.cursor() as cursor:
        cursor.execute(_PUT, [at, *(list(column) for column in zip(*rows, strict=True))])
    Entry.objects.bulk_create([Entry(**_entry(change.old, clock, actor, at)) for change, clock in moved])


def _value(clock: Clock, name: str) -> Any:
    value = getattr(clock, name)
    return json.dumps(value) if name == "ledger" else value


def _entry(row: Obligation, clock: Clock, actor: Actor, at: datetime) -> dict[str, Any]:
    return entry_row(
        "cases.recompute_clock", actor=actor, at=at, case_id=row.case_id, obligation_id=row.pk,
        organization_id=row.owner_id,
        payload={"old": day_code(row.due_on), "due_on": day_code(clock.due_on), "pack": clock.pack_version},
    )  # fmt: skip
