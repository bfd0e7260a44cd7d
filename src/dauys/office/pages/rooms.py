"""The parts of the site that may be switched off: all of them, and one with what its switch would do."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import desk_frame
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.rooms.actions import StandsOn, UnknownRoom
from dauys.office import actions
from dauys.office.rooms import all_rooms, one_room


@require_safe
@staff("office.set_up")
def rooms(request: HttpRequest) -> HttpResponse:
    context = {**desk_frame(request), "here": "office", "rooms": all_rooms()}
    return render(request, "office/rooms.html", context)


@require_http_methods(["GET", "POST"])
@staff("office.set_up")
def room(request: HttpRequest, code: str) -> HttpResponse:
    """What a switch would do; the form says to which state, so that sending it twice does it once."""
    wanted = {"on": True, "off": False}.get(request.POST.get("to", ""))
    status = 200
    if request.method == "POST" and wanted is not None:
        try:
            actions.switch(room=code, on=wanted, actor=request.actor, at=now())  # type: ignore[attr-defined]
            return redirect("office_rooms")
        except UnknownRoom:
            raise Http404 from None
        except StandsOn:  # another administrator was faster; the page shows what is in the way now
            status = 409
    about = one_room(code)
    if about is None or not about.can_be_switched:
        raise Http404
    context = {**desk_frame(request), "here": "office", "room": about}
    return render(request, "office/room.html", context, status=status)
