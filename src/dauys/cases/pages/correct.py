"""Correcting what is kept of a person: a clerk does it with the person before them, or decides what they asked for."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases import actions, display
from dauys.cases.corrections import FIELD_WORDS, waiting_for, waiting_of
from dauys.cases.desk import desk_frame, lang, moved_on, step_page
from dauys.cases.forms_of_corrections import CorrectionForm, DecisionForm
from dauys.cases.models import Correction, Obligation
from dauys.cases.queries import case_for, number_of
from dauys.ground.access.gate import staff
from dauys.ground.moment import now


@require_safe
@staff("cases.correct")
def corrections(request: HttpRequest) -> HttpResponse:
    """The appeals whose people wait for a correction, the oldest wish first."""
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    rows = waiting_for(actor)
    context = {"heading": _("Corrections"), "rows": [display.list_row(row, at, lang()) for row in rows]}
    return render(request, "cases/short_list.html", {**desk_frame(request), **context})


@require_http_methods(["GET", "POST"])
@staff("cases.correct")
def correct(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """A form for new values; while a wish of the person waits, the decision about it."""
    actor = request.actor  # type: ignore[attr-defined]
    rows = case_for(actor, case_id, "cases.correct")
    row = rows[-1]
    if not row.case.voice.text:  # erased: there is nobody to correct
        return redirect("case", case_id=case_id)
    asked = waiting_of(case_id)
    if asked or "correction" in request.POST:
        return _decide(request, row, asked)
    roles = [p["role"] for p in rows[0].party_rows or []]  # type: ignore[attr-defined]
    form = CorrectionForm(request.POST or None, roles=roles)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        about = {"seen": data["seen"], "because": data["because"], "role": data.get("role") or "applicant"}
        try:
            actions.correct(case_id=case_id, wanted=form.wanted(), actor=actor, at=now(), **about)
        except actions.CannotCorrect:
            form.add_error(None, _("Nothing of this is new: it is kept so already."))
        else:
            return redirect("case", case_id=case_id)
    note = _("What is left empty stays as it is. The journal keeps who corrected what, and no value.")
    return step_page(request, row, form, _("Correct the person's data"), note, button=_("Correct"))


def _decide(request: HttpRequest, row: Obligation, asked: Correction | None) -> HttpResponse:
    """What is asked for is shown on a press only, which the journal keeps; then it is applied or refused."""
    actor, step = request.actor, request.POST.get("do", "")  # type: ignore[attr-defined]
    if asked is None or (request.method == "POST" and request.POST.get("correction") != str(asked.pk)):
        return moved_on(request, row, request.POST.get("because", ""))
    form = DecisionForm(request.POST if step == "refuse" else None)
    try:
        if step == "apply":
            actions.apply_correction(correction=asked.pk, actor=actor, at=now())
            return redirect("case", case_id=row.case_id)
        if step == "refuse" and form.is_valid():
            because = form.cleaned_data["because"]
            actions.refuse_correction(correction=asked.pk, because=because, actor=actor, at=now())
            return redirect("case", case_id=row.case_id)
    except actions.CannotCorrect:
        return moved_on(request, row, request.POST.get("because", ""))
    kept = {}
    if step == "show":
        people = actions.show_contact(case_id=row.case_id, purpose="check_person", actor=actor, at=now())
        kept = {p.pk: p for p in people}
    wanted = json.loads(asked.wanted)
    context = {
        **desk_frame(request),
        "asked": asked,
        "number": number_of(row.case),
        "case_id": row.case_id,
        "form": form,
        "fields": [str(FIELD_WORDS[field]) for field in wanted],
        "values": [
            {"label": FIELD_WORDS[field], "new": value, "old": getattr(kept[asked.party_id], field)}
            for field, value in wanted.items()
            if kept
        ],
    }
    return render(request, "cases/correction.html", context, status=422 if form.errors else 200)
