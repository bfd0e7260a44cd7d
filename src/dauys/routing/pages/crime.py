"""Two single steps on a case that may tell of a crime: pass it on at once, or call it a false alarm."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from dauys.cases.desk import moved_on, step_page
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.routing import actions


@require_POST
@staff("cases.forward")
def pass_on(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.forward")
    try:
        actions.pass_crime(obligation=obligation_id, actor=actor, at=now())
    except (ImpossibleStep, actions.StalePage):
        return moved_on(request, row)
    except actions.DaysOver:
        note = _("The days in which the law lets it be passed on are over. Your head or supervisor can still do it.")
        return step_page(request, row, None, _("It was not passed on"), note, status=409)
    except actions.CannotForward:
        note = _("This kind of appeal, or this body, does not let it be passed on in one step. Use the usual way.")
        return step_page(request, row, None, _("It was not passed on"), note, status=409)
    return redirect("case", case_id=row.case_id)


@require_POST
@staff("cases.clear_crime")
def clear(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.clear_crime")
    try:
        actions.clear_crime(obligation=obligation_id, actor=actor, at=now())
    except ImpossibleStep:
        return moved_on(request, row)
    return redirect("case", case_id=row.case_id)
