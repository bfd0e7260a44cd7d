"""What everybody sees of receptions: who receives where and when, page and calendar; nothing of anybody who comes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from icalendar import Calendar, Event

from dauys.cases.desk import lang
from dauys.cases.display import topic_name
from dauys.cases.fields import PlaceField
from dauys.directory.cache import organizations
from dauys.ground.access.gate import public
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.calendars import calendar_book
from dauys.ground.ui.moments import day_words, local, zone
from dauys.receptions.models import Host
from dauys.receptions.queries import open_host, open_hosts
from dauys.receptions.slots_open import BOOK_AHEAD, OpenSlot, free_slots, openings_of
from dauys.receptions.words import MODE_WORDS, where_words
from dauys.routing.queries import suggest

MOST_HOSTS = 50
MOST_SLOTS = 120


@require_safe
@public
def meet(request: HttpRequest) -> HttpResponse:
    """Who receives, by a place and a word of the name; with the next free time of each. Three statements."""
    place, word = request.GET.get("place", "")[:300], request.GET.get("word", "")[:100]
    topic = request.GET.get("topic", "")
    path, problem = _path(place)
    topic = topic if topic in current().topics else ""
    if topic and not path:
        problem = problem or _("Write the place, too: who decides differs by place")
    decides = _decides(topic, path) if topic and path else ""
    hosts = [] if problem else open_hosts("" if decides else path, word, lang(), up_from=decides)
    at = now()
    free = free_slots([host.pk for host in hosts[:MOST_HOSTS]], *_days(at), at, online=True)
    rows = [
        {
            "host": host,
            "name": host.name(lang()),
            "next": next(iter(free[host.pk]), None),
            "decides": host.owner_path == decides,
        }
        for host in hosts[:MOST_HOSTS]
    ]
    context = {
        "section": "meet",
        "rows": rows,
        "more": len(hosts) > MOST_HOSTS,
        "place": place,
        "word": word,
        "topics": [(code, topic_name(code, lang())) for code in current().topics],
        "topic": topic,
        "decider": _body_name(decides),
        "problem": problem,
    }
    return render(request, "receptions/meet.html", context)


def _decides(topic: str, area_path: str) -> str:
    """The path of the body that decides a topic in a place."""
    kind = current().first_kind
    return suggest(text="", topic=topic, area_path=area_path, kind=kind, channel="visit").owner.path


def _body_name(path: str) -> str:
    body = organizations().get(path.rstrip("/")) if path else None
    return body.name(lang()) if body else ""


def _path(place: str) -> tuple[str, str]:
    """The path of a place as typed, or what is wrong with it."""
    if not place.strip():
        return "", ""
    try:
        return PlaceField(required=False).clean(place), ""
    except ValidationError as error:
        return "", " ".join(error.messages)


def _days(at: datetime) -> tuple[Any, Any]:
    since = local(at).date()
    return since, since + BOOK_AHEAD


@require_safe
@public
def open_schedule(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """When a host receives, and the times that are free."""
    return schedule_page(request, host_id)


def schedule_page(request: HttpRequest, host_id: UUID, *, problem: str = "", status: int = 200) -> HttpResponse:
    host, at = _open(host_id), now()
    free = free_slots([host.pk], *_days(at), at, online=True)[host.pk]
    context = {
        "section": "meet",
        "host": host,
        "name": host.name(lang()),
        "days": by_day(free[:MOST_SLOTS]),
        "openings": [_opening(window, opening) for window, opening in openings_of(host.pk, *_days(at))],
        "feed": f"{settings.PUBLIC_URL}{reverse('schedule_feed', args=[host.pk])}",
        "spoken": ", ".join(dict(settings.LANGUAGES).get(code, code) for code in host.office.languages),
        "problem": problem,
    }
    return render(request, "receptions/open_schedule.html", context, status=status)


def _open(host_id: UUID) -> Host:
    host = open_host(host_id)
    if host is None:
        raise Http404
    return host


def by_day(free: list[OpenSlot]) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Free slots by day: the moment, the hour, and the village or the way if it is not in person at the centre."""
    days: dict[str, list[tuple[str, str, str]]] = {}
    for slot in free:
        way = where_words(slot.area_path, "", lang()) or ("" if slot.mode == "in_person" else MODE_WORDS[slot.mode]())
        days.setdefault(day_words(slot.starts, lang()), []).append(
            (slot.starts.isoformat(), f"{local(slot.starts):%H:%M}", way)
        )
    return list(days.items())


def _opening(window: Any, opening: Any) -> dict[str, Any]:
    return {
        "day": opening.starts,
        "hours": f"{local(opening.starts):%H:%M}–{local(opening.ends):%H:%M}",
        "mode": MODE_WORDS[window.mode](),
        "place": where_words(window.area_path, window.place, lang()),
    }


@require_safe
@public
def schedule_feed(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """The receptions of a host as a calendar to subscribe to (iCalendar, RFC 5545): days, hours and place only."""
    host, at = _open(host_id), now()
    book = reception_book(host)
    for window, opening in openings_of(host.pk, *_days(at)):
        event = Event()
        event.add("uid", f"{window.pk}.{opening.starts.astimezone(zone()):%Y%m%d}@dauys")
        event.add("dtstamp", window.schedule.published_at)
        event.add("summary", f"{_('Reception')}: {host.name(lang())}")
        elsewhere = where_words(window.area_path, window.place, lang())
        event.add("location", elsewhere or host.office.address.get(lang(), ""))
        if host.office.lat is not None and not elsewhere:
            event.add("geo", (host.office.lat, host.office.lon))
        event.add("description", MODE_WORDS[window.mode]())
        event.add("dtstart", opening.starts)
        event.add("dtend", opening.ends)
        event.add("url", f"{settings.PUBLIC_URL}{reverse('open_schedule', args=[host.pk])}")
        book.add_component(event)
    return calendar_answer(book)


def reception_book(host: Host) -> Calendar:
    return calendar_book(f"{_('Reception')}: {host.name(lang())}")


def calendar_answer(book: Calendar) -> HttpResponse:
    book.add_missing_timezones()
    return HttpResponse(bytes(book.to_ical()), content_type="text/calendar; charset=utf-8")
