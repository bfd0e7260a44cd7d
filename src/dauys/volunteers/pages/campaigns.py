"""Campaigns at the desk: the list with a new one; zones from a table, counters by region, teams, and the end of it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.cases.of_contact import contact_of
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.gate import staff
from dauys.ground.access.permissions import Denied, allows
from dauys.ground.files.uploads import problem_of
from dauys.ground.moment import now
from dauys.ground.tables import Unreadable, read
from dauys.ground.tables.lines import MOST_BYTES, Problem
from dauys.ground.ui.moments import today
from dauys.volunteers import actions
from dauys.volunteers.forms_of_campaigns import CampaignForm, PlacesForm, TeamForm
from dauys.volunteers.links import link
from dauys.volunteers.models import Campaign, Volunteer
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.pages.campaign import zone_row
from dauys.volunteers.pages.desk_parts import actor_of, frame, office_choices, offices_of
from dauys.volunteers.pages.import_needs import UNREADABLE
from dauys.volunteers.queries import volunteers_for
from dauys.volunteers.queries_of_campaigns import (
    by_region,
    campaigns_for,
    get_campaign,
    teams_of,
    zones_of,
)
from dauys.volunteers.words_of_campaigns import ERRAND_WORDS, STATE_WORDS
from dauys.volunteers.zone_rows import COLUMNS, HEADINGS, MOST, known_columns, missing_columns, read_zones

SHOWN, MOST_TEAMS, MOST_ERRORS = 200, 100, 200


def _no_zone() -> str:
    return _("The campaign has no zone of this number.")


@require_http_methods(["GET", "POST"])
@staff("volunteers.see_need")
def campaigns(request: HttpRequest) -> HttpResponse:
    """The campaigns in the actor's reach, newest first, and the form of a new one."""
    actor = actor_of(request)
    choices = office_choices(offices_of(actor, "volunteers.dispatch"))
    form = CampaignForm(request.POST or None, offices=choices, initial={"key": uuid4()})
    if request.method == "POST":
        if not choices:
            raise Denied("volunteers.dispatch")
        if form.is_valid():
            data = dict(form.cleaned_data)
            office = organizations()[data.pop("office")]
            row = actions.open_campaign(office=office, actor=actor, at=now(), **data)
            return redirect("desk_campaign", campaign_id=row.pk)
    rows = [{**_about(row), "office": row.office.name(lang())} for row in campaigns_for(actor)[:SHOWN]]
    context = {"form": form, "rows": rows, "may_make": bool(choices)}
    return render(request, "volunteers/campaigns.html", frame(request, **context), status=422 if form.errors else 200)


def _about(row: Campaign) -> dict[str, Any]:
    return {"campaign": row, "state": STATE_WORDS[row.state](), "work": work_name(row.work, lang())}


@require_safe
@staff("volunteers.see_need")
def desk_campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    return _page(request, get_campaign(actor_of(request), campaign_id, "volunteers.see_need"))


def _page(
    request: HttpRequest,
    row: Campaign,
    *,
    form: TeamForm | None = None,
    places: PlacesForm | None = None,
    errors: list[Problem] | None = None,
    problem: str = "",
    told: str = "",
    status: int = 200,
) -> HttpResponse:
    """The counters by region, the zones of one region, and teams. Three statements."""
    actor, region = actor_of(request), request.GET.get("region", "")[:200]
    regions = by_region(row)
    sums = {name: sum(getattr(one, name) for one in regions) for name in ("zones", "capacity", "taken", "came")}
    teams = teams_of(row, MOST_TEAMS)
    context = {
        **_about(row),
        "regions": [(area_line(one.region, lang()), one) for one in regions],
        "sums": sums,
        "region": region,
        "zones": [zone_row(zone) for zone in zones_of(row, area=region, most=SHOWN)],
        "more": sums["zones"] > SHOWN,
        "teams": [{"team": t, "came": getattr(t, "came", 0), "link": link(t.pk, "team", lang())} for t in teams],
        "columns": [(name, words, _cyrillic(name)) for name, words in COLUMNS.items()],
        "errands": [_errand(one) for one in row.errand_rows],  # type: ignore[attr-defined]
        "form": form or TeamForm(initial={"key": uuid4()}),
        "places": places or PlacesForm(prefix="places"),
        "errors": (errors or [])[:MOST_ERRORS],
        "problem": problem,
        "told": told,
        "is_over": row.last_on <= today(),
        "may_change": allows(actor, "volunteers.dispatch", row),
    }
    return render(request, "volunteers/campaign_desk.html", frame(request, **context), status=status)


def _errand(told: dict[str, Any]) -> dict[str, Any]:
    return {
        "words": ERRAND_WORDS[told["what"]](),
        "people": told["people"],
        "asked_at": datetime.fromisoformat(told["asked_at"]),
        "runs": told["over_at"] is None,
        "failed": told["failed_at"] is not None,
    }


def _cyrillic(name: str) -> str:
    """Headings of a column as its readers write them."""
    return ", ".join(heading for heading in HEADINGS[name] if not heading.isascii())


@require_POST
@staff("volunteers.dispatch")
def campaign_step(request: HttpRequest, campaign_id: UUID, step: str) -> HttpResponse:
    """Opens it, closes it, stands everybody down, says who was there, approves what somebody else said."""
    actor = actor_of(request)
    row = get_campaign(actor, campaign_id, "volunteers.dispatch")
    if step not in _STEPS:
        raise Denied("volunteers.dispatch")
    try:
        _STEPS[step](campaign=row.pk, actor=actor, at=now())
    except actions.NoZones:
        return _page(request, row, problem=_("Bring the zones first: nobody knows yet where to come."), status=409)
    except actions.CampaignOver:
        return _page(request, row, problem=_("The campaign is closed."), status=409)
    except actions.NotNow:
        return _page(request, row, problem=_("The work is not over yet."), status=409)
    except actions.OwnHours:
        words = _("There is nothing that somebody else wrote down and nothing is odd about.")
        return _page(request, row, problem=words, status=409)
    return redirect("desk_campaign", campaign_id=row.pk)


_STEPS: dict[str, Any] = {
    "start": actions.start_campaign,
    "close": actions.close_campaign,
    "stand-down": actions.stand_campaign_down,
    "hours": actions.say_campaign,
    "approve": actions.approve_campaign,
}


@require_POST
@staff("volunteers.dispatch")
def campaign_zones(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Zones from a table: all of them, or what is wrong line by line."""
    actor = actor_of(request)
    row = get_campaign(actor, campaign_id, "volunteers.dispatch")
    file = request.FILES.get("table")
    if file is None:
        return _page(request, row, problem=problem_of(request) or _("Choose a file"), status=422)
    try:
        headings, lines = read(file.read(MOST_BYTES + 1), most=MOST)
    except Unreadable as error:
        words = str(UNREADABLE[error.why])
        return _page(request, row, problem=words % MOST if error.why == "lines" else words, status=422)
    known = known_columns(headings)
    if missing := missing_columns(known):
        words = _("These columns are missing: %s. See the columns below.") % ", ".join(missing)
        return _page(request, row, problem=words, status=422)
    zones, errors = read_zones(lines, known, first_on=row.first_on, last_on=row.last_on)
    if errors or not zones:
        words = _("Nothing was taken in: correct the lines below and bring the table again.") if errors else _(
            "The table has headings and no lines."
        )  # fmt: skip
        return _page(request, row, problem=words, errors=errors, status=422)
    try:
        many = actions.add_zones(campaign=row.pk, zones=zones, actor=actor, at=now())
    except actions.CampaignOver:
        return _page(request, row, problem=_("The campaign is closed."), status=409)
    return _page(request, row, told=ngettext("%d zone is new.", "%d zones are new.", many) % many)


@require_POST
@staff("volunteers.dispatch")
def campaign_places(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """More or fewer places in a zone, never fewer than people who have a ticket."""
    actor = actor_of(request)
    row = get_campaign(actor, campaign_id, "volunteers.dispatch")
    form = PlacesForm(request.POST, prefix="places")
    if not form.is_valid():
        return _page(request, row, places=form, status=422)
    data = form.cleaned_data
    zone = row.zones.filter(number=data["zone"]).first()
    if zone is None:
        form.add_error("zone", _no_zone())
        return _page(request, row, places=form, status=422)
    try:
        actions.change_places(campaign=row.pk, zone=zone.pk, places=data["places"], actor=actor, at=now())
    except actions.TooFew as error:
        form.add_error("places", _("So many people have a ticket: %d. There cannot be fewer places.") % error.taken)
        return _page(request, row, places=form, status=422)
    except actions.CampaignOver:
        return _page(request, row, problem=_("The campaign is closed."), status=409)
    return redirect("desk_campaign", campaign_id=row.pk)


@require_POST
@staff("volunteers.dispatch")
def campaign_team(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """A team of its own in a zone, with the link for who leads it."""
    actor = actor_of(request)
    row = get_campaign(actor, campaign_id, "volunteers.dispatch")
    form = TeamForm(request.POST)
    if not form.is_valid():
        return _page(request, row, form=form, status=422)
    data = dict(form.cleaned_data)
    zone = row.zones.filter(number=data.pop("zone")).first()
    contact = data.pop("leader")
    leader = _found(actor, contact)
    if zone is None:
        form.add_error("zone", _no_zone())
    if contact[0] and leader is None:
        form.add_error("leader", _("No volunteer of your offices has this phone or e-mail, or several have."))
    if zone and not form.errors:
        try:
            actions.open_team(zone=zone.pk, leader=leader, group=None, actor=actor, at=now(), **data)
        except actions.MayNotLead:
            form.add_error("leader", _("Who leads has to be of an age at which no consent is asked."))
        except actions.LineOver:
            form.add_error("zone", _("Nobody can sign up here any more."))
    if form.errors:
        return _page(request, row, form=form, status=422)
    return redirect("desk_campaign", campaign_id=row.pk)


def _found(actor: Actor, contact: tuple[str, str]) -> Volunteer | None:
    """The one volunteer with this contact in the actor's reach."""
    if not contact[0]:
        return None
    found = list(volunteers_for(actor).filter(contact_of(*contact).meant, state__in=("active", "paused"))[:2])
    return found[0] if len(found) == 1 else None
