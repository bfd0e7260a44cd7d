"""What comes after a task: something went wrong, how it was, thanks; and tasks in a calendar of one's own."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from icalendar import Event

from dauys.cases.actions import NewParty
from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.cases.queries import number_of
from dauys.ground.access.actors import ANONYMOUS, citizen
from dauys.ground.access.gate import by_code, staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.calendars import calendar_book
from dauys.volunteers import actions
from dauys.volunteers.aftercare import (
    after_line,
    helped,
    tasks_in_calendar,
    thanks_of,
    tickets_in_calendar,
)
from dauys.volunteers.forms_of_aftercare import DeskIncidentForm, ImpressionForm, ThanksForm
from dauys.volunteers.links import is_secret_of, key_of_secret
from dauys.volunteers.models import Enrolment, Offer
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.pages.desk_parts import actor_of, frame
from dauys.volunteers.pages.parts import line_row
from dauys.volunteers.pages.shifts import shift_row
from dauys.volunteers.queries import get_line, offer_of_link
from dauys.volunteers.rules import TAKES_PLACE
from dauys.volunteers.words_of_aftercare import INCIDENT_WORDS


def coming_offer(token: str) -> Offer:
    """The offer of a link, for who comes or came."""
    offer = offer_of_link(key_of_secret(token, "offer"))
    if offer is None or offer.volunteer.state == "left" or offer.state not in TAKES_PLACE:
        raise Http404
    return offer


@require_http_methods(["GET", "POST"])
@by_code
def rate_task(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a task: how it was. The office reads it without a name."""
    offer = coming_offer(token)
    if offer.state != "came":
        raise Http404
    form = ImpressionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.say_how_it_was(offer=offer.pk, score=data["score"], words=data["words"], actor=ANONYMOUS, at=now())
        return redirect("open_offer", token=token)
    context = {"section": "help", **shift_row(offer.line), "form": form, "token": token}
    return render(request, "volunteers/rate_task.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@by_code
def thank_volunteers(request: HttpRequest, case_id: UUID, token: str) -> HttpResponse:
    """From the page of the appeal: words to everybody who came. Said once, they stand here."""
    if not is_secret_of(case_id, "thanks", token):
        raise Http404
    people = helped(case_id)
    if not people:
        raise Http404
    form = ThanksForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.give_thanks(case_id=case_id, words=form.cleaned_data["words"], actor=citizen(case_id), at=now())
        return redirect("thank_volunteers", case_id=case_id, token=token)
    context = {"section": "help", "form": form, "people": people, "said": thanks_of(case_id)}
    return render(request, "volunteers/thanks.html", context, status=422 if form.errors else 200)


@require_safe
@by_code
def volunteer_calendar(request: HttpRequest, volunteer_id: UUID, token: str) -> HttpResponse:
    """Somebody's tasks for a calendar: kind of work and place, never an address or a name; of a campaign also where
    people meet, as everybody may read it."""
    if not is_secret_of(volunteer_id, "calendar", token):
        raise Http404
    book = calendar_book(_("Dauys: my tasks"))
    at = now()
    events = [*map(_event, tasks_in_calendar(volunteer_id, at)), *map(_meeting, tickets_in_calendar(volunteer_id, at))]
    for event in sorted(events, key=lambda event: event.decoded("dtstart")):
        book.add_component(event)
    return HttpResponse(bytes(book.to_ical()), content_type="text/calendar; charset=utf-8")


def _event(offer: Offer) -> Event:
    event = Event()
    event.add("uid", f"{offer.pk}@dauys")
    event.add("dtstamp", offer.answered_at or offer.created_at)
    event.add("summary", offer.line.notice or work_name(offer.line.work, lang()))
    event.add("location", area_line(offer.line.obligation.area_path, lang()))
    event.add("dtstart", offer.during.lower)
    event.add("dtend", offer.during.upper)
    return event


def _meeting(ticket: Enrolment) -> Event:
    event, zone = Event(), ticket.zone
    event.add("uid", f"{ticket.pk}@dauys")
    event.add("dtstamp", ticket.created_at)
    event.add("summary", zone.campaign.name)
    event.add("location", f"№ {zone.number}. {zone.meeting}, {area_line(zone.area_path, lang())}")
    event.add("dtstart", zone.during.lower)
    event.add("dtend", zone.during.upper)
    return event


@require_safe
@staff("volunteers.see_need")
def line_after(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """What came after a line: incidents, how it was for who came, and what the person said to them."""
    actor, at = actor_of(request), now()
    row = get_line(actor, line_id, "volunteers.see_need")
    after = after_line(row)
    context = {
        **line_row(row, at),
        "incidents": [(INCIDENT_WORDS[i.what](), number_of(i.case), i) for i in after.incidents],
        "after": after,
        "may_report": bool(current().incident_kind),
        "dispatches": allows(actor, "volunteers.dispatch", row),
    }
    return render(request, "volunteers/line_after.html", frame(request, **context))


@require_POST
@staff("volunteers.dispatch")
def hide_thanks(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Words that hold an address or an insult are kept from who came."""
    row = get_line(actor_of(request), line_id, "volunteers.dispatch")
    actions.hide_thanks(line=row.pk, actor=actor_of(request), at=now())
    return redirect("line_after", line_id=row.pk)


@require_http_methods(["GET", "POST"])
@staff("volunteers.see_need")
def line_incident(request: HttpRequest, line_id: UUID) -> HttpResponse:
    """Somebody tells the desk what went wrong at a line: a case of the office."""
    actor, at = actor_of(request), now()
    row = get_line(actor, line_id, "volunteers.see_need")
    if not current().incident_kind:
        raise Http404
    form = DeskIncidentForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        actions.report_incident(
            key=data["key"], line=row.pk, what=data["what"], text=data["text"], language=lang(),
            person=NewParty(data["name"], phone=data["phone"]), actor=actor, at=at,
        )  # fmt: skip
        return redirect("line_after", line_id=row.pk)
    context = {"form": form, **line_row(row, at)}
    return render(
        request, "volunteers/line_incident.html", frame(request, **context), status=422 if form.errors else 200
    )
