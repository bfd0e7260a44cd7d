"""The administrators' page of the data's health: the newest examination, and a button that asks for another."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import desk_frame
from dauys.ground.access.gate import staff
from dauys.ground.files.queries import scanner
from dauys.ground.moment import now
from dauys.site import wiring
from dauys.site.doctor import actions
from dauys.site.doctor.models import Examination


def _newest() -> tuple[Examination | None, bool]:
    """The newest finished examination, and whether another is waiting. One statement."""
    rows = list(Examination.objects.order_by("-asked_at")[:2])
    return next((row for row in rows if row.finished_at), None), any(not row.finished_at for row in rows)


@require_safe
@staff("site.examine")
def health_of_data(request: HttpRequest) -> HttpResponse:
    made, waiting = _newest()
    lines = [
        {
            "sentence": invariant.sentence,
            "code": invariant.code,
            "result": made.results.get(invariant.code) if made else None,
        }
        for invariant in wiring.INVARIANTS
    ]
    broken = [line for line in lines if line["result"] and line["result"]["broken"] != 0]
    context = {
        **desk_frame(request),
        "scanner": scanner(),
        "made": made,
        "waiting": waiting,
        "lines": lines,
        "broken": len(broken),
    }
    return render(request, "doctor/health.html", context)


@require_safe
@staff("site.examine")
def health_json(request: HttpRequest) -> HttpResponse:
    """The same for the operator's monitor."""
    made, waiting = _newest()
    return JsonResponse(
        {
            "asked_at": made.asked_at.isoformat() if made else None,
            "waiting": waiting,
            "healthy": bool(made) and all(r["broken"] == 0 for r in made.results.values()) if made else None,
            "results": made.results if made else {},
            "scanner": scanner(),
        }
    )


@require_POST
@staff("site.examine")
def ask(request: HttpRequest) -> HttpResponse:
    actions.ask(actor=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("health_of_data")
