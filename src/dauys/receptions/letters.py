"""What who comes is told: that they are booked, that they wait, that a time is free, that the day is near."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.messages.actions import queue
from dauys.ground.ui.moments import day_words, moment_words
from dauys.receptions.links import link
from dauys.receptions.models import Instruction, Referral, Visit
from dauys.receptions.words import place_of_visit


def tell(row: Visit, what: str, at: datetime, *, once: str = "") -> None:
    """Queues a letter by SMS, or by mail for who has no phone; who left no contact is told nothing.

    `what` is booked, days, waiting, offered, reminder, closed or signed; `once` names it where there are several of a
    kind.
    """
    lead = row.lead
    if lead is None or not (lead.phone or lead.email):
        return
    with override(row.language):
        queue(
            once=f"visit:{row.pk}:{once or what}",
            channel="sms" if lead.phone else "mail",
            address=lead.phone or lead.email,
            language=row.language,
            subject=_("Your visit"),
            body=_words(row, what),
            case_id=row.case_id,
            at=at,
        )


def tell_companion(made: Referral, at: datetime) -> None:
    """A letter to who goes with a family from now on; who comes and why stands only behind the sign-in."""
    user = made.companion
    with override(user.language):
        address = f"{settings.PUBLIC_URL}{reverse('reception_companions')}"
        queue(
            once=f"referral:{made.pk}:{user.pk}:{at.isoformat()}",
            channel="mail",
            address=user.email,
            language=user.language,
            subject=_("You go with a family"),
            body=_("Several bodies were asked to help a family, and you see it through. Where each part lies: %s")
            % address,
            at=at,
        )


def tell_controller(order: Instruction, at: datetime) -> None:
    """A letter to who was named to see that an instruction is carried out; what it says stands only behind the
    sign-in."""
    user = order.controller
    if user is None:
        return
    with override(user.language):
        until = day_words(order.due_on, user.language) if order.due_on else _("by law")
        queue(
            once=f"instruction:{order.pk}:{user.pk}",
            channel="mail",
            address=user.email,
            language=user.language,
            subject=_("An instruction is under your control"),
            body=_("See that an instruction of a head is carried out: %(executor)s. Term: %(until)s. %(link)s")
            % {
                "executor": order.executor.name(user.language),
                "until": until,
                "link": f"{settings.PUBLIC_URL}{reverse('reception_control')}?whose=mine",
            },
            at=at,
        )


def _words(row: Visit, what: str) -> str:
    host, language = row.host, row.language
    office, address = place_of_visit(row, language)
    values = {
        "when": moment_words(row.during.lower, language) if row.during else "",
        "until": moment_words(row.hold_until, language) if row.hold_until else "",
        "host": host.name(language),
        "office": office,
        "address": address,
        "days": row.days,
        "link": link(row.pk, language),
    }
    return {
        "booked": _("You are booked: %(when)s, %(host)s. %(office)s, %(address)s. To move or cancel: %(link)s"),
        "waiting": _(
            "You are on the waiting list: %(host)s. We write when a time is free. To leave the list: %(link)s"
        ),
        "closed": _(
            "The reception on %(when)s does not take place: %(host)s. We are sorry. Choose another time: %(link)s"
        ),
        "days": _(
            "You have a place: %(host)s, from %(when)s, days: %(days)s. %(office)s, %(address)s. "
            "If you cannot come, please cancel: %(link)s"
        ),
        "signed": _("The protocol of your reception is signed: %(link)s"),
        "offered": _("A time is free: %(when)s, %(host)s. It is kept for you until %(until)s: %(link)s"),
        "reminder": _(
            "Reminder: %(when)s, %(host)s. %(office)s, %(address)s. If you cannot come, please cancel: %(link)s"
        ),
    }[what] % values
