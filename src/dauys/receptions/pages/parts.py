"""What the pages of receptions share: a line of a list, choices of hosts and free slots."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.directory.cache import organizations
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local, moment_words
from dauys.receptions.models import Host, Visit
from dauys.receptions.slots_open import OpenSlot, free_slots
from dauys.receptions.words import KIND_WORDS, MODE_WORDS, NEED_WORDS, STATE_WORDS, where_words, wished_words
from dauys.routing.queries import suggest, topics

AHEAD = 14  # days the desk looks ahead for a free slot
MOST_SLOTS = 60
_PARTS = ("accompany", "control", "plan", "register", "travel")
MOST_GAPS = 4  # of one host today


def host_line(host: Host, language: str) -> str:
    name = f"{host.name(language)} ({_('on duty')})" if host.kind == "duty" else host.name(language)
    return f"{name} · {host.organization.short_name(language)}"


def may_see(actor: Actor) -> dict[str, bool]:
    """Which pages of receptions stand in the line above them, beside those for everybody at the desk."""
    return {f"may_{name}": allows(actor, f"receptions.{name}") for name in _PARTS}


def desk_slots(hosts: list[Host], at: datetime) -> dict[UUID, list[OpenSlot]]:
    """The free slots of the next days by host, as the desk may give them. Two statements."""
    since = local(at).date()
    return free_slots([host.pk for host in hosts], since, since + timedelta(days=AHEAD), at, online=False)


def slot_choices(found: list[OpenSlot]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Free slots by day, as a field of choices takes them."""
    days: dict[str, list[tuple[str, str]]] = {}
    for slot in found[:MOST_SLOTS]:
        days.setdefault(day_words(slot.starts, lang()), []).append((slot.starts.isoformat(), _slot_words(slot)))
    return list(days.items())


def gaps_today(found: list[OpenSlot], at: datetime) -> list[tuple[str, str]]:
    """The first gaps of today, in person, by phone or by video: the moment and how it reads."""
    today = [slot for slot in found if local(slot.starts).date() == local(at).date()]
    return [(slot.starts.isoformat(), _slot_words(slot)) for slot in today[:MOST_GAPS]]


def _slot_words(slot: OpenSlot) -> str:
    way = where_words(slot.area_path, "", lang()) or ("" if slot.mode == "in_person" else MODE_WORDS[slot.mode]())
    return f"{local(slot.starts):%H:%M}" + (f", {way}" if way else "")


def visit_row(visit: Visit, actor: Actor) -> dict[str, Any]:
    """A visit as lists show it: the matter only to the host and who assists."""
    lead = visit.lead
    return {
        "visit": visit,
        "time": f"{local(visit.during.lower):%H:%M}" if visit.during else "",
        "name": lead.name if lead else "",
        "host": host_line(visit.host, lang()),
        "office": where_words(visit.held_in, visit.held_at, lang()) or visit.host.office.name(lang()),
        "state": STATE_WORDS[visit.state](),
        "kind": KIND_WORDS[visit.kind](),
        "mode": MODE_WORDS[visit.mode](),
        "needs": [NEED_WORDS[need]() for need in visit.needs if need in NEED_WORDS],
        "subject": visit.subject if allows(actor, "receptions.read", visit) else "",
        "when": moment_words(visit.during.lower if visit.during else visit.created_at, lang()),
        "wished": wished_words(visit, lang()),
    }


def near_day(typed: str) -> date | None:
    """A day of our own addresses and forms, of this century; None for anything else."""
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return None
    return day if 2000 <= day.year < 2100 else None


def moment_of(typed: str) -> datetime | None:
    """A moment as our own buttons send it; None for anything else, also for one too near the ends of all calendars."""
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return moment if moment.tzinfo and 1 < moment.year < 9999 else None


def bodies() -> list[tuple[str, str]]:
    """Every body by its code, in the order of the tree."""
    language = lang()
    return [(o.code, o.name(language)) for o in sorted(organizations().values(), key=lambda o: o.path)]


def guessed_topic(text: str) -> str:
    """The topic the words of a matter point at; empty where they point at none."""
    found = topics(text, 1)
    return found[0].code if found else ""


def decides_below(host: Host, text: str, area_path: str, topic: str) -> Organization | None:
    """The body that decides such a matter and is offered first, unless it is the host's own or one above it."""
    kind = current().first_kind
    owner = suggest(text=text, topic=topic, area_path=area_path, kind=kind, channel="visit").owner
    return None if host.owner_path.startswith(owner.path) else owner


def reason_words(code: str) -> str:
    reasons = {r.code: r.name.get(lang()) for r in current().section("visits.yaml")}
    return str(reasons.get(code, ""))


def actor_of(request: HttpRequest) -> Actor:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor
