"""Keeping a case beyond its term with a reason, as while a court looks at it, and letting the term count again."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases import actions
from dauys.cases.desk import moved_on, step_page
from dauys.cases.forms import HoldForm
from dauys.cases.queries import case_for
from dauys.ground.access.gate import staff
from dauys.ground.moment import now


@require_http_methods(["GET", "POST"])
@staff("cases.hold")
def hold(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = case_for(actor, case_id, "cases.hold")[-1]
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        try:
            actions.hold_erasure(case_id=case_id, reason=reason, actor=actor, at=now())
        except actions.CannotHold:
            return moved_on(request, row, reason)
        return redirect("case", case_id=case_id)
    note = _("The names, words and files of the appeal are kept until somebody lifts the hold.")
    return step_page(request, row, form, _("Keep beyond the term"), note, button=_("Keep"))


@require_POST
@staff("cases.hold")
def lift(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = case_for(actor, case_id, "cases.hold")[-1]
    try:
        actions.lift_hold(case_id=case_id, actor=actor, at=now())
    except actions.CannotHold:
        return moved_on(request, row)
    return redirect("case", case_id=case_id)
