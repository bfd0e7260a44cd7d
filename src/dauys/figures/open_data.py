"""The figures as open data: for programs as JSON, for tables as CSV."""

import csv
import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from dauys.core.small_numbers import LIMIT, Hidden, Share, Shown
from dauys.figures.board import ENOUGH_FOR_COLOUR, Board, Row, board, breakdown
from dauys.figures.counting import UNNAMED
from dauys.figures.endings import Ended, Endings
from dauys.figures.pages import KEEP_SECONDS
from dauys.ground.access.gate import public
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.kept import kept

COLUMNS = ("part", "code", "measure", "number", "percent", "bound", "hidden")


def _count(shown: Shown) -> dict[str, Any]:
    return {"number": shown.number, **({"hidden": _hidden(shown.hidden, shown.limit)} if shown.hidden else {})}


def _hidden(why: Hidden, limit: int = LIMIT) -> str:
    return f"fewer than {limit}" if why == "few" else "not shown, to protect a small number beside it"


def _share(value: Share) -> dict[str, Any]:
    made: dict[str, Any] = {"percent": None if value.tenths is None else value.tenths / 10}
    if value.bound:
        made["bound"] = value.bound
    if value.hidden:
        made["hidden"] = _hidden(value.hidden)
    return made


def _row(row: Row) -> dict[str, Any]:
    return {
        "code": row.code.strip("/"),
        "terms_ended": _count(row.due),
        "late": _count(row.late),
        "in_time": _share(row.in_time),
    }


def _ended(one: Ended) -> dict[str, Any]:
    share = {"of_answers": _share(one.of_answers)} if one.of_answers else {}
    return {"code": one.code if one.code != UNNAMED else None, **_count(one.count), **share}


def as_json(found: Board, topics: tuple[Row, ...], bodies: tuple[Row, ...], endings: Endings) -> dict[str, Any]:
    c = found.country
    with override(current().info.default_language):
        method = reverse("figures")
    return {
        "as_of": found.as_of.isoformat(timespec="seconds"),
        "window": {"first": found.window.first.isoformat(), "last": found.window.last.isoformat()},
        "small_numbers": {
            "limit": LIMIT,
            "enough_for_colour": ENOUGH_FOR_COLOUR,
            "ratings_from": current().info.ratings_from,
        },
        "how_it_is_counted": method,
        "all": {
            "filed": _count(c.filed),
            "repeated": _count(c.repeats),
            "collective": _count(c.collective),
            "answered": _count(c.answered),
            "terms_ended": _count(c.due),
            "late": _count(c.late),
            "in_time": _share(c.in_time),
            "in_time_by_law": _share(c.in_time_law),
            "in_time_voluntary": _share(c.in_time_voluntary),
            "median_days_to_answer": c.median_days,
            "rated": _count(c.rated),
            "not_solved": _share(c.not_solved),
            "reopened": _share(c.reopened),
            "open_now": _count(c.open_now),
            "overdue_now": _count(c.overdue_now),
        },
        "outcomes": [_ended(one) for one in endings.answers],
        "outcomes_apart": [_ended(one) for one in endings.apart],
        "ended_without_answer": [_ended(one) for one in endings.unanswered],
        "regions": [_row(row) for row in found.regions],
        "place_not_given_exactly": _row(found.elsewhere) if found.elsewhere else None,
        "topics": [_row(row) for row in topics],
        "bodies": [_row(row) for row in bodies],
    }


def as_rows(data: dict[str, Any]) -> Iterator[list[Any]]:
    """The same figures as lines of COLUMNS, one for each number or share."""
    for measure, value in data["all"].items():
        yield _cells("all", "", measure, value if isinstance(value, dict) else {"number": value})
    for part in ("outcomes", "outcomes_apart", "ended_without_answer"):
        for one in data[part]:
            yield _cells(part, one["code"], "count", one)
            if "of_answers" in one:
                yield _cells(part, one["code"], "of_answers", one["of_answers"])
    elsewhere = data["place_not_given_exactly"]
    rows = {"regions": data["regions"], "place_not_given_exactly": [elsewhere] if elsewhere else []}
    for part, found in {**rows, "topics": data["topics"], "bodies": data["bodies"]}.items():
        for one in found:
            for measure in ("terms_ended", "late", "in_time"):
                yield _cells(part, one["code"], measure, one[measure])


def _cells(part: str, code: str | None, measure: str, value: dict[str, Any]) -> list[Any]:
    return [part, code or "", measure, *(value.get(name) for name in COLUMNS[3:])]


@require_safe
@public
@kept(KEEP_SECONDS)
def figures_json(request: HttpRequest) -> HttpResponse:
    """The same figures for programs, for anybody from anywhere."""
    found = board(now())
    return JsonResponse(as_json(found, *breakdown(found.window)))


@require_safe
@public
@kept(KEEP_SECONDS)
def figures_csv(request: HttpRequest) -> HttpResponse:
    """The same figures for a table, one number a line; with the mark that spreadsheets look for."""
    found, text = board(now()), io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    writer.writerows(as_rows(as_json(found, *breakdown(found.window))))
    return HttpResponse("\ufeff" + text.getvalue(), content_type="text/csv; charset=utf-8")
