"""Staff sign in and out, with guessing slowed down and every entry journalled."""

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.ground.access.gate import public
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions import TooManyTries, check_tries, count_try
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.journal.actions import record
from dauys.ground.moment import now
from dauys.ground.ui.addresses import client_address


class SignInForm(forms.Form):
    email = forms.CharField(
        label=_("E-mail"),
        widget=forms.EmailInput(attrs={"autocomplete": "username", "spellcheck": "false"}),
        error_messages={"required": _("Write the e-mail of your account")},
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password")},
    )


def _next(request: HttpRequest) -> str:
    target = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=settings.HTTPS)
    return target if safe else ""


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, address = now(), client_address(request)
        email = form.cleaned_data["email"].strip().lower()
        try:
            # Low for this person from this address, high for the person alone: nobody is locked out from afar.
            check_tries("password", f"{email} {address}", at=at)
            check_tries("password-from", address, at=at, limit=50)
            check_tries("password-of", email, at=at, limit=100)
            user = authenticate(request, username=email, password=form.cleaned_data["password"])
            if user is None:
                count_try("password", f"{email} {address}", at=at)
                count_try("password-from", address, at=at)
                count_try("password-of", email, at=at)
                form.add_error("password", _("The e-mail or the password is wrong. Check both and try again."))
            else:
                return _enter(request, user, at)
        except TooManyTries:
            form.add_error(None, _("Too many wrong tries. Wait 15 minutes and try again."))
    return render(
        request, "accounts/sign_in.html", {"form": form, "next": _next(request)}, status=422 if form.errors else 200
    )


def _enter(request: HttpRequest, user, at) -> HttpResponseRedirect:
    actor = actor_of(with_grants().get(pk=user.pk))
    with acting(actor):
        login(request, user)
        record("accounts.sign_in", actor=actor, at=at, payload={"user": user.pk})
    target = _next(request)
    return HttpResponseRedirect(target) if target else redirect(settings.LOGIN_REDIRECT_URL)


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if actor is not None:
        with acting(actor):
            record("accounts.sign_out", actor=actor, at=now(), payload={"user": actor.id})
            logout(request)
    return redirect("home")
