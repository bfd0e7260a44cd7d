"""Due days in a person's own calendar: the page that turns it on, and the feed itself (iCalendar, RFC 5545)."""

import hashlib
import hmac
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from icalendar import Alarm, Event

from dauys.cases import actions, display
from dauys.cases.desk import desk_frame, lang
from dauys.cases.due_calendar import calendar_feed, calendar_key, calendar_reader, due_days
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.ground.access.gate import by_code, staff
from dauys.ground.moment import now
from dauys.ground.ui.calendars import calendar_book


@require_http_methods(["GET", "POST"])
@staff("cases.view")
def calendar(request: HttpRequest) -> HttpResponse:
    """Shows the address of the person's feed; a POST turns it on, renews or ends it."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        if request.POST.get("do") == "off":
            actions.unsubscribe_calendar(actor=actor, at=now())
        else:
            actions.subscribe_calendar(actor=actor, at=now())
        return redirect("calendar")
    feed = calendar_feed(actor)
    path = reverse("calendar_feed", args=[feed.pk, calendar_key(feed.pk)]) if feed else ""
    whole_body = actor.has_role("supervisor", "head")
    shown = {**desk_frame(request), "address": f"{settings.PUBLIC_URL}{path}" if path else "", "whole_body": whole_body}
    return render(request, "cases/calendar.html", shown)


@require_safe
@by_code
def feed(request: HttpRequest, feed_id: UUID, key: str) -> HttpResponse:
    """The feed, for whoever knows its address. Numbers, kinds and places; no words and no names."""
    if not hmac.compare_digest(key.encode(), calendar_key(feed_id).encode()):
        raise Http404
    reader = calendar_reader(feed_id)
    if reader is None:
        raise Http404
    body = _calendar(due_days(reader))
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer


def _calendar(rows: list[Obligation]) -> bytes:
    book = calendar_book(_("Dauys: days of answers"))
    for row in rows:
        book.add_component(_event(row))
    return bytes(book.to_ical())


def _event(row: Obligation) -> Event:
    words = f"{number_of(row.case)} · {display.kind_name(row.kind, lang())}"
    event = Event()
    event.add("uid", f"{row.pk}@dauys")
    event.add("dtstamp", row.changed_at)
    event.add("last-modified", row.changed_at)
    event.add("summary", f"{_('Answer by')}: {words}")
    event.add("description", display.state_words(row, lang(), staff=True))
    event.add("location", display.area_line(row.area_path, lang()))
    event.add("dtstart", row.due_on)
    event.add("transp", "TRANSPARENT")
    event.add("url", f"{settings.PUBLIC_URL}{reverse('case', args=[row.case_id])}")
    bell = Alarm()
    bell.add("action", "DISPLAY")
    bell.add("description", words)
    bell.add("trigger", timedelta(hours=-15))  # nine in the morning of the day before
    event.add_component(bell)
    return event
