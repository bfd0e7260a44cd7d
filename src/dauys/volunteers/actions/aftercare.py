"""What comes after a task: a report that something went wrong, how it was, and thanks."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction

from dauys.cases import actions as cases
from dauys.cases.actions import NewParty, NewVoice
from dauys.directory.cache import areas
from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.packs.current import current
from dauys.volunteers.actions.needs import RULE
from dauys.volunteers.actions.offers import locked_line
from dauys.volunteers.facts import note, note_campaign, note_line
from dauys.volunteers.models import Enrolment, Impression, Incident, Offer, Team, Thanks, Zone
from dauys.volunteers.rules import INCIDENT_URGENT


class NoIncidents(Exception):
    """The pack names no kind of appeal for what goes wrong."""


class NotThere(Exception):
    """Only who was there says how it was, and only who was helped gives thanks."""


def report_incident(
    *, key: UUID, line: UUID, what: str, text: str, person: NewParty, language: str, offer: Offer | None = None,
    actor: Actor, at: datetime,
) -> Incident:  # fmt: skip
    """Something went wrong: a case of the office that answers for the line, urgent where somebody was hurt. `key` names
    the form among those of its task or line, a second time finds what it led to. Raises NoIncidents."""
    with acting(actor):
        row = locked_line(line=line)
        if actor.kind == "staff":
            require(actor, "volunteers.see_need", row)
        voice = _voice(what, text, person, language, row.obligation.area_path, actor)
        own = uuid5((offer or row).pk, str(key))
        made, fresh = _filed(own, voice, row.obligation.owner, actor, at, line=row, offer=offer, what=what)
        if fresh:
            note_line("volunteers.report_incident", row, actor, at, incident=made.pk, what=what)
        return made


def report_campaign_incident(
    *, key: UUID, zone: UUID, what: str, text: str, person: NewParty, language: str,
    enrolment: Enrolment | None = None, team: Team | None = None, actor: Actor, at: datetime,
) -> Incident:  # fmt: skip
    """Something went wrong in a zone of a campaign: a case of the office that called everybody out. It was told by the
    link of a ticket, or by who leads a team. Otherwise as `report_incident`."""
    with acting(actor):
        row = Zone.objects.select_related("campaign__office").get(pk=zone)
        voice = _voice(what, text, person, language, row.area_path, actor)
        own = uuid5((enrolment or team or row).pk, str(key))
        about = {"zone": row, "enrolment": enrolment, "team": team, "what": what}
        made, fresh = _filed(own, voice, row.campaign.office, actor, at, **about)
        if fresh:
            note_campaign("volunteers.report_campaign_incident", row.campaign, actor, at, incident=made.pk, what=what)
        return made


def _voice(what: str, text: str, person: NewParty, language: str, area_path: str, actor: Actor) -> NewVoice:
    kind = current().incident_kind
    if not kind:
        raise NoIncidents
    return NewVoice(
        channel="web" if actor.kind != "staff" else "visit",
        language=language,
        kind=kind,
        text=text,
        area=areas()[area_path],
        applicant=person,
        urgent=what in INCIDENT_URGENT,
        answer_by="sms" if person.phone else "page",
        anonymous=person == NewParty(""),
    )


def _filed(
    key: UUID, voice: NewVoice, owner: Organization, actor: Actor, at: datetime, **about: Any
) -> tuple[Incident, bool]:
    """The incident of a case that is filed now or was before, and whether it is new. `key` is that of the form among
    those of one task, ticket or team, so that it finds nobody else's case."""
    filed = cases.file(
        voice=voice, owner=owner, route_rule=RULE, idempotency_key=key, confirmed=True, actor=actor, at=at
    )
    return Incident.objects.get_or_create(case_id=filed.case_id, defaults={**about, "at": at})


def say_how_it_was(*, offer: UUID, score: int, words: str, actor: Actor, at: datetime) -> Impression:
    """Who came says it once; a second time it is as the last. Raises NotThere."""
    with acting(actor):
        row = Offer.objects.select_for_update(of=("self",)).select_related("volunteer").get(pk=offer)
        if row.state != "came":
            raise NotThere
        made, _new = Impression.objects.update_or_create(offer=row, defaults={"score": score, "words": words, "at": at})
        note("volunteers.say_how_it_was", row.volunteer, actor, at, offer=row.pk, score=score)
        return made


def give_thanks(*, case_id: UUID, words: str, actor: Actor, at: datetime) -> bool:
    """The person thanks everybody who came to the lines of their need, once. Raises NotThere where nobody came."""
    with acting(actor):
        came = Offer.objects.filter(line__obligation__case=case_id, state="came")
        first = came.order_by("pk").first()
        if first is None:
            raise NotThere
        line = locked_line(line=first.line_id)
        try:
            with transaction.atomic():
                Thanks.objects.create(case_id=case_id, words=words, at=at)
        except IntegrityError:  # the second of two clicks
            return False
        note_line("volunteers.thank", line, actor, at, people=came.count())
        return True


def hide_thanks(*, line: UUID, actor: Actor, at: datetime) -> None:
    """The office keeps words from who came: they hold an address, or an insult."""
    with acting(actor):
        row = locked_line(line=line)
        require(actor, "volunteers.dispatch", row)
        found = Thanks.objects.filter(case=row.obligation.case_id, hidden_at=None)
        if found.update(hidden_at=at):
            note_line("volunteers.hide_thanks", row, actor, at)


def erase_aftercare(*, case_id: UUID) -> None:
    """Empties what an erased person said to who came; that there were thanks stays."""
    Thanks.objects.filter(case=case_id).update(words="")
