"""Tables that are brought: read, kept and shown, and written only once somebody has looked at what they would do."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.ground.access.gate import staff
from dauys.ground.files.uploads import problem_of
from dauys.ground.moment import now
from dauys.ground.tables import Line, Unreadable, read, safe
from dauys.ground.tables.lines import MOST_BYTES, Problem
from dauys.office import actions, queries
from dauys.office.kinds import KINDS
from dauys.office.models import Upload
from dauys.office.reading import MOST, Found, Reading, heading_problems

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
    "name": gettext_lazy("Name"),
    "role": gettext_lazy("Role"),
    "post": gettext_lazy("Post"),
    "language": gettext_lazy("Language"),
}
# The page each kind of table is brought to.
HOME = {"bodies": "office_bodies", "staff": "office_staff"}


def bring(request: HttpRequest, kind: str) -> tuple[dict[str, Any], UUID | None]:
    """What the form for a table shows, and the id under which a table without errors was kept."""
    problem, problems, kept = _receive(request, kind) if request.method == "POST" else ("", [], None)
    shown = {
        "columns": KINDS[kind].columns().items(),
        "problem": problem,
        "problems": problems[:SHOWN_PROBLEMS],
        "count": len(problems),
        "more": max(len(problems) - SHOWN_PROBLEMS, 0),
        "status": 422 if problem or problems else 200,
    }
    return shown, kept


def _receive(request: HttpRequest, kind: str) -> tuple[str, list[Problem], UUID | None]:
    """What is wrong with the file as a whole, what with its lines, and the id under which a good one is kept."""
    file = request.FILES.get("table")
    if file is None:
        return problem_of(request) or _("Choose a file"), [], None
    try:
        headings, lines = read(file.read(MOST_BYTES + 1), most=MOST)
    except Unreadable as error:
        return str(UNREADABLE[error.why]), [], None
    about = KINDS[kind]
    problems = heading_problems(headings, about.columns(), about.required()) or list(about.read(lines).problems)
    if problems:
        return "", problems, None
    if not lines:
        return _("The table has headings and no lines."), [], None
    return "", [], actions.keep(kind=kind, lines=lines, actor=request.actor, at=now())  # type: ignore[attr-defined]


def take(kind: str, rows: Iterable[Sequence[str]]) -> HttpResponse:
    """The table as it is, in the form in which it is brought back."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{kind}.csv"'
    writer = csv.writer(response)
    writer.writerow(KINDS[kind].columns())
    writer.writerows([safe(cell) for cell in row] for row in rows)
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
    kept = [Line(number, cells) for number, cells in row.lines]
    reading: Reading[Any] = Reading((), ()) if row.done_at else KINDS[row.kind].read(kept)
    lines = [_line(found, row.kind) for found in reading.found if found.fields != ()]
    context = {
        **desk_frame(request),
        "here": "office",
        "home": HOME[row.kind],
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


def _line(found: Found[Any], kind: str) -> dict[str, Any]:
    wanted = found.wanted
    if kind == "bodies":
        name, about = wanted.names.get(lang()) or next(iter(wanted.names.values())), wanted.code
    else:
        name, about = wanted.name, f"{wanted.email} · {wanted.role} · {wanted.org_path.rstrip('/') or '*'}"
    fields = [FIELDS[name] for name in found.fields or ()]
    return {"line": found.line, "about": about, "name": name, "new": found.fields is None, "fields": fields}


@require_POST
@staff("office.set_up")
def confirm(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    seen, actor = request.POST.get("seen", ""), request.actor  # type: ignore[attr-defined]
    try:
        actions.confirm(upload=upload_id, seen=seen, actor=actor, at=now())
    except Upload.DoesNotExist:
        raise Http404 from None
    except actions.Changed:
        return _show(request, upload_id, moved=True)
    return redirect("office_upload", upload_id=upload_id)
