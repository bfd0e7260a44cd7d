"""One's own appeals without a slip: a code to the phone or e-mail given with them opens the list, with no account."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases import display
from dauys.cases.code_page import code_page, send_code
from dauys.cases.corrections import STATE_WORDS, corrections_of
from dauys.cases.fields import ContactField
from dauys.cases.models import Correction, Obligation
from dauys.cases.of_contact import Contact, contact_of, owns, page
from dauys.cases.queries import number_of
from dauys.cases.rules import OPEN_STATES
from dauys.channels.contact_keys import Asked, asked_of, confirmed, enter, keep, remember_asked
from dauys.channels.keys import open_listed
from dauys.channels.steps import lang
from dauys.ground.access.gate import by_code
from dauys.ground.accounts.actions import TooManyTries, WrongCode, check_tries, count_try, redeem_code
from dauys.ground.moment import now
from dauys.ground.ui.addresses import client_address

WRONG_FROM_ADDRESS = 30  # in a quarter of an hour; a village may share one address
SECOND_CLICK = timedelta(seconds=10)


class ContactForm(forms.Form):
    contact = ContactField(
        label=gettext_lazy("Your phone or e-mail"),
        help_text=gettext_lazy("The one you gave with your appeal. A code of six digits comes to it."),
        error_messages={"required": gettext_lazy("Write your phone or e-mail")},
    )


@require_http_methods(["GET", "POST"])
@by_code
def mine(request: HttpRequest) -> HttpResponse:
    """The list for who has confirmed a contact; else the question for it.

    A code is sent whoever asks: nothing is looked up before it comes back, so nobody learns who has written.
    """
    if contact := confirmed(request):
        return keep(request, list_page(request, contact)) if request.method == "GET" else redirect("mine")
    form = ContactForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = Asked(uuid4(), *form.cleaned_data["contact"])
        try:
            send_code(request, subject=asked.subject, contact=(asked.channel, asked.address))
        except TooManyTries:
            form.add_error("contact", too_many())
        else:
            response = redirect("mine_code")
            remember_asked(response, asked)
            return response
    context = {"section": "track", "form": form}
    return render(request, "channels/mine_contact.html", context, status=422 if form.errors else 200)


def too_many() -> str:
    return _("Too many codes or wrong tries. Wait an hour and try again.")


@require_http_methods(["GET", "POST"])
@by_code
def code(request: HttpRequest) -> HttpResponse:
    """Takes the code; the right one opens the list."""
    asked = asked_of(request)
    if asked is None:
        return redirect("mine")
    fitted = False

    def redeem(typed: str) -> None:
        nonlocal fitted
        _redeem(request, asked, typed)
        fitted = True

    response = code_page(
        request,
        subject=asked.subject,
        contact=(asked.channel, asked.address),
        redeem=redeem,
        section="track",
        here="mine_code",
        back="mine",
        too_many=too_many(),
        is_done=lambda: confirmed(request) is not None,
    )
    if fitted:
        enter(response, contact_of(asked.channel, asked.address))
    return response


def _redeem(request: HttpRequest, asked: Asked, typed: str) -> None:
    """Spends the code; raises WrongCode, and TooManyTries when this address tried many, whosever they were."""
    with wrong_codes_counted(request, at := now()):
        redeem_code(subject=asked.subject, contact=asked.address, code=typed, at=at, again=SECOND_CLICK)


@contextmanager
def wrong_codes_counted(request: HttpRequest, at: datetime) -> Iterator[None]:
    """A wrong code inside counts against the address it came from, which has so many only; raises TooManyTries."""
    address = client_address(request)
    check_tries("contact-from", address, at=at, limit=WRONG_FROM_ADDRESS)
    try:
        yield
    except WrongCode:
        count_try("contact-from", address, at=at)
        raise


@require_safe
@by_code
def open_mine(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Opens one case of the list as its number and code would."""
    contact = confirmed(request)
    if contact is None or not owns(contact, case_id):
        return redirect("mine")
    response = redirect("tracking")
    open_listed(response, case_id, contact)
    return keep(request, response)


def list_page(request: HttpRequest, contact: Contact, *, problem: str = "", status: int = 200) -> HttpResponse:
    """The list; `problem` says why something asked for on it was not done."""
    try:
        after = UUID(request.GET.get("after", ""))
    except ValueError:
        after = None
    rows, mark = page(contact, after)
    corrections = [_correction(one, rows) for one in corrections_of([row.case_id for row in rows])]
    waiting = {one["case_id"] for one in corrections if one["waits"]}
    shown = [_row(row) | {"may_correct": row.case_id not in waiting} for row in rows]
    context = {"section": "track", "rows": shown, "corrections": corrections, "after": after, "mark": mark}
    return render(request, "channels/mine.html", {**context, "problem": problem}, status=status)


def _row(row: Obligation) -> dict[str, object]:
    return {
        "case": row.case,
        "subject": row.case.voice.subject,
        "number": number_of(row.case),
        "chip": display.chip(row, now()),
        "state": display.state_words(row, lang(), staff=False),
        "body": display.body_name(row.owner_path, lang(), short=True),
        "due_on": row.due_on if row.state in OPEN_STATES else None,
    }


def _correction(one: Correction, rows: list[Obligation]) -> dict[str, object]:
    case = next(row.case for row in rows if row.case_id == one.case_id)
    return {
        "case_id": one.case_id,
        "number": number_of(case),
        "asked_at": one.asked_at,
        "waits": one.state == "asked",
        "state": STATE_WORDS[one.state],
        "because": one.because if one.state == "refused" else "",
    }
