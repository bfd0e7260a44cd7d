"""What went wrong in a campaign: told by the link of a ticket, or by who leads a team; a case of the office."""

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
from dauys.volunteers.models import Enrolment, Team, Volunteer
from dauys.volunteers.pages.aftercare import AN_HOUR
from dauys.volunteers.pages.campaign import zone_row
from dauys.volunteers.pages.lead import team_by
from dauys.volunteers.queries_of_campaigns import enrolment_of_link
from dauys.volunteers.words_of_aftercare import INCIDENT_WORDS


@require_http_methods(["GET", "POST"])
@by_code
def ticket_incident(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of a ticket, also of one without a name."""
    row = enrolment_of_link(key_of_secret(token, "enrolment"))
    if row is None:
        raise Http404
    return _report(request, row, row.volunteer, reverse("own_enrolment", args=[token]), enrolment=row)


@require_http_methods(["GET", "POST"])
@by_code
def team_incident(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of who leads a team."""
    row = team_by(token)
    return _report(request, row, row.leader, reverse("lead_team", args=[token]), team=row)


def _report(request: HttpRequest, of: Enrolment | Team, person: Volunteer | None, back: str, **by: Any) -> HttpResponse:
    """The form; afterwards the same page shows number and code. A second click does nothing."""
    if not current().incident_kind:
        raise Http404
    form = IncidentForm(request.POST or None, initial={"key": uuid4()})
    if request.method == "POST" and form.is_valid():
        if too_fast(request, "incident", AN_HOUR, 3600):
            form.add_error(None, _("Too many tries from this address. Wait an hour."))
        else:
            data = form.cleaned_data
            actions.report_campaign_incident(
                key=data["key"], zone=of.zone_id, what=data["what"], text=data["text"], person=_party(person),
                language=lang(), actor=ANONYMOUS, at=now(), **by,
            )  # fmt: skip
            return redirect(request.path)
    told = [(INCIDENT_WORDS[i.what](), number_of(i.case), tracking_code(i.case)) for i in incidents_of(of)]
    name = of.zone.campaign.name
    context = {"section": "help", **zone_row(of.zone), "form": form, "told": told, "back": back, "about": name}
    return render(request, "volunteers/incident.html", context, status=422 if form.errors else 200)


def _party(person: Volunteer | None) -> NewParty:
    """Who told it, if the ticket or the team is somebody's who did not leave."""
    if person is None or person.state == "left":
        return NewParty("")
    return NewParty(person.name, phone=person.phone, email=person.email)
