"""Booking by oneself: a time is kept, who comes and why, the body that decides is offered first, a code, and done."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases import actions as cases
from dauys.cases.code_page import code_page
from dauys.cases.desk import lang
from dauys.cases.fields import places_near
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.moments import moment_words
from dauys.receptions import actions
from dauys.receptions.forms_of_visits import ComingForm
from dauys.receptions.links import own_visit, remember
from dauys.receptions.models import Visit
from dauys.receptions.pages.open_schedule import schedule_page
from dauys.receptions.pages.parts import decides_below, guessed_topic, moment_of
from dauys.receptions.queries import first_openings, open_host
from dauys.receptions.words import where_words

HELD_AN_HOUR = 30  # from one address; a village may share one
PLACES = 60


@require_POST
@by_code
def keep(request: HttpRequest, host_id: UUID) -> HttpResponse:
    """Keeps a free time, or a place on the waiting list, for as long as it takes to write who comes."""
    host, at = open_host(host_id), now()
    if host is None:
        return redirect("meet")
    before = own_visit(request)
    starts = moment_of(request.POST.get("starts", ""))
    if before and before.state == "held" and before.host_id == host.pk and starts and _begins(before) == starts:
        return redirect("coming")  # the second of two clicks
    if too_fast(request, "visit", HELD_AN_HOUR, 3600):
        return schedule_page(request, host_id, problem=_("Too many tries from this address. Wait an hour."), status=429)
    if "wait" in request.POST:
        visit = actions.ask_to_wait(host=host.pk, language=lang(), hold_until=at + actions.HOLD, at=at)
    elif starts is None:
        return schedule_page(request, host_id, problem=_("Choose a time"), status=422)
    else:
        try:
            visit = actions.hold(
                host=host.pk, starts=starts, source="web", language=lang(), actor=ANONYMOUS, at=at
            )  # fmt: skip
        except actions.SlotTaken:
            told = _("This time was just taken. Choose another one.")
            return schedule_page(request, host_id, problem=told, status=409)
    if before and before.state in ("held", "expired") and before.link_key is None:
        actions.take_over(visit=visit.pk, before=before.pk, actor=ANONYMOUS, at=at)
    response = redirect("coming")
    remember(response, visit.pk)
    return response


def _begins(visit: Visit) -> datetime | None:
    return visit.during.lower if visit.during else None


def _unfinished(request: HttpRequest) -> Visit | None:
    """The visit of this browser that waits for its person to be written down or confirmed."""
    visit = own_visit(request)
    return visit if visit and visit.state in ("held", "expired") and visit.link_key is None else None


@require_http_methods(["GET", "POST"])
@by_code
def coming(request: HttpRequest) -> HttpResponse:
    """Who comes and why. What was typed stays with the time that is kept, also when another one is chosen."""
    visit = _unfinished(request)
    if visit is None:
        return redirect("own_visit")
    form = ComingForm(request.POST or None, initial=_written(visit))
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, now()
        topic = guessed_topic(data["text"])
        offered = decides_below(visit.host, data["text"], data["area"], topic)
        try:
            row = actions.book(
                visit=visit.pk, person=form.person(), text=data["text"], area_path=data["area"], topic=topic,
                needs=data["needs"], offered=offered, confirmed=False, actor=ANONYMOUS, at=at,
            )  # fmt: skip
        except actions.HoldOver:  # booked meanwhile, in another window
            return redirect("own_visit")
        except actions.AlsoBooked:
            form.add_error("contact", _("You have another visit at this time."))
        else:
            if row.state == "held":
                return redirect("meet_first" if offered else "confirm_visit")
            form.add_error(None, _("Somebody else has this time now. Choose another one: your words stay."))
    context = {
        "section": "meet",
        "form": form,
        "visit": visit,
        "when": _when(visit),
        "name": visit.host.name(lang()),
        "elsewhere": where_words(visit.held_in, visit.held_at, lang()),
        "until": visit.hold_until,
        "places": places_near(visit.host.area_path, "", PLACES),
        "over": visit.state == "expired" or (visit.hold_until and visit.hold_until < now()),
    }
    return render(request, "receptions/coming.html", context, status=422 if form.errors else 200)


def _when(visit: Visit) -> str:
    return moment_words(visit.during.lower, lang()) if visit.during else ""


def _written(visit: Visit) -> dict[str, Any]:
    """What stands there already, for the form."""
    lead = visit.lead
    if lead is None:
        return {}
    return {
        "text": visit.text,
        "area": visit.place_path,
        "name": lead.name,
        "contact": lead.phone or lead.email,
        "people": visit.people if visit.people > 1 else None,
        "companions": "\n".join(v.name for v in visit.visitors.all() if v.role == "companion"),
        **next(
            (
                {"representative": v.name, "authority": v.authority}
                for v in visit.visitors.all()
                if v.role == "representative"
            ),
            {},
        ),
        "needs": visit.needs,
    }


@require_http_methods(["GET", "POST"])
@by_code
def meet_first(request: HttpRequest) -> HttpResponse:
    """Offers the body that decides the matter; who wants to be received by the head all the same goes on."""
    visit = _unfinished(request)
    if visit is None or not visit.text:
        return redirect("coming" if visit else "own_visit")
    if request.method == "POST" or visit.offered is None:
        return redirect("confirm_visit")
    context = {
        "section": "meet",
        "visit": visit,
        "name": visit.host.name(lang()),
        "when": _when(visit),
        "body": visit.offered.name(lang()),
        "rows": [(h, h.name(lang()), moment_words(s.starts, lang())) for h, s in first_openings(visit.offered, now())],
    }
    return render(request, "receptions/meet_first.html", context)


@require_http_methods(["GET", "POST"])
@by_code
def confirm_visit(request: HttpRequest) -> HttpResponse:
    """Sends the code and takes it; the right one books the visit, or puts the person on the waiting list."""
    visit = _unfinished(request)
    lead = visit.lead if visit else None
    if visit is None or lead is None:
        return redirect("coming" if visit else "own_visit")
    key, contact = visit.pk, ("sms", lead.phone) if lead.phone else ("mail", lead.email)

    def redeem(typed: str) -> None:
        at = now()

        def book() -> None:
            actions.confirm(visit=key, contact=contact[1], actor=ANONYMOUS, at=at)

        cases.redeem_for(subject=key, contact=contact[1], code=typed, then=book, at=at)

    try:
        return code_page(
            request,
            subject=key,
            contact=contact,
            redeem=redeem,
            section="meet",
            here="confirm_visit",
            back="own_visit",
            too_many=_("Too many codes or wrong tries. Wait an hour and try again."),
            is_done=lambda: _unfinished(request) is None,
        )
    except actions.HoldOver:
        return redirect("coming")
