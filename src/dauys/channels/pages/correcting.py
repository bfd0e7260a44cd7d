"""Asking to put right what is kept of oneself: a new phone or e-mail is shown to be one's own by a code sent to it."""

from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dauys.cases import actions
from dauys.cases.code_page import code_page, send_code
from dauys.cases.corrections import waiting_of
from dauys.cases.fields import ContactField
from dauys.cases.models import Obligation
from dauys.cases.of_contact import owns
from dauys.cases.queries import number_of, opened
from dauys.channels.contact_keys import confirmed, keep
from dauys.channels.correction_keys import Wish, forget, remember, wish_of
from dauys.channels.pages.mine import too_many, wrong_codes_counted
from dauys.ground.access.actors import citizen
from dauys.ground.access.gate import by_code
from dauys.ground.accounts.actions import TooManyTries
from dauys.ground.moment import now


class WishForm(forms.Form):
    full_name = forms.CharField(
        label=gettext_lazy("Right name"),
        required=False,
        max_length=160,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    contact = ContactField(
        label=gettext_lazy("New phone or e-mail"),
        help_text=gettext_lazy("A code of six digits comes to it, so that nobody else gets your answers."),
        required=False,
    )
    address = forms.CharField(
        label=gettext_lazy("Right address"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def wanted(self) -> dict[str, str]:
        """The new values, as a case keeps them."""
        data = self.cleaned_data
        found = {"name": data["full_name"], "address": data["address"]}
        channel, address = data["contact"]
        if address:
            found["phone" if channel == "sms" else "email"] = address
        return {field: value for field, value in found.items() if value}


@require_http_methods(["GET", "POST"])
@by_code
def ask_correction(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """What is right instead; a name and an address go to a clerk at once, a new contact after its code."""
    contact = confirmed(request)
    if contact is None or not owns(contact, case_id):
        return redirect("mine")
    row = opened(case_id)[0]
    if waiting_of(case_id):
        return keep(request, redirect("mine"))
    form = WishForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if not form.wanted():
            form.add_error("full_name", _("Write what is right: a name, a phone, an e-mail or an address"))
        else:
            try:
                return keep(request, _ask(request, row, form))
            except TooManyTries:
                form.add_error("contact", too_many())
            except actions.CannotCorrect:
                form.add_error("full_name", _("Nothing of this is new: it is kept so already."))
    context = {"section": "track", "form": form, "row": row, "number": number_of(row.case)}
    return keep(request, render(request, "channels/correct.html", context, status=422 if form.errors else 200))


def _ask(request: HttpRequest, row: Obligation, form: WishForm) -> HttpResponse:
    """Raises TooManyTries, CannotCorrect."""
    channel, address = form.cleaned_data["contact"]
    if not address:
        who = citizen(row.case_id)
        actions.ask_correction(case_id=row.case_id, wanted=form.wanted(), seen="code", actor=who, at=now())
        return redirect("mine")
    wish = Wish(str(uuid4()), str(row.case_id), channel, address, form.wanted())
    send_code(request, subject=wish.code_subject, contact=(channel, address))
    response = redirect("ask_correction_code")
    remember(response, wish)
    return response


@require_http_methods(["GET", "POST"])
@by_code
def ask_correction_code(request: HttpRequest) -> HttpResponse:
    """Takes the code that was sent to the new contact; the right one asks for the correction."""
    contact, wish = confirmed(request), wish_of(request)
    if contact is None or wish is None or not owns(contact, case_id := UUID(wish.case_id)):
        return redirect("mine")
    opened(case_id)

    def redeem(typed: str) -> None:
        at, who = now(), citizen(case_id)

        def ask() -> None:
            actions.ask_correction(case_id=case_id, wanted=wish.wanted, seen="code", actor=who, at=at)

        with wrong_codes_counted(request, at):
            actions.redeem_for(subject=wish.code_subject, contact=wish.address, code=typed, then=ask, at=at)

    try:
        response = code_page(
            request,
            subject=wish.code_subject,
            contact=(wish.channel, wish.address),
            redeem=redeem,
            section="track",
            here="ask_correction_code",
            back="mine",
            too_many=too_many(),
            is_done=lambda: waiting_of(case_id) is not None,
        )
    except actions.CannotCorrect:  # asked for in another window, or kept so by now
        response = redirect("mine")
    if response.status_code == 302 and "code" in request.POST:
        forget(response)
    return keep(request, response)
