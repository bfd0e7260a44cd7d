"""Answers that wait for signatures, with whose are missing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.answers.queries import to_sign
from dauys.answers.rules import missing_signatures
from dauys.answers.slots import role_words
from dauys.cases import display
from dauys.cases.desk import desk_frame, lang
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current


@require_safe
@staff("answers.sign")
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for whose signature; the answer is read and signed from the page of the case."""
    at, shown = now(), []
    for row in to_sign(request.actor):  # type: ignore[attr-defined]
        missing = missing_signatures(current().signatures(row.kind), row.given)  # type: ignore[attr-defined]
        todo = _("Waits for the signature: %s") % role_words(missing) if missing else _("Signed, can be sent")
        shown.append({**display.list_row(row, at, lang()), "todo": todo})
    context = {
        "heading": _("Answers to sign"),
        "lead": _("An answer is sent when everybody has signed it. Open the appeal to read and sign."),
        "rows": shown,
    }
    return render(request, "cases/short_list.html", {**desk_frame(request), **context})
