"""The figures of volunteering for heads, as a page and as tables; and what the state's register takes."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.cases.desk import lang
from dauys.core.dates import month_of
from dauys.directory.models import Organization
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.tables import FORMATS, begin
from dauys.ground.tables.lines import safe
from dauys.ground.ui.moments import today
from dauys.volunteers.numbers import hours, sums, unmet
from dauys.volunteers.pages.desk_parts import actor_of, frame, offices_of
from dauys.volunteers.register_export import SHEETS, headings, rows_of
from dauys.volunteers.words_of_numbers import definitions, funnel, hour_rows, tiles, unmet_rows

BACK, USUAL, SHOWN = 24, 3, 40


def _choices() -> list[str]:
    """The months to choose from, the newest first."""
    return [f"{month_of(today(), -n):%Y-%m}" for n in range(BACK)]


def _asked(request: HttpRequest) -> tuple[list[Organization], date, date]:
    """The offices the actor leads, and the first and the last month that are asked for."""
    choices = _choices()
    until = request.GET.get("until", "")
    until = until if until in choices else choices[0]
    since = request.GET.get("since", "")
    since = since if since in choices else choices[min(choices.index(until) + USUAL - 1, BACK - 1)]
    first, last = sorted(date.fromisoformat(f"{month}-01") for month in (since, until))
    return offices_of(actor_of(request), "volunteers.see_numbers"), first, last


def _keys(offices: list[Organization]) -> list[UUID]:
    return [office.pk for office in offices]


@require_safe
@staff("volunteers.see_numbers")
def volunteer_numbers(request: HttpRequest) -> HttpResponse:
    """Of the offices the actor leads. Four statements."""
    offices, first, last = _asked(request)
    asked = (_keys(offices), first, last, now())
    missing, found, given = unmet(*asked), sums(*asked), hours(*asked)
    context = {
        "tiles": tiles(found),
        "funnel": funnel(found),
        "found": found,
        "missing": sum(row.unmet for row in missing),
        "unmet": unmet_rows(missing[:SHOWN], lang()),
        "hours": hour_rows(given[:SHOWN], lang()),
        "more": len(missing) > SHOWN or len(given) > SHOWN,
        "definitions": definitions(),
        "months": _choices(),
        "since": f"{first:%Y-%m}",
        "until": f"{last:%Y-%m}",
        "query": f"since={first:%Y-%m}&until={last:%Y-%m}",
        "sheets": [(code, words()) for code, words in SHEETS.items()],
    }
    return render(request, "volunteers/numbers.html", frame(request, **context))


@require_safe
@staff("volunteers.see_numbers")
def unmet_csv(request: HttpRequest) -> HttpResponse:
    """Where help is missing, whole."""
    offices, first, last = _asked(request)
    head = [_("District"), _("Kind of work"), _("Skill"), _("Lines"), _("Places"), _("Filled"), _("Not met")]
    rows = unmet_rows(unmet(_keys(offices), first, last, now()), lang())
    return _csv(f"unmet-{first:%Y-%m}-{last:%Y-%m}.csv", head, (list(row.values()) for row in rows))


@require_safe
@staff("volunteers.see_numbers")
def hours_csv(request: HttpRequest) -> HttpResponse:
    """Hours of help, whole."""
    offices, first, last = _asked(request)
    head = [_("Volunteer office"), _("Kind of work"), _("Hours"), _("People")]
    rows = hour_rows(hours(_keys(offices), first, last, now()), lang())
    return _csv(f"hours-{first:%Y-%m}-{last:%Y-%m}.csv", head, (list(row.values()) for row in rows))


def _csv(name: str, head: Sequence[str], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe(value) for value in row] for row in rows)
    return _file(name, ("\ufeff" + text.getvalue()).encode(), FORMATS["csv"])


@require_safe
@staff("volunteers.see_numbers")
def volunteer_register(request: HttpRequest, sheet: str) -> HttpResponse:
    """One part of the state's register of volunteer activity, in the fields of the law. Names of volunteers are not in
    it: to be in the register is voluntary, and nobody was asked here."""
    if sheet not in SHEETS:
        raise Http404
    offices, first, last = _asked(request)
    with TemporaryDirectory(prefix="dauys-register-") as folder:
        path = Path(folder) / "register.xlsx"
        table = begin(path, "xlsx", headings(sheet))
        table.add(rows_of(sheet, offices, first, last, lang()))
        table.close()
        body = path.read_bytes()
    return _file(f"register-{sheet}-{first:%Y-%m}-{last:%Y-%m}.xlsx", body, FORMATS["xlsx"])


def _file(name: str, body: bytes, media_type: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=media_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
