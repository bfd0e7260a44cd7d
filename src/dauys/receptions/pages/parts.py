"""What the pages of receptions share: a line of a list, choices of hosts and free slots."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest

from dauys.cases.desk import lang
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local, moment_words
from dauys.receptions.models import Host, Visit
from dauys.receptions.slots_open import free_slots
from dauys.receptions.words import KIND_WORDS, MODE_WORDS, NEED_WORDS, STATE_WORDS

AHEAD = 14  # days the desk looks ahead for a free slot
MOST_SLOTS = 60


def host_line(host: Host, language: str) -> str:
    return f"{host.name(language)} · {host.organization.short_name(language)}"


def slot_choices(host: Host, at: datetime) -> list[tuple[str, list[tuple[str, str]]]]:
    """Free slots of the next days by day, as a field of choices takes them. Two statements."""
    since = local(at).date()
    found = free_slots([host.pk], since, since + timedelta(days=AHEAD), at, online=False)[host.pk]
    days: dict[str, list[tuple[str, str]]] = {}
    for slot in found[:MOST_SLOTS]:
        label = f"{local(slot.starts):%H:%M}" + ("" if slot.mode == "in_person" else f", {MODE_WORDS[slot.mode]()}")
        days.setdefault(day_words(slot.starts, lang()), []).append((slot.starts.isoformat(), label))
    return list(days.items())


def visit_row(visit: Visit, actor: Actor) -> dict[str, Any]:
    """A visit as lists show it: the matter only to the host and who assists."""
    lead = next((v for v in visit.visitors.all() if v.role == "lead"), None)
    return {
        "visit": visit,
        "time": f"{local(visit.during.lower):%H:%M}" if visit.during else "",
        "name": lead.name if lead else "",
        "host": host_line(visit.host, lang()),
        "office": visit.host.office.name(lang()),
        "state": STATE_WORDS[visit.state](),
        "kind": KIND_WORDS[visit.kind](),
        "mode": MODE_WORDS[visit.mode](),
        "needs": [NEED_WORDS[need]() for need in visit.needs if need in NEED_WORDS],
        "subject": visit.subject if allows(actor, "receptions.read", visit) else "",
        "when": moment_words(visit.during.lower if visit.during else visit.created_at, lang()),
    }


def bodies() -> list[tuple[str, str]]:
    """Every body by its code, in the order of the tree."""
    language = lang()
    return [(o.code, o.name(language)) for o in sorted(organizations().values(), key=lambda o: o.path)]


def reason_words(code: str) -> str:
    reasons = {r.code: r.name.get(lang()) for r in current().section("visits.yaml")}
    return str(reasons.get(code, ""))


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
