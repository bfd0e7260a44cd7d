"""Villages by the day a head last received there: where nobody was for months stands first."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import area_line
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.receptions.pages.parts import actor_of, may_see
from dauys.receptions.travel import villages

MOST = 300


@require_safe
@staff("receptions.travel")
def travel(request: HttpRequest) -> HttpResponse:
    """The villages of one's bodies, those that wait longest first; two statements."""
    actor, months = actor_of(request), current().info.travel_months
    found = villages(actor, now(), months)
    rows = [
        {
            "name": v.area.name(lang()),
            "line": area_line(v.area.path.rstrip("/").rpartition("/")[0], lang()),
            "due": v.due,
            "last": v.last,
            "last_host": v.last.host.name(lang()) if v.last else "",
            "following": v.following,
            "following_host": v.following.host.name(lang()) if v.following else "",
        }
        for v in found[:MOST]
    ]
    context = {
        "rows": rows,
        "months": months,
        "all": len(found),
        "due": sum(v.due for v in found),
        "more": len(found) > MOST,
        **may_see(actor),
    }
    return render(request, "receptions/travel.html", {**desk_frame(request), **context})
