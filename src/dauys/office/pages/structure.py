"""The structure of bodies: the tree, and a table of it to take and to bring."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.ground.access.gate import staff
from dauys.office import queries
from dauys.office.bodies import KINDS, as_row
from dauys.office.pages.tables import bring, take


@require_http_methods(["GET", "POST"])
@staff("office.set_up")
def bodies(request: HttpRequest) -> HttpResponse:
    """The tree with the form for a table. A table without errors is kept and shown; nothing is written yet."""
    form, kept = bring(request, "bodies")
    if kept is not None:
        return redirect("office_upload", upload_id=kept)
    tree = [
        {"body": body, "depth": body.code.count("/"), "name": body.name(lang()), "place": body.area}
        for body in queries.bodies()
    ]
    context = {**desk_frame(request), "here": "office", "tree": tree, "kinds": KINDS, **form}
    return render(request, "office/bodies.html", context, status=form["status"])


@require_safe
@staff("office.set_up")
def bodies_file(request: HttpRequest) -> HttpResponse:
    return take("bodies", map(as_row, queries.bodies()))
