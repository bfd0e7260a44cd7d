"""What volunteers are told about their tasks: that they are asked, that a place is free, that nobody is needed."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.messages.actions import Letter, queue_many
from dauys.ground.ui.moments import local, moment_words
from dauys.volunteers.links import link
from dauys.volunteers.models import Offer
from dauys.volunteers.pack_words import work_name
from dauys.volunteers.reaching import Way, way_to
from dauys.volunteers.rules import URGENT, after_quiet

CONFIRM_FROM = timedelta(hours=36)  # so long before the work somebody is asked whether they still come


def tell(offers: Iterable[Offer], what: str, at: datetime) -> list[UUID]:
    """Queues a letter for each offer by the way its person is told, many with each statement; the offers whose person
    can be reached. The address of who asked for help is in none.

    `what` is offered, moved_up, taken, confirm, dropped, leads or stood_down. In their quiet hours people are written
    to of urgent work only, and that nobody is needed any more; whether they still come is asked later.
    """
    reached = [(offer, way) for offer in offers if (way := way_to(offer.volunteer))]
    queue_many((_letter(offer, way, what, at) for offer, way in reached), at)
    return [offer.pk for offer, _way in reached]


def _letter(offer: Offer, way: Way, what: str, at: datetime) -> Letter:
    person, language = offer.volunteer, offer.volunteer.language
    hurry = what == "stood_down" or (what != "confirm" and offer.line.priority >= URGENT)
    at = max(at, offer.during.lower - CONFIRM_FROM) if what == "confirm" else at
    marked = {"offered": offer.offered_at, "moved_up": offer.offered_at, "confirm": offer.answered_at}.get(what)
    once = marked.isoformat() if marked else ""
    with override(language):
        return Letter(
            once=f"offer:{offer.pk}:{what}:{once}",
            channel=way.channel,
            address=way.address,
            instead=way.instead,
            language=language,
            subject=_("Helping as a volunteer"),
            body=_words(offer, what),
            case_id=offer.line.obligation.case_id,
            not_before=None if hurry else after_quiet(local(at), person.quiet_since, person.quiet_until),
        )


def _words(offer: Offer, what: str) -> str:
    line, language = offer.line, offer.volunteer.language
    values = {
        "work": work_name(line.work, language),
        "when": moment_words(line.during.lower, language),
        "until": moment_words(until, language) if (until := offer.until or offer.confirm_by) else "",
        "link": link(offer.pk, "offer", language),
    }
    return {
        "offered": _("Can you help? %(work)s, %(when)s. Say yes or no by %(until)s: %(link)s"),
        "moved_up": _("A place is free: %(work)s, %(when)s. Confirm by %(until)s: %(link)s"),
        "taken": _("You are expected: %(work)s, %(when)s. Where, and if you cannot come: %(link)s"),
        "confirm": _(
            "Do you still come? %(work)s, %(when)s. Say so once more by %(until)s, or somebody else comes: %(link)s"
        ),
        "dropped": _("You are not needed this time: %(work)s, %(when)s. Thank you."),
        "leads": _("You lead on the spot: %(work)s, %(when)s. Who comes: %(link)s"),
        "stood_down": _("Please do not come, nobody is needed any more: %(work)s, %(when)s. Thank you."),
    }[what] % values
