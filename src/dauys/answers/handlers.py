"""What answers do on facts: an answer that was sent, or a hearing that was set, goes out as the person asked."""

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from dauys.answers.actions import call_off_ended, note_delivery, send_together
from dauys.answers.models import Answer, Hearing
from dauys.answers.queries import files_of
from dauys.answers.rules import BLOCKS
from dauys.answers.slots import ending_lines
from dauys.cases.queries import contact_party, number_of, open_members, supporters_to_tell, way_to
from dauys.ground.access.actors import Actor
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue
from dauys.ground.packs.current import current
from dauys.ground.rooms.routes import way
from dauys.ground.ui.moments import moment_words


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
        address = _tracking()
        if case.answer_by == "email" and party.email:
            told = [*(getattr(answer, name) for name in BLOCKS), *ending_lines(answer), *_of_files(answer, address)]
            text = "\n\n".join(told)
            closing = _("Was it solved? Say so on the page of your appeal: %s") % address if address else _by_phone()
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
                body=_told(number, address),
                case_id=case.pk,
                at=entry.at,
            )
            note_delivery(answer=answer, way="sms", at=entry.at)


def _of_files(answer: Answer, address: str) -> list[str]:
    """That files came with the answer, and where they are opened; they are never put to a mail."""
    count = len(files_of(answer))
    if not count:
        return []
    words = ngettext("%d file was attached to the answer.", "%d files were attached to the answer.", count) % count
    return [f"{words} " + (_("Open it on the page of your appeal: %s") % address if address else _by_phone())]


def _tracking() -> str:
    """Where an answer is read in the language in force; empty while the doors are closed."""
    there = way("track")
    return f"{settings.PUBLIC_URL}{there}" if there else ""


def _by_phone() -> str:
    return _("Questions are answered by phone: %s") % current().info.help_phone.number


def _told(number: str, address: str) -> str:
    if not address:
        return _("Appeal %s: you were answered.") % number + " " + _by_phone()
    words = _("Appeal %(number)s: you were answered. Read it: %(address)s (number and code from your slip)")
    return words % {"number": number, "address": address}


def answer_members(entry: Entry) -> None:
    """Sends a main case's answer to the cases grouped under it that still wait, each once, as its own."""
    answer = Answer.objects.select_related("obligation__case").filter(obligation=entry.obligation_id).first()
    if answer is None or answer.obligation.reopens_id is not None:
        return
    actor, known = Actor(kind="staff", id=answer.approver_id), dict[tuple[str, str], list[str]]()
    for obligation in open_members(answer.obligation):
        send_together(main=answer, obligation=obligation, actor=actor, at=entry.at, known=known)


def tell_supporters(entry: Entry) -> None:
    """Tells those who joined the case that it was answered, by SMS or mail; the answer stands on their page."""
    answer = Answer.objects.select_related("obligation__case").filter(obligation=entry.obligation_id).first()
    if answer is None or entry.case_id is None:
        return
    number = number_of(answer.obligation.case)
    for person in supporters_to_tell(entry.case_id):
        with override(person.language):
            address = _tracking()
            values = {"number": number, "address": address}
            words = _("Appeal %(number)s that you joined was answered. Read it with your own code: %(address)s")
            body = words % values if address else _told(number, "")
            queue(
                once=f"answer:{answer.pk}:{person.pk}",
                channel="sms" if person.phone else "mail",
                address=person.phone or person.email,
                language=person.language,
                subject=_("Answer to the appeal %s that you joined") % number,
                body=body,
                case_id=entry.case_id,
                at=entry.at,
            )


def drop_hearing(entry: Entry) -> None:
    """Calls off the hearing of a demand that is over: answered, passed on, taken back or left."""
    for made in Hearing.objects.filter(obligation=entry.obligation_id, state="invited"):
        call_off_ended(hearing=made.pk, at=entry.at)


def tell_of_hearing(entry: Entry) -> None:
    """Tells the person when and where they will be heard, or that they will not; once each."""
    made = Hearing.objects.select_related("obligation__case").filter(pk=entry.payload["hearing"]).first()
    if made is None:
        return
    case = made.obligation.case
    channel, address = way_to(case)
    if not address:
        return
    with override(case.language):
        number, when = number_of(case), moment_words(made.starts_at, case.language, year=True)
        if entry.verb == "answers.invite":
            subject = _("You are invited to be heard, appeal %s") % number
            words = _("Appeal %(number)s: you are invited to be heard on %(when)s. Where: %(place)s.")
            body = words % {"number": number, "when": when, "place": made.place}
        else:
            subject = _("The hearing is called off, appeal %s") % number
            body = _("Appeal %(number)s: the hearing on %(when)s was called off.") % {"number": number, "when": when}
        page = _tracking()
        body += " " + (_("More: %s") % page if page else _by_phone())
        if channel == "mail" and made.about and entry.verb == "answers.invite":
            body += f"\n\n{made.about}\n"
        queue(
            once=f"hearing:{made.pk}:{entry.verb}",
            channel=channel,
            address=address,
            language=case.language,
            subject=subject,
            body=body,
            case_id=case.pk,
            at=entry.at,
        )
