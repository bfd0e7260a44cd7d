"""The copy of everything held: for whoever confirmed a contact, and printed at the desk for who showed a document."""

from uuid import UUID

from django import forms
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases import actions as cases
from dauys.cases.desk import desk_frame
from dauys.cases.of_contact import all_of
from dauys.cases.own_copy import Whose
from dauys.cases.queries import case_for, number_of
from dauys.channels.contact_keys import confirmed, keep
from dauys.channels.own_copy import as_json, as_pdf, everything
from dauys.channels.pages.mine import list_page
from dauys.channels.steps import lang
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.gate import by_code, staff
from dauys.ground.moment import now
from dauys.ground.throttle.actions import Counter, count_up

COPIES_AN_HOUR = 10


@require_POST
@by_code
def own_copy(request: HttpRequest) -> HttpResponse:
    """The file for who confirmed a contact, as `as` asks: json, else pdf; each one is written to the journal."""
    contact = confirmed(request)
    if contact is None:
        return redirect("mine")
    at = now()
    if count_up(counters=[Counter("copy", contact.key.hex(), COPIES_AN_HOUR, 3600)], at=at)[0] > COPIES_AN_HOUR:
        return list_page(request, contact, problem=gettext("Too many copies in an hour. Try again later."), status=429)
    whose = Whose(tuple(all_of(contact)), contact, lang())
    form = "json" if request.POST.get("as") == "json" else "pdf"
    return keep(request, _file(whose, form, seen="code", actor=ANONYMOUS))


class DocumentForm(forms.Form):
    seen = forms.BooleanField(
        label=_("I saw the person's document, and the name in it is the name above"),
        error_messages={"required": _("Look at the document first, then tick this")},
    )


@require_http_methods(["GET", "POST"])
@staff("cases.hand_copy")
def hand_copy(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Asks for a look at the document, then gives everything held of this one case to print."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = case_for(actor, case_id, "cases.hand_copy")
    if not rows[0].case.voice.text:  # erased: there is nobody whose document it could be
        return redirect("case", case_id=case_id)
    form = DocumentForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _file(Whose((case_id,), None, lang()), "pdf", seen="document", actor=actor)
    context = {
        **desk_frame(request),
        "form": form,
        "case": rows[0].case,
        "number": number_of(rows[0].case),
        "parties": rows[0].party_rows or [],  # type: ignore[attr-defined]
    }
    return render(request, "channels/hand_copy.html", context, status=422 if form.errors else 200)


def _file(whose: Whose, form: str, *, seen: str, actor: Actor) -> HttpResponse:
    """The copy, after the journal has it: so it names itself among the looks."""
    at = now()
    cases.hand_copy(case_ids=whose.cases, form=form, seen=seen, actor=actor, at=at)
    records = everything(whose)
    if form == "json":
        made = as_json(records, whose, at)
        response: HttpResponse = JsonResponse(
            made, encoder=DjangoJSONEncoder, json_dumps_params={"indent": 1, "ensure_ascii": False}
        )
    else:
        response = HttpResponse(as_pdf(records, whose, at), content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="dauys-copy-{at:%Y-%m-%d}.{form}"'
    return response
