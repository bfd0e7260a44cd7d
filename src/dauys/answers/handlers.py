"""What answers do on facts: an answer that was sent goes out by mail and SMS, as the person asked."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.answers.actions import note_delivery
from dauys.answers.models import Answer
from dauys.answers.rules import BLOCKS
from dauys.cases.queries import contact_party, number_of
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue


def send_out(entry: Entry) -> None:
    """Queues the answer for the person in the language of the answer; the page shows it already."""
    if entry.obligation_id is None or entry.case_id is None:
        return
    answer = Answer.objects.select_related("obligation__case").get(obligation=entry.obligation_id)
    case = answer.obligation.case
    party = contact_party(entry.case_id)
    if party is None:
        return
    number = number_of(case)
    with override(answer.language):
        address = f"{settings.PUBLIC_URL}/{answer.language}/track/"
        if case.answer_by == "email" and party.email:
            text = "\n\n".join(getattr(answer, name) for name in BLOCKS)
            closing = _("Was it solved? Say so on the page of your appeal: %s") % address
            queue(
                once=f"answer:{answer.pk}:mail",
                channel="mail",
                address=party.email,
                language=answer.language,
                subject=_("Answer to your appeal %s") % number,
                body=f"{text}\n\n{closing}\n",
                case_id=case.pk,
                at=entry.at,
            )
            note_delivery(answer=answer, way="email", at=entry.at)
        elif case.answer_by in ("sms", "phone", "page") and party.phone:
            queue(
                once=f"answer:{answer.pk}:sms",
                channel="sms",
                address=party.phone,
                language=answer.language,
                body=_("Appeal %(number)s: you were answered. Read it: %(address)s (number and code from your slip)")
                % {"number": number, "address": address},
                case_id=case.pk,
                at=entry.at,
            )
            note_delivery(answer=answer, way="sms", at=entry.at)
