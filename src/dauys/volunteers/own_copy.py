"""What volunteering holds about a person, for the copy they may ask for: who they are as a volunteer, by the contact
they showed to be theirs."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from dauys.cases.display import area_line
from dauys.cases.own_copy import Whose
from dauys.ground.ui.moments import today
from dauys.ground.ui.parts import Held, held
from dauys.volunteers.models import Consent, Enrolment, Impression, Volunteer
from dauys.volunteers.own_copy_of_hours import export_hours
from dauys.volunteers.pack_words import skill_name, work_name
from dauys.volunteers.words_of_aftercare import SCORE_WORDS
from dauys.volunteers.words_of_campaigns import CAME_WORDS
from dauys.volunteers.words_of_people import (
    KIND_WORDS,
    STATE_WORDS,
    VETTING_WORDS,
    WAY_WORDS,
    consent_words,
    week_words,
)

_TICKETS = Prefetch(
    "enrolments", Enrolment.objects.select_related("zone__campaign", "check_in").order_by("created_at", "pk")
)


def export_person(whose: Whose) -> list[Held]:
    """At the desk, where a document was looked at and no contact was shown, nothing can be looked for."""
    if whose.contact is None:
        return []
    rows = Volunteer.objects.filter(whose.contact.meant).exclude(state="left").select_related("office", "group")
    found = rows.prefetch_related("places", "skills", "consents", _TICKETS).order_by("created_at")
    return [record for row in found for record in _records(row, whose.language)]


def _records(row: Volunteer, language: str) -> Iterator[Held]:
    yield held(
        "volunteer",
        _("Volunteer"),
        ("name", _("Full name"), row.name),
        ("phone", _("Phone"), row.phone),
        ("email", _("E-mail"), row.email),
        ("telegram", _("Chat in Telegram"), row.telegram),
        ("born_on", _("Date of birth"), row.born_on),
        ("state", _("State"), STATE_WORDS[row.state]()),
        ("vetting", _("Looked at"), VETTING_WORDS[row.vetting]()),
        ("office", _("Volunteer office"), row.office.name(language)),
        ("group", _("Group"), row.group.name if row.group else ""),
        ("languages", _("Languages you speak"), ", ".join(row.languages)),
        ("free", _("When you are free"), "; ".join(f"{day}: {parts}" for day, parts in week_words(row.free))),
        ("max_load", _("Tasks a week at most"), row.max_load),
        ("emergency_name", _("Whom to call if something happens to you"), row.emergency_name),
        ("emergency_phone", _("Their phone"), row.emergency_phone),
        ("signed_up", _("Signed up"), row.created_at),
    )
    for place in row.places.all():
        where = ("place", _("Place"), area_line(place.area_path, language))
        yield held("volunteer_place", _("Where you help from"), where, ("radius", _("km"), place.radius_km))
    for skill in row.skills.all():
        yield held(
            "volunteer_skill",
            _("What you can do"),
            ("skill", _("Skill"), skill_name(skill.skill, language)),
            ("evidence", _("Number and issuer of the paper"), skill.evidence),
            ("checked_at", _("Paper seen"), skill.checked_at),
            ("until", _("Until, this day included"), skill.until),
        )
    yield from (_consent(consent, language) for consent in row.consents.all())
    for said in Impression.objects.filter(offer__volunteer=row).order_by("at"):
        how = ("score", _("How was it"), SCORE_WORDS[said.score]())
        yield held(
            "impression", _("How a task was"), ("when", _("When"), said.at), how, ("words", _("Words"), said.words)
        )
    yield from export_hours(row, language)
    yield from (_ticket(ticket, language) for ticket in row.enrolments.all())


def _consent(row: Consent, language: str) -> Held:
    return held(
        "volunteer_consent",
        _("Consent of a parent"),
        ("guardian", _("Parent or guardian"), row.guardian),
        ("phone", _("Phone"), row.guardian_phone),
        ("relation", _("Who they are to the volunteer"), row.relation),
        ("state", _("State"), consent_words(row, today())),
        ("kind", _("What is agreed to"), KIND_WORDS[row.kind]()),
        ("way", _("In which way"), WAY_WORDS[row.way]()),
        ("work", _("For which work"), work_name(row.work, language) if row.work else _("Every kind")),
        ("until", _("Until, this day included"), row.until),
    )


def _ticket(row: Enrolment, language: str) -> Held:
    came = getattr(row, "check_in", None)
    return held(
        "volunteer_ticket",
        _("Ticket of a campaign"),
        ("campaign", _("Campaign"), row.zone.campaign.name),
        ("place", _("Place"), area_line(row.zone.area_path, language)),
        ("when", _("When"), row.zone.during.lower),
        ("code", _("Code"), row.code),
        ("with_parent", _("A parent or guardian comes along"), _("Yes") if row.with_parent else _("No")),
        ("signed_up", _("Signed up"), row.created_at),
        ("came", _("Came"), came.at if came else ""),
        ("way", _("In which way"), CAME_WORDS[came.way]() if came else ""),
    )
