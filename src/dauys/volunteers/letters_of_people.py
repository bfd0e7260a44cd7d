"""What volunteers and parents are told: the way to one's own page, what a parent is asked, and what came of it."""

import re
from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.messages.actions import queue
from dauys.volunteers.links import link
from dauys.volunteers.models import Consent, Volunteer
from dauys.volunteers.reaching import way_to

_NO_NAME = re.compile(r"[^\w '’-]|[\d_]")


def tell_link(row: Volunteer, at: datetime, *, once: str = "welcome") -> None:
    """The way back to one's own page; who left no contact is told nothing. `once` names a letter sent again."""
    with override(row.language):
        words = _("You are a volunteer. Your page, where you change your times, pause or leave: %s")
        _send(row, once, _("Your volunteer page"), words % link(row.pk, "volunteer", row.language), at)


def tell_guardian(row: Consent, at: datetime) -> None:
    """Asks a parent or guardian, by SMS, for the consent a young volunteer needs."""
    volunteer = row.volunteer
    with override(volunteer.language):
        words = _(
            "%(name)s wants to help as a volunteer, and the law asks for your consent. Read, sign or refuse: %(link)s"
        )
        queue(
            once=f"volunteer:{volunteer.pk}:consent:{row.pk}",
            channel="sms",
            address=row.guardian_phone,
            language=volunteer.language,
            subject=_("Consent of a parent"),
            body=words % {"name": _said(volunteer.name), "link": link(row.pk, "consent", volunteer.language)},
            at=at,
        )


def _said(name: str) -> str:
    """A name as it may stand in a letter to somebody who did not ask for one: letters, and no address of any page."""
    return " ".join(_NO_NAME.sub(" ", name).split())[:40]


def tell_decided(row: Consent, what: str, at: datetime) -> None:
    """Tells the young volunteer that the consent was signed, refused or revoked."""
    volunteer = row.volunteer
    with override(volunteer.language):
        words = {
            "signed": _("Your parent or guardian signed the consent. What you may do now stands on your page: %s"),
            "refused": _("Your parent or guardian did not give the consent. What you may do stands on your page: %s"),
            "revoked": _("The consent of your parent or guardian ended. What you may do now stands on your page: %s"),
        }[what]
        body = words % link(volunteer.pk, "volunteer", volunteer.language)
        _send(volunteer, f"consent:{row.pk}:{what}", _("Consent of a parent"), body, at)


def letters_of(row: Volunteer) -> Iterator[str]:
    """How the names of all messages to a volunteer begin: about themselves, offers, tickets and teams."""
    yield f"volunteer:{row.pk}:"
    for kind, rows in (("offer", row.offers), ("campaign", row.enrolments), ("team", row.leads_teams)):
        for pk in rows.values_list("pk", flat=True):
            yield f"{kind}:{pk}:"


def _send(row: Volunteer, once: str, subject: str, body: str, at: datetime) -> None:
    way = way_to(row)
    if way is None:
        return
    queue(
        once=f"volunteer:{row.pk}:{once}",
        channel=way.channel,
        address=way.address,
        instead=way.instead,
        language=row.language,
        subject=subject,
        body=body,
        at=at,
    )
