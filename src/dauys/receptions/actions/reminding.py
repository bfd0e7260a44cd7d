"""Reminds who booked: the day before and two hours before, once each."""

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.transactions import acting
from dauys.ground.messages.actions import queue
from dauys.ground.ui.moments import moment_words
from dauys.receptions.models import Visit

DAY, HOURS = timedelta(days=1), timedelta(hours=2)
AT_ONCE = 200


def remind(*, at: datetime) -> int:
    """Queues what is due now; returns how many. Who was reminded a day ago is reminded once more, two hours before."""
    with acting(SYSTEM):
        coming = Visit.objects.filter(state="booked", during__startswith__gt=at)
        due = Q(during__startswith__lte=at + DAY, reminders=0) | Q(during__startswith__lte=at + HOURS, reminders__lt=2)
        rows = coming.filter(due).select_for_update(of=("self",), skip_locked=True)
        found = list(rows.select_related("host__office", "host__post").order_by("during")[:AT_ONCE])
        for row in found:
            _remind(row, at)
        return len(found)


def _remind(row: Visit, at: datetime) -> None:
    soon = row.during.lower - at <= HOURS
    row.reminders = 2 if soon else 1
    row.save(update_fields=["reminders"])
    lead = row.visitors.filter(role="lead").first()
    if lead is None or not (lead.phone or lead.email):
        return
    with override(row.language):
        body = _("Reminder: %(when)s, %(host)s. %(office)s, %(address)s. If you cannot come, please cancel.") % {
            "when": moment_words(row.during.lower, row.language),
            "host": row.host.name(row.language),
            "office": row.host.office.name(row.language),
            "address": row.host.office.address.get(row.language, ""),
        }
        queue(
            once=f"visit:{row.pk}:{row.reminders}",
            channel="sms" if lead.phone else "mail",
            address=lead.phone or lead.email,
            language=row.language,
            subject=_("Your visit"),
            body=body,
            case_id=row.case_id,
            at=at,
        )
