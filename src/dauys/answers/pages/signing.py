"""Answers that wait for signatures: who signed each, whose are missing, and who can give them."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dauys.answers.queries import to_sign
from dauys.answers.rules import SIGNS
from dauys.answers.signing import missing
from dauys.answers.waiting import Waiting, is_mine, who_can
from dauys.answers.words import signature_lines
from dauys.cases import display
from dauys.cases.desk import desk_frame, lang
from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.accounts.queries import Holder, holders
from dauys.ground.moment import now


def _line(row: Obligation, found: Waiting, actor: Actor, people: Iterable[Holder]) -> dict[str, Any]:
    wanted = missing(row, found.given)
    return {
        **display.list_row(row, now(), lang()),
        "signed": signature_lines(found.signed),
        "missing": [who_can(row, found, role, people) for role in wanted],
        "mine": is_mine(row, found, actor),
    }


@require_safe
@staff("answers.sign")
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for whose signature; the answer is read and signed from the page of the case. Two statements."""
    actor = request.actor  # type: ignore[attr-defined]
    rows: list[Any] = to_sign(actor)
    wanted = {role for row in rows for one in missing(row, row.waiting.given) for role in SIGNS[one]}
    people = holders({row.owner_path for row in rows}, wanted)
    shown = [_line(row, row.waiting, actor, people) for row in rows]
    context = {"rows": [*filter(_is_mine, shown), *(line for line in shown if not _is_mine(line))]}
    return render(request, "answers/to_sign.html", {**desk_frame(request), **context})


def _is_mine(line: dict[str, Any]) -> bool:
    return bool(line["mine"])
