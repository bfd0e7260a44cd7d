"""The desk's steps of routing: settle the body, take a case, give it to an officer."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases.desk import PickForm, lang, moved_on, step_page
from dauys.cases.queries import get_for
from dauys.cases.rules import ImpossibleStep
from dauys.directory.cache import organizations
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.queries import staff_of
from dauys.ground.moment import now
from dauys.routing import actions
from dauys.routing.queries import reason

# Asked of who is too late to settle: the same people, whether the body is settled or not.
WHOSE_WORK_IT_WAS = "cases.change_kind"


@require_http_methods(["GET", "POST"])
@staff("cases.route")
def settle(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """The clerk confirms the suggested body or chooses another; the reason of the suggestion stands beside it."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        row = get_for(actor, obligation_id, "cases.route")
    except Denied:
        if request.method == "GET":
            raise
        return moved_on(request, get_for(actor, obligation_id, WHOSE_WORK_IT_WAS))
    choices = [(code, body.name(lang())) for code, body in organizations().items()]
    form = PickForm(
        request.POST or None,
        initial={"choice": row.owner.code},
        label=_("Which body should answer?"),
        choices=choices,
        select=True,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle(obligation=row.pk, owner=organizations()[form.cleaned_data["choice"]], actor=actor, at=now())
        except actions.AboutThem:
            form.add_error("choice", _("A complaint does not go to the body it is about, nor to one below it."))
        except ImpossibleStep:
            form.add_error("choice", _("Somebody has settled this already. Load the page of the case anew."))
        else:
            return redirect("case", case_id=row.case_id)
    why = reason(row.route_rule, lang())
    note = f"{_('Why this body is suggested:')} {why}" if why else ""
    return step_page(request, row, form, _("Confirm the body"), note)


@require_POST
@staff("cases.take")
def take(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    try:
        row = actions.take(obligation=obligation_id, actor=actor, at=now())
    except ImpossibleStep:
        return moved_on(request, get_for(actor, obligation_id, "cases.take"))
    return redirect("case", case_id=row.case_id)


@require_http_methods(["GET", "POST"])
@staff("cases.assign")
def give(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    row = get_for(actor, obligation_id, "cases.assign")
    officers = staff_of(row.owner_path, "officer", "supervisor", "head")
    form = PickForm(
        request.POST or None,
        initial={"choice": str(row.assignee_id or "")},
        label=_("Who will prepare the answer?"),
        choices=[(str(u.pk), u.name) for u in officers],
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.give(obligation=row.pk, officer=UUID(form.cleaned_data["choice"]), actor=actor, at=now())
        except ImpossibleStep:
            form.add_error("choice", _("The case has moved on. Load its page anew."))
        else:
            return redirect("case", case_id=row.case_id)
    return step_page(request, row, form, _("Give to an officer"))
