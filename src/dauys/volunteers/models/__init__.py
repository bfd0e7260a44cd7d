"""The tables of volunteering. Keys point down only."""

from dauys.volunteers.models.aftercare import Impression, Incident, Thanks
from dauys.volunteers.models.campaigns import Campaign, CheckIn, Enrolment, Errand, Fold, Team, Zone
from dauys.volunteers.models.certificates import Certificate, OfficeKey
from dauys.volunteers.models.hours import HourEntry, PointEntry, Presence
from dauys.volunteers.models.imports import Import
from dauys.volunteers.models.needs import Asking, Call, Claim, Line, NeedTable
from dauys.volunteers.models.people import Consent, Group, Held, Place, Volunteer
from dauys.volunteers.models.plans import Gap, Idle, Offer, Pin, Run

__all__ = [
    "Asking",
    "Call",
    "Campaign",
    "Certificate",
    "CheckIn",
    "Claim",
    "Consent",
    "Enrolment",
    "Errand",
    "Fold",
    "Gap",
    "Group",
    "Held",
    "HourEntry",
    "Idle",
    "Import",
    "Impression",
    "Incident",
    "Line",
    "NeedTable",
    "Offer",
    "OfficeKey",
    "Pin",
    "Place",
    "PointEntry",
    "Presence",
    "Run",
    "Team",
    "Thanks",
    "Volunteer",
    "Zone",
]
