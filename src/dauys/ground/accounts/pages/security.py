"""Security of one's own account: second factor, recovery codes, passkeys, and where the account is signed in."""

from collections.abc import Callable
from typing import cast
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.ground.access.gate import lacks_second_factor, staff
from dauys.ground.accounts import asked_passkey, passkeys, second_factor
from dauys.ground.accounts.actions import (
    AlreadyOn,
    NoSecondFactor,
    TooManyTries,
    WrongCode,
    begin_second_factor,
    end_other_sign_ins,
    end_sign_in,
    renew_recovery_codes,
    turn_off_second_factor,
    turn_on_second_factor,
)
from dauys.ground.accounts.entering import stay
from dauys.ground.accounts.forms import CodeForm
from dauys.ground.accounts.models import User
from dauys.ground.accounts.passkeys import Answer
from dauys.ground.accounts.queries import (
    authenticator_of,
    has_passkeys,
    passkeys_of,
    recovery_codes_left,
    sign_ins_of,
)
from dauys.ground.moment import now
from dauys.ground.ui.desk import desk_frame
from dauys.ground.ui.qr import qr


@require_safe
@staff("accounts.secure_own", sets_up_second_factor=True)
def security(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    context = {
        **desk_frame(request),
        "device": authenticator_of(actor.id) if actor.second_factor else None,
        "left": recovery_codes_left(actor.id) if actor.second_factor else 0,
        "passkeys": passkeys_of(actor.id) if actor.second_factor else [],
        "passkeys_on": passkeys.are_on(),
        "required": lacks_second_factor(actor),
        "sign_ins": sign_ins_of(actor.id, now()),
        "this_key": request.session.session_key,
    }
    return render(request, "accounts/security.html", context)


@require_POST
@staff("accounts.secure_own", sets_up_second_factor=True)
def end_session(request: HttpRequest, sign_in_id: UUID) -> HttpResponse:
    """Ends one of one's own sessions; the one that asks is ended by signing out."""
    end_sign_in(sign_in=sign_in_id, actor=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("security")


@require_POST
@staff("accounts.secure_own", sets_up_second_factor=True)
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    key = request.session.session_key or ""
    end_other_sign_ins(session_key=key, actor=request.actor, at=now())  # type: ignore[attr-defined]
    stay(request, cast(User, request.user))
    return redirect("security")


@require_POST
@staff("accounts.secure_own", sets_up_second_factor=True)
def begin(request: HttpRequest) -> HttpResponse:
    """Puts a fresh secret ready; the next page shows it."""
    try:
        begin_second_factor(actor=request.actor, at=now())  # type: ignore[attr-defined]
    except AlreadyOn:
        return redirect("security")
    return redirect("second_factor_set_up")


@require_http_methods(["GET", "POST"])
@staff("accounts.secure_own", sets_up_second_factor=True)
def set_up(request: HttpRequest) -> HttpResponse:
    """Shows the secret as QR and as text, and takes the first code; then the recovery codes, shown this once."""
    actor, user = request.actor, cast(User, request.user)  # type: ignore[attr-defined]
    device = authenticator_of(actor.id)
    if device is None or device.confirmed_at is not None:
        return redirect("security")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = turn_on_second_factor(code=form.cleaned_data["code"], actor=actor, at=now())
        except WrongCode:
            form.say_wrong()
        except TooManyTries:
            form.say_too_many()
        except (AlreadyOn, NoSecondFactor):
            return redirect("security")
        else:
            stay(request, user)  # this window alone stays signed in
            return _codes(request, codes, _("The second factor is on"))
    context = {
        **desk_frame(request),
        "form": form,
        "qr": qr(second_factor.address(device.secret, user.email), _("QR code for the app")),
        "secret": second_factor.grouped(device.secret),
    }
    return render(request, "accounts/set_up.html", context, status=422 if form.errors else 200)


def _codes(request: HttpRequest, codes: list[str], heading: str) -> HttpResponse:
    return render(request, "accounts/recovery_codes.html", {**desk_frame(request), "codes": codes, "heading": heading})


@require_http_methods(["GET", "POST"])
@staff("accounts.secure_own")
def renew(request: HttpRequest) -> HttpResponse:
    """New recovery codes instead of the old ones."""

    def done(code: str | Answer) -> HttpResponse:
        made = renew_recovery_codes(code=code, actor=request.actor, at=now())  # type: ignore[attr-defined]
        return _codes(request, made, _("New recovery codes"))

    return by_code(
        request, done, _("New recovery codes"), _("The old codes stop working at once."), _("Make new codes")
    )


@require_http_methods(["GET", "POST"])
@staff("accounts.secure_own")
def turn_off(request: HttpRequest) -> HttpResponse:
    def done(code: str | Answer) -> HttpResponse:
        turn_off_second_factor(code=code, actor=request.actor, at=now())  # type: ignore[attr-defined]
        return redirect("security")

    return by_code(
        request,
        done,
        _("Turn off the second factor"),
        _(
            "After this the password alone opens the account, and your passkeys are removed. "
            "To change the device, turn it off and on again."
        ),
        _("Turn off"),
    )


def by_code(
    request: HttpRequest,
    done: Callable[[str | Answer], HttpResponse],
    heading: str,
    note: str,
    button: str,
    form: CodeForm | None = None,
) -> HttpResponse:
    """A page that does something with the second factor, against a code of it or a passkey."""
    if not request.actor.second_factor:  # type: ignore[attr-defined]
        return redirect("security")
    form, bound = form or CodeForm(request.POST or None, recovery=True), asked_passkey.own(request)
    if request.method == "POST" and form.is_valid():
        try:
            return done(asked_passkey.proof(request, form, bound))
        except WrongCode:
            form.say_wrong()
        except TooManyTries:
            form.say_too_many()
        except NoSecondFactor:
            return redirect("security")
    return asked_passkey.page(
        request,
        "accounts/security_code.html",
        {**desk_frame(request), "form": form, "heading": heading, "note": note, "button": button},
        bound=bound,
        offered=passkeys.are_on() and has_passkeys(request.actor.id),  # type: ignore[attr-defined]
        status=422 if form.errors else 200,
    )
