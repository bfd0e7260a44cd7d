"""One row of a table people take along: numbers, dates, places and bodies, and nobody's words, name or contact."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases.display import area_line, body_name, chip, kind_name, state_words, topic_name
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local
from dauys.ground.ui.slots import gather

# The name of each column in XML, and its heading elsewhere.
COLUMNS = {
    "number": gettext_lazy("Number"),
    "received_on": gettext_lazy("Received"),
    "kind": gettext_lazy("Kind"),
    "topic": gettext_lazy("Topic"),
    "place": gettext_lazy("Place"),
    "channel": gettext_lazy("Channel"),
    "body": gettext_lazy("Body"),
    "state": gettext_lazy("State"),
    "officer": gettext_lazy("Officer"),
    "due_on": gettext_lazy("Answer by"),
    "term": gettext_lazy("Term"),
    "answered_on": gettext_lazy("Answered"),
    "kind_of_term": gettext_lazy("Kind of term"),
    "forwards": gettext_lazy("Given to another body, times"),
    "external_number": gettext_lazy("External number"),
    "outcome": gettext_lazy("The person about the answer"),
}


def outcomes(rows: Sequence[Obligation]) -> dict[UUID, str]:
    """What upper rooms know of how obligations ended, by obligation, in the reader's language."""
    found: dict[UUID, str] = {}
    for part in gather("table.outcomes", [row.pk for row in rows]):
        found.update(part)
    return found


def table_row(row: Obligation, outcome: str, at: datetime, language: str) -> list[Any]:
    """The values of COLUMNS: days as dates, counts as numbers, all else as words. No statement."""
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
        outcome,
    ]
