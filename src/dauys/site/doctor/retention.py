"""The administrators' page of what falls due to be anonymised within 90 days, by kind and term."""

from collections import Counter
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.cases.desk import desk_frame, lang
from dauys.cases.display import kind_name
from dauys.cases.retention import due_until
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local

DAYS = 90


@require_safe
@staff("site.examine")
def retention(request: HttpRequest) -> HttpResponse:
    """How many cases of each kind are past their term, fall due soon, or are kept. One statement."""
    context = {**desk_frame(request), "rows": _rows(), "days": DAYS, "terms": current().section("retention.yaml")}
    return render(request, "doctor/retention.html", context)


def _rows() -> list[dict[str, Any]]:
    at = now()
    today = local(at).date()
    counts: dict[tuple[str, str], Counter[str]] = {}
    terms = {}
    for due in due_until(today + timedelta(days=DAYS), at):
        terms[due.term.code] = due.term
        row = counts.setdefault((due.kind, due.term.code), Counter())
        row["held" if due.held else "past" if due.due_on <= today else "soon"] += 1
    return [
        {
            "kind": kind_name(kind, lang()),
            "term": terms[code].name.get(lang()),
            "months": terms[code].months,
            "confirmed": terms[code].confirmed,
            **{name: row[name] for name in ("past", "soon", "held")},
        }
        for (kind, code), row in sorted(counts.items())
    ]
