"""One row of a table people take along: numbers, dates, places and bodies, and nobody's words, name or contact."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases.display import area_line, body_name, chip, kind_name, state_words, topic_name
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local

HEADINGS = (
    gettext_lazy("Number"),
    gettext_lazy("Received"),
    gettext_lazy("Kind"),
    gettext_lazy("Topic"),
    gettext_lazy("Place"),
    gettext_lazy("Channel"),
    gettext_lazy("Body"),
    gettext_lazy("State"),
    gettext_lazy("Officer"),
    gettext_lazy("Answer by"),
    gettext_lazy("Term"),
    gettext_lazy("Answered"),
    gettext_lazy("Kind of term"),
    gettext_lazy("Given to another body, times"),
    gettext_lazy("External number"),
)


def table_row(row: Obligation, at: datetime, language: str) -> list[Any]:
    """The values under HEADINGS: days as dates, counts as numbers, all else as words. No statement."""
    case = row.case
    return [
        number_of(case),
        local(row.received_at).date(),
        kind_name(row.kind, language),
        topic_name(case.topic, language),
        area_line(row.area_path, language, depth=4),
        current().labels.channels[case.channel].get(language),
        body_name(row.owner_path, language),
        state_words(row, language, staff=True),
        row.assignee.name if row.assignee else "",
        row.due_on,
        chip(row, at).words,
        local(row.answered_at).date() if row.answered_at else None,
        _("By law") if row.by_law else _("Voluntary"),
        row.forwards,
        case.external_number,
    ]
