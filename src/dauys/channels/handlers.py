"""What channels do on facts: by SMS or mail a person is told of their case, a question, a new day, never of a code."""

from datetime import date

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases.display import body_name, way_to_complain
from dauys.cases.models import Case, Obligation, Question
from dauys.cases.queries import number_of, way_to
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local


def _page(case: Case) -> str:
    """Where the person finds the course of their appeal."""
    return f"{settings.PUBLIC_URL}/{case.language}/track/"


def _row(entry: Entry) -> Obligation | None:
    rows = Obligation.objects.select_related("case")
    return rows.filter(pk=entry.obligation_id).first() if entry.obligation_id else None


def _case(entry: Entry) -> Case | None:
    return Case.objects.filter(pk=entry.case_id).first() if entry.case_id else None


def confirm_receipt(entry: Entry) -> None:
    """Tells the person the number and the day of the answer."""
    row = Obligation.objects.select_related("case").filter(case=entry.case_id).order_by("leg").first()
    if row is None or row.due_on is None:
        return
    case = row.case
    channel, address = way_to(case)
    if not address:
        return
    with override(case.language):
        due = day_words(row.due_on, case.language)
        values = {"number": number_of(case), "due": due, "address": _page(case)}
        if row.by_law:
            body = _("Your appeal %(number)s is registered. Answer by %(due)s. Follow it: %(address)s") % values
        else:
            body = (
                _("Your appeal %(number)s is registered. Voluntary term: answer by %(due)s. Follow it: %(address)s")
                % values
            )
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


def tell_new_code(entry: Entry) -> None:
    """Tells the person that their code was renewed at the reception, in case it was not they who asked."""
    case = _case(entry)
    channel, address = way_to(case) if case else ("", "")
    if case is None or not address:
        return
    with override(case.language):
        values = {"number": number_of(case), "phone": current().info.help_phone.number}
        queue(
            once=f"renewed:{case.pk}:{entry.payload['generation']}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("New slip for the appeal %(number)s") % values,
            body=_(
                "A new slip for your appeal %(number)s was given at the reception after a look at the document. "
                "The old code opens nothing any more. If you did not ask for it, call %(phone)s."
            )
            % values,
            case_id=case.pk,
            at=entry.at,
        )


def tell_of_correction(entry: Entry) -> None:
    """Tells the person what became of the correction of their data; why it was refused stands in the list."""
    case = _case(entry)
    channel, address = way_to(case) if case else ("", "")
    if case is None or not address:
        return
    with override(case.language):
        values = {"number": number_of(case), "address": f"{settings.PUBLIC_URL}/{case.language}/my/"}
        if entry.verb == "cases.correct":
            body = _("Your data in the appeal %(number)s were corrected. Look at them: %(address)s") % values
        else:
            body = _("Your data in the appeal %(number)s were not corrected. Why: %(address)s") % values
        queue(
            once=f"correction:{entry.payload['correction']}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("Your data in the appeal %(number)s") % values,
            body=body,
            case_id=case.pk,
            at=entry.at,
        )


def tell_forwarded(entry: Entry) -> None:
    """Tells the person at once which bodies their appeal, or parts of it, went to, and until when they answer."""
    legs = list(Obligation.objects.select_related("case").filter(pk__in=entry.payload["legs"]).order_by("leg"))
    if not legs:
        return
    case = legs[0].case
    channel, address = way_to(case)
    if not address:
        return
    with override(case.language):
        bodies = "; ".join(body_name(row.owner_path, case.language, short=True) for row in legs[:3])
        due = max(row.due_on for row in legs if row.due_on)
        values = {"number": number_of(case), "bodies": bodies, "due": day_words(due, case.language)}
        if entry.payload["stays"]:
            body = _("A part of your appeal %(number)s was passed on to: %(bodies)s. Answer by %(due)s") % values
        else:
            body = _("Your appeal %(number)s was passed on to: %(bodies)s. Answer by %(due)s") % values
        queue(
            once=f"forward:{entry.payload['key']}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("Appeal %(number)s was passed on") % values,
            body=body,
            case_id=case.pk,
            at=entry.at,
        )


def tell_left(entry: Entry) -> None:
    """Tells the person that their appeal was left without consideration, on which ground, and how to complain."""
    row = _row(entry)
    if row is None:
        return
    case, ground = row.case, current().grounds.get(entry.payload["ground"])
    channel, address = way_to(case)
    if not address:
        return
    with override(case.language):
        name = ground.name.get(case.language) if ground else ""
        values = {"number": number_of(case), "ground": name}
        words = _("Your appeal %(number)s was left without consideration. The ground: %(ground)s.") % values
        queue(
            once=f"left:{row.pk}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("Appeal %(number)s was left without consideration") % values,
            body=" ".join(filter(None, [words, way_to_complain(row, local(entry.at).date(), case.language)])),
            case_id=case.pk,
            at=entry.at,
        )


def tell_withdrawn(entry: Entry) -> None:
    """Tells the person once that their appeal was taken back, in case it was not they who asked."""
    case = _case(entry)
    channel, address = way_to(case) if case else ("", "")
    if case is None or not address:
        return
    with override(case.language):
        values = {"number": number_of(case), "phone": current().info.help_phone.number}
        queue(
            once=f"withdrawn:{case.pk}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("Appeal %(number)s was taken back") % values,
            body=_(
                "Your appeal %(number)s was taken back and will not be answered. If you did not ask for it, call "
                "%(phone)s."
            )
            % values,
            case_id=case.pk,
            at=entry.at,
        )


def ask_person(entry: Entry) -> None:
    """Tells the person that the officer needs something; the question itself stands on their page, and in a mail."""
    question = Question.objects.select_related("obligation__case").filter(pk=entry.payload["question"], end="").first()
    if question is None or not question.text:
        return
    case = question.obligation.case
    channel, address = way_to(case)
    if not address:
        return
    with override(case.language):
        values = {"number": number_of(case), "address": _page(case)}
        told = _("Appeal %(number)s: we need a reply from you, the term stands still. Read and reply: %(address)s")
        queue(
            once=f"question:{question.pk}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("A question about your appeal %(number)s") % values,
            body=f"{told % values}\n\n{question.text}" if channel == "mail" else told % values,
            case_id=case.pk,
            at=entry.at,
        )


def tell_of_term(entry: Entry) -> None:
    """Tells the person of a new day of the answer, once an extension or a new count of the term."""
    row = _row(entry)
    if row is None or not entry.payload["due_on"] or entry.payload.get("old") == entry.payload["due_on"]:
        return
    case = row.case
    channel, address = way_to(case)
    if not address:
        return
    with override(case.language):
        due = day_words(date.fromisoformat(entry.payload["due_on"]), case.language)
        values = {"number": number_of(case), "due": due, "address": _page(case)}
        if entry.verb == "cases.extend":
            once = f"extended:{entry.payload['extension']}"
            body = _("Appeal %(number)s: the term was extended, answer by %(due)s. Read more: %(address)s") % values
        else:
            once = f"recomputed:{entry.pk}"
            body = _("Appeal %(number)s: the calendar changed, answer by %(due)s. Read more: %(address)s") % values
        queue(
            once=once,
            channel=channel,
            address=address,
            language=case.language,
            subject=_("New day of the answer to the appeal %(number)s") % values,
            body=body,
            case_id=case.pk,
            at=entry.at,
        )


def tell_of_silence(entry: Entry) -> None:
    """Tells the person, once, that the law counts the silence as a refusal and how to go on."""
    row = _row(entry)
    if row is None or row.answered_at is not None:
        return
    case = row.case
    channel, address = way_to(case)
    if not address:
        return
    with override(case.language):
        values = {"number": number_of(case), "address": _page(case)}
        queue(
            once=f"silent:{row.pk}",
            channel=channel,
            address=address,
            language=case.language,
            subject=_("No answer to the appeal %(number)s in time") % values,
            body=_(
                "Appeal %(number)s: the term is over without an answer. By law this counts as a refusal, "
                "and you may complain: %(address)s"
            )
            % values,
            case_id=case.pk,
            at=entry.at,
        )
