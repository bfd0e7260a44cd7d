"""Passkeys: signing in with one instead of password and code, and adding and removing one's own."""

import json
from datetime import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.ground.access.gate import public, staff
from dauys.ground.accounts import asked_passkey, passkeys
from dauys.ground.accounts.actions import (
    NoSecondFactor,
    TooManyPasskeys,
    TooManyTries,
    WrongCode,
    add_passkey,
    check_tries,
    count_try,
    enter_by_passkey,
    remove_passkey,
    use_second_factor,
)
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.forms import NewPasskeyForm
from dauys.ground.accounts.pages.security import by_code
from dauys.ground.accounts.pages.sign_in import enter_and_go, safe_target
from dauys.ground.accounts.passkeys import Answer
from dauys.ground.accounts.queries import passkeys_of
from dauys.ground.moment import now
from dauys.ground.ui.addresses import client_address
from dauys.ground.ui.desk import desk_frame

FAILED_FROM_ADDRESS = 50  # in a quarter of an hour; an office may share one address


class AnswerForm(forms.Form):
    """What the script of passkeys fills in; without a script it comes back empty."""

    credential = forms.CharField(required=False, widget=forms.HiddenInput)


@require_http_methods(["GET", "POST"])
@public
def passkey_enter(request: HttpRequest) -> HttpResponse:
    """A passkey verified who holds it, so it counts as password and second factor. No e-mail is asked for."""
    if not passkeys.are_on():
        raise Http404
    target = safe_target(request, request.POST.get("next") or request.GET.get("next") or "")
    form, at = AnswerForm(request.POST or None), now()
    if request.method == "POST" and form.is_valid():
        try:
            user_id = _who(request, form.cleaned_data["credential"], at)
        except WrongCode:
            form.add_error(None, _("This passkey opens no account here, or you waited too long. Try again."))
        except TooManyTries:
            form.add_error(None, _("Too many wrong tries. Wait 15 minutes and try again."))
        else:
            user = with_grants().get(pk=user_id)
            return enter_and_go(request, user, actor_of(user), target, at, by="passkey")
    context = {"form": form, "next": target}
    status = 422 if form.errors else 200
    return asked_passkey.page(
        request, "accounts/passkey_enter.html", context, bound=asked_passkey.TO_ENTER, status=status
    )


def _who(request: HttpRequest, said: str, at: datetime) -> UUID:
    """The account of the passkey; raises WrongCode, counted for the address, and TooManyTries."""
    address = client_address(request)
    check_tries("passkey-from", address, at=at, limit=FAILED_FROM_ADDRESS)
    challenge, _name = asked_passkey.read(request, asked_passkey.SHOW, asked_passkey.TO_ENTER)
    try:
        return enter_by_passkey(answer=Answer(challenge, said), at=at)
    except WrongCode:
        count_try("passkey-from", address, at=at)
        raise


@require_http_methods(["GET", "POST"])
@staff("accounts.secure_own")
def add(request: HttpRequest) -> HttpResponse:
    """A name, and a code of the second factor: a stolen session alone makes no passkey."""
    if not passkeys.are_on():
        raise Http404
    form = NewPasskeyForm(request.POST or None, recovery=True)

    def done(code: str | Answer) -> HttpResponse:
        use_second_factor(code=code, actor=request.actor, at=now())  # type: ignore[attr-defined]
        response = redirect("passkey_create")
        asked_passkey.remember(
            response,
            asked_passkey.MAKE,
            asked_passkey.fresh(),
            asked_passkey.own(request),
            form.cleaned_data["name"],
        )
        return response

    note = _("A passkey lies in your phone, computer or security key and opens it by finger, face or PIN.")
    return by_code(request, done, _("Add a passkey"), note, _("Continue"), form)


@require_http_methods(["GET", "POST"])
@staff("accounts.secure_own")
def create(request: HttpRequest) -> HttpResponse:
    """The browser makes the passkey. After a failure a fresh challenge is asked, so that none is tried twice."""
    bound, actor = asked_passkey.own(request), request.actor  # type: ignore[attr-defined]
    challenge, name = asked_passkey.read(request, asked_passkey.MAKE, bound)
    if not passkeys.are_on() or not challenge:
        return redirect("security")
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            add_passkey(answer=Answer(challenge, form.cleaned_data["credential"]), name=name, actor=actor, at=now())
        except WrongCode:
            form.add_error(None, _("The passkey was not made. Try again."))
            challenge = asked_passkey.fresh()
        except TooManyPasskeys:
            form.add_error(None, _("There are ten passkeys already. Remove one first."))
        except NoSecondFactor:
            return redirect("security")
        else:
            done = redirect("security")
            asked_passkey.forget(done)
            return done
    known = [bytes(row.credential_id) for row in passkeys_of(actor.id)]
    asked = passkeys.to_make(
        user_id=actor.id,
        email=request.user.email,  # type: ignore[union-attr]
        name=actor.name,
        known=known,
        challenge=challenge,
    )
    context = {
        **desk_frame(request),
        "form": form,
        "name": name,
        "passkey": json.dumps(asked),
    }
    response = render(request, "accounts/passkey_create.html", context, status=422 if form.errors else 200)
    if form.errors:
        asked_passkey.remember(response, asked_passkey.MAKE, challenge, bound, name)
    return response


@require_POST
@staff("accounts.secure_own")
def remove(request: HttpRequest, passkey_id: UUID) -> HttpResponse:
    """Removes one of one's own; what is not there is removed already."""
    remove_passkey(passkey=passkey_id, actor=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("security")
