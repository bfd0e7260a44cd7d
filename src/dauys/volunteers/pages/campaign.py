"""A campaign as everybody sees it: its zones with free places, a ticket in a minute, and the ticket's own page."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.cases.fields import PlaceField, places_near
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.throttle.brakes import too_fast
from dauys.ground.ui.cookies import give, given
from dauys.ground.ui.moments import day_words, local
from dauys.ground.ui.qr import qr
from dauys.volunteers import actions
from dauys.volunteers.campaign_codes import read_code
from dauys.volunteers.fast_check_in import CHECKED_IN, COUNTED, DEVICE, device_of
from dauys.volunteers.forms_of_campaigns import TicketForm
from dauys.volunteers.links import key_of_secret, link, own_volunteer, secret_of
from dauys.volunteers.models import Campaign, Enrolment, Team, Volunteer, Zone
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.pages.parts import hours, stop_words
from dauys.volunteers.queries_of_campaigns import campaign_of_code, enrolment_of_link, team_of, zones_of
from dauys.volunteers.rules import age_on
from dauys.volunteers.standing import may_take

MOST_ZONES, PLACES = 60, 60
TICKETS_AN_HOUR = 600  # from one address: a school or a whole town may share one
WRONG_AN_HOUR = 300
COOKIE, _SALT, LIFE = "dauys_ticket", "dauys.ticket", timedelta(days=60)


def zone_row(zone: Zone) -> dict[str, Any]:
    """A zone as lists show it."""
    return {
        "zone": zone,
        "place": area_line(zone.area_path, lang()),
        "day": day_words(zone.during.lower, lang(), year=False),
        "hours": hours(zone.during),
    }


@require_safe
@by_code
def campaign(request: HttpRequest, code: str) -> HttpResponse:
    """What is done, and where there are free places; a team is found by its code."""
    row = campaign_of_code(read_code(code))
    if row is None:
        raise Http404
    typed_team, place = request.GET.get("team", "")[:20], request.GET.get("place", "")[:300]
    wrong_team = ""
    if typed_team:
        if found := team_of(code=read_code(typed_team), zone__campaign=row):
            return redirect("join_team", code=found.code)
        wrong_team = _("No team of this campaign has this code.")
    path, wrong_place = _path(place)
    zones = [] if wrong_place else zones_of(row, area=path, most=MOST_ZONES, at=now())
    context = {
        **_about(row),
        "rows": [zone_row(zone) for zone in zones],
        "team": typed_team,
        "place": place,
        "problem": wrong_team,
        "wrong_place": wrong_place,
        "places": places_near("", "", PLACES),
    }
    return render(request, "volunteers/campaign.html", context, status=422 if wrong_team or wrong_place else 200)


def _path(typed: str) -> tuple[str, str]:
    """The territory a typed place means; what is wrong with it else."""
    try:
        return (PlaceField(required=False).clean(typed.strip()), "")
    except ValidationError as error:
        return "", error.messages[0]


def _about(row: Campaign) -> dict[str, Any]:
    return {
        "section": "help",
        "campaign": row,
        "work": work_name(row.work, lang()),
        "days": _days(row),
    }


def _days(row: Campaign) -> str:
    first, last = day_words(row.first_on, lang()), day_words(row.last_on, lang())
    return first if first == last else f"{first} – {last}"


@require_http_methods(["GET", "POST"])
@by_code
def join_zone(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """A ticket for a zone, with the team that is open to everybody."""
    team = team_of(zone__campaign__code=read_code(code), zone__number=number, is_open=True)
    return _join(request, team)


@require_http_methods(["GET", "POST"])
@by_code
def join_team(request: HttpRequest, code: str) -> HttpResponse:
    """The same by the code of a team. Whoever has a ticket of it and points the phone at the leader's picture comes to
    their ticket with the code filled in."""
    team = team_of(code=read_code(code))
    shown = request.GET.get("now", "")[:20]
    if team and shown and request.method == "GET" and (ticket := _ticket_here(request)) and ticket.team_id == team.pk:
        return _to_ticket(ticket, shown)
    return _join(request, team)


def _join(request: HttpRequest, team: Team | None) -> HttpResponse:
    if team is None or team.zone.campaign.state == "draft":
        raise Http404
    person = own_volunteer(request)
    person = person if person and person.state == "active" and person.born_on else None
    work = team.zone.campaign.work
    form = TicketForm(request.POST or None, work=work, initial={"key": uuid4()})
    if person and request.method == "POST":
        form = TicketForm({**request.POST.dict(), "from_age": form.fields["from_age"].choices[0][0]}, work=work)  # type: ignore[attr-defined]
    problem, status = "", 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            done = _enrolled(request, team, person, form)
            if not isinstance(done, str):
                return _to_ticket(done, request.GET.get("now", "")[:20])
            problem, status = done, 409
    context = {
        **_about(team.zone.campaign),
        **zone_row(team.zone),
        "team": team,
        "person": person,
        "form": form,
        "problem": problem,
        "free": min(team.zone.free, team.most - team.signed),
        "law": _law(team, person),
        "group": person.leads.filter(is_open=True).first() if person and team.is_open else None,
        "is_open": team.zone.campaign.state == "open" and team.zone.during.upper > now(),
    }
    return render(request, "volunteers/campaign_join.html", context, status=status)


def _law(team: Team, person: Volunteer | None) -> str:
    """What stands against a volunteer here; empty where nothing, and for who gave no name yet."""
    if person is None:
        return ""
    day = local(team.zone.during.lower).date()
    standing = may_take(person, team.zone.campaign.work, day)
    return "" if standing.allowed else stop_words(standing)


def _enrolled(request: HttpRequest, team: Team, person: Volunteer | None, form: TicketForm) -> Enrolment | str:
    """The ticket, or why there is none."""
    if too_fast(request, "campaign", TICKETS_AN_HOUR, 3600):
        return _("Too many tries from this address. Wait an hour.")
    data = form.cleaned_data
    day = local(team.zone.during.lower).date()
    age = age_on(person.born_on, day) if person and person.born_on else data["from_age"]
    try:
        return actions.enrol(
            key=data["key"], team=team.pk, volunteer=person, from_age=age, with_parent=data["with_parent"],
            actor=ANONYMOUS, at=now(),
        )  # fmt: skip
    except actions.NotAllowed as error:
        return stop_words(error.standing)
    except actions.Full:
        return _("All places are taken. Choose another zone.")
    except actions.Busy:
        return _("You have a ticket for another zone at this time.")
    except actions.LineOver:
        return _("Nobody can sign up here any more.")


def _to_ticket(ticket: Enrolment, shown: str) -> HttpResponse:
    """To the ticket's page, with the leader's code filled in where it was scanned."""
    address = reverse("own_enrolment", kwargs={"token": secret_of(ticket.pk, "enrolment")})
    response = redirect(f"{address}?code={shown}" if read_code(shown) else address)
    give(response, COOKIE, str(ticket.pk), salt=_SALT, life=LIFE)
    return response


def _ticket_here(request: HttpRequest) -> Enrolment | None:
    """The ticket that this browser got last."""
    try:
        key = UUID(signing.loads(given(request, COOKIE), salt=_SALT, max_age=LIFE))
    except (signing.BadSignature, ValueError):
        return None
    return Enrolment.objects.filter(pk=key).first()


@require_http_methods(["GET", "POST"])
@by_code
def own_enrolment(request: HttpRequest, token: str) -> HttpResponse:
    """A ticket: where and when, its code; and the leader's code by which its holder is checked in."""
    if CHECKED_IN in request.META:
        return _came(request)
    row = enrolment_of_link(key_of_secret(token, "enrolment"))
    if row is None:
        raise Http404
    typed = (request.POST if request.method == "POST" else request.GET).get("code", "")[:20]
    problem, status = "", 200
    if request.method == "POST":
        problem, status = _checked_in(request, row, typed)
        if not problem:
            return _came(request)
    at, zone = now(), row.zone
    begins = zone.during.lower - actions.CHECK_IN_BEFORE
    address = link(row.pk, "enrolment", lang())
    context = {
        **_about(zone.campaign),
        **zone_row(zone),
        "ticket": row,
        "token": token,
        "team": row.team,
        "key": uuid4(),
        "typed": typed,
        "came": getattr(row, "check_in", None),
        "may_check_in": begins <= at <= zone.during.upper and zone.campaign.stood_down_at is None,
        "begins": begins if at < begins else None,
        "may_report": bool(current().incident_kind),
        "link": address,
        "qr": qr(address, _("Address of this ticket")),
        "problem": problem,
    }
    response = render(request, "volunteers/campaign_ticket.html", context, status=status)
    if not given(request, DEVICE):
        give(response, DEVICE, str(uuid4()), salt=_SALT, life=LIFE)
    return response


def _came(request: HttpRequest) -> HttpResponse:
    """The same page for everybody, so that it need not be made anew for each (`fast_check_in`). Sent again it says the
    same."""
    return render(request, "volunteers/campaign_came.html", {"section": "help"})


def _checked_in(request: HttpRequest, row: Enrolment, typed: str) -> tuple[str, int]:
    """Checks in; what is wrong and the status, nothing where all is right. Who is there already stays so."""
    if getattr(row, "check_in", None):
        return "", 200
    try:
        key = UUID(request.POST.get("key", ""))
    except ValueError:
        key = uuid4()
    try:
        device, counts = device_of(request.COOKIES), COUNTED not in request.META
        actions.check_in(key=key, ticket=row, typed=typed, device=device, at=now(), counts=counts)
    except actions.WrongCode:
        if too_fast(request, "campaign-code", WRONG_AN_HOUR, 3600):
            return _("Too many tries from this address. Wait an hour."), 429
        return _("This is not the code on the leader's phone now. It changes every half minute."), 422
    except actions.TriedTooOften:
        return _("Too many wrong codes. Wait ten minutes, or tell the leader the code of your ticket."), 429
    except actions.NotAllowed as error:
        return stop_words(error.standing), 409
    except actions.NotNow:
        return _("You can check in from two hours before the beginning until the end."), 409
    return "", 200
