"""What people of a campaign are told: that they lead a team, that nobody is needed any more."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.messages.actions import Letter, queue, queue_many
from dauys.ground.ui.moments import moment_words
from dauys.volunteers.links import link
from dauys.volunteers.models import Campaign, Enrolment, Team, Volunteer, Zone
from dauys.volunteers.reaching import Way, way_to


def tell_stood_down(campaign: Campaign, tickets: Iterable[Enrolment], at: datetime) -> int:
    """Queues a letter for each volunteer who can be reached, also in their quiet hours; how many."""
    return _stood_down(campaign, ((f"campaign:{row.pk}", row.volunteer, row.zone) for row in tickets), at)


def tell_leaders_stood_down(campaign: Campaign, since: datetime, at: datetime) -> int:
    """The same for who leads teams whose time was not over when nobody was needed any more."""
    teams = Team.objects.filter(zone__campaign=campaign, zone__during__endswith__gt=since, leader__isnull=False)
    rows = teams.select_related("leader", "zone").order_by("pk")
    return _stood_down(campaign, ((f"team:{row.pk}", row.leader, row.zone) for row in rows), at)


def _stood_down(campaign: Campaign, people: Iterable[tuple[str, Volunteer | None, Zone]], at: datetime) -> int:
    letters = [
        _letter(campaign, key, person, way, zone) for key, person, zone in people if person and (way := way_to(person))
    ]
    queue_many(letters, at)
    return len(letters)


def _letter(campaign: Campaign, key: str, person: Volunteer, way: Way, zone: Zone) -> Letter:
    """`key` names the ticket or the team, by which the letter is found when its reader leaves."""
    with override(person.language):
        words = _("Please do not come, nobody is needed any more: %(name)s, %(when)s. Thank you.")
        return Letter(
            once=f"{key}:stood_down",
            channel=way.channel,
            address=way.address,
            instead=way.instead,
            language=person.language,
            subject=_("Campaign"),
            body=words % {"name": campaign.name, "when": moment_words(zone.during.lower, person.language)},
        )


def tell_leader(team: Team, campaign: Campaign, at: datetime) -> None:
    """The way to the page by which somebody leads a team; who left no contact gets it at the desk."""
    person = team.leader
    way = way_to(person) if person else None
    if person is None or way is None:
        return
    with override(person.language):
        words = _("You lead a team: %(name)s. Its code, its tickets and who came: %(link)s")
        queue(
            once=f"team:{team.pk}:leads",
            channel=way.channel,
            address=way.address,
            instead=way.instead,
            language=person.language,
            subject=_("Campaign"),
            body=words % {"name": campaign.name, "link": link(team.pk, "team", person.language)},
            at=at,
        )
