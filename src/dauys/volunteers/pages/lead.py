"""The page of who leads a team: the code that changes, who came, tickets for people without a phone; and on paper."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from dauys.cases.desk import lang
from dauys.core.rotating_code import code_at, seconds_left
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.qr import qr
from dauys.volunteers import actions
from dauys.volunteers.actions import Tick
from dauys.volunteers.campaign_codes import read_code, read_codes
from dauys.volunteers.forms_of_campaigns import TicketsForm
from dauys.volunteers.links import key_of_secret, link, own_volunteer, secret_of
from dauys.volunteers.models import Team
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.pages.campaign import zone_row
from dauys.volunteers.pages.parts import stop_words
from dauys.volunteers.queries_of_campaigns import came_of, roster_of, team_of

MOST_ROSTER = 200  # tickets of a team that its page lists
MOST_ON_PAPER = 1_000


def team_by(token: str) -> Team:
    """The team of a leader's link; raises Http404. One statement."""
    team = team_of(link_key=key_of_secret(token, "team"))
    if team is None:
        raise Http404
    return team


@require_safe
@by_code
def lead_team(request: HttpRequest, token: str) -> HttpResponse:
    return page(request, team_by(token), token)


def page(
    request: HttpRequest,
    team: Team,
    token: str,
    *,
    form: TicketsForm | None = None,
    problem: str = "",
    told: str = "",
    codes: str = "",
    status: int = 200,
) -> HttpResponse:
    """All that a leader needs on the spot. Three statements, whatever the size of the team."""
    roster = roster_of(team, MOST_ROSTER + 1)
    context = {
        "section": "help",
        "campaign": team.zone.campaign,
        "work": work_name(team.zone.campaign.work, lang()),
        **zone_row(team.zone),
        **code_now(team),
        "team": team,
        "token": token,
        "roster": roster if len(roster) <= MOST_ROSTER else [],
        "form": form or TicketsForm(work=team.zone.campaign.work, initial={"key": uuid4()}),
        "problem": problem,
        "told": told,
        "codes": codes,
        "may_report": bool(current().incident_kind),
        "is_open": team.zone.campaign.state == "open" and team.zone.during.upper > now(),
    }
    return render(request, "volunteers/campaign_lead.html", context, status=status)


def code_now(team: Team) -> dict[str, Any]:
    """What changes on a leader's page: the code, its picture, how many came. One statement."""
    at = now().timestamp()
    code = code_at(bytes.fromhex(team.secret), at)
    address = f"{reverse('join_team', kwargs={'code': team.code})}?now={code}"
    return {
        "now": code,
        "left": seconds_left(at),
        "qr": qr(f"{settings.PUBLIC_URL}{address}", _("Address of the team with the code")),
        "came": came_of(team),
    }


@require_safe
@by_code
def lead_code(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that changes, as the script asks for it every few seconds."""
    team = team_by(token)
    return render(request, "volunteers/campaign_code_page.html", {"team": team, **code_now(team)})


@require_safe
@by_code
def team_sheet(request: HttpRequest, token: str) -> HttpResponse:
    """The list on paper: codes of tickets with a box each, typed in later. No names."""
    team = team_by(token)
    context = {
        "section": "help",
        "campaign": team.zone.campaign,
        **zone_row(team.zone),
        "team": team,
        "token": token,
        "roster": roster_of(team, MOST_ON_PAPER),
        "link": link(team.pk, "team", lang()),
    }
    return render(request, "volunteers/campaign_sheet.html", context)


@require_POST
@by_code
def lead_team_step(request: HttpRequest, token: str, step: str) -> HttpResponse:
    """Ticks who came, makes tickets without names, brings the leader's group."""
    team = team_by(token)
    if step not in _STEPS:
        raise Http404
    return _STEPS[step](request, team, token)


def _came(request: HttpRequest, team: Team, token: str) -> HttpResponse:
    """Codes that were ticked on the list, or typed from paper."""
    typed = request.POST.get("codes", "")[:20_000]
    codes, wrong = read_codes(typed)
    codes = list(dict.fromkeys([*filter(None, map(read_code, request.POST.getlist("ticket")[:MOST_ROSTER])), *codes]))
    if not codes and not wrong:
        return page(request, team, token, problem=_("Tick or write a code at least"), status=422)
    at = now()
    try:
        done = actions.tick(
            team=team, ticks=[Tick(uuid4(), code, at) for code in codes], way="leader", device=None,
            actor=ANONYMOUS, at=at,
        )  # fmt: skip
    except actions.NotNow:
        early = _("People can be ticked from two hours before the beginning until a week after the end.")
        return page(request, team, token, problem=early, codes=typed, status=409)
    left = [*wrong, *done.unknown]
    told = ngettext("%d person is checked in.", "%d people are checked in.", done.new) % done.new
    if done.here:
        told = f"{told} " + _("Here already: %d.") % done.here
    problem = ""
    if left:
        problem = _("No ticket of this team has these codes: %s") % ", ".join(left[:20])
    if done.refused:
        refused = _("They may not take part, by law or by their office: %s") % ", ".join(done.refused[:20])
        problem = f"{problem} {refused}"
    return page(request, team, token, told=told, problem=problem.strip(), codes="\n".join(left[:500]))


def _tickets(request: HttpRequest, team: Team, token: str) -> HttpResponse:
    form = TicketsForm(request.POST, work=team.zone.campaign.work)
    if not form.is_valid():
        return page(request, team, token, form=form, status=422)
    data = form.cleaned_data
    try:
        actions.add_tickets(team=team.pk, actor=ANONYMOUS, at=now(), **data)
    except actions.NotAllowed as error:
        return page(request, team, token, form=form, problem=stop_words(error.standing), status=409)
    except (actions.Full, actions.LineOver) as error:
        return page(request, team, token, form=form, problem=_full(error), status=409)
    return redirect("lead_team", token=token)


def _full(error: Exception) -> str:
    if isinstance(error, actions.Full):
        return _("There are not so many free places.")
    return _("Nobody can sign up here any more.")


def _group(request: HttpRequest, team: Team, token: str) -> HttpResponse:
    try:
        many, refused = actions.enrol_group(team=team.pk, actor=ANONYMOUS, at=now())
    except (actions.Full, actions.LineOver) as error:
        return page(request, team, token, problem=_full(error), status=409)
    told = (
        ngettext("%d member of the group has a ticket now.", "%d members of the group have a ticket now.", many) % many
    )
    problem = ""
    if refused:
        problem = _(
            "Without a ticket, for the law, the office or another task stands against it: %d. Their own page says why."
        ) % len(refused)
    return page(request, team_by(token), token, told=told, problem=problem)


_STEPS = {"came": _came, "tickets": _tickets, "group": _group}


@require_POST
@by_code
def bring_group(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Whoever leads a group makes it a team of a zone, and its members get their tickets. A second click finds it."""
    person = own_volunteer(request)
    group = person.leads.filter(is_open=True).first() if person else None
    open_to_all = team_of(zone__campaign__code=read_code(code), zone__number=number, is_open=True)
    if open_to_all is None:
        raise Http404
    if person is None or group is None:
        return redirect("own_volunteer")
    try:
        team = actions.open_team(
            key=uuid4(), zone=open_to_all.zone_id, name=group.name, most=group.most + 1, leader=person, group=group,
            actor=ANONYMOUS, at=now(),
        )  # fmt: skip
    except (actions.MayNotLead, actions.LineOver):
        return redirect("join_zone", code=code, number=number)
    return _group(request, team_by(secret_of(team.pk, "team")), secret_of(team.pk, "team"))
