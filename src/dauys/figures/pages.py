"""The public page of figures: each number, and how it is counted."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.figures import words
from dauys.figures.board import board, breakdown, regions
from dauys.figures.measures import MEASURES
from dauys.ground.access.gate import public
from dauys.ground.moment import now
from dauys.ground.ui.kept import kept

KEEP_SECONDS = 60


@require_safe
@public
@kept(KEEP_SECONDS)
def figures(request: HttpRequest) -> HttpResponse:
    """Every figure by region, topic and body, how demands ended, and how each is counted. Three statements."""
    found, areas = board(now()), regions()
    topics, bodies, endings = breakdown(found.window)
    context = {
        **words.home_words(found, areas),
        "topics": [words.topic_words(row) for row in topics],
        "bodies": [words.body_words(row) for row in bodies],
        "endings": words.ending_words(endings) if endings else None,
        "measures": MEASURES,
        "section": "figures",
    }
    return render(request, "figures/figures.html", context)
