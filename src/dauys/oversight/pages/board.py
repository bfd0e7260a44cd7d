"""The board of one body: what needs its head today, each number with the list it was counted from."""

from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dauys.cases import display
from dauys.cases.desk import desk_frame, lang
from dauys.cases.filters import Filters
from dauys.cases.models import Obligation
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.moment import now
from dauys.ground.ui.moments import local, midnight
from dauys.oversight import queries
from dauys.oversight.queries import Board, Load

_SUMS = ("open", "overdue", "week", "approval", "repeated", "collective")


def end_of_week(at: datetime) -> datetime:
    """The midnight after this week's Sunday, in the pack's time zone."""
    day = local(at).date()
    return midnight(day + timedelta(days=7 - day.weekday()))


def _body(actor: Actor, asked: str) -> str:
    """The path of the body whose board is shown: the one asked for if it lies below the actor's own, else the own."""
    body = organizations().get(asked)
    return body.path if body and body.path.startswith(actor.home) else actor.home


def _chain(row: Obligation) -> list[str]:
    moves: list[dict[str, str]] = row.moves or []  # type: ignore[attr-defined]
    codes = [moves[0]["old"], *(move["new"] for move in moves)] if moves else []
    return [display.body_name(f"{code}/", lang(), short=True) for code in codes]


def _line(row: Obligation, at: datetime) -> dict[str, Any]:
    found: Any = row
    return {**display.list_row(row, at, lang()), "chain": _chain(row), "returns": found.returns, "score": found.score}


def _bodies(found: Board, path: str) -> list[dict[str, Any]]:
    """Every body below with its sums, when there is more than one."""
    by_body: dict[str, list[Load]] = {}
    for load in found.loads:
        by_body.setdefault(load.body, []).append(load)
    if len(by_body) < 2:
        return []
    return [
        {
            "name": display.body_name(body, lang(), short=True),
            "address": f"?body={body.rstrip('/')}" if body != path else "",
            **{name: sum(getattr(load, name) for load in loads) for name in _SUMS},
        }
        for body, loads in by_body.items()
    ]


@require_safe
@staff("oversight.board")
def board(request: HttpRequest) -> HttpResponse:
    actor, at = request.actor, now()  # type: ignore[attr-defined]
    path = _body(actor, request.GET.get("body", ""))
    found = queries.board(actor, path, at, end_of_week(at))
    lists = {name: [_line(row, at) for row in rows] for name, rows in found.lists.items()}
    nobody = sum(load.open for load in found.loads if not load.name)
    worklist, own = reverse("worklist"), path == actor.home

    def to(**about: str) -> str:
        return f"{worklist}?{Filters(**about).query}" if own else ""  # type: ignore[arg-type]

    context = {
        **desk_frame(request),
        "body": display.body_name(path, lang()) if path else _("All bodies"),
        "own": own,
        "at": at,
        "found": found,
        "month": found.month,
        "tiles": [
            (_("Overdue now"), found.total("overdue"), to(view="overdue"), "late"),
            (_("Due this week"), found.total("week"), to(view="body"), ""),
            (_("Wait for your approval"), found.total("approval"), to(view="approval"), ""),
            (_("Nobody has them"), nobody, to(view="body", who="nobody"), ""),
        ],
        "ways": [(display.outcome_name(code) or _("Not named"), n, share) for code, n, share in found.month.ways],
        "open": found.total("open"),
        "repeated": found.total("repeated"),
        "collective": found.total("collective"),
        "lists": lists,
        "bodies": _bodies(found, path),
        "officers": [load for load in found.loads if load.body == path],
        "shown": queries.SHOWN,
    }
    return render(request, "oversight/board.html", context)
