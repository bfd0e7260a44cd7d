"""The clerk's list of held voices, and what is decided about one of them or about all from the same source."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import desk_frame
from dauys.cases.display import area_line, body_name
from dauys.channels import actions
from dauys.channels.models import Draft
from dauys.channels.queries import BATCH, COUNT_CAP, same_source, waiting
from dauys.channels.steps import lang
from dauys.core.dates import grouped
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.routing.queries import tells_of_crime, urgent

BEGINNING = 300  # letters of a text that the list shows


def _row(draft: Draft) -> dict[str, Any]:
    data = json.loads(draft.data or "{}")
    text, many = data.get("text", ""), draft.from_source  # type: ignore[attr-defined]
    return {
        "id": draft.pk,
        "text": text[:BEGINNING] + ("…" if len(text) > BEGINNING else ""),
        "language": data.get("answer_language", ""),
        "place": area_line(draft.area_path, lang(), depth=3),
        "body": body_name(draft.owner_path, lang()),
        "at": draft.held_at,
        "urgent": urgent(text),
        "crime": tells_of_crime(text),
        "because": draft.held_because,
        "many": many,
        "at_once": min(many, BATCH),
    }


@require_safe
@staff("channels.review_held")
def held(request: HttpRequest) -> HttpResponse:
    found = waiting(request.actor)  # type: ignore[attr-defined]
    context = {
        **desk_frame(request),
        "rows": [_row(draft) for draft in found.rows],
        "total": f"{grouped(COUNT_CAP)}+" if found.total > COUNT_CAP else grouped(found.total),
        "more": found.total > len(found.rows),
    }
    return render(request, "channels/held.html", context)


@require_POST
@staff("channels.review_held")
def accept(request: HttpRequest) -> HttpResponse:
    """Files one held voice, or all from its source. A second click finds nothing left to do."""
    return _decide(request, actions.accept_held)


@require_POST
@staff("channels.review_held")
def discard(request: HttpRequest) -> HttpResponse:
    return _decide(request, actions.discard_held)


def _decide(request: HttpRequest, verb: Callable[..., Any]) -> HttpResponse:
    if drafts := _chosen(request):
        verb(drafts=drafts, actor=request.actor, at=now())  # type: ignore[attr-defined]
    return redirect("held")


def _chosen(request: HttpRequest) -> list[UUID]:
    """The voice named in the form, or all held ones from where it came; none for what is no id."""
    try:
        draft = UUID(request.POST.get("draft", ""))
    except ValueError:
        return []
    return same_source(request.actor, draft) if "all" in request.POST else [draft]  # type: ignore[attr-defined]
