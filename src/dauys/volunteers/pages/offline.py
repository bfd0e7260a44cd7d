"""Checking in without network: an installable page that holds codes and no names, and takes its list in later."""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import lang
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code, public
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.actions import MOST_TICKS, Tick
from dauys.volunteers.campaign_codes import read_code
from dauys.volunteers.pages.campaign import zone_row
from dauys.volunteers.pages.lead import team_by
from dauys.volunteers.queries_of_campaigns import roster_of

_STATIC = ("dauys/vendor/govuk-frontend.min.css", "dauys/tokens.css", "dauys/dauys.css", "dauys/dauys.js",
           "dauys/offline.js", "dauys/logo.svg", "dauys/icons.svg")  # fmt: skip


@require_safe
@public
def offline_page(request: HttpRequest) -> HttpResponse:
    """The same empty page for everybody; what a leader kept lies in their browser."""
    return render(request, "volunteers/campaign_offline.html", {"section": "help"})


@require_safe
@public
def offline_worker(request: HttpRequest) -> HttpResponse:
    """The service worker: keeps this one page and what it is made of, and touches nothing else of the site."""
    kept = [reverse("offline_page"), *map(static, _STATIC)]
    name = hashlib.sha256("\n".join(kept).encode()).hexdigest()[:16]
    context = {"name": name, "page": kept[0], "kept": json.dumps(kept)}
    response = render(request, "volunteers/offline_worker.js", context, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = "no-cache"
    return response


@require_safe
@public
def offline_manifest(request: HttpRequest) -> HttpResponse:
    """What a phone shows of the page once it is put on its first screen."""
    page = reverse("offline_page")
    about = {
        "name": _("Checking in without network"),
        "short_name": _("Check-in"),
        "lang": lang(),
        "start_url": page,
        "scope": page,
        "display": "standalone",
        "icons": [{"src": static("dauys/logo.svg"), "sizes": "any", "type": "image/svg+xml"}],
    }
    return JsonResponse(about, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_safe
@by_code
def team_roster(request: HttpRequest, token: str) -> HttpResponse:
    """What the page keeps of a team: codes, where and when; no names."""
    team = team_by(token)
    about = zone_row(team.zone)
    roster = roster_of(team, MOST_TICKS)
    return JsonResponse(
        {
            "team": team.code,
            "title": f"{team.zone.campaign.name}, № {team.zone.number}",
            "about": f"{about['place']}, {about['day']}, {about['hours']}",
            "send": reverse("merge_team", kwargs={"token": token}),
            "csrf": get_token(request),
            "codes": [code for code, _came in roster],
            "came": [code for code, came in roster if came],
        }
    )


@require_POST
@by_code
def merge_team(request: HttpRequest, token: str) -> HttpResponse:
    """Takes a list in that was kept without network: at most MOST_TICKS lines, each by its own id; again changes
    nothing."""
    team = team_by(token)
    ticks, device = _read(request.body)
    if ticks is None:
        return JsonResponse({"problem": "unreadable"}, status=422)
    try:
        done = actions.tick(team=team, ticks=ticks, way="offline", device=device, actor=ANONYMOUS, at=now())
    except actions.NotNow:
        return JsonResponse({"problem": "not_now"}, status=409)
    return JsonResponse({"new": done.new, "here": done.here, "unknown": done.unknown, "refused": done.refused})


def _read(body: bytes) -> tuple[list[Tick] | None, bytes | None]:
    """The lines of a list and the digest of the device's word; None for what is no list of ours."""
    try:
        data: Any = json.loads(body)
        lines = data["ticks"]
        if not isinstance(lines, list) or len(lines) > MOST_TICKS:
            return None, None
        ticks = [_tick(line) for line in lines]
        device = hashlib.sha256(str(UUID(data["device"])).encode()).digest()
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, OSError, RecursionError):
        return None, None
    return ticks, device


def _tick(line: Any) -> Tick:
    """One line: its id, the code of a ticket, and the moment in milliseconds."""
    code = read_code(line["code"])
    if not code:
        raise ValueError("no code")
    return Tick(UUID(line["id"]), code, datetime.fromtimestamp(int(line["at"]) / 1000, tz=UTC))
