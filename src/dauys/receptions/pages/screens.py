"""The screens of a centre: the kiosk gives a number, the display calls it, and a phone shows one's own place.

A number is all they show; who comes and why they know nothing of.
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import lang
from dauys.cases.fields import PhoneField
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.qr import qr
from dauys.receptions import actions
from dauys.receptions.counter_lines import firsts, services
from dauys.receptions.devices import device_key, device_of, device_of_address, remember
from dauys.receptions.links import key_of_secret, secret_of, ticket_link
from dauys.receptions.models import Device, Ticket
from dauys.receptions.queue_state import State, kept, mark_of, state_of
from dauys.receptions.words import TICKET_WORDS

SHOWN_SECONDS = 30  # so long a number stands on the kiosk before the next person
LINKS_AN_HOUR = 60  # SMS from one kiosk
DEVICE_SECONDS = 10.0  # so long a display that was ended may still show numbers


class LinkForm(forms.Form):
    phone = PhoneField(error_messages={})


@require_safe
@by_code
def open_screen(request: HttpRequest, token: str) -> HttpResponse:
    """From now on this browser is a screen of a centre."""
    device = device_of_address(token)
    if device is None:
        raise Http404
    response = redirect("kiosk" if device.kind == "kiosk" else "display")
    remember(response, device)
    return response


def _no_screen(request: HttpRequest) -> HttpResponse:
    """Says what the page is for; a form that was sent from a screen let in no more leads to it."""
    if request.method == "POST":
        return redirect("kiosk")
    return render(request, "receptions/no_screen.html", {"section": "meet"}, status=404)


@require_http_methods(["GET", "POST"])
@by_code
def kiosk(request: HttpRequest) -> HttpResponse:
    """Big buttons: what somebody came for. A press gives a number; a second press of the same page the same one."""
    device = device_of(request, "kiosk")
    if device is None:
        return _no_screen(request)
    first = request.POST.get("first") or request.GET.get("first", "")
    first = first if first in firsts() else ""
    if request.method == "POST" and request.POST.get("service") in services():
        try:
            key = UUID(request.POST.get("key", ""))
        except ValueError:
            return redirect("kiosk")
        ticket = actions.take_ticket(
            key=key, office=device.office_id, service=request.POST["service"], first=first, language=lang(), at=now()
        )
        return redirect("given_ticket", token=secret_of(ticket.pk, "ticket"))
    context = {
        "name": device.office.name(lang()),
        "key": uuid4(),
        "services": [(code, line.name.get(lang())) for code, line in services().items()],
        "firsts": [(code, line.name.get(lang())) for code, line in firsts().items()],
        "first": first,
    }
    return render(request, "receptions/kiosk.html", context)


def _ticket(token: str) -> Ticket:
    rows = Ticket.objects.select_related("office", "host").filter(link_key=key_of_secret(token, "ticket"))
    found = rows.first()
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@by_code
def given_ticket(request: HttpRequest, token: str) -> HttpResponse:
    """The number on the screen of the kiosk, to print or to take along as a link; then the next person."""
    device = device_of(request, "kiosk")
    if device is None:
        return _no_screen(request)
    ticket = _ticket(token)
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and form.cleaned_data["phone"]:
        if too_fast(request, "ticket", LINKS_AN_HOUR, 3600):
            form.add_error("phone", _("Too many tries from this address. Wait an hour."))
        else:
            actions.send_link(ticket=ticket.pk, phone=form.cleaned_data["phone"], at=now())
            return redirect("kiosk")
    address = ticket_link(ticket.pk, lang())
    context = {
        **_place(ticket, state_of(ticket.office_id, now())),
        "service": services()[ticket.service].name.get(lang()) if ticket.service in services() else "",
        "code": qr(address, _("Link to your place in the queue")),
        "form": form,
    }
    response = render(request, "receptions/given_ticket.html", context, status=422 if form.errors else 200)
    if not form.errors:
        response["Refresh"] = f"{SHOWN_SECONDS}; url={reverse('kiosk')}"
    return response


def _place(ticket: Ticket, state: State) -> dict[str, Any]:
    """Where a ticket stands: how many are before it, and the range of the wait in whole minutes."""
    before = state.order.index(ticket.pk) if ticket.pk in state.order else None
    wait = state.wait_of(ticket.pk)
    return {
        "ticket": ticket,
        "number": ticket.number,
        "state": TICKET_WORDS[ticket.state](),
        "before": before,
        "low": round(wait.low) if wait else None,
        "high": max(round(wait.high), round(wait.low) + 1) if wait else None,
        "where": ticket.host.name(lang()) if ticket.host and ticket.state in ("called", "serving") else "",
        "nobody_calls": ticket.state == "waiting" and not state.counters_for(ticket.service),
    }


@require_safe
@by_code
def ticket(request: HttpRequest, token: str) -> HttpResponse:
    """One's own place in the queue, on a phone, without an account."""
    found = _ticket(token)
    context = {"section": "meet", "token": token, **_place(found, state_of(found.office_id, now()))}
    return render(request, "receptions/ticket.html", context)


@require_safe
@by_code
def ticket_now(request: HttpRequest, token: str) -> HttpResponse:
    """The part of that page that changes, for the script that asks every few seconds."""
    found = _ticket(token)
    place = _place(found, state_of(found.office_id, now()))
    told = "|".join(str(place[name]) for name in ("state", "before", "low", "high", "where"))
    return _marked(request, mark_of(told), lambda: _part(request, "receptions/ticket_now.html", place))


def _part(request: HttpRequest, template: str, values: dict[str, Any]) -> HttpResponse:
    """A part of a page as a document of its own, from which a script takes what it holds."""
    return render(request, "receptions/part.html", {**values, "part": template})


def _marked(request: HttpRequest, mark: str, make: Any) -> HttpResponse:
    """304 for who has this state already."""
    etag = f'"{mark}"'
    answer = get_conditional_response(request, etag=etag)
    if answer is not None:
        return answer
    response: HttpResponse = make()
    response["ETag"] = etag
    return response


@require_safe
@by_code
def display(request: HttpRequest) -> HttpResponse:
    """Who is called, in big type, for everybody in the hall."""
    device = device_of(request, "display")
    if device is None:
        return _no_screen(request)
    state = state_of(device.office_id, now())
    return render(request, "receptions/display.html", {"name": device.office.name(lang()), **_calls(state)})


@require_safe
@by_code
def display_now(request: HttpRequest) -> HttpResponse:
    """The part of the display that changes; nothing is read for who has it already."""
    key = device_key(request)
    device: Device | None = (
        kept(("device", key), DEVICE_SECONDS, lambda: device_of(request, "display")) if key else None
    )
    if device is None:
        raise Http404
    state = state_of(device.office_id, now())
    return _marked(request, state.mark, lambda: _part(request, "receptions/display_now.html", _calls(state)))


def _calls(state: State) -> dict[str, Any]:
    """The newest call in every language of the pack, and those before it."""
    languages = current().languages
    rows = [
        {"number": c.number, "where": [(code, c.names.get(code, "")) for code in languages], "calls": c.calls}
        for c in state.calls
    ]
    return {"newest": rows[0] if rows else None, "rest": rows[1:], "mark": state.mark, "languages": languages}
