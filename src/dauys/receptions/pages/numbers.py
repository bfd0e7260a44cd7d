"""The numbers of receptions: exact ones of the own branch at the desk, protected ones for all; as page and files."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame
from dauys.core.dates import month_of
from dauys.core.small_numbers import LIMIT
from dauys.ground.access.gate import public, staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.tables.lines import safe
from dauys.ground.ui.kept import kept
from dauys.ground.ui.moments import today
from dauys.receptions.counter_numbers import Served, at_counters
from dauys.receptions.models import Host
from dauys.receptions.numbers import PARTS, Period, counted
from dauys.receptions.numbers_open import OPEN_PARTS, Line, OpenNumbers, open_months, published
from dauys.receptions.pages.parts import actor_of, may_see
from dauys.receptions.queries import all_hosts, controlled_hosts, controlled_tickets
from dauys.receptions.words_of_numbers import (
    COLUMNS,
    COUNTER_COLUMNS,
    MEASURES,
    PART_WORDS,
    as_data,
    as_rows,
    counter_data,
    counter_rows,
    headline,
    names_of,
    ordered,
    said,
    tiles,
)

KEEP_SECONDS = 60
BACK = 24  # months that can be chosen at the desk
USUAL = 12
AT_COUNTERS = "service"  # the part that is counted from tickets
LICENCE = "https://creativecommons.org/licenses/by/4.0/"


def _chosen(request: HttpRequest, name: str, among: list[str], otherwise: str) -> str:
    asked = request.GET.get(name, "")
    return asked if asked in among else otherwise


def _month(code: str) -> date:
    return date.fromisoformat(f"{code}-01")


def _table(part: str, whole: Line | None, lines: list[Line], hosts: list[Host]) -> dict[str, Any]:
    """What the shared part of both pages shows: everything together, then a row for each group."""
    names = names_of(part, lines, hosts)
    rows = [said(line, names[line.code]) for line in ordered(part, lines)]
    if rows and whole:
        rows.insert(0, {**said(whole, _("All together")), "whole": True})
    return {"first": PART_WORDS[part], "rows": rows, "part": part, "measures": MEASURES.values()}


def _asked(request: HttpRequest) -> tuple[str, Period, list[str]]:
    """The part and period of the address, each what is usual where it names none; and the months to choose from."""
    day = today()
    months = [f"{month_of(day, -n):%Y-%m}" for n in range(BACK)]
    until = _chosen(request, "until", months, months[0])
    since = _chosen(request, "since", months, months[min(months.index(until) + USUAL, BACK) - 1])
    part = _chosen(request, "by", [*PARTS, AT_COUNTERS], "head")
    first, last = sorted((_month(since), _month(until)))
    return part, Period.of(first, last, day), months


@dataclass(frozen=True, slots=True)
class _Own:
    """What the actor may see of their branch: the lines of one part, and everything together."""

    part: str
    period: Period
    months: list[str]
    whole: Line
    lines: list[Line]
    hosts: list[Host]
    centres: dict[str, str]  # their names by id
    centre: str  # the one that was chosen, of which counters are counted; empty: all of them

    def data(self) -> list[dict[str, Any]]:
        return as_data(ordered(self.part, self.lines), names_of(self.part, self.lines, self.hosts))


def _own(request: HttpRequest) -> _Own:
    """Two statements."""
    part, period, months = _asked(request)
    hosts = controlled_hosts(actor_of(request))
    found = counted([part] if part in PARTS else [], [host.pk for host in hosts], period, today())
    lines = [Line(code, sums) for code, sums in found.get(part, {}).items()]
    centres = names_of("centre", (), hosts)
    centre = _chosen(request, "centre", list(centres), "") if part == AT_COUNTERS else ""
    return _Own(part, period, months, Line("", found["all"][""]), lines, hosts, centres, centre)


def _at_counters(request: HttpRequest, own: _Own, *by: str) -> dict[tuple[str, ...], Served]:
    """Of all centres of the branch, or of the one in the address. One statement."""
    tickets = controlled_tickets(actor_of(request))
    return at_counters(tickets.filter(office=UUID(own.centre)) if own.centre else tickets, own.period, *by)


@require_safe
@staff("receptions.control")
def numbers(request: HttpRequest) -> HttpResponse:
    """Of the bodies the actor controls."""
    own = _own(request)
    since, until = f"{own.period.first:%Y-%m}", f"{own.period.last:%Y-%m}"
    counters = []
    if own.part == AT_COUNTERS:
        counters = counter_rows(_at_counters(request, own, "service"))
    elif own.part == "centre":
        counters = counter_rows(_at_counters(request, own, "office"), own.centres)
    context = {
        **_table(own.part, own.whole, own.lines, own.hosts),
        "counters": counters,
        "at_counters": own.part == AT_COUNTERS,
        "headline": headline(own.whole),
        "tiles": tiles(own.whole),
        "parts": [(code, PART_WORDS[code]) for code in (*PARTS, AT_COUNTERS)],
        "months": own.months,
        "since": since,
        "until": until,
        "centre": own.centre,
        "centres": list(own.centres.items()) if own.part == AT_COUNTERS else [],
        "grown": f"{own.period.grown:%Y-%m}",
        "period": f"since={since}&until={until}",
        "query": f"by={own.part}&since={since}&until={until}" + (f"&centre={own.centre}" if own.centre else ""),
    }
    return render(request, "receptions/numbers.html", {**desk_frame(request), **may_see(actor_of(request)), **context})


@require_safe
@staff("receptions.control")
def numbers_json(request: HttpRequest) -> HttpResponse:
    """The same for programs; what was done at counters by centre and service."""
    own = _own(request)
    by = {own.part: own.data()} if own.part in PARTS else {}
    if own.part in ("centre", AT_COUNTERS):
        by["counters"] = counter_data(_at_counters(request, own, "office", "service"), own.centres)
    return JsonResponse(
        {
            "since": f"{own.period.first:%Y-%m}",
            "until": f"{own.period.last:%Y-%m}",
            "growth_of": f"{own.period.grown:%Y-%m}",
            "how_it_is_counted": _definitions(),
            "all": as_data([own.whole], {})[0],
            "by": by,
        }
    )


@require_safe
@staff("receptions.control")
def numbers_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    own = _own(request)
    if own.part == AT_COUNTERS:
        rows = counter_data(_at_counters(request, own, "office", "service"), own.centres)
        return _csv(COUNTER_COLUMNS, ([row[name] for name in COUNTER_COLUMNS] for row in rows), "dauys-counters.csv")
    return _csv(COLUMNS, as_rows({"all": as_data([own.whole], {}), own.part: own.data()}), "dauys-receptions.csv")


def _definitions() -> dict[str, str]:
    return {code: f"{measure.name}. {measure.says}" for code, measure in MEASURES.items()}


def _csv(columns: Sequence[str], rows: Iterable[Sequence[Any]], file_name: str) -> HttpResponse:
    """With the mark that spreadsheets look for, and no cell they would run."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    answer = HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


def _published(request: HttpRequest) -> tuple[OpenNumbers, list[Host], list[str]]:
    """The month of the address, or the last whole one. Three statements, once a minute for every page and file of it:
    an address with more in it is another page, but no reason to count again."""
    day = today()
    months = [f"{month:%Y-%m}" for month in open_months(day)]
    month = _chosen(request, "month", months, months[0])
    key = f"receptions-numbers:{month}:{int(now().timestamp()) // KEEP_SECONDS}"
    found: tuple[OpenNumbers, list[Host]] | None = cache.get(key)
    if found is None:
        hosts = all_hosts()
        found = published(_month(month), hosts, day), hosts
        cache.set(key, found, KEEP_SECONDS)
    return *found, months


@require_safe
@public
@kept(KEEP_SECONDS)
def open_numbers(request: HttpRequest) -> HttpResponse:
    """Of the whole country, for everybody."""
    found, hosts, months = _published(request)
    part = _chosen(request, "by", list(OPEN_PARTS), "month")
    month = f"{found.month:%Y-%m}"
    context = {
        **_table(part, None if part == "month" else found.whole, found.parts[part], hosts),
        "section": "meet",
        "headline": headline(found.whole),
        "tiles": tiles(found.whole),
        "parts": [(code, PART_WORDS[code]) for code in OPEN_PARTS],
        "months": months,
        "month": month,
        "grown": month,
        "query": f"month={month}",
        "limit": LIMIT,
        "ratings_from": current().info.ratings_from,
    }
    return render(request, "receptions/open_numbers.html", context)


def _open_data(found: OpenNumbers, hosts: list[Host]) -> dict[str, list[dict[str, Any]]]:
    return {part: as_data(ordered(part, n), names_of(part, n, hosts)) for part, n in found.parts.items()}


@require_safe
@public
@kept(KEEP_SECONDS)
def open_numbers_json(request: HttpRequest) -> HttpResponse:
    """The same for programs: every part of the month at once."""
    found, hosts, _months = _published(request)
    about = {
        "month": f"{found.month:%Y-%m}",
        "small_numbers": {"limit": LIMIT, "ratings_from": current().info.ratings_from},
        "licence": LICENCE,
        "how_it_is_counted": _definitions(),
    }
    whole = as_data([found.whole], {})[0]
    return JsonResponse({**about, "all": whole, "by": _open_data(found, hosts)})


@require_safe
@public
@kept(KEEP_SECONDS)
def open_numbers_csv(request: HttpRequest) -> HttpResponse:
    """The same as a table."""
    found, hosts, _months = _published(request)
    parts = {"all": as_data([found.whole], {}), **_open_data(found, hosts)}
    return _csv(COLUMNS, as_rows(parts), f"dauys-receptions-{found.month:%Y-%m}.csv")
