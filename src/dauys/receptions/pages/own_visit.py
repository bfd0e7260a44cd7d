"""One's own visit, by its link or in the browser that booked it: take an offered time, move, cancel."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from icalendar import Event

from dauys.cases.desk import lang
from dauys.cases.of_contact import owns, page
from dauys.cases.queries import number_of
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.ui.moments import local, moment_words
from dauys.receptions import actions, links
from dauys.receptions.models import Visit
from dauys.receptions.pages.open_schedule import MOST_SLOTS, by_day, calendar_answer, reception_book
from dauys.receptions.pages.parts import moment_of
from dauys.receptions.papers import Section, as_pdf, companion_values, sections, signed_protocol
from dauys.receptions.queries import contact_of_visit, referral_of_case
from dauys.receptions.rules import JOINING, REFERRING, REMOTE, ImpossibleVisit
from dauys.receptions.slots_open import BOOK_AHEAD, free_slots
from dauys.receptions.words import MODE_WORDS, NEED_WORDS, STATE_WORDS, place_of_visit, where_words

MOST_CASES = 5
MOST_MOVES = 6  # of one visit by its link: each keeps a time from others and writes a letter


@require_safe
@by_code
def open_visit(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a letter: from now on this browser knows the visit, and the secret is out of its address."""
    found = links.by_link(token)
    if found is None:
        raise Http404
    response = redirect("own_visit")
    links.remember(response, found)
    return response


@require_safe
@by_code
def own_visit(request: HttpRequest) -> HttpResponse:
    """The visit as it stands, and what its person can still do."""
    visit = links.own_visit(request)
    if visit is None:
        return render(request, "receptions/no_visit.html", {"section": "meet"})
    if visit.link_key is None and visit.state == "held":
        return redirect("coming")
    return _page(request, visit)


def _page(request: HttpRequest, visit: Visit, *, problem: str = "", status: int = 200) -> HttpResponse:
    at, lead = now(), visit.lead
    offered = visit.state == "held" and visit.link_key is not None
    may_move = visit.state == "booked" and visit.during.lower > at
    free: list[Any] = []
    if may_move:
        since = local(at).date()
        free = free_slots([visit.host_id], since, since + BOOK_AHEAD, at, online=True)[visit.host_id]
    known = visit.link_key is not None and visit.person_key is not None and visit.case_id is None
    context = {
        "section": "meet",
        "visit": visit,
        "who": lead.name if lead else "",
        "name": visit.host.name(lang()),
        "when": moment_words(visit.during.lower, lang()) if visit.during else "",
        "number": _number(visit),
        "state": STATE_WORDS[visit.state](),
        "mode": MODE_WORDS[visit.mode](),
        "remote": visit.mode in REMOTE,
        "join": visit.join if visit.state in JOINING else "",
        "elsewhere": where_words(visit.held_in, visit.held_at, lang()),
        "needs": [NEED_WORDS[need]() for need in visit.needs if need in NEED_WORDS],
        "offered": offered and visit.hold_until and visit.hold_until > at,
        "too_late": offered and not (visit.hold_until and visit.hold_until > at),
        "may_move": may_move,
        "may_cancel": visit.state in ("held", "waiting") or may_move,
        "days": by_day(free[:MOST_SLOTS]),
        "earlier": _earlier(visit) if known and visit.state in ("booked", "waiting") else [],
        "about": number_of(visit.case) if visit.case else "",
        "protocol": _protocol(visit),
        "companion": _companion(visit),
        "problem": problem,
    }
    return render(request, "receptions/own_visit.html", context, status=status)


def _number(visit: Visit) -> str:
    """By what the display calls who is here and waits."""
    ticket = getattr(visit, "ticket", None)
    return ticket.number if ticket and visit.state == "arrived" else ""


def _companion(visit: Visit) -> dict[str, Any] | None:
    found = referral_of_case(visit.case_id) if visit.case_id and visit.state in REFERRING else None
    return companion_values(found, lang()) if found else None


def _protocol(visit: Visit) -> list[Section]:
    made = signed_protocol(visit) if visit.state == "done" and visit.text else None
    return sections(made, lang()) if made else []


@require_safe
@by_code
def own_protocol(request: HttpRequest) -> HttpResponse:
    """The signed protocol as a PDF, for its person."""
    visit = links.own_visit(request)
    made = signed_protocol(visit) if visit and visit.state == "done" and visit.text else None
    if visit is None or made is None:
        raise Http404
    response = HttpResponse(as_pdf(visit, made, lang()), content_type="application/pdf")
    response["Content-Disposition"] = 'attachment; filename="protocol.pdf"'
    return response


def _earlier(visit: Visit) -> list[dict[str, Any]]:
    """Appeals in the person's own name, now that the contact was shown to be theirs."""
    contact = contact_of_visit(visit)
    rows = page(contact)[0][:MOST_CASES] if contact else []
    return [{"case": row.case, "number": number_of(row.case), "subject": row.case.voice.subject} for row in rows]


@require_POST
@by_code
def own_visit_step(request: HttpRequest, step: str) -> HttpResponse:
    """Takes an offered time, moves, cancels, or says which earlier appeal it is about; a second click does nothing."""
    visit = links.own_visit(request)
    if visit is None or visit.link_key is None:
        return redirect("own_visit")
    try:
        problem = _do(request, visit, step)
    except (ImpossibleVisit, actions.HoldOver):
        problem = _("The visit is not any more as the page showed it. Nothing was changed.")
    except actions.SlotTaken:
        problem = _("This time was just taken. Choose another one.")
    except actions.AlsoBooked:
        problem = _("You have another visit at this time.")
    if problem:
        return _page(request, links.own_visit(request) or visit, problem=problem, status=409)
    return redirect("own_visit")


def _do(request: HttpRequest, visit: Visit, step: str) -> str:
    at = now()
    if step == "take":
        actions.confirm(visit=visit.pk, actor=ANONYMOUS, at=at)
    elif step == "cancel":
        actions.cancel(visit=visit.pk, actor=ANONYMOUS, at=at)
    elif step == "move":
        starts = moment_of(request.POST.get("starts", ""))
        if starts is None:
            return _("Choose a time")
        if visit.sequence >= MOST_MOVES:
            return _("This visit was moved often enough. Call us, or cancel it.")
        if visit.during is None or visit.during.lower != starts:
            actions.move(visit=visit.pk, starts=starts, actor=ANONYMOUS, at=at)
    elif step == "about":
        return _say_about(request, visit)
    else:
        raise Http404
    return ""


def _say_about(request: HttpRequest, visit: Visit) -> str:
    try:
        case = UUID(request.POST.get("case", ""))
    except ValueError:
        return _("Choose an appeal")
    contact = contact_of_visit(visit)
    if contact is None or not owns(contact, case):
        raise Http404
    actions.say_about(visit=visit.pk, case_id=case, actor=ANONYMOUS, at=now())
    return ""


@require_safe
@by_code
def own_visit_calendar(request: HttpRequest) -> HttpResponse:
    """The visit for one's own calendar: when, where and with whom; not why."""
    visit = links.own_visit(request)
    if visit is None or visit.state != "booked":
        raise Http404
    book = reception_book(visit.host)
    event = Event()
    event.add("uid", f"{visit.pk}@dauys")
    event.add("sequence", visit.sequence)
    event.add("dtstamp", visit.created_at)
    event.add("summary", f"{_('Reception')}: {visit.host.name(lang())}")
    event.add("location", ", ".join(place_of_visit(visit, lang())))
    event.add("dtstart", local(visit.during.lower))
    event.add("dtend", local(visit.during.upper))
    event.add("url", f"{settings.PUBLIC_URL}{reverse('own_visit')}")
    book.add_component(event)
    return calendar_answer(book)
