"""Joining somebody else's case instead of sending one's own, the slip of who joined, and the page they follow it on."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dauys.answers.queries import of_case
from dauys.answers.slots import shown
from dauys.cases import actions as cases
from dauys.cases import display
from dauys.cases.models import Obligation, Supporter
from dauys.cases.queries import by_key, number_of, opened, supporter, supporter_by_key, supporter_code
from dauys.cases.rules import OPEN_STATES
from dauys.channels import drafts
from dauys.channels.keys import open_case, open_support, opened_support
from dauys.channels.offers import offered_case
from dauys.channels.pages.say import summary
from dauys.channels.pages.stale import stale
from dauys.channels.steps import first_open, lang
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.throttle.brakes import too_fast

JOINS_AN_HOUR = 30  # from one address; a village may share one


@require_POST
@by_code
def join(request: HttpRequest) -> HttpResponse:
    """Joins the offered case with the name and contact of the draft; the draft's own words are not sent."""
    key = drafts.draft_id(request)
    if key is None:
        return stale(request)
    if known := supporter_by_key(key):  # the second of two clicks
        return _to_slip(known)
    data = drafts.load(key)
    if data is None:
        if done := by_key(key):
            response: HttpResponse = redirect("receipt")
            open_case(response, done.pk, done.code_generation)
            return response
        return stale(request)
    if first_open(data) != "check":
        return redirect("step", step=first_open(data))
    case_id = offered_case(request.POST.get("case", ""), key)
    if case_id is None:
        return redirect("check_answers")
    if too_fast(request, "join", JOINS_AN_HOUR, 3600):
        problem = _("Too many have joined from this address within an hour. Wait a little or send your own appeal.")
        return summary(request, key, data, problem=problem, status=422)
    try:
        known = cases.support(case_id=case_id, person=_person(data), idempotency_key=key, actor=ANONYMOUS, at=now())
    except cases.NotOpen:
        problem = _(
            "That appeal was answered in the meantime, so it cannot be joined any more. "
            "All you typed is kept: send your own appeal."
        )
        return summary(request, key, data, problem=problem, status=409)
    drafts.drop(key)
    return _to_slip(known)


def _person(data: dict[str, Any]) -> cases.Joining:
    return cases.Joining(
        name=data["name"],
        phone=data.get("phone", ""),
        email=data.get("email", ""),
        language=data["answer_language"],
        confirmed=data.get("identity") == "code",
    )


def _to_slip(known: Supporter) -> HttpResponse:
    response = redirect("joined")
    open_support(response, known.pk)
    return response


def _opened(request: HttpRequest) -> tuple[Supporter | None, list[Obligation]]:
    """Who joined, by the cookie of this browser, and the obligations of the case they joined."""
    pk = opened_support(request)
    known = supporter(pk) if pk else None
    return known, opened(known.case_id) if known else []


@require_safe
@by_code
def joined(request: HttpRequest) -> HttpResponse:
    """The slip: the number of the case that was joined and a code of one's own."""
    known, rows = _opened(request)
    if known is None or not rows:
        return redirect("track")
    context = {
        "section": "say",
        "number": number_of(rows[0].case),
        "code": supporter_code(known),
        "body": display.body_name(rows[-1].owner_path, lang()),
        "topic": display.topic_name(rows[0].case.topic, lang()),
        "joined_at": known.joined_at,
        "address": f"{settings.PUBLIC_URL}/{lang()}/track/",
    }
    return render(request, "channels/joined.html", context)


@require_safe
@by_code
def supported(request: HttpRequest) -> HttpResponse:
    """State and answer of the case that was joined; neither its author's words nor anything about the author."""
    known, rows = _opened(request)
    if known is None or not rows:
        return redirect("track")
    row, found = rows[-1], of_case(rows[0].case_id)
    context = {
        "section": "track",
        "number": number_of(row.case),
        "row": row,
        "topic": display.topic_name(row.case.topic, lang()),
        "place": display.area_line(row.area_path, lang()),
        "state": display.state_words(row, lang(), staff=False),
        "body": display.body_name(row.owner_path, lang()),
        "chip": display.chip(row, now()),
        "is_open": row.state in OPEN_STATES,
        "joined_at": known.joined_at,
        "cards": [shown(found[r.pk], r) for r in reversed(rows) if r.pk in found and found[r.pk].state == "sent"],
    }
    return render(request, "channels/supported.html", context)
