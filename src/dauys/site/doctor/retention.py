"""The administrators' page of what falls due to be anonymised within 90 days, and of what is kept beyond its term."""

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from dauys.cases import actions
from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import kind_name
from dauys.cases.forms import NumberedHoldForm
from dauys.cases.lookup import by_typed_number
from dauys.cases.queries import number_of
from dauys.cases.retention import due_until, holds, open_hold
from dauys.ground.access.fence import whole_house
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local

DAYS = 90


@require_http_methods(["GET", "POST"])
@staff("site.examine")
def retention(request: HttpRequest) -> HttpResponse:
    """How many cases of each kind are past their term, fall due soon, or are kept; and a form that keeps one more."""
    form = NumberedHoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _held(request, form):
        return redirect("retention")
    context = {
        **desk_frame(request),
        "rows": _rows(),
        "days": DAYS,
        "terms": current().section("retention.yaml"),
        "holds": [{"hold": one, "number": number_of(one.case)} for one in holds()],
        "form": form,
    }
    return render(request, "doctor/retention.html", context, status=422 if form.errors else 200)


@whole_house()
def _held(request: HttpRequest, form: NumberedHoldForm) -> bool:
    """Keeps the case of the number, or says beside the number why it cannot."""
    case = by_typed_number(form.cleaned_data["number"])
    if case is None:
        form.add_error("number", _("There is no appeal with this number. Check its digits."))
        return False
    actor, reason = request.actor, form.cleaned_data["reason"]  # type: ignore[attr-defined]
    try:
        actions.hold_erasure(case_id=case.pk, reason=reason, actor=actor, at=now())
    except actions.CannotHold:
        form.add_error("number", _("This appeal is kept already, or was anonymised."))
        return False
    return True


@require_POST
@staff("site.examine")
def lift(request: HttpRequest, hold_id: UUID) -> HttpResponse:
    """The term of the case counts again. A hold that has ended already reads like one that is not there."""
    held = open_hold(hold_id)
    if held is None:
        raise Http404
    try:
        actions.lift_hold(case_id=held.case_id, actor=request.actor, at=now())  # type: ignore[attr-defined]
    except actions.CannotHold:
        raise Http404 from None
    return redirect("retention")


@whole_house()
def _rows() -> list[dict[str, Any]]:
    at = now()
    today = local(at).date()
    counts: dict[tuple[str, str], Counter[str]] = {}
    terms = {}
    for due in due_until(today + timedelta(days=DAYS), at):
        terms[due.term.code] = due.term
        row = counts.setdefault((due.kind, due.term.code), Counter())
        row["held" if due.held else "past" if due.due_on <= today else "soon"] += 1
    return [
        {
            "kind": kind_name(kind, lang()),
            "term": terms[code].name.get(lang()),
            "months": terms[code].months,
            "confirmed": terms[code].confirmed,
            **{name: row[name] for name in ("past", "soon", "held")},
        }
        for (kind, code), row in sorted(counts.items())
    ]
