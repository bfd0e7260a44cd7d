"""Answers that did not reach the person by themselves: whose body still has to bring them, and how."""

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.answers.queries import to_hand_over
from dauys.cases import display
from dauys.cases.desk import desk_frame, lang
from dauys.cases.models import Obligation
from dauys.ground.access.gate import staff
from dauys.ground.moment import now

DAYS = 90


def _todo(row: Obligation) -> str:
    """The next step, by the way the person asked for."""
    if row.case.answer_by == "phone":
        return _("Read it out by phone")
    if row.case.answer_by == "post":
        return _("Print the letter and send it by post")
    return _("The message did not arrive: read it out by phone")


@require_safe
@staff("answers.read_out")
def waiting(request: HttpRequest) -> HttpResponse:
    """What still has to be brought, with the step that is next; its proof is noted on the page of the case."""
    at = now()
    rows = to_hand_over(request.actor, at - timedelta(days=DAYS))  # type: ignore[attr-defined]
    context = {
        "heading": _("Answers to hand over"),
        "lead": _(
            "The person asked for a call or a letter, or the message did not arrive. Note the proof on the case."
        ),
        "rows": [{**display.list_row(row, at, lang()), "todo": _todo(row)} for row in rows],
    }
    return render(request, "cases/short_list.html", {**desk_frame(request), **context})
