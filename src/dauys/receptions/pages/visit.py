"""One visit: who comes and why, its steps, the protocol and its signature."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.answers.actions import Unfinished
from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import area_line, chip, no_calendar_words, state_words, topic_name
from dauys.cases.queries import number_of
from dauys.cases.rules import ImpossibleStep
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.cache import organizations
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.moment import now
from dauys.receptions import actions
from dauys.receptions.actions import Order
from dauys.receptions.counter_lines import visit_line
from dauys.receptions.forms import ORDERS, OrderForm, ProtocolForm
from dauys.receptions.models import Protocol, Ticket, Visit
from dauys.receptions.pages.parts import actor_of, bodies, reason_words, visit_row
from dauys.receptions.queries import controllers_of, earlier_cases, earlier_visits, protocol, protocols_of, visit_for
from dauys.receptions.rules import PASSED_ON, REFERRING, TRANSITIONS, ImpossibleVisit
from dauys.receptions.words import OUTCOME_WORDS, ROLE_WORDS, STATE_WORDS

STEPS: dict[str, tuple[str, Callable[..., Visit]]] = {
    "arrive": ("receptions.register", actions.arrive),
    "serve": ("receptions.write", actions.serve),
    "number": ("receptions.register", actions.give_number),
    "call": ("receptions.write", actions.call_visit),
    "take": ("receptions.register", actions.confirm),
    "miss": ("receptions.register", actions.miss),
    "cancel": ("receptions.register", actions.cancel),
}


def _step_words() -> dict[str, str]:
    return {"arrive": _("The person is here"), "serve": _("Begin the reception"), "miss": _("Did not come"),
            "take": _("The person takes this time"), "cancel": _("Cancel the visit"),
            "number": _("Give a number"), "call": _("Call the number")}  # fmt: skip


@require_safe
@staff("receptions.view")
def visit(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The visit; its matter, brief and protocol only for the host and who assists."""
    return _page(request, visit_for(actor_of(request), visit_id, "receptions.view"))


def _page(request: HttpRequest, row: Visit, *, problem: str = "", status: int = 200) -> HttpResponse:
    actor = actor_of(request)
    reads = allows(actor, "receptions.read", row)
    ticket = getattr(row, "ticket", None)
    words, possible = _step_words(), _possible(row, ticket)
    if row.state == "waiting":
        words["cancel"] = _("Take off the waiting list")
    steps = [
        (name, words[name])
        for name, (permission, _do) in STEPS.items()
        if name in possible and allows(actor, permission, row) and not (row.host.is_place and name == "serve")
    ]
    versions = [_version(p, row, actor) for p in protocols_of(row.pk)] if reads else []
    context = {
        **visit_row(row, actor),
        "reads": reads,
        "reason": reason_words(row.reason),
        "steps": steps,
        "ticket": ticket.number if ticket else "",
        "called": ticket is not None and ticket.state == "called",
        "number": number_of(row.case) if row.case and reads else "",
        "others": _others(row),
        "versions": versions,
        "may_move": row.state == "booked" and not row.host.is_place and allows(actor, "receptions.register", row),
        "may_hand": row.state == "done" and bool(row.text) and allows(actor, "receptions.hand", row),
        "may_write": row.state in ("serving", "done") and allows(actor, "receptions.write", row),
        "may_refer": row.state in REFERRING and row.case_id is not None and allows(actor, "receptions.refer", row),
        "problem": problem,
    }
    return render(request, "receptions/visit.html", {**desk_frame(request), **context}, status=status)


def _others(row: Visit) -> list[dict[str, str]]:
    """Who comes along, each with what they are to the one who leads."""
    return [
        {"role": ROLE_WORDS[v.role](), "name": v.name, "authority": v.authority}
        for v in row.visitors.all()
        if v.role in ROLE_WORDS
    ]


def _possible(row: Visit, ticket: Ticket | None) -> set[str]:
    """The steps the state leads to, and those of the number where the hall has a display that calls it."""
    found = set(TRANSITIONS[row.state])
    if row.state == "arrived" and row.has_display and visit_line() is not None:  # type: ignore[attr-defined]
        found.add("call" if ticket else "number")
    if row.state == "held" and row.link_key is not None and row.during:  # offered from the waiting list
        found.add("take")
    return found


@require_safe
@staff("receptions.read")
def brief(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """One page to print for who receives: the matter, what the person wrote and was told before, who decides it."""
    actor = actor_of(request)
    row = visit_for(actor, visit_id, "receptions.read")
    at = now()
    cases = [
        {"row": r, "number": number_of(r.case), "state": state_words(r, lang(), staff=True), "chip": chip(r, at)}
        for r in earlier_cases(actor, row)
    ]
    visits = [
        {"visit": v, "host": v.host.name(lang()), "state": STATE_WORDS[v.state](), "outcome": _outcome(v)}
        for v in earlier_visits(row)
    ]
    context = {
        **visit_row(row, actor),
        "reason": reason_words(row.reason),
        "number": number_of(row.case) if row.case else "",
        "others": [other["name"] for other in _others(row)],
        "offered": row.offered.name(lang()) if row.offered else "",
        "place": area_line(row.place_path, lang()),
        "topic": topic_name(row.topic, lang()) if row.topic else "",
        "cases": cases,
        "visits": visits,
        "made_at": at,
    }
    return render(request, "receptions/brief.html", {**desk_frame(request), **context})


def _outcome(visit: Visit) -> str:
    signed = [p for p in visit.protocols.all() if p.signed_at]
    return OUTCOME_WORDS[max(signed, key=lambda p: p.version).outcome]() if signed else ""


def _version(made: Protocol, row: Visit, actor: Any) -> dict[str, Any]:
    orders = [
        {
            "executor": o.executor.name(lang()), "text": o.text, "due_on": o.due_on,
            "controller": o.controller.name if o.controller else "",
        }
        for o in made.instructions.all()
    ]  # fmt: skip
    made.visit = row
    return {
        "protocol": made,
        "outcome": OUTCOME_WORDS[made.outcome](),
        "orders": orders,
        "may_sign": made.signed_at is None and allows(actor, "receptions.sign", made),
    }


@require_POST
@staff("receptions.view")
def take_step(request: HttpRequest, visit_id: UUID, step: str) -> HttpResponse:
    """One step of a visit; a second click finds it taken."""
    if step not in STEPS:
        raise Denied("receptions.view")
    permission, do = STEPS[step]
    row = visit_for(actor_of(request), visit_id, permission)
    try:
        do(visit=row.pk, actor=actor_of(request), at=now())
    except (ImpossibleVisit, actions.HoldOver):
        return _moved_on(request, visit_id)
    except actions.StillServing:
        return _page(request, row, problem=_("Another number is called to this room. End with it first."), status=409)
    except CalendarNotCovered:
        return _page(request, row, problem=no_calendar_words(), status=503)
    return redirect("visit", visit_id=visit_id)


def _moved_on(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    row = visit_for(actor_of(request), visit_id, "receptions.view")
    told = _("The visit is not any more as the page showed it. Nothing was changed.")
    return _page(request, row, problem=told, status=409)


@require_http_methods(["GET", "POST"])
@staff("receptions.write")
def write(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The protocol with its instructions; written anew until it is signed, a correction after that."""
    row = visit_for(actor_of(request), visit_id, "receptions.write")
    newest = next(iter(protocols_of(row.pk)), None)
    if request.method == "GET" and row.state not in ("serving", "done"):
        return redirect("visit", visit_id=visit_id)
    first = _first(newest)
    form = ProtocolForm(request.POST or None, initial=first)
    orders = _order_forms(request, newest, controllers_of(row.host))
    if request.method == "POST" and form.is_valid() & all(order.is_valid() for order in orders):
        data = form.cleaned_data
        given = [_order(o.cleaned_data) for o in orders if not o.is_empty()]
        if (data["outcome"] in PASSED_ON) != bool(given):
            told = _("Write below who does what") if not given else _("Choose “Instructions given”, or empty them")
            form.add_error("outcome", told)
        else:
            try:
                actions.write(
                    visit=row.pk, outcome=data["outcome"], summary=data["summary"], decided=data["decided"],
                    norm=data["norm"] if data["outcome"] == "refused" else "", orders=given,
                    revision=data["revision"], actor=actor_of(request), at=now(),
                )  # fmt: skip
                return redirect("visit", visit_id=visit_id)
            except actions.NotController:
                form.add_error(None, _not_controller())
            except (actions.NotWritten, ImpossibleVisit):
                if newest and newest.written_by_id == actor_of(request).id and newest.summary == data["summary"]:
                    return redirect("visit", visit_id=visit_id)
                form.add_error(
                    None,
                    _("Somebody wrote this protocol after the page was opened. Copy your words, and open it anew."),
                )
    context = {"form": form, "orders": orders, "visit": row, "subject": row.subject, "text": row.text}
    status = 422 if form.errors or any(o.errors for o in orders) else 200
    return render(request, "receptions/write.html", {**desk_frame(request), **context}, status=status)


def _not_controller() -> str:
    return _("Who was named to control an instruction controls nothing here any more. Name somebody else.")


def _order(data: dict[str, Any]) -> Order:
    controller = UUID(data["controller"]) if data["controller"] else None
    return Order(organizations()[data["executor"]], data["text"], data["due_on"], controller)


def _first(newest: Protocol | None) -> dict[str, Any]:
    if newest is None:
        return {"revision": 0}
    return {name: getattr(newest, name) for name in ("outcome", "summary", "decided", "norm", "revision")}


def _order_forms(
    request: HttpRequest, newest: Protocol | None, controllers: Iterable[tuple[UUID, str]]
) -> list[OrderForm]:
    """Who was named and controls nothing any more stays a choice, so that it is told and not lost unseen."""
    old = list(newest.instructions.all()) if newest else []
    count = max(ORDERS, len(old))
    named = {str(o.controller.pk): o.controller.name for o in old if o.controller}
    choices = list({**named, **{str(user): name for user, name in controllers}}.items())
    known = [
        {"executor": o.executor.code, "text": o.text, "due_on": o.due_on, "controller": o.controller_id} for o in old
    ]
    return [
        OrderForm(
            request.POST or None, prefix=f"o{n}", initial=known[n] if n < len(known) else None, bodies=bodies(),
            controllers=choices, needs_day=request.POST.get("outcome") != "forwarded",
        )
        for n in range(count)
    ]  # fmt: skip


@require_POST
@staff("receptions.sign")
def sign(request: HttpRequest, protocol_id: UUID) -> HttpResponse:
    """The head signs what they read; a second click finds it signed."""
    made = protocol(protocol_id)
    if made is None:
        raise Denied("receptions.sign")
    row = visit_for(actor_of(request), made.visit_id, "receptions.read")
    try:
        revision = int(request.POST.get("revision", ""))
    except ValueError:
        revision = -1
    try:
        actions.sign(protocol=protocol_id, revision=revision, actor=actor_of(request), at=now())
    except ImpossibleVisit:
        if made.signed_by_id != actor_of(request).id:
            return _moved_on(request, row.pk)
    except actions.NotWritten:
        return _page(request, row, problem=_("The protocol was written anew. Read it, then sign."), status=409)
    except actions.NotController:
        return _page(request, row, problem=_not_controller(), status=409)
    except Unfinished:
        told = _("The words are too short for an answer. Let them be written in full.")
        return _page(request, row, problem=told, status=409)
    except ImpossibleStep:
        told = _("The appeal went on without this reception. Look at it first.")
        return _page(request, row, problem=told, status=409)
    except CalendarNotCovered:
        return _page(request, row, problem=no_calendar_words(), status=503)
    return redirect("visit", visit_id=row.pk)
