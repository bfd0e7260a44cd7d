"""Mails for readers: the wish, its confirmation, and leaving; every GET only asks, every POST does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import lang
from dauys.ground.access.gate import public
from dauys.ground.moment import now
from dauys.ground.sealed.seal import lookup_key
from dauys.ground.throttle.actions import Counter, count_up
from dauys.ground.throttle.brakes import of_address
from dauys.publication import actions
from dauys.publication.filters import UnknownFilter, read_filter
from dauys.publication.forms import SubscribeForm
from dauys.publication.tokens import to_confirm, to_leave

AN_HOUR, A_DAY = 3600, 86_400
FROM_ONE_ADDRESS, TO_ONE_READER = 10, 5
# What was typed, and who may confirm or leave, is nobody else's.
kept_by_none = cache_control(private=True, no_store=True)


def _too_many(request: HttpRequest, email: str) -> bool:
    reader = Counter("subscribe-to", lookup_key(email.lower(), what="email").hex(), TO_ONE_READER, A_DAY)
    counted = count_up(counters=[of_address(request, "subscribe", FROM_ONE_ADDRESS, AN_HOUR), reader], at=now())
    return counted[0] > FROM_ONE_ADDRESS or counted[-1] > TO_ONE_READER


@require_http_methods(["GET", "POST"])
@public
@kept_by_none
def subscribe(request: HttpRequest) -> HttpResponse:
    """Asks for address and filter; the next page is the same whether the address was known or not."""
    if request.method == "GET":
        initial = {name: request.GET.get(name, "") for name in ("area", "topic")}
        return _form(request, SubscribeForm(initial=initial))
    form = SubscribeForm(request.POST)
    if not form.is_valid():
        return _form(request, form)
    try:
        wanted = read_filter(form.cleaned_data)
    except UnknownFilter as error:
        form.add_error(error.what, _("Choose from the list"))
        return _form(request, form)
    email = form.cleaned_data["email"]
    if _too_many(request, email):
        form.add_error(None, _("Too many tries from here or for this address. Wait a while and try again."))
        return _form(request, form, status=429)
    actions.subscribe(address=email, wanted=wanted, language=lang(), at=now())
    return redirect("subscribe_sent")


def _form(request: HttpRequest, form: SubscribeForm, status: int = 0) -> HttpResponse:
    context = {"section": "voices", "form": form}
    return render(request, "publication/subscribe.html", context, status=status or (422 if form.errors else 200))


@require_safe
@public
@kept_by_none
def subscribe_sent(request: HttpRequest) -> HttpResponse:
    return _said(
        request,
        _("Look into your mail"),
        _("A mail was sent to this address. Open the page named in it and press the button: only then mails begin."),
    )


def _said(request: HttpRequest, heading: str, text: str, *, button: str = "", status: int = 200) -> HttpResponse:
    context = {
        "section": "voices",
        "heading": heading,
        "text": text,
        "button": button,
        "back": reverse("voices"),
        "back_label": _("To the public voices"),
    }
    return render(request, "publication/said.html", context, status=status)


@require_http_methods(["GET", "POST"])
@public
@kept_by_none
def confirm_subscription(request: HttpRequest, token: str) -> HttpResponse:
    """A GET only asks, since mail programs open links by themselves; the button confirms."""
    subscription = to_confirm(token)
    if subscription is None:
        return _stale(request)
    if request.method == "GET":
        text = _("Press the button, and once a day a mail will come if there is something new.")
        return _said(request, _("Confirm your subscription"), text, button=_("Confirm"))
    if actions.confirm(subscription=subscription, at=now()) is None:
        return _stale(request)
    return _said(request, _("You are subscribed"), _("Each mail says at its end how to leave."))


def _stale(request: HttpRequest) -> HttpResponse:
    text = _("The link is older than three days, was used up or is not whole. Subscribe again.")
    return _said(request, _("This link does not work any more"), text, status=404)


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public
@kept_by_none
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The button leaves, also the one that mail programs show (RFC 8058), which knows no token of ours but the link."""
    which = to_leave(token)
    if which is None:
        text = _("The link is not whole. Copy it from the mail again, up to its end.")
        return _said(request, _("This link does not work"), text, status=404)
    if request.method == "GET":
        text = _("Press the button: these mails will not come any more, and what was kept for them will be deleted.")
        return _said(request, _("Leave the mails"), text, button=_("Leave"))
    actions.unsubscribe(which=which, at=now())
    return _said(request, _("You have left"), _("These mails will not come any more. Nothing of this wish is kept."))
