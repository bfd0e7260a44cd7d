"""The phone desk: the queue of calls, the next one, who it is, what is asked, and what came of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases import actions as cases
from dauys.cases.desk import lang
from dauys.cases.lookup import named_case
from dauys.cases.queries import number_of
from dauys.cases.repeats import earlier_of_person
from dauys.cases.slots import earlier_lines
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.sealed.seal import lookup_keys
from dauys.ground.ui.moments import local
from dauys.volunteers import actions
from dauys.volunteers.call_queue import earlier_calls, get_call, office_of_desk, open_calls, standing
from dauys.volunteers.duplicates import similar_needs
from dauys.volunteers.forms_of_asking import CallForm, OutcomeForm
from dauys.volunteers.models import Call
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.pages.desk_parts import actor_of, frame
from dauys.volunteers.queries import volunteers_for
from dauys.volunteers.scripts import scripts


@require_safe
@staff("volunteers.call")
def volunteer_calls(request: HttpRequest) -> HttpResponse:
    """Who is to be called, the longest waiting first, and how the desk stands."""
    actor, at = actor_of(request), now()
    begins = local(at).replace(hour=0, minute=0, second=0, microsecond=0)
    stands = standing(actor, at, begins)
    context = {
        "rows": [_row(call, actor, at) for call in open_calls(actor)],
        "standing": stands,
        "wait": None if stands.wait is None else max(0, round(stands.wait.total_seconds() / 60)),
    }
    return render(request, "volunteers/calls.html", frame(request, **context))


def _row(call: Call, actor: Actor, at: datetime) -> dict[str, Any]:
    return {
        "call": call,
        "mine": call.state == "taken" and call.taken_by_id == actor.id,
        "with": call.taken_by.name if call.taken_by else "",
        "later": call.state == "waiting" and call.due_at > at,
    }


@require_POST
@staff("volunteers.call")
def next_call(request: HttpRequest) -> HttpResponse:
    """Gives the operator the call that waits longest; nobody else gets it."""
    call = actions.take_next(actor=actor_of(request), at=now())
    return redirect("volunteer_call", call_id=call.pk) if call else redirect("volunteer_calls")


@require_http_methods(["GET", "POST"])
@staff("volunteers.call")
def new_call(request: HttpRequest) -> HttpResponse:
    """Somebody calls: the number is enough to begin."""
    actor = actor_of(request)
    form = CallForm(request.POST or None, initial={"key": uuid4(), "language": lang()})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        call = actions.answer_call(
            key=data["key"], office=office_of_desk(actor), name=data["name"], phone=data["phone"],
            language=data["language"], actor=actor, at=now(),
        )  # fmt: skip
        return redirect("volunteer_call", call_id=call.pk)
    context = frame(request, form=form)
    return render(request, "volunteers/new_call.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff("volunteers.call")
def volunteer_call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """One call: who it is, the scripts, the way to the intake, and what came of it."""
    actor, at = actor_of(request), now()
    call = get_call(actor, call_id)
    if request.method == "GET":
        return _page(request, call, OutcomeForm(at=at))
    if "find" in request.POST:
        return _found(request, call, actor)
    form = OutcomeForm(request.POST, at=at)
    if not form.is_valid():
        return _page(request, call, form)
    if form.cleaned_data["outcome"] != "done" and not call.phone:
        form.add_error("outcome", _("There is no number to call"))
        return _page(request, call, form)
    case, problem = named_case(actor, form.cleaned_data["number"])
    if problem:
        form.add_error("number", problem)
        return _page(request, call, form)
    about: dict[str, Any] = {
        "call": call.pk, "about": form.cleaned_data["about"], "case": case, "actor": actor, "at": at,
    }  # fmt: skip
    try:
        if form.cleaned_data["outcome"] == "done":
            actions.end_call(**about)
        else:
            actions.try_again(again_at=form.again_at(), **about)
    except actions.CallMoved:
        return _page(request, get_call(actor, call_id), form, moved=True)
    return redirect("volunteer_calls")


def _found(request: HttpRequest, call: Call, actor: Actor) -> HttpResponse:
    """Who wrote from this number before; the look is journalled."""
    at = now()
    person = cases.find_person(phone=call.phone, actor=actor, at=at) if call.phone else None
    told = _("Nobody with this phone has written before.")
    if person:
        told = _("Found: %s. Check with the person that it is still right.") % person.name
    earlier = earlier_lines(earlier_of_person(actor, phone=call.phone), at) if person else []
    return _page(request, call, OutcomeForm(at=at), told=told, earlier=earlier)


def _page(request: HttpRequest, call: Call, form: OutcomeForm, *, moved: bool = False, **about: Any) -> HttpResponse:
    actor, at = actor_of(request), now()
    mine = call.state == "taken" and call.taken_by_id == actor.id
    keys = list(lookup_keys(call.phone, what="phone")) if call.phone else []
    needs = similar_needs(call.phone, "", at, actor=actor) if call.phone else []
    context = {
        "call": call,
        "mine": mine,
        "with": call.taken_by.name if call.taken_by else "",
        "form": form,
        "moved": moved,
        "scripts": scripts(call.language),
        "intake": _intake(call) if mine else "",
        "volunteers": [v.name for v in volunteers_for(actor).filter(phone_key__in=keys)[:3]] if keys else [],
        "needs": [(n.line, work_name(n.line.work, lang())) for n in needs],
        "calls": earlier_calls(actor, call),
        "about_case": number_of(call.case) if call.case else "",
        **about,
    }
    status = 409 if moved else 422 if form.errors else 200
    return render(request, "volunteers/call.html", frame(request, **context), status=status)


def _intake(call: Call) -> str:
    """The form of a need that begins with what this call brought."""
    return f"{reverse('new_need')}?call={call.pk}"
