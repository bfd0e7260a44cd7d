"""The clerk's desk: one dense screen to register, what was registered today, and the printed slip."""

import json
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases import actions as cases
from dauys.cases.desk import desk_frame
from dauys.cases.display import list_row, no_calendar_words
from dauys.cases.fields import places_near
from dauys.cases.models import Case
from dauys.cases.queries import by_key, number_of, registered_by, visible_to
from dauys.cases.repeats import Earlier, earlier_of_person
from dauys.cases.slots import earlier_lines
from dauys.channels import actions, drafts
from dauys.channels.forms import RegisterForm
from dauys.channels.models import Draft
from dauys.channels.queries import home_of, with_number
from dauys.channels.steps import lang
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.files import actions as file_actions
from dauys.ground.files import queries as files
from dauys.ground.files.checking import BadFile
from dauys.ground.files.uploads import limits, problem_of
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, zone
from dauys.routing.queries import topics

PLACES = 100  # offered under the field; every other is found by its name
_KEPT = set(RegisterForm.base_fields) - {"key"}


def _case_key(actor: Actor, key: UUID) -> UUID:
    return drafts.desk_key(actor.user_id, key)


def _blank(actor: Actor) -> dict[str, Any]:
    return {
        "key": uuid4(),
        "channel": "phone",
        "kind": current().first_kind,
        "identity": "none",
        "answer_by": "phone",
        "answer_language": lang(),
    }


def _opened(actor: Actor) -> tuple[dict[str, Any], bool]:
    """The clerk's unsent form, or a blank one; and whether it was restored."""
    draft = drafts.newest_of(actor.id) if actor.id else None
    # A save that was under way while the form was sent leaves a draft of a filed case: not to be gone on with.
    if draft is None or by_key(_case_key(actor, draft.pk)):
        return _blank(actor), False
    return {**json.loads(draft.data or "{}"), "key": draft.pk}, True


@require_http_methods(["GET", "POST"])
@staff("cases.register")
def register(request: HttpRequest) -> HttpResponse:
    """Registers a call, a letter or a visit. "Find the person" fills the form in; a wrong field loses nothing."""
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "GET":
        initial, restored = _opened(actor)
        form = RegisterForm(initial=initial)
        return _page(request, form, initial["key"], restored=restored)
    if "find" in request.POST:
        return _found(request, actor)
    form = RegisterForm(request.POST)
    key = _key(request)
    if not form.is_valid():
        return _page(request, form, key)
    case_key = _case_key(actor, key)
    done = by_key(case_key)
    if done and done.voice.text != form.cleaned_data["text"]:
        return _registered_already(request, done)
    if done is None and (problem := _number_taken(actor, form.cleaned_data["external_number"])):
        form.add_error("external_number", problem)
        return _page(request, form, key)
    if done is None and (problem := _attach(request, case_key)):
        form.add_error(None, problem)
        return _page(request, form, key, scan_problem=problem)
    data = dict(form.cleaned_data)
    if data["other_name"]:
        data.update(for_whom="other", consent=True)
    data["topic"] = data["topic"] or next((t.code for t in topics(data["text"], 1)), "")
    at = now()
    try:
        filed = actions.file(
            data=data,
            channel=data["channel"],
            key=case_key,
            actor=actor,
            at=at,
            received_at=_received(data, at),
            desk=actor.grants_of(["clerk"])[0].org_path,
        )
    except CalendarNotCovered:
        form.add_error(None, no_calendar_words())
        return _page(request, form, key, status=503)
    drafts.drop(key, owner=actor.id)
    return redirect("case", case_id=filed.case_id)


def _registered_already(request: HttpRequest, done: Case) -> HttpResponse:
    """A form come back to in the browser brings its old key; other words in it are another voice, under a new key."""
    key = uuid4()
    form = RegisterForm({**request.POST.dict(), "key": str(key)})
    form.full_clean()
    form.add_error(
        None,
        _("This form was registered already as %s. What you typed is still here: register it as a new appeal.")
        % number_of(done),
    )
    return _page(request, form, key, status=409)


def _number_taken(actor: Actor, number: str) -> str:
    """What to tell a clerk who types an appeal of another system that is here already; nothing if it is not."""
    case_id = with_number(number)
    if case_id is None:
        return ""
    row = visible_to(actor).select_related("case").filter(case=case_id).first()
    told = _("This number is registered here already: %s. For another appeal leave the field empty.")
    return told % (number_of(row.case) if row else number)


def _key(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("key", ""))
    except ValueError:
        return uuid4()


def _received(data: dict[str, Any], at: datetime) -> datetime:
    """The moment of receipt: now, or noon of the earlier day written on the letter."""
    day = data.get("received_on")
    if not day or day >= local(at).date():
        return at
    return datetime.combine(day, time(12), tzinfo=zone())


def _attach(request: HttpRequest, key: UUID) -> str:
    for upload in request.FILES.getlist("scan"):
        try:
            file_actions.store(data=upload.file or b"", name=upload.name or "", holder=drafts.holder_of(key), at=now())
        except BadFile as error:
            return str(error)
    return problem_of(request)


def _found(request: HttpRequest, actor: Actor) -> HttpResponse:
    form = RegisterForm(request.POST)
    form.is_valid()
    phone = form.cleaned_data.get("phone", "")
    national_id = form.cleaned_data.get("national_id", "")
    person = (
        cases.find_person(phone=phone, national_id=national_id, actor=actor, at=now()) if phone or national_id else None
    )
    values = {name: request.POST.get(name, "") for name in RegisterForm.base_fields}
    asks_id = "national_id" in form.fields
    told = (
        _("Nobody with this phone or IIN has written before.")
        if asks_id
        else _("Nobody with this phone has written before.")
    )
    if not phone and not national_id:
        asked = _("Write a phone or an IIN first, then press “Find”.")
        told = asked if asks_id else _("Write a phone first, then press “Find”.")
    elif person:
        told = _("Found: %s. Check with the person that it is still right.") % person.name
        # An IIN shown brings the phone; a phone alone, which may be borrowed, never brings the IIN.
        for name in ("name", "phone", "address") if national_id else ("name", "address"):
            values[name] = values[name] or getattr(person, name) or ""
    about = {"text": values["text"], "topic": values["topic"]}
    earlier = earlier_of_person(actor, phone=phone, national_id=national_id, **about)
    return _page(request, RegisterForm(initial=values), _key(request), told=told, earlier=earlier)


def _page(
    request: HttpRequest,
    form: RegisterForm,
    key: UUID,
    *,
    restored: bool = False,
    told: str = "",
    earlier: Sequence[Earlier] = (),
    scan_problem: str = "",
    status: int = 0,
) -> HttpResponse:
    typed = form["area"].value() if form.is_bound and "area" in form.errors else ""
    holder = drafts.holder_of(_case_key(request.actor, key))  # type: ignore[attr-defined]
    context = {
        **desk_frame(request),
        "form": form,
        "places": places_near(home_of(request.actor), typed or "", PLACES),  # type: ignore[attr-defined]
        "key": key,
        "restored": restored,
        "earlier": earlier_lines(earlier, now()),
        "told": told,
        **limits(),
        "scan_problem": scan_problem,
        "files": files.shown(holder) if request.method == "POST" or restored else [],
    }
    return render(request, "channels/register.html", context, status=status or (422 if form.errors else 200))


@require_POST
@staff("cases.register")
def autosave(request: HttpRequest) -> HttpResponse:
    """Keeps what the clerk is typing; somebody else's key is refused."""
    actor, key = request.actor, _key(request)  # type: ignore[attr-defined]
    at = now()
    data = {name: value for name in _KEPT if (value := request.POST.get(name, ""))}
    if Draft.objects.filter(pk=key).exclude(owner=actor.id).exists() or by_key(_case_key(actor, key)):
        return JsonResponse({"error": "moved on"}, status=409)
    drafts.save(key, data, at=at, door="desk", owner=actor.id)
    return JsonResponse({"words": _("Saved at %s") % f"{local(at):%H:%M}"})


@require_POST
@staff("cases.register")
def discard(request: HttpRequest) -> HttpResponse:
    """Throws the clerk's own unsent form away."""
    Draft.objects.filter(pk=_key(request), owner=request.actor.id).delete()  # type: ignore[attr-defined]
    return redirect("register")


@require_safe
@staff("cases.register")
def registered_today(request: HttpRequest) -> HttpResponse:
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    start = datetime.combine(local(at).date(), time(0), tzinfo=zone())
    rows = registered_by(actor, start)
    context = {**desk_frame(request), "rows": [list_row(r, at, lang()) for r in rows], "total": len(rows)}
    return render(request, "channels/today.html", context)
