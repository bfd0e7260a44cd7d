"""The first page of the office: what is there, what is missing, and a test letter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import desk_frame
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.office import actions
from dauys.office.checklist import checklist, newest_test_mail


@require_safe
@staff("office.set_up")
def start(request: HttpRequest) -> HttpResponse:
    letter = newest_test_mail()
    items = checklist(letter, now())
    tries = list(letter.tries.all()) if letter else []
    context = {
        **desk_frame(request),
        "here": "office",
        "items": items,
        "done": sum(item.state == "done" for item in items),
        "letter": letter,
        "proof": tries[-1].proof if tries else "",
    }
    return render(request, "office/start.html", context)


@require_POST
@staff("office.set_up")
def try_mail(request: HttpRequest) -> HttpResponse:
    actions.send_test_mail(actor=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("office")
