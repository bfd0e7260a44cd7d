"""What was done to the office: every change of bodies, staff, roles and deputies, for administrators and auditors."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import body_name
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.accounts.queries import names
from dauys.ground.journal.events import known
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.office import queries
from dauys.office.rooms import room_name


@require_safe
@staff("office.audit")
def told(request: HttpRequest) -> HttpResponse:
    before = request.GET.get("before", "")
    entries, more = queries.told(int(before) if before.isdecimal() and len(before) < 19 else None)
    people = names(UUID(value) for entry in entries for value in _people(entry))
    rows = [
        {
            "at": entry.at,
            "what": known(entry.verb).sentence,
            "who": people.get(entry.actor_id) if entry.actor_id else None,
            "about": _about(entry.payload, {str(key): name for key, name in people.items()}),
        }
        for entry in entries
    ]
    part = "journal" if allows(request.actor, "office.set_up") else "audit"  # type: ignore[attr-defined]
    context = {**desk_frame(request), "here": "office", "rows": rows, "more": more, "part": part}
    return render(request, "office/journal.html", context)


def _people(entry: Entry) -> list[str]:
    named = [entry.payload.get(name) for name in ("user", "deputy")]
    return [str(value) for value in (*named, entry.actor_id) if value]


def _about(payload: Mapping[str, Any], people: Mapping[str, str]) -> list[str]:
    """The particulars of a fact as words: people, role, bodies, days and counts."""
    found = [people[payload[name]] for name in ("user", "deputy") if payload.get(name) in people]
    if role := payload.get("role"):
        found.append(current().labels.roles[role].get(lang()))
    if room := payload.get("room"):
        found.append(room_name(room))
    bodies = filter(None, (payload.get("org_path"), payload.get("body")))
    found += [body_name(path, lang()) for path in bodies]
    found += [str(payload[name]) for name in ("since", "until") if payload.get(name)]
    if "new" in payload:
        found.append(f"+{payload['new']} / {payload['changed']}")
    return found
