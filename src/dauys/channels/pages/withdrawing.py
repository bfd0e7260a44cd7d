"""Taking one's own appeal back: asked once more, done by a button, and told."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dauys.cases import actions
from dauys.cases.queries import number_of
from dauys.cases.rules import OPEN_STATES
from dauys.channels.keys import opened_obligations
from dauys.ground.access.actors import citizen
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now


@require_http_methods(["GET", "POST"])
@by_code
def withdraw(request: HttpRequest) -> HttpResponse:
    rows = opened_obligations(request)
    if not rows:
        return redirect("track")
    case = rows[0].case
    if not any(row.state in OPEN_STATES for row in rows):
        return redirect("tracking")
    if request.method == "POST":
        actions.withdraw(case_id=case.pk, asked_by="page", actor=citizen(case.pk), at=now())
        return redirect("tracking")
    context = {"section": "track", "case": case, "number": number_of(case)}
    return render(request, "channels/withdraw.html", context)
