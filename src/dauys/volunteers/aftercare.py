"""Reads what came after the tasks of a line, of a person, and the calendar of somebody's tasks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Avg, Case, Count, When, Window

from dauys.ground.access.fence import whole_house
from dauys.volunteers.models import Enrolment, Impression, Incident, Line, Offer, Team, Thanks, Volunteer
from dauys.volunteers.rules import TAKES_PLACE

MOST, MOST_WORDS, MOST_IN_CALENDAR = 50, 20, 200
KEPT_IN_CALENDAR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class After:
    """What came after a line: incidents, how many said how it was and the mean of it, their words, and the thanks."""

    incidents: list[Incident]
    said: int
    mean: float | None
    words: list[Impression]
    thanks: Thanks | None


def after_line(line: Line) -> After:
    """Three statements. Of who said how it was nothing is read: only the score and the words."""
    incidents = Incident.objects.filter(line=line).select_related("case").order_by("at")[:MOST]
    own = Impression.objects.filter(offer__line=line).annotate(said=Window(Count("pk")), mean=Window(Avg("score")))
    rows = list(own.order_by(Case(When(words="", then=1), default=0), "-at")[:MOST_WORDS])
    said, mean = (rows[0].said, rows[0].mean) if rows else (0, None)
    thanks = Thanks.objects.filter(case=line.obligation.case_id).first()
    return After(list(incidents), said, mean, [row for row in rows if row.words], thanks)


def incidents_of(of: Offer | Enrolment | Team) -> list[Incident]:
    """What was told by one link: of a task, a ticket, or of who leads a team. One statement."""
    by = {Offer: "offer", Enrolment: "enrolment", Team: "team"}[type(of)]
    with whole_house():
        return list(Incident.objects.filter(**{by: of}).select_related("case").order_by("at")[:MOST])


def thanks_to(volunteer: Volunteer) -> list[Thanks]:
    """What people said to those who came, newest first. One statement."""
    with whole_house():
        rows = Thanks.objects.filter(
            case__obligations__line__offers__volunteer=volunteer, case__obligations__line__offers__state="came"
        )
        return list(rows.filter(hidden_at=None).exclude(words="").distinct().order_by("-at")[:5])


def helped(case_id: UUID) -> int:
    """How many people came to the lines of a case. One statement."""
    with whole_house():
        return Offer.objects.filter(line__obligation__case=case_id, state="came").count()


def thanks_of(case_id: UUID) -> Thanks | None:
    with whole_house():
        return Thanks.objects.filter(case=case_id).first()


def tasks_in_calendar(volunteer: UUID, at: datetime) -> list[Offer]:
    """The tasks that somebody comes or came to, of the last months and all that lie ahead. One statement."""
    with whole_house():
        rows = Offer.objects.filter(
            volunteer=volunteer, state__in=TAKES_PLACE, during__endswith__gt=at - KEPT_IN_CALENDAR
        ).exclude(volunteer__state="left")
        return list(
            rows.select_related("line__obligation__owner", "volunteer").order_by("during__startswith")[
                :MOST_IN_CALENDAR
            ]
        )


def tickets_in_calendar(volunteer: UUID, at: datetime) -> list[Enrolment]:
    """The tickets of campaigns that somebody holds, of the same time. One statement."""
    rows = Enrolment.objects.filter(
        volunteer=volunteer, zone__during__endswith__gt=at - KEPT_IN_CALENDAR, zone__campaign__stood_down_at=None
    ).exclude(volunteer__state="left")
    return list(rows.select_related("zone__campaign").order_by("zone__during__startswith")[:MOST_IN_CALENDAR])
