"""The cards on a volunteer's own page that are not about the person: tasks, and what their group keeps."""

from collections.abc import Iterable
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.cases.display import area_line
from dauys.ground.moment import now
from dauys.ground.ui.moments import day_words, local
from dauys.ground.ui.parts import Panel
from dauys.volunteers.aftercare import thanks_to
from dauys.volunteers.links import named_link, secret_of
from dauys.volunteers.models import Line, Offer, Volunteer
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.queries import group_claims, offers_to
from dauys.volunteers.queries_of_campaigns import Ticket
from dauys.volunteers.queries_of_hours import Account
from dauys.volunteers.words_of_hours import long_words, points_words
from dauys.volunteers.words_of_needs import OFFER_STATE_WORDS

MOST_TASKS = 20


def panels_of(volunteer: Volunteer, account: Account, tickets: Iterable[Ticket]) -> list[Panel]:
    """What stands above everything else on the page of a volunteer. Three statements; four for who leads a group."""
    tasks = [*map(_offer, offers_to(volunteer, now(), MOST_TASKS)), *map(_ticket, tickets)]
    claims = [
        {"people": claim.people, "until": claim.until, "line": claim.line, **_line(claim.line)}
        for group in volunteer.leads.all()
        for claim in group_claims(group.pk, now())
    ]
    after = {"thanks": thanks_to(volunteer), "calendar": named_link(volunteer.pk, "calendar", lang())}
    return [
        Panel("volunteers/own_tasks.html", {"tasks": sorted(tasks, key=itemgetter("starts")), "claims": claims}),
        *_hours(account),
        Panel("volunteers/own_thanks.html", after),
    ]


def _hours(account: Account) -> list[Panel]:
    """Hours and points apart, and what waits; nothing for who has none yet."""
    if not (account.minutes or account.points or account.waiting):
        return []
    points = points_words(account.points)
    values = {"long": long_words(account.minutes), "points": points, "waiting": account.waiting}
    return [Panel("volunteers/own_hours.html", values)]


def _offer(offer: Offer) -> dict[str, Any]:
    return {
        "address": reverse("open_offer", args=[secret_of(offer.pk, "offer")]),
        "state": OFFER_STATE_WORDS[offer.state](),
        "waits": offer.state == "offered",
        "starts": offer.during.lower,
        **_line(offer.line),
    }


def _ticket(ticket: Ticket) -> dict[str, Any]:
    """A ticket of a campaign among the tasks, with the place where people meet."""
    return {
        "address": reverse("own_enrolment", args=[secret_of(ticket.id, "enrolment")]),
        "state": _("You are checked in") if ticket.came else _("You have a ticket"),
        "waits": False,
        "starts": ticket.starts,
        "what": ticket.campaign,
        "when": _when(ticket.starts),
        "place": f"№ {ticket.number}. {area_line(ticket.area_path, lang())} · {ticket.meeting}",
    }


def _when(starts: datetime) -> str:
    return f"{day_words(starts, lang(), year=False)}, {local(starts):%H:%M}"


def _line(line: Line) -> dict[str, Any]:
    return {
        "what": line.notice or work_name(line.work, lang()),
        "when": _when(line.during.lower),
        "place": area_line(line.obligation.area_path, lang()),
    }
