"""Setting up the queue of a centre: its counters, and the screens that give and call numbers."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases.desk import desk_frame, lang
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.receptions import actions
from dauys.receptions.counter_lines import services
from dauys.receptions.devices import device_address
from dauys.receptions.models import Device, Host, Office
from dauys.receptions.pages.parts import actor_of
from dauys.receptions.words import DEVICE_WORDS, chosen


class CounterForm(forms.Form):
    number = forms.IntegerField(
        label=_("Number of the counter"), min_value=1, max_value=999,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write the number of the counter"), "invalid": _("Write a number")},
    )  # fmt: skip
    services = forms.MultipleChoiceField(
        label=_("Which services it takes; none means all"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["services"].choices = [  # type: ignore[attr-defined]
            (code, line.name.get(lang())) for code, line in services().items()
        ]


class ScreenForm(forms.Form):
    kind = forms.ChoiceField(label=_("What the screen does"), error_messages={"required": _("Choose what it does")})
    label = forms.CharField(
        label=_("Where it stands"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"required": _("Write where it stands")},
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = chosen(DEVICE_WORDS)  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@staff("receptions.set_up")
def counters(request: HttpRequest, office_id: UUID) -> HttpResponse:
    """The counters and screens of a centre, and forms to add one of each."""
    office = Office.objects.filter(pk=office_id).first()
    if office is None:
        raise Http404
    actor, at = actor_of(request), now()
    counter = CounterForm(request.POST if "number" in request.POST else None)
    screen = ScreenForm(request.POST if "kind" in request.POST else None)
    if counter.is_bound and counter.is_valid():
        data = counter.cleaned_data
        actions.add_counter(office=office.pk, number=data["number"], services=data["services"], actor=actor, at=at)
        return redirect("centre_counters", office_id=office.pk)
    if screen.is_bound and screen.is_valid():
        data = screen.cleaned_data
        actions.add_device(office=office.pk, kind=data["kind"], label=data["label"], actor=actor, at=at)
        return redirect("centre_counters", office_id=office.pk)
    names = {code: line.name.get(lang()) for code, line in services().items()}
    rows = Host.objects.filter(office=office, kind="counter", is_active=True)
    context = {
        "office": office,
        "name": office.name(lang()),
        "counter": counter,
        "screen": screen,
        "known": bool(names),
        "counters": [
            (host.name(lang()), [names.get(code, code) for code in host.services])
            for host in sorted(rows, key=lambda host: (len(host.room), host.room))
        ],
        "screens": [
            (device, DEVICE_WORDS[device.kind](), device_address(device.pk))
            for device in Device.objects.filter(office=office, ended_at__isnull=True).order_by("made_at")
        ],
    }
    status = 422 if counter.errors or screen.errors else 200
    return render(request, "receptions/centre_counters.html", {**desk_frame(request), **context}, status=status)


@require_POST
@staff("receptions.set_up")
def end(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """A screen is let in no more."""
    device = Device.objects.filter(pk=device_id).first()
    if device is None:
        raise Http404
    actions.end_device(device=device.pk, actor=actor_of(request), at=now())
    return redirect("centre_counters", office_id=device.office_id)
