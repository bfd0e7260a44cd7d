"""Complaints prepared for the person: about a silence, or about a matter twice answered and still not solved.

The texts carry number, body and dates, in the language of the appeal, and may be changed before they are sent.
"""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.answers.models import Answer
from dauys.cases.display import body_name
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.cases.silence import Silence, silence_of
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import day_words, local


def still_unsolved(row: Obligation, answer: Answer | None, at: datetime) -> date | None:
    """Until when one may complain that a case was opened again and its second answer solved nothing; None where
    nobody said so, or the days to complain are over."""
    rating = getattr(answer, "rating", None)
    if answer is None or answer.sent_at is None or row.reopens_id is None or rating is None:
        return None
    until = current().complain_until(row.kind, local(answer.sent_at).date())
    return until if rating.solved == "not_solved" and until and local(at).date() <= until else None


def prepared(row: Obligation, answer: Answer | None, at: datetime) -> str:
    """The text of the complaint that may be begun about an obligation now; empty where there is nothing to it."""
    if silence := silence_of(row, at, row.case.language):
        return _about_silence(row, silence)
    return _about_unsolved(row, answer) if answer and still_unsolved(row, answer, at) else ""


def _facts(row: Obligation) -> dict[str, str]:
    """What both complaints name, in the language of the appeal."""
    language = row.case.language
    return {
        "number": number_of(row.case),
        "body": body_name(row.owner_path, language),
        "received": day_words(row.case.received_at, language),
        "subject": row.case.voice.subject,
    }


def _about_unsolved(row: Obligation, answer: Answer) -> str:
    language = row.case.language
    with override(language):
        values = _facts(row) | {"sent": day_words(answer.sent_at or row.due_at, language)}
        text = _(
            "On %(received)s my appeal %(number)s was received (%(subject)s). Responsible body: %(body)s. "
            "It was opened again, and the second answer is of %(sent)s. The matter is still not solved."
        )
        return f"{text % values}\n\n{_('Please look into this and see to it that it is solved.')}"


def _about_silence(row: Obligation, silence: Silence) -> str:
    """Three sentences; `silence` is in the language of the appeal."""
    language = row.case.language
    with override(language):
        values = _facts(row) | {"due": day_words(row.due_on or row.due_at, language)}
        text = _(
            "On %(received)s my appeal %(number)s was received (%(subject)s). Responsible body: %(body)s. "
            "By %(due)s I should have been answered, and I was not."
        )
        ask = _("Please look into this and see to it that I am answered.")
        rule = f"{silence.says} ({silence.article})" if silence.article else silence.says
        return f"{text % values}\n\n{rule}\n\n{ask}"
