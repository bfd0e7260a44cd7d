"""The signed protocol on paper, for who was received and has no link to it: a page to print, or a PDF."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import override
from django.views.decorators.http import require_POST

from dauys.cases.desk import desk_frame
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.receptions import actions
from dauys.receptions.pages.parts import actor_of, visit_row
from dauys.receptions.papers import as_pdf, sections, signed_protocol
from dauys.receptions.queries import visit_for


@require_POST
@staff("receptions.hand")
def paper(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    """The newest signed version in the person's language; giving it away is journalled, so it is a POST."""
    actor = actor_of(request)
    row = visit_for(actor, visit_id, "receptions.hand")
    made = signed_protocol(row) if row.state == "done" and row.text else None
    if made is None:
        raise Http404
    actions.hand(visit=row, protocol=made, actor=actor, at=now())
    with override(row.language):
        if request.POST.get("as") == "pdf":
            response = HttpResponse(as_pdf(row, made, row.language), content_type="application/pdf")
            response["Content-Disposition"] = 'attachment; filename="protocol.pdf"'
            return response
        parts = sections(made, row.language)
    context = {**visit_row(row, actor), "protocol": parts, "office": row.host.office}
    return render(request, "receptions/paper.html", {**desk_frame(request), **context})
