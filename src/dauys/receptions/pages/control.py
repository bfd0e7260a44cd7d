"""Instructions of heads that are not carried out yet: what a controller follows."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import state_words
from dauys.cases.queries import number_of
from dauys.ground.access.gate import staff
from dauys.ground.ui.moments import today
from dauys.receptions.pages.parts import actor_of
from dauys.receptions.queries import under_control


@require_safe
@staff("receptions.control")
def control(request: HttpRequest) -> HttpResponse:
    """Overdue ones first."""
    day = today()
    rows: list[dict[str, Any]] = [
        {
            "id": o.obligation.case_id,
            "number": number_of(o.obligation.case),
            "subject": o.obligation.case.voice.subject,
            "language": o.obligation.case.language,
            "executor": o.executor.name(lang()),
            "host": o.protocol.visit.host.name(lang()),
            "due_on": o.due_on,
            "late": o.due_on is not None and o.due_on < day,
            "state": state_words(o.obligation, lang(), staff=True),
        }
        for o in under_control(actor_of(request))
        if o.obligation
    ]
    late = sum(row["late"] for row in rows)
    return render(request, "receptions/control.html", {**desk_frame(request), "rows": rows, "late": late})
