"""Leaving a case without consideration: proposed on a ground, agreed by another; and taking it back for the person."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases import actions as cases
from dauys.cases import display
from dauys.cases.desk import PickForm, desk_frame, lang, moved_on, step_page
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep, tells_of_crime
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.choices import Hinted
from dauys.routing import actions
from dauys.routing.forms import LeavingForm
from dauys.routing.queries import anonymous_ground, leavings, waiting_leaving


@require_http_methods(["GET", "POST"])
@staff("cases.propose_leaving")
def propose(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.propose_leaving")
    ground = anonymous_ground() if row.case.anonymous and not tells_of_crime(row.case.crime) else None
    form = LeavingForm(request.POST or None, initial={"ground": ground.code if ground else ""})
    if request.method == "POST" and form.is_valid():
        about = {"ground": form.cleaned_data["ground"], "text": form.cleaned_data["text"]}
        try:
            actions.propose_leaving(obligation=row.pk, actor=actor, at=now(), **about)
        except actions.ToldOfCrime:
            words = _("It may tell of a crime, so the unknown author is no ground. Call it a false alarm first.")
            form.add_error("ground", words)
        except ImpossibleStep:
            return moved_on(request, row, about["text"])
        else:
            return redirect("case", case_id=row.case_id)
    note = _("Your head or supervisor has to agree. The person is told the ground and how to complain.")
    return step_page(request, row, form, _("Leave without consideration"), note)


@require_http_methods(["GET", "POST"])
@staff("cases.agree_leaving")
def decide(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.agree_leaving")
    waits = waiting_leaving(row.pk)
    if waits is None:
        return moved_on(request, row)
    if waits.by_id == actor.user_id:
        raise Denied("cases.agree_leaving")
    choices = [("agree", _("Agree: it is left without consideration")), ("refuse", _("No: it is to be considered"))]
    form = PickForm(request.POST or None, label=_("Do you agree?"), choices=choices)
    if request.method == "POST" and form.is_valid():
        try:
            agreed = form.cleaned_data["choice"] == "agree"
            actions.decide_leaving(obligation=row.pk, agreed=agreed, actor=actor, at=now())
        except ImpossibleStep:
            return moved_on(request, row)
        return redirect("case", case_id=row.case_id)
    ground = current().grounds.get(waits.ground)
    words = ground.name.get(lang()) if ground else waits.ground
    note = ". ".join(filter(None, [words, waits.by.name, waits.text]))
    return step_page(request, row, form, _("Leave without consideration"), note)


@require_safe
@staff("cases.agree_leaving")
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the word of who leads the body."""
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    rows = [display.list_row(row, at, lang()) for row in leavings(actor)]
    heading = _("To be left: agree or not")
    return render(request, "cases/short_list.html", {**desk_frame(request), "heading": heading, "rows": rows})


@require_http_methods(["GET", "POST"])
@staff("cases.withdraw")
def withdraw(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """The clerk takes the case back for the person, and says how they asked."""
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.withdraw")
    labels = current().labels.channels
    choices = [(code, Hinted(labels[code].get(lang()))) for code in cases.ASKED_BY if code in labels]
    form = PickForm(request.POST or None, label=_("How did the person ask for it?"), choices=choices)
    if request.method == "POST" and form.is_valid():
        asked_by = form.cleaned_data["choice"]
        if not cases.withdraw(case_id=row.case_id, asked_by=asked_by, actor=actor, at=now()):
            return moved_on(request, row)
        return redirect("case", case_id=row.case_id)
    note = _("Every demand of the case ends without an answer. The person is told, and may write again.")
    return step_page(request, row, form, _("Take back for the person"), note)
