"""Marking a case as a repeated one: the earlier case chosen among the person's own, or by its number, and why."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases import actions
from dauys.cases.desk import lang, moved_on, step_page
from dauys.cases.forms import RepeatForm
from dauys.cases.lookup import by_typed_number
from dauys.cases.models import Obligation
from dauys.cases.queries import case_for, visible_to
from dauys.cases.repeats import Earlier, earlier_of_case
from dauys.cases.slots import earlier_lines
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.choices import Hinted
from dauys.ground.ui.moments import day_words


def _choices(found: list[Earlier]) -> list[tuple[str, Any]]:
    lines = earlier_lines(found, now())
    return [
        (str(one["id"]), Hinted(f"{one['number']}, {day_words(one['received'], lang())}", one["subject"]))
        for one in lines
    ]


def _meant(actor: Actor, form: RepeatForm, row: Obligation) -> UUID | None:
    """The earlier case that was chosen or typed; one that the actor may not see reads like one that is not there."""
    chosen = form.cleaned_data.get("earlier") or "other"
    if chosen != "other":
        return UUID(chosen)
    case = by_typed_number(form.cleaned_data["number"])
    if case and case.pk == row.case_id:
        form.add_error("number", _("This is the number of this same appeal. Write the number of the earlier one."))
    elif case and visible_to(actor).filter(case=case.pk).exists():
        return case.pk
    else:
        form.add_error("number", _("There is no appeal with this number that you may see. Check its digits."))
    return None


@require_http_methods(["GET", "POST"])
@staff("cases.mark_repeat")
def mark(request: HttpRequest, case_id: UUID) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    rows = case_for(actor, case_id, "cases.mark_repeat")
    row, reasons = rows[-1], current().repeats.values()
    if not reasons:
        return redirect("case", case_id=case_id)
    form = RepeatForm(
        request.POST or None,
        earlier=_choices(earlier_of_case(actor, row)),
        reasons=[(r.code, Hinted(r.name.get(lang()), "" if r.confirmed else _("unconfirmed"))) for r in reasons],
        initial={"number": row.case.named_before},
    )
    if request.method == "POST" and form.is_valid() and (earlier := _meant(actor, form, row)):
        try:
            reason = form.cleaned_data["reason"]
            actions.mark_repeat(case_id=case_id, earlier=earlier, reason=reason, actor=actor, at=now())
        except actions.CannotMark as error:
            if error.because == "marked":
                return moved_on(request, row)
            form.add_error("number", _("This appeal came later. A repeated appeal names one that came before it."))
        else:
            return redirect("case", case_id=case_id)
    note = _("The person sees on the page of the appeal that it is a repeated one, and why. The term stays the same.")
    return step_page(request, row, form, _("Mark as a repeated appeal"), note, button=_("Mark"))


@require_POST
@staff("cases.mark_repeat")
def unmark(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """Takes the mark off; a second press changes nothing."""
    actions.unmark_repeat(case_id=case_id, actor=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("case", case_id=case_id)
