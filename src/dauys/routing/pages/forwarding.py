"""Passing a case on: who gets which part of it, a look before it is done, and what the law's days say."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dauys.cases import display
from dauys.cases.desk import desk_frame, lang, moved_on
from dauys.cases.models import Obligation
from dauys.cases.queries import case_for, get_for, number_of
from dauys.cases.rules import ImpossibleStep
from dauys.core.workdays import CalendarNotCovered
from dauys.directory.bodies import working
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.ui.moments import local, today
from dauys.routing import actions
from dauys.routing.chains import held_by, ways_up
from dauys.routing.forms import ForwardForm
from dauys.routing.rules import MOST_PORTIONS, forward_obstacle, is_late

MOST_OFFERED = 500
OBSTACLES = {
    "same": gettext_lazy("The case is with this body now. Choose another."),
    "sideways": gettext_lazy("A complaint goes only to a body above: never down and never to whom it is about."),
    "held": gettext_lazy(
        "This body had the case before and passed it on. Only the controller, or who leads the body above, may give it "
        "back."
    ),
}


def _why_not(actor: Actor, row: Obligation, held: set[str], up: list[str] | None, to: str) -> str:
    because = forward_obstacle(to=to, owner=row.owner.code, held=held, ways_up=up)
    if not because or (because == "held" and allows(actor, "cases.forward_again", row)):
        return ""
    return str(OBSTACLES[because])


def _seen(request: HttpRequest) -> datetime | None:
    try:
        return datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        return None


def _count(request: HttpRequest) -> int:
    typed = request.POST.get("count", "1")
    return int(typed) if typed in map(str, range(1, MOST_PORTIONS + 1)) else 1


@require_http_methods(["GET", "POST"])
@staff("cases.forward")
def forward(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """`act` is what the button says: one part more, a look, back from the look, or to do it."""
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.forward")
    act, count = request.POST.get("act", "look"), _count(request)
    if request.method == "POST" and act == "add":
        count = min(count + 1, MOST_PORTIONS)
    held, up = held_by(case_for(actor, row.case_id), row.pk), ways_up(row.kind, row.owner.code)
    about: dict[str, Any] = {"count": count, "why_not": lambda to: _why_not(actor, row, held, up, to)}
    if request.method == "GET":
        form = ForwardForm(initial={"key": uuid4(), "seen": row.changed_at.isoformat(), "count": 1}, **about)
    elif act in ("look", "send"):
        form = ForwardForm(request.POST, **about)
    else:
        form = ForwardForm(initial={**request.POST.dict(), "count": count}, **about)
    if act == "send" and form.is_bound and form.is_valid():
        return _send(request, row, form)
    if request.method == "POST" and row.changed_at != _seen(request):
        return moved_on(request, row, _typed(request))
    look = form.is_bound and form.is_valid()
    return _page(request, row, form, at, look=look, up=up, held=held)


def _typed(request: HttpRequest) -> str:
    """What the clerk wrote, to be copied from the page that says it came too late."""
    return "\n\n".join(request.POST.get(f"{name}_{n}", "") for n in range(1, 6) for name in ("body", "asked")).strip()


def _send(request: HttpRequest, row: Obligation, form: ForwardForm) -> HttpResponse:
    actor, data = request.actor, form.cleaned_data  # type: ignore[attr-defined]
    try:
        actions.forward(
            obligation=row.pk,
            parts=form.parts,
            stays=data["stays"],
            key=data["key"],
            seen=_seen(request) or row.changed_at,
            actor=actor,
            at=now(),
        )
    except (actions.StalePage, ImpossibleStep):
        return moved_on(request, row, _typed(request))
    except actions.CannotForward as error:
        form.add_error(None, str(OBSTACLES[error.because]))
    except actions.DaysOver:
        form.add_error(None, _("The days for passing it on are over."))
    except CalendarNotCovered:
        form.add_error(None, display.no_calendar_words())
    else:
        return redirect("case", case_id=row.case_id)
    return _page(request, row, form, now(), look=False, up=ways_up(row.kind, row.owner.code), held=set())


def _page(
    request: HttpRequest,
    row: Obligation,
    form: ForwardForm,
    at: datetime,
    *,
    look: bool,
    up: list[str] | None,
    held: set[str],
) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    late = is_late(row.forward_by, local(at).date())
    offered = [organizations()[code] for code in up] if up is not None else working(today())
    language = lang()
    context = {
        **desk_frame(request),
        "form": form,
        "row": row,
        "number": number_of(row.case),
        "subject": row.case.voice.subject,
        "back": reverse("case", args=[row.case_id]),
        "offered": [b.name(language) for b in offered if b.pk != row.owner_id][:MOST_OFFERED],
        "goes_up": up is not None,
        "late": late,
        "shut": late and not allows(actor, "cases.forward_late", row),
        "full": form.size >= MOST_PORTIONS,
        "look": look,
        "portions": [
            {
                "body": organizations()[part.to].name(language),
                "asked": part.asked,
                "again": part.to in held,
            }
            for part in (form.parts if look else ())
        ],
        "body": display.body_name(row.owner_path, language),
        "chip": display.chip(row, at),
    }
    return render(request, "routing/forward.html", context, status=422 if form.errors else 200)
