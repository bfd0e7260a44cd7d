"""The structure of bodies: the tree, a table of it to take and to bring, and the look before it is written."""

import csv
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.directory.cache import areas
from dauys.ground.access.gate import staff
from dauys.ground.files.uploads import problem_of
from dauys.ground.moment import now
from dauys.ground.tables import Line, Unreadable, read
from dauys.office import actions, queries
from dauys.office.bodies import KINDS, MOST, Problem, Reading, as_row, columns, heading_problems, read_bodies
from dauys.office.models import Upload

SHOWN_PROBLEMS = 200
UNREADABLE = {
    "size": gettext_lazy("The file is larger than 2 MB."),
    "text": gettext_lazy("The letters cannot be read. Save the table as CSV UTF-8 or as XLSX."),
    "sheet": gettext_lazy("This is no table that can be read. Save it as CSV UTF-8 or as XLSX."),
    "lines": gettext_lazy("More than 2,000 lines. Send the table in parts."),
    "empty": gettext_lazy("The file is empty."),
}
FIELDS = {
    "kind": gettext_lazy("Kind of body"),
    "area": gettext_lazy("Place"),
    "names": gettext_lazy("Name of the body"),
    "short_names": gettext_lazy("Short name"),
    "valid_from": gettext_lazy("First day"),
    "valid_until": gettext_lazy("Last day"),
}


def _read(lines: Sequence[Line]) -> Reading:
    return read_bodies(lines, {body.code: body for body in queries.bodies()}, areas())


@require_http_methods(["GET", "POST"])
@staff("office.set_up")
def bodies(request: HttpRequest) -> HttpResponse:
    """The tree with the form for a table. A table without errors is kept and shown; nothing is written yet."""
    problem, problems, kept = _receive(request) if request.method == "POST" else ("", [], None)
    if kept is not None:
        return redirect("office_upload", upload_id=kept)
    tree = [
        {"body": body, "depth": body.code.count("/"), "name": body.name(lang()), "place": body.area}
        for body in queries.bodies()
    ]
    context = {
        **desk_frame(request),
        "here": "office_bodies",
        "tree": tree,
        "columns": columns().items(),
        "kinds": KINDS,
        "problem": problem,
        "problems": problems[:SHOWN_PROBLEMS],
        "count": len(problems),
        "more": max(len(problems) - SHOWN_PROBLEMS, 0),
    }
    return render(request, "office/bodies.html", context, status=422 if problem or problems else 200)


def _receive(request: HttpRequest) -> tuple[str, list[Problem], UUID | None]:
    """What is wrong with the file as a whole, what with its lines, and the id under which a good one is kept."""
    file = request.FILES.get("table")
    if file is None:
        return problem_of(request) or _("Choose a file"), [], None
    try:
        headings, lines = read(file.read(), most=MOST)
    except Unreadable as error:
        return str(UNREADABLE[error.why]), [], None
    problems = heading_problems(headings) or list(_read(lines).problems)
    if problems:
        return "", problems, None
    if not lines:
        return _("The table has headings and no lines."), [], None
    return "", [], actions.keep(lines=lines, actor=request.actor, at=now())  # type: ignore[attr-defined]


@require_safe
@staff("office.set_up")
def bodies_file(request: HttpRequest) -> HttpResponse:
    """The structure as it is, in the form in which it is brought back."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="bodies.csv"'
    writer = csv.writer(response)
    writer.writerow(columns())
    writer.writerows(as_row(body) for body in queries.bodies())
    return response


@require_safe
@staff("office.set_up")
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """What the table would do, or what it did."""
    return _show(request, upload_id)


def _show(request: HttpRequest, upload_id: UUID, *, moved: bool = False) -> HttpResponse:
    row = queries.upload_of(request.actor, upload_id)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    reading = Reading((), ()) if row.done_at else _read([Line(number, cells) for number, cells in row.lines])
    lines: list[dict[str, Any]] = [
        {
            "line": found.line,
            "code": found.wanted.code,
            "name": found.wanted.names.get(lang()) or next(iter(found.wanted.names.values())),
            "new": found.fields is None,
            "fields": [FIELDS[name] for name in found.fields or ()],
        }
        for found in reading.found
        if found.fields != ()
    ]
    context = {
        **desk_frame(request),
        "here": "office_bodies",
        "upload": row,
        "lines": lines,
        "new": sum(line["new"] for line in lines),
        "changed": sum(not line["new"] for line in lines),
        "same": len(reading.found) - len(lines),
        "problems": reading.problems,
        "mark": reading.mark,
        "moved": moved,
    }
    return render(request, "office/upload.html", context, status=409 if moved else 200)


@require_POST
@staff("office.set_up")
def confirm(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    seen, actor = request.POST.get("seen", ""), request.actor  # type: ignore[attr-defined]
    try:
        actions.confirm(upload=upload_id, seen=seen, read=_read, actor=actor, at=now())
    except Upload.DoesNotExist:
        raise Http404 from None
    except actions.Changed:
        return _show(request, upload_id, moved=True)
    return redirect("office_upload", upload_id=upload_id)
