"""A partner's table of needs: brought, looked at line by line, taken in once."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from dauys.cases.desk import lang
from dauys.cases.display import area_line, no_calendar_words
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.gate import staff
from dauys.ground.files.uploads import problem_of
from dauys.ground.moment import now
from dauys.ground.tables import Line, Unreadable, read
from dauys.ground.tables.lines import MOST_BYTES
from dauys.volunteers import actions
from dauys.volunteers.call_queue import office_of_desk
from dauys.volunteers.models import NeedTable
from dauys.volunteers.need_columns import COLUMNS, HEADINGS, known_columns
from dauys.volunteers.need_rows import MOST
from dauys.volunteers.need_tables import need_table_of, read_need_table
from dauys.volunteers.pack_words import named, work_name, works
from dauys.volunteers.pages.desk_parts import actor_of, frame

SHOWN = 200
UNREADABLE = {
    "size": gettext_lazy("The file is larger than 2 MB."),
    "text": gettext_lazy("The letters cannot be read. Save the table as CSV UTF-8 or XLSX."),
    "sheet": gettext_lazy("This is no table that can be read. Save it as CSV UTF-8 or XLSX."),
    "lines": gettext_lazy("More than %d lines. Send the table in parts."),
    "empty": gettext_lazy("The file is empty."),
}


@require_http_methods(["GET", "POST"])
@staff("volunteers.import")
def import_needs(request: HttpRequest) -> HttpResponse:
    """The form for a table. One that can be read is kept and shown; nothing is taken in yet."""
    problem, kept = _receive(request) if request.method == "POST" else ("", None)
    if kept is not None:
        return redirect("import_needs_look", table_id=kept)
    context = {
        "columns": [{"name": name, "words": words, "headings": _cyrillic(name)} for name, words in COLUMNS.items()],
        "works": named(works(), lang()),
        "problem": problem,
        "most": MOST,
    }
    return render(request, "volunteers/import_needs.html", frame(request, **context), status=422 if problem else 200)


def _cyrillic(name: str) -> str:
    """Headings of a column as its readers write them."""
    return ", ".join(heading for heading in HEADINGS[name] if not heading.isascii())


def _receive(request: HttpRequest) -> tuple[str, UUID | None]:
    """What is wrong with the file, or the id under which it is kept."""
    file = request.FILES.get("table")
    if file is None:
        return problem_of(request) or _("Choose a file"), None
    try:
        headings, lines = read(file.read(MOST_BYTES + 1), most=MOST)
    except Unreadable as error:
        words = str(UNREADABLE[error.why])
        return words % MOST if error.why == "lines" else words, None
    known = known_columns(headings)
    if missing := [name for name in ("number", "text", "area", "day") if name not in known.values()]:
        return _("These columns are missing: %s. See the columns below.") % ", ".join(missing), None
    ours = [Line(line.number, {name: line.cells.get(heading, "") for heading, name in known.items()}) for line in lines]
    if not ours:
        return _("The table has headings and no lines."), None
    return "", actions.keep_need_table(lines=ours, actor=actor_of(request), at=now())


@require_http_methods(["GET", "POST"])
@staff("volunteers.import")
def import_needs_look(request: HttpRequest, table_id: UUID) -> HttpResponse:
    """What the table would do, and with a POST does; a second click takes nothing in twice."""
    actor, at = actor_of(request), now()
    row = need_table_of(actor, table_id)
    if row is None:
        raise Http404
    office, problem = office_of_desk(actor), ""
    if request.method == "POST":
        try:
            actions.file_need_table(table=row.pk, office=office, actor=actor, at=at)
        except NeedTable.DoesNotExist:
            raise Http404 from None
        except CalendarNotCovered:
            problem = no_calendar_words()
        else:
            return redirect("import_needs_look", table_id=row.pk)
    reading = read_need_table(row, office, at)
    context = {
        "table": row,
        "problem": problem,
        "new": [_shown(new) for new in reading.new],
        "here": reading.here[:SHOWN],
        "here_count": len(reading.here),
        "problems": reading.problems[:SHOWN],
        "more": max(len(reading.problems) - SHOWN, 0),
        "wrong": len({told.line for told in reading.problems}),
    }
    return render(
        request, "volunteers/import_needs_look.html", frame(request, **context), status=503 if problem else 200
    )


def _shown(new: Any) -> dict[str, Any]:
    data = new.form.cleaned_data
    return {
        "line": new.line,
        "number": new.number,
        "language": new.language,
        "text": data["text"],
        "work": work_name(data["work"], lang()),
        "place": area_line(data["area"], lang()),
        "starts": new.form.span()[0],
        "people": data["people"],
    }
