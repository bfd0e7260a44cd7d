"""What channels do on facts: a filed case is confirmed to the person by SMS or mail, without the secret code."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases.models import Obligation
from dauys.cases.queries import contact_party, number_of
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue
from dauys.ground.ui.moments import day_words


def confirm_receipt(entry: Entry) -> None:
    """Tells the person the number and the day of the answer."""
    if entry.case_id is None:
        return
    row = Obligation.objects.select_related("case").filter(case=entry.case_id).order_by("leg").first()
    party = contact_party(entry.case_id)
    if row is None or party is None or row.due_on is None:
        return
    case = row.case
    with override(case.language):
        due = day_words(row.due_on, case.language)
        values = {"number": number_of(case), "due": due, "address": f"{settings.PUBLIC_URL}/{case.language}/track/"}
        if row.by_law:
            body = _("Your appeal %(number)s is registered. Answer by %(due)s. Follow it: %(address)s") % values
        else:
            body = (
                _("Your appeal %(number)s is registered. Voluntary term: answer by %(due)s. Follow it: %(address)s")
                % values
            )
        channel, address = ("sms", party.phone) if party.phone else ("mail", party.email)
        if case.answer_by == "email" and party.email:
            channel, address = "mail", party.email
        if not address:
            return
        queue(
            once=f"receipt:{case.pk}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("Appeal %(number)s is registered") % values,
            body=body,
            case_id=case.pk,
            at=entry.at,
        )
