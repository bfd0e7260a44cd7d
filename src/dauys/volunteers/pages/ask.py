"""Asking for help by oneself: the need in one's own words, a code to the phone, and the number it got."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases import actions as cases
from dauys.cases.code_page import code_page
from dauys.cases.desk import lang
from dauys.cases.fields import places_near
from dauys.cases.models import Case
from dauys.cases.queries import by_key, number_of, tracking_code
from dauys.directory.cache import place_of
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.throttle.brakes import too_fast
from dauys.volunteers import actions
from dauys.volunteers.asking import asking_id, own_asking, remember, typed_of
from dauys.volunteers.duplicates import already_asked
from dauys.volunteers.forms_of_asking import AskForm, CallMeForm, typed
from dauys.volunteers.models import Asking
from dauys.volunteers.offices import offices
from dauys.volunteers.pack_words import works

WRITTEN_AN_HOUR = 30  # from one address; a village may share one
CALLED_AN_HOUR = 10
PLACES = 60


@require_http_methods(["GET", "POST"])
@by_code
def ask_help(request: HttpRequest) -> HttpResponse:
    """The need in one's own words; what was typed stays until it is sent."""
    if not current().need_kind or not works() or not offices():
        raise Http404
    row, at = own_asking(request), now()
    if request.method == "GET":
        return _form_page(request, _begun(row, at))
    form = AskForm(request.POST, at=at)
    if not form.is_valid():
        return _form_page(request, form)
    if too_fast(request, "need", WRITTEN_AN_HOUR, 3600):
        form.add_error(None, _("Too many tries from this address. Wait an hour."))
        return _form_page(request, form, status=429)
    key, confirmed = row.pk if row else uuid4(), None
    if row and typed_of(row).get("phone") == request.POST.get("phone"):
        confirmed = row.confirmed_at
    actions.keep_asking(key=key, typed=typed(form), confirmed_at=confirmed, at=at)
    response = redirect("asked_help" if confirmed else "confirm_help")
    remember(response, key)
    return response


def _begun(row: Asking | None, at: datetime) -> AskForm:
    """The form as it was left; with its errors where time has made what was typed wrong."""
    if row is None:
        return AskForm(at=at)
    form = AskForm(typed_of(row), at=at)
    return form if not form.is_valid() else AskForm(initial=typed_of(row), at=at)


def _form_page(request: HttpRequest, form: AskForm, status: int = 0) -> HttpResponse:
    unclear = str(form["area"].value() or "") if "area" in form.errors else ""
    context = {
        "section": "help",
        "form": form,
        "call_form": CallMeForm(auto_id="call_%s", initial={"key": uuid4(), "language": lang()}),
        "places": places_near(place_of(offices()[0]), unclear, PLACES),
    }
    return render(request, "volunteers/ask.html", context, status=status or (422 if form.errors else 200))


def _ready(row: Asking | None, at: datetime) -> AskForm | None:
    """What was written, checked anew; None where something has to be written again."""
    form = AskForm(typed_of(row), at=at) if row else None
    return form if form and form.is_valid() else None


@require_http_methods(["GET", "POST"])
@by_code
def confirm_help(request: HttpRequest) -> HttpResponse:
    """Sends the code and takes it; the right one files the need, unless the same one is open already."""
    row, at = own_asking(request), now()
    form = _ready(row, at)
    if row is None or form is None:
        return redirect("asked_help" if _sent(request) else "ask_help")
    if row.confirmed_at:
        return redirect("asked_help")
    ready, phone = form, form.cleaned_data["phone"]

    def confirmed() -> None:
        if already_asked(phone, ready.cleaned_data["area"], ready.span()[0]):
            actions.confirm_asking(key=row.pk, typed=typed_of(row), at=at)
        else:
            _send(row, ready, at)

    def redeem(code: str) -> None:
        cases.redeem_for(subject=row.pk, contact=phone, code=code, then=confirmed, at=at)

    return code_page(
        request,
        subject=row.pk,
        contact=("sms", phone),
        redeem=redeem,
        section="help",
        here="confirm_help",
        back="asked_help",
        too_many=_("Too many codes or wrong tries. Wait an hour and try again."),
        is_done=lambda: _sent(request) is not None,
    )


def _send(row: Asking, form: AskForm, at: datetime) -> None:
    data = form.cleaned_data
    actions.send_asking(
        key=row.pk, text=data["text"], line=form.line(), area_path=data["area"], address=data["address"],
        person=form.person(), safety=data["safety"], language=lang(), at=at,
    )  # fmt: skip


def _sent(request: HttpRequest) -> Case | None:
    """The case that came of what this browser wrote."""
    key = asking_id(request)
    return by_key(key) if key else None


@require_http_methods(["GET", "POST"])
@by_code
def asked_help(request: HttpRequest) -> HttpResponse:
    """The number and the code of a need that was sent; or the open one that its person asked for before."""
    if case := _sent(request):
        context: dict[str, Any] = {
            "section": "help", "number": number_of(case), "code": tracking_code(case), "urgent": case.urgent,
        }  # fmt: skip
        return render(request, "volunteers/asked.html", context)
    row, at = own_asking(request), now()
    form = _ready(row, at)
    if row is None or form is None or row.confirmed_at is None:
        return redirect("confirm_help" if form else "ask_help")
    if request.method == "POST":
        _send(row, form, at)
        return redirect("asked_help")
    earlier = already_asked(form.cleaned_data["phone"], form.cleaned_data["area"], form.span()[0])
    number = number_of(earlier.case) if earlier else ""
    return render(request, "volunteers/asked_before.html", {"section": "help", "number": number})


@require_http_methods(["GET", "POST"])
@by_code
def call_me_back(request: HttpRequest) -> HttpResponse:
    """Who does not want to write leaves a name and a phone, and is called."""
    if not offices():
        raise Http404
    form = CallMeForm(request.POST or None, initial={"key": uuid4(), "language": lang()})
    status = 200
    if request.method == "POST" and form.is_valid():
        if too_fast(request, "call-me", CALLED_AN_HOUR, 3600):
            form.add_error(None, _("Too many tries from this address. Wait an hour."))
            status = 429
        else:
            data = form.cleaned_data
            actions.ask_for_call(
                key=data["key"], name=data["name"], phone=data["phone"], language=data["language"], at=now()
            )
            return redirect(f"{reverse('call_me_back')}?waits")
    context = {"section": "help", "form": form, "waits": "waits" in request.GET and not form.is_bound}
    return render(request, "volunteers/call_me.html", context, status=422 if form.errors and status == 200 else status)
