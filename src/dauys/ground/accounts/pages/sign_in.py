"""Staff sign in, with a second factor if they turned one on, and out; guessing is slow, every entry journalled."""

from datetime import datetime

from django import forms
from django.conf import settings
from django.contrib.auth import authenticate, logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import MAX_NEXT, public
from dauys.ground.access.transactions import acting
from dauys.ground.accounts import asked_passkey, passkeys, pending
from dauys.ground.accounts.actions import (
    NoSecondFactor,
    TooManyTries,
    WrongCode,
    check_tries,
    count_try,
    forget_sign_in,
    use_second_factor,
)
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.entering import enter
from dauys.ground.accounts.forms import CodeForm
from dauys.ground.accounts.models import User
from dauys.ground.accounts.queries import has_passkeys
from dauys.ground.journal.actions import record
from dauys.ground.moment import now
from dauys.ground.ui.addresses import client_address

# What somebody reads who was sent back from the office's provider and not let in.
_REFUSALS = {
    "again": _("The sign-in took too long or was begun in another window. Begin again."),
    "failed": _("The account of the office could not be checked. Try again, or sign in with your password."),
    "unknown": _("Nobody works here with this account. Ask the administrator."),
    "wait": _("Too many wrong tries. Wait 15 minutes and try again."),
}


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


def safe_target(request: HttpRequest, target: str) -> str:
    """The address to go to after signing in, if it is one of ours; else nothing."""
    safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()}, require_https=settings.HTTPS)
    return target if safe and len(target) <= MAX_NEXT else ""


def _next(request: HttpRequest) -> str:
    return safe_target(request, request.POST.get("next") or request.GET.get("next") or "")


@public
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """E-mail and password; who has a second factor is asked for it on a page of its own before being signed in."""
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
            if isinstance(user, User):
                return _after_password(request, user, at)
            count_try("password", f"{email} {address}", at=at)
            count_try("password-from", address, at=at)
            count_try("password-of", email, at=at)
            form.add_error("password", _("The e-mail or the password is wrong. Check both and try again."))
        except TooManyTries:
            form.add_error(None, _("Too many wrong tries. Wait 15 minutes and try again."))
    context = {
        "form": form,
        "next": _next(request),
        "provider": settings.OIDC_ISSUER and (settings.OIDC_LABEL or gettext("Sign in with the account of the office")),
        "passkeys": passkeys.are_on(),
        "refusal": _REFUSALS.get(request.GET.get("provider", "")) if settings.OIDC_ISSUER else None,
    }
    return render(request, "accounts/sign_in.html", context, status=422 if form.errors else 200)


def _after_password(request: HttpRequest, user: User, at: datetime) -> HttpResponse:
    actor = actor_of(with_grants().get(pk=user.pk))
    if not actor.second_factor:
        return enter_and_go(request, user, actor, _next(request), at)
    response = redirect("login_code")
    pending.remember(response, user, _next(request))
    return response


@public
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """Asks for the six digits, a recovery code or a passkey of whoever just gave the right password."""
    waiting = pending.read(request)
    user = with_grants().filter(pk=waiting.user_id, is_active=True).first() if waiting else None
    if waiting is None or user is None or not pending.still_holds(waiting, user):
        return redirect("login")
    form, bound = CodeForm(request.POST or None, recovery=True), f"step:{user.pk}:{waiting.mark}"
    if request.method == "POST" and form.is_valid():
        actor, at = actor_of(user), now()
        try:
            use_second_factor(code=asked_passkey.proof(request, form, bound), actor=actor, at=at)
            return enter_and_go(request, user, actor, safe_target(request, waiting.target), at)
        except WrongCode:
            form.say_wrong()
        except TooManyTries:
            form.say_too_many()
        except NoSecondFactor:  # turned off in another window: the password page knows what to do
            return redirect("login")
    return asked_passkey.page(
        request,
        "accounts/second_step.html",
        {"form": form},
        bound=bound,
        offered=passkeys.are_on() and has_passkeys(user.pk),
        status=422 if form.errors else 200,
    )


def enter_and_go(
    request: HttpRequest, user: User, actor: Actor, target: str, at: datetime, *, by: str = ""
) -> HttpResponse:
    """Signs in and leads to `target`, or to where everybody begins. `by`: provider or passkey, if no password was."""
    with acting(actor):
        enter(request, user, at=at, vouched=by == "provider")
        payload = {"user": user.pk, **({"by": by} if by else {})}
        record("accounts.sign_in", actor=actor, at=at, payload=payload)
    response = HttpResponseRedirect(target) if target else redirect(settings.LOGIN_REDIRECT_URL)
    pending.forget(response)
    asked_passkey.forget(response)
    return response


@public
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if actor is not None:
        with acting(actor):
            record("accounts.sign_out", actor=actor, at=now(), payload={"user": actor.id})
            forget_sign_in(session_key=request.session.session_key or "")
            logout(request)
    return redirect("home")
