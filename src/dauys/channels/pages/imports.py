"""A table of appeals from another system: brought by a clerk, looked at line by line, filed once."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import desk_frame
from dauys.cases.display import area_line, kind_name, no_calendar_words
from dauys.cases.queries import visible_to
from dauys.cases.rules import make_subject
from dauys.channels import actions
from dauys.channels.import_columns import COLUMNS, HEADINGS, known_columns
from dauys.channels.import_rows import MOST, Brought, New, Reading, read_appeals
from dauys.channels.models import Import
from dauys.channels.queries import home_of, import_of, known_cases, table_of
from dauys.channels.steps import lang
from dauys.core.workdays import CalendarNotCovered
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.files.uploads import problem_of
from dauys.ground.moment import now
from dauys.ground.tables import Line, Unreadable, read
from dauys.ground.tables.lines import MOST_BYTES
from dauys.ground.tables.xml import is_xml, read_xml
from dauys.ground.ui.moments import local

SHOWN = 200
UNREADABLE = {
    "size": gettext_lazy("The file is larger than 2 MB."),
    "text": gettext_lazy("The letters cannot be read. Save the table as CSV UTF-8, XLSX or XML."),
    "sheet": gettext_lazy("This is no table that can be read. Save it as CSV UTF-8, XLSX or XML."),
    "xml": gettext_lazy("This XML cannot be read: it breaks off, or its elements do not close."),
    "doctype": gettext_lazy("This XML declares a document type. For safety it was not read: save it without DOCTYPE."),
    "lines": gettext_lazy("More than %d lines. Send the table in parts."),
    "empty": gettext_lazy("The file is empty."),
}


def _reader(actor: Actor) -> Callable[[Sequence[Line]], Reading]:
    """What lines mean at this moment for this clerk."""
    at = now()
    return lambda lines: read_appeals(lines, known_cases(lines), home=home_of(actor), at=at)


@require_http_methods(["GET", "POST"])
@staff("cases.register")
def imports(request: HttpRequest) -> HttpResponse:
    """The form for a table. One that can be read is kept and shown; nothing is filed yet."""
    problem, kept = _receive(request) if request.method == "POST" else ("", None)
    if kept is not None:
        return redirect("import", import_id=kept)
    columns = [{"name": name, "words": words, "headings": _cyrillic(name)} for name, words in COLUMNS.items()]
    context = {**desk_frame(request), "here": "register", "columns": columns, "problem": problem, "most": MOST}
    return render(request, "channels/imports.html", context, status=422 if problem else 200)


def _cyrillic(name: str) -> str:
    """Headings of a column as its readers write them."""
    return ", ".join([heading for heading in HEADINGS[name] if not heading.isascii()][:6])


def _receive(request: HttpRequest) -> tuple[str, UUID | None]:
    """What is wrong with the file, or the id under which it is kept."""
    file = request.FILES.get("table")
    if file is None:
        return problem_of(request) or _("Choose a file"), None
    data = file.read(MOST_BYTES + 1)
    try:
        headings, lines = read_xml(data, most=MOST) if is_xml(data) else read(data, most=MOST)
    except Unreadable as error:
        words = str(UNREADABLE[error.why])
        return words % MOST if error.why == "lines" else words, None
    known = known_columns(headings)
    if "external_number" not in known.values():
        return _("No column holds the registration number. See the columns below."), None
    ours = [Line(line.number, _ours(line, known)) for line in lines]
    if not ours:
        return _("The table has headings and no lines."), None
    unused = [heading[:40] for heading in headings if heading not in known]
    called = {name: heading[:40] for heading, name in known.items() if heading != name}
    table = Brought(ours, called, unused[:40])
    return "", actions.keep_import(table=table, actor=request.actor, at=now())  # type: ignore[attr-defined]


def _ours(line: Line, known: dict[str, str]) -> dict[str, str]:
    return {name: line.cells[heading] for heading, name in known.items() if line.cells.get(heading)}


@require_safe
@staff("cases.register")
def look(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the table would do, or what it did."""
    row = import_of(request.actor, import_id)  # type: ignore[attr-defined]
    if row is None:
        raise Http404
    return _show(request, row)


def _show(request: HttpRequest, row: Import, *, problem: str = "") -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    table = table_of(row)
    reading = _reader(actor)(table.lines)
    context = {
        **desk_frame(request),
        "here": "register",
        "import": row,
        "problem": problem,
        "new": [_as_shown(one) for one in reading.new],
        "known": _visible(actor, reading),
        "known_count": len(reading.here),
        "problems": [
            {"line": p.line, "column": p.column, "called": table.called.get(p.column), "words": p.words}
            for p in reading.problems[:SHOWN]
        ],
        "more": max(len(reading.problems) - SHOWN, 0),
        "wrong": len({p.line for p in reading.problems}),
        "unused": table.unused,
    }
    return render(request, "channels/import.html", context, status=503 if problem else 200)


def _as_shown(one: New) -> dict[str, Any]:
    data = one.data
    return {
        "line": one.line,
        "number": one.number,
        "subject": data["subject"] or make_subject(data["text"]),
        "language": data["answer_language"],
        "name": data["name"],
        "kind": kind_name(data["kind"], lang()),
        "place": area_line(data["area"], lang()),
        "received": local(one.received_at).date(),
        "due_on": one.due_on,
    }


def _visible(actor: Actor, reading: Reading) -> list[dict[str, Any]]:
    """Lines whose case is here, each with the case's id if the clerk may see it. One statement."""
    cases = [one.case_id for one in reading.here[:SHOWN]]
    seen = set(visible_to(actor).filter(case__in=cases).values_list("case", flat=True)) if cases else set()
    return [
        {"line": one.line, "number": one.number, "case_id": one.case_id if one.case_id in seen else None}
        for one in reading.here[:SHOWN]
    ]


@require_POST
@staff("cases.register")
def file_all(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Files what is new; a double click and a second clerk at once file nothing twice."""
    actor = request.actor  # type: ignore[attr-defined]
    try:
        actions.file_import(key=import_id, read=_reader(actor), actor=actor, at=now())
    except Import.DoesNotExist:
        raise Http404 from None
    except CalendarNotCovered:
        row = import_of(actor, import_id)
        if row is None:
            raise Http404 from None
        return _show(request, row, problem=no_calendar_words())
    return redirect("import", import_id=import_id)
