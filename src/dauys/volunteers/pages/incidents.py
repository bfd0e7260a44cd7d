"""What went wrong, told by a link: of a task, a ticket of a campaign, or who leads a team; a case of the office."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dauys.cases.actions import NewParty
from dauys.cases.desk import lang
from dauys.cases.queries import number_of, tracking_code
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.gate import by_code
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.throttle.brakes import too_fast
from dauys.volunteers import actions
from dauys.volunteers.aftercare import incidents_of
from dauys.volunteers.forms_of_aftercare import IncidentForm
from dauys.volunteers.links import key_of_secret
from dauys.volunteers.models import Enrolment, Offer, Team, Volunteer
from dauys.volunteers.pages.aftercare import coming_offer
from dauys.volunteers.pages.campaign import zone_row
from dauys.volunteers.pages.lead import team_by
from dauys.volunteers.pages.shifts import shift_row
from dauys.volunteers.queries_of_campaigns import enrolment_of_link
from dauys.volunteers.words_of_aftercare import INCIDENT_WORDS

AN_HOUR = 30  # reports from one address


@require_http_methods(["GET", "POST"])
@by_code
def report_incident(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a task, for who comes or came."""
    offer = coming_offer(token)
    row, tell = shift_row(offer.line), partial(actions.report_incident, line=offer.line_id, offer=offer)
    about = {**row, "back": reverse("open_offer", args=[token]), "about": offer.line.notice or row["work"]}
    return _report(request, offer, offer.volunteer, tell, about)


@require_http_methods(["GET", "POST"])
@by_code
def ticket_incident(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a ticket, also of one without a name."""
    row = enrolment_of_link(key_of_secret(token, "enrolment"))
    if row is None:
        raise Http404
    tell = partial(actions.report_campaign_incident, zone=row.zone_id, enrolment=row)
    return _report(request, row, row.volunteer, tell, _of_zone(row, reverse("own_enrolment", args=[token])))


@require_http_methods(["GET", "POST"])
@by_code
def team_incident(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of who leads a team."""
    row = team_by(token)
    tell = partial(actions.report_campaign_incident, zone=row.zone_id, team=row)
    return _report(request, row, row.leader, tell, _of_zone(row, reverse("lead_team", args=[token])))


def _of_zone(row: Enrolment | Team, back: str) -> dict[str, Any]:
    return {**zone_row(row.zone), "back": back, "about": row.zone.campaign.name}


def _report(
    request: HttpRequest, of: Offer | Enrolment | Team, person: Volunteer | None, tell: Callable[..., Any],
    about: dict[str, Any],
) -> HttpResponse:  # fmt: skip
    """The form; afterwards the same page shows number and code. A second click does nothing."""
    if not current().incident_kind:
        raise Http404
    form = IncidentForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        if too_fast(request, "incident", AN_HOUR, 3600):
            form.add_error(None, _("Too many tries from this address. Wait an hour."))
        else:
            tell(**form.cleaned_data, person=_party(person), language=lang(), actor=ANONYMOUS, at=now())
            return redirect(request.path)
    told = [(INCIDENT_WORDS[i.what](), number_of(i.case), tracking_code(i.case)) for i in incidents_of(of)]
    context = {"section": "help", **about, "form": form, "told": told}
    return render(request, "volunteers/incident.html", context, status=422 if form.errors else 200)


def _party(person: Volunteer | None) -> NewParty:
    """Who told it, if the ticket or the team is somebody's who did not leave."""
    if person is None or person.state == "left":
        return NewParty("")
    return NewParty(person.name, phone=person.phone, email=person.email)
