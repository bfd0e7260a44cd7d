"""How it was on a line: who leads says it by the link of their offer, with one tap for all or for each person."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.ui.moments import local
from dauys.volunteers import actions
from dauys.volunteers.forms_of_hours import SayForm
from dauys.volunteers.hours import OutOfPlan, minutes_between
from dauys.volunteers.links import key_of_secret
from dauys.volunteers.models import Line, Offer
from dauys.volunteers.pages.shifts import shift_row
from dauys.volunteers.queries import offer_of_link
from dauys.volunteers.queries_of_hours import crew_hours
from dauys.volunteers.rules import TAKES_PLACE, ImpossibleOffer
from dauys.volunteers.words_of_hours import LONGER_WORDS, OUTCOME_WORDS, PRESENCE_STATE_WORDS, long_words
from dauys.volunteers.words_of_people import chosen


@dataclass(frozen=True, slots=True)
class Said:
    """What became of a form: nothing to tell, or a problem, of which person, and what was typed for them."""

    problem: str = ""
    status: int = 200
    offer: UUID | None = None
    form: SayForm | None = None


@require_http_methods(["GET", "POST"])
@by_code
def shift_hours(request: HttpRequest, token: str) -> HttpResponse:
    """The page of who leads on the spot, by the link they have; for everybody else there is none."""
    leader = offer_of_link(key_of_secret(token, "offer"))
    if leader is None or not leader.is_leader or leader.state not in TAKES_PLACE or leader.volunteer.state == "left":
        raise Http404
    said = say(request, leader.line, leader.pk, ANONYMOUS) if request.method == "POST" else None
    if said and not said.problem:
        return redirect("shift_hours", token=token)
    context = {"section": "help", "token": token, **shift_row(leader.line), **crew_context(leader.line, said)}
    return render(request, "volunteers/shift_hours.html", context, status=said.status if said else 200)


def say(request: HttpRequest, line: Line, leader: UUID | None, actor: Actor) -> Said:
    """Reads the form of one person, or of the whole crew, and says it."""
    if "everybody" in request.POST:
        return _everybody(line, leader, actor)
    offer = _one_of(line, request.POST.get("offer", ""))
    form = SayForm(request.POST)
    if offer is None or not form.is_valid():
        return Said(_("Choose how it was, and write times as 10:00"), 422, offer, form)
    try:
        actions.say_presence(offer=offer, told=form.told(line.during.lower), leader=leader, actor=actor, at=now())
    except OutOfPlan:
        told = _("The time does not fit. Within the plan, or longer with a reason; from and until both.")
        return Said(told, 422, offer, form)
    except actions.NotNow:
        return Said(_("It is too early or too late to say that."), 409, offer, form)
    except actions.Overlaps:
        return Said(_("The person was somewhere else at this time."), 409, offer, form)
    except (actions.AlreadyApproved, ImpossibleOffer):
        return Said(_("It is not any more as the page showed it. Nothing was changed."), 409, offer, form)
    return Said()


def _everybody(line: Line, leader: UUID | None, actor: Actor) -> Said:
    try:
        left = actions.say_crew(line=line.pk, leader=leader, actor=actor, at=now())
    except actions.NotNow:
        return Said(_("It is too early or too late to say that."), 409)
    if left:
        names = ", ".join(offer.volunteer.name or _("Left") for offer in left)
        return Said(_("These were somewhere else at this time: %s") % names, 409)
    return Said()


def _one_of(line: Line, typed: str) -> UUID | None:
    """The offer that was typed, if it is one of the line."""
    try:
        key = UUID(typed)
    except ValueError:
        return None
    return key if Offer.objects.filter(pk=key, line=line).exists() else None


def crew_context(line: Line, said: Said | None) -> dict[str, Any]:
    rows = [_row(offer, line, said) for offer in crew_hours(line)]
    return {
        "crew": rows,
        "unsaid": sum(row["presence"] is None for row in rows),
        "began": line.during.lower <= now(),
        "outcomes": chosen(OUTCOME_WORDS),
        "reasons": chosen(LONGER_WORDS),
        "problem": said.problem if said else "",
    }


def _row(offer: Offer, line: Line, said: Said | None) -> dict[str, Any]:
    presence = getattr(offer, "presence", None)
    stay = (presence and presence.during) or line.during
    typed = {
        "outcome": presence.outcome if presence else "partial",
        "since": f"{local(stay.lower):%H:%M}",
        "until": f"{local(stay.upper):%H:%M}",
        "reason": presence.reason if presence else "",
    }
    is_wrong = said is not None and said.offer == offer.pk
    if is_wrong and said and said.form:
        typed = {name: said.form.data.get(name, "") for name in typed}
    return {
        "offer": offer,
        "presence": presence,
        "name": offer.volunteer.name or _("Left"),
        "outcome": OUTCOME_WORDS[presence.outcome]() if presence else "",
        "long": long_words(minutes_between(stay.lower, stay.upper)) if presence and presence.during else "",
        "state": PRESENCE_STATE_WORDS[presence.state]() if presence else "",
        "may_say": presence is None or presence.state != "approved",
        "typed": typed,
        "is_wrong": is_wrong,
    }
