"""The public pages of figures: how each number is counted, the same as JSON."""

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from dauys.core.small_numbers import LIMIT, Hidden, Share, Shown
from dauys.figures import words
from dauys.figures.board import ENOUGH_FOR_COLOUR, Board, Ended, Row, board, breakdown, regions
from dauys.figures.counting import UNNAMED
from dauys.figures.measures import MEASURES
from dauys.ground.access.gate import public
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.kept import kept

KEEP_SECONDS = 60


@require_safe
@public
@kept(KEEP_SECONDS)
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure by region, topic and body, how demands ended, and how each is counted. Three statements."""
    found, areas = board(now()), regions()
    topics, bodies, ended = breakdown(found.window)
    context = {
        **words.home_words(found, areas),
        "topics": [words.topic_words(row) for row in topics],
        "bodies": [words.body_words(row) for row in bodies],
        "endings": words.ending_words(ended),
        "measures": MEASURES,
        "section": "figures",
    }
    return render(request, "figures/figures.html", context)


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


def as_json(found: Board, topics: tuple[Row, ...], bodies: tuple[Row, ...], ended: list[Ended]) -> dict[str, Any]:
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
        "outcomes": [{"code": code if code != UNNAMED else None, **_count(shown)} for code, shown in ended],
        "regions": [_row(row) for row in found.regions],
        "place_not_given_exactly": _row(found.elsewhere) if found.elsewhere else None,
        "topics": [_row(row) for row in topics],
        "bodies": [_row(row) for row in bodies],
    }


@require_safe
@public
@kept(KEEP_SECONDS)
def figures_json(request: HttpRequest) -> HttpResponse:
    """The same figures for programs, for anybody from anywhere."""
    found = board(now())
    return JsonResponse(as_json(found, *breakdown(found.window)))
