"""The prepared text of a complaint about a silence: number, body, dates and the rule, in the language of the appeal."""

from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.cases.display import body_name
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.cases.silence import Silence
from dauys.ground.ui.moments import day_words


def complaint_text(row: Obligation, silence: Silence) -> str:
    """Three sentences the person may change; `silence` is in the language of the appeal."""
    language = row.case.language
    with override(language):
        values = {
            "number": number_of(row.case),
            "body": body_name(row.owner_path, language),
            "received": day_words(row.case.received_at, language),
            "due": day_words(row.due_on or row.due_at, language),
            "subject": row.case.voice.subject,
        }
        text = _(
            "On %(received)s my appeal %(number)s was received (%(subject)s). Responsible body: %(body)s. "
            "By %(due)s I should have been answered, and I was not."
        )
        ask = _("Please look into this and see to it that I am answered.")
        rule = f"{silence.says} ({silence.article})" if silence.article else silence.says
        return f"{text % values}\n\n{rule}\n\n{ask}"
