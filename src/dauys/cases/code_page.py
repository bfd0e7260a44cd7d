"""The page of a one-time code, for a draft and for a filed case alike: one POST sends it, another redeems it."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from dauys.cases import actions
from dauys.cases.desk import lang
from dauys.core.phone_numbers import mask_email, mask_phone
from dauys.ground.accounts.actions import TooManyTries, WrongCode
from dauys.ground.moment import now
from dauys.ground.throttle.brakes import too_fast

FROM_ADDRESS = 20  # an hour; a village may share one address


def send_code(
    request: HttpRequest,
    *,
    subject: UUID,
    contact: tuple[str, str],
    case_id: UUID | None = None,
    most: int = FROM_ADDRESS,
) -> None:
    """Sends a code for `subject` to `contact` (channel, address); raises TooManyTries."""
    if too_fast(request, "code", most, 3600):
        raise TooManyTries("code")
    channel, address = contact
    actions.send_code(subject=subject, channel=channel, address=address, language=lang(), at=now(), case_id=case_id)


def code_page(
    request: HttpRequest,
    *,
    subject: UUID,
    contact: tuple[str, str],
    redeem: Callable[[str], None],
    section: str,
    here: str,
    back: str,
    too_many: str,
    is_done: Callable[[], bool],
    case_id: UUID | None = None,
    most: int = FROM_ADDRESS,
) -> HttpResponse:
    """Sends a code to `contact` (channel, address) or hands the typed one to `redeem`, which raises WrongCode.

    `here` and `back` are names of routes; `too_many` is what a person reads after too many codes. `is_done` says
    whether the contact is confirmed by now, `most` how many codes one address may ask for in an hour.
    """
    channel, address = contact
    problem = ""
    if request.method == "POST":
        try:
            if "code" in request.POST:
                redeem(request.POST["code"])
                return redirect(back)
            send_code(request, subject=subject, contact=contact, case_id=case_id, most=most)
            return redirect(here)
        except WrongCode:
            if is_done():  # the second of two clicks
                return redirect(back)
            problem = _("The code does not fit. Check the six digits or ask for a new one.")
        except TooManyTries:
            problem = too_many
    masked = mask_phone(address) if channel == "sms" else mask_email(address)
    context = {"section": section, "contact": masked, "problem": problem, "back": back}
    return render(request, "cases/code.html", context, status=422 if problem else 200)
