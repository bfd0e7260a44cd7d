"""What the author of a voice decides about the public page, from the page of their appeal."""

from contextlib import suppress

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from dauys.channels.keys import opened_obligations
from dauys.ground.access.actors import citizen
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.publication import actions
from dauys.publication.rules import MovedOn


@require_POST
@by_code
def publication_wish(request: HttpRequest) -> HttpResponse:
    """Asks to be shown, or takes the words back at once; whoever comes too late sees the page as it stands."""
    rows = opened_obligations(request)
    if not rows or not rows[0].case.voice.text:
        return redirect("track")
    case_id = rows[0].case_id
    with suppress(MovedOn):
        if request.POST.get("wanted") == "yes":
            actions.ask(case_id=case_id, actor=citizen(case_id), at=now())
        else:
            actions.take_back(case_id=case_id, actor=citizen(case_id), at=now())
    return redirect("tracking")
