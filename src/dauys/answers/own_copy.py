"""What answers hold about a person, for the copy they may ask for: sent answers, hand-overs, ratings, hearings."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dauys.answers.models import Answer, Delivery, Hearing
from dauys.answers.slots import SOLVED_WORDS, reason_words
from dauys.cases.display import outcome_name
from dauys.cases.own_copy import Whose, held_file
from dauys.ground.ui.parts import Held, held


def export_person(whose: Whose) -> list[Held]:
    """An answer that was not sent yet is the work of an officer and not in it; neither is a protocol not signed."""
    return [*_answers(whose), *_deliveries(whose), *_hearings(whose)]


def _answers(whose: Whose) -> Iterator[Held]:
    rows = Answer.objects.select_related("obligation", "rating").filter(obligation__case__in=whose.cases, state="sent")
    for row in rows.prefetch_related("attachments__file").order_by("sent_at", "pk"):
        case = row.obligation.case_id
        yield held(
            "answer",
            _("Answer"),
            ("sent_at", _("When"), row.sent_at),
            ("asked", _("What you asked"), row.asked),
            ("found", _("What was found"), row.found),
            ("decided", _("What was decided"), row.decided),
            ("outcome", _("Outcome"), outcome_name(row.outcome)),
            ("norm", _("Norm the refusal rests on"), row.norm),
            ("appeal", _("How to complain about it"), row.appeal),
            ("returned_because", _("Why it was returned to the officer once"), row.returned_because),
            case_id=case,
        )
        for one in row.attachments.all():
            yield held_file("answer_file", _("File sent with the answer"), one.file, case)
        if (rating := getattr(row, "rating", None)) is not None:
            yield held(
                "rating",
                _("Your rating"),
                ("at", _("When"), rating.at),
                ("score", _("Score"), rating.score),
                ("solved", _("Solved"), SOLVED_WORDS[rating.solved]()),
                ("reasons", _("What was wrong"), ", ".join(reason_words(rating.reasons))),
                ("comment", _("Comment"), rating.comment),
                case_id=case,
            )


def _deliveries(whose: Whose) -> Iterator[Held]:
    rows = Delivery.objects.select_related("answer__obligation").filter(answer__obligation__case__in=whose.cases)
    for row in rows.order_by("at", "pk"):
        yield held(
            "delivery",
            _("How the answer reached you"),
            ("at", _("When"), row.at),
            ("proof", _("What was noted"), row.proof),
            case_id=row.answer.obligation.case_id,
        )


def _hearings(whose: Whose) -> Iterator[Held]:
    rows = Hearing.objects.select_related("obligation").filter(obligation__case__in=whose.cases)
    for row in rows.order_by("starts_at", "pk"):
        signed = row.state == "signed"
        yield held(
            "hearing",
            _("Hearing"),
            ("starts_at", _("When"), row.starts_at),
            ("place", _("Place"), row.place),
            ("about", _("What it is about"), row.about),
            ("participants", _("Participants"), row.participants if signed else ""),
            ("said", _("What was said"), row.said if signed else ""),
            ("remarks", _("Remarks"), row.remarks if signed else ""),
            case_id=row.obligation.case_id,
        )
