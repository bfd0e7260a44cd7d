"""A table of people who want to help: brought to the desk, looked at line by line, and written down once."""

import csv
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.directory.cache import place_of
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import allows
from dauys.ground.files.uploads import problem_of
from dauys.ground.moment import now
from dauys.ground.tables import Unreadable, read
from dauys.ground.tables.lines import safe
from dauys.ground.ui.moments import today
from dauys.volunteers import actions
from dauys.volunteers.access import LEADING
from dauys.volunteers.models import Import
from dauys.volunteers.offices import offices
from dauys.volunteers.pages.desk_parts import actor_of, frame
from dauys.volunteers.people_columns import COLUMNS, HEADINGS, known_columns
from dauys.volunteers.people_rows import Home, Reader, split
from dauys.volunteers.people_tables import Brought, table_of
from dauys.volunteers.queries import groups_for

MOST, MOST_BYTES = 20_000, 8 * 1024 * 1024
SHOWN = 20
FAULTS_SHOWN = 200
UNREADABLE = {
    "size": gettext_lazy("The file is larger than 8 MB. Send the table in parts."),
    "text": gettext_lazy("The letters cannot be read. Save the table as CSV UTF-8 or XLSX."),
    "sheet": gettext_lazy("This is no table that can be read. Save it as CSV UTF-8 or XLSX."),
    "lines": gettext_lazy("More than 20,000 lines. Send the table in parts."),
    "empty": gettext_lazy("The file is empty."),
}


class BringForm(forms.Form):
    """For which office, and as members of which group."""

    office = forms.ChoiceField(
        label=gettext_lazy("Volunteer office"),
        error_messages={
            "required": gettext_lazy("Choose one"),
            "invalid_choice": gettext_lazy("Choose one from the list"),
        },
    )
    group = forms.ChoiceField(
        label=gettext_lazy("Group"), required=False,
        error_messages={"invalid_choice": gettext_lazy("Choose one from the list")},
    )  # fmt: skip

    def __init__(
        self, *args: Any, offices: list[tuple[str, str]], groups: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = offices  # type: ignore[attr-defined]
        self.fields["group"].choices = [("", _("No group")), *groups]  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@staff("volunteers.import")
def import_volunteers(request: HttpRequest) -> HttpResponse:
    """The form for a table. One that can be read is kept and shown; nobody is written down yet."""
    actor = actor_of(request)
    mine = [office for office in offices() if allows(actor, "volunteers.import", Import(office=office))]
    groups = list(groups_for(actor, LEADING).order_by("name"))
    choices = {
        "offices": [(office.code, office.name(lang())) for office in mine],
        "groups": [(str(group.pk), group.name) for group in groups],
    }
    problem = ""
    form = BringForm(request.POST if request.method == "POST" else None, **choices)
    if request.method == "POST" and form.is_valid():
        office = next(office for office in mine if office.code == form.cleaned_data["office"])
        group = next((one for one in groups if str(one.pk) == form.cleaned_data["group"]), None)
        if group and group.office_id != office.pk:
            form.add_error("group", _("This group belongs to another office."))
        else:
            problem, table = _received(request, place_of(office))
            if table:
                kept = actions.keep_people(table=table, office=office, group=group, actor=actor, at=now())
                return redirect("volunteer_import", import_id=kept)
    columns = [{"words": words, "headings": _headings(name)} for name, words in COLUMNS.items()]
    context = {**frame(request), "form": form, "problem": problem, "columns": columns}
    return render(request, "volunteers/import.html", context, status=422 if problem or form.errors else 200)


def _headings(name: str) -> str:
    """How a column may be headed, in the reader's letters."""
    latin = lang() == "en"
    return ", ".join([name, *(h for h in HEADINGS[name] if h.isascii())][:4] if latin else
                     [h for h in HEADINGS[name] if not h.isascii()][:6])  # fmt: skip


def _received(request: HttpRequest, area_path: str) -> tuple[str, Brought | None]:
    """What is wrong with the file as a whole, or the table as it was read."""
    file = request.FILES.get("table")
    if file is None:
        return problem_of(request) or _("Choose a file"), None
    try:
        headings, lines = read(file.read(MOST_BYTES + 1), most=MOST, most_bytes=MOST_BYTES)
    except Unreadable as error:
        return str(UNREADABLE[error.why]), None
    known = known_columns(headings)
    if not {"name", "born_on"} <= set(known.values()):
        return _("The table needs a column with the full name and one with the date of birth."), None
    if not lines:
        return _("The table has headings and no lines."), None
    ours = (
        (line.number, {"": line.cells.get("", ""), **{name: line.cells[h] for h, name in known.items()}})
        for line in lines
    )
    people, faults = split(Reader(Home(area_path, today())), ours)
    bad = {fault.line for fault in faults}
    wrong = [(line.number, [line.cells.get(h, "") for h in headings]) for line in lines if line.number in bad]
    unused = [heading[:40] for heading in headings if heading not in known][:40]
    return "", Brought(people, faults, headings, wrong, unused)


@require_safe
@staff("volunteers.import")
def volunteer_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What the table would do, or what it did."""
    return _show(request, _own(request, import_id))


def _own(request: HttpRequest, key: UUID) -> Import:
    row = Import.objects.select_related("office__area", "group").filter(pk=key, user=actor_of(request).id).first()
    if row is None:
        raise Http404
    return row


def _show(request: HttpRequest, row: Import, *, problem: str = "") -> HttpResponse:
    table = table_of(row)
    context = {
        **frame(request),
        "import": row,
        "office": row.office.name(lang()),
        "problem": problem,
        "new": len(table.people),
        "first": [
            {"line": line, "person": person, "place": area_line(person.places[0].area_path, lang())}
            for line, person in table.people[:SHOWN]
        ],
        "faults": [_fault_row(fault, table) for fault in table.faults[:FAULTS_SHOWN]],
        "more": max(len(table.faults) - FAULTS_SHOWN, 0),
        "unused": table.unused,
    }
    return render(request, "volunteers/imported.html", context, status=409 if problem else 200)


def _fault_row(fault: Any, table: Brought) -> dict[str, Any]:
    called = {name: heading for heading, name in known_columns(table.headings).items()}
    return {"line": fault.line, "column": called.get(fault.column, ""), "words": fault.words}


@require_POST
@staff("volunteers.import")
def do_volunteer_import(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Writes everybody down who can be; a double click writes nobody twice."""
    try:
        actions.import_people(key=import_id, actor=actor_of(request), at=now())
    except Import.DoesNotExist:
        raise Http404 from None
    except actions.GroupFull:
        words = _("The group has fewer free places than the table has people. Nobody was written down.")
        return _show(request, _own(request, import_id), problem=words)
    return redirect("volunteer_import", import_id=import_id)


@require_safe
@staff("volunteers.import")
def volunteer_import_faults(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The lines that are wrong as a table, with what is wrong in the last column: mend it and bring it again."""
    table = table_of(_own(request, import_id))
    said: dict[int, list[str]] = {}
    for fault in table.faults:
        said.setdefault(fault.line, []).append(fault.words)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="faults.csv"'
    response.write("\ufeff")
    writer = csv.writer(response)
    writer.writerow([*map(safe, table.headings), _("What is wrong")])
    for line, cells in table.wrong:
        writer.writerow([*map(safe, cells), safe(" ".join(said.get(line, [])))])
    return response
