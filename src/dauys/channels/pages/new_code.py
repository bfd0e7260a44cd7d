"""Recovery in person: whoever lost the slip and shows a document gets a new one at the desk; the old code ends."""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from dauys.cases import actions as cases
from dauys.cases.desk import desk_frame
from dauys.cases.display import nobody_words
from dauys.cases.queries import case_for, number_of
from dauys.channels.pages.receipt import slip_page
from dauys.ground.access.gate import staff
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.moment import now


class NewCodeForm(forms.Form):
    generation = forms.IntegerField(min_value=0, max_value=32_000, widget=forms.HiddenInput)
    seen = forms.BooleanField(
        label=_("I saw the person's document, and the name in it is the name above"),
        error_messages={"required": _("Look at the document first, then tick this")},
    )


@require_http_methods(["GET", "POST"])
@staff("cases.renew_code")
def new_code(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Asks for a look at the document, then shows the new slip; sent twice, it shows the slip of the first time."""
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    rows = case_for(actor, case_id, "cases.renew_code")
    if not rows[0].case.voice.text:  # erased: there is nobody whose document it could be
        return redirect("case", case_id=case_id)
    form = NewCodeForm(request.POST or None, initial={"generation": rows[0].case.code_generation})
    if request.method == "POST" and form.is_valid():
        generation = form.cleaned_data["generation"]
        with acting(actor):
            if not cases.renew_code(case_id=case_id, generation=generation, seen="document", actor=actor, at=at):
                record("cases.show_code", actor=actor, at=at, case_id=case_id)
        return slip_page(request, case_for(actor, case_id, "cases.renew_code"))
    context = {
        **desk_frame(request),
        "form": form,
        "case": rows[0].case,
        "number": number_of(rows[0].case),
        "nobody": nobody_words(rows[0].case),
        "parties": rows[0].party_rows or [],  # type: ignore[attr-defined]
    }
    return render(request, "channels/new_code.html", context, status=422 if form.errors else 200)
