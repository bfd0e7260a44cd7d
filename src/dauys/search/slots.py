"""What search does elsewhere: similar cases and the group on the case page; an erased person is forgotten at once."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from dauys.cases import display
from dauys.cases.corrections import Change
from dauys.cases.desk import lang
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Panel
from dauys.search.actions import forget, index
from dauys.search.similarity import Like, like_case, of_row


def erase_person(case_id: UUID) -> None:
    """The document of an erased case."""
    forget(case_id=case_id)


def correct_person(change: Change) -> None:
    """The document of a case whose person got another name."""
    if "name" in change.new:
        forget(case_id=change.case_id)  # with the words that only it had
        index(case_id=change.case_id)


def similar_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Cases like this one that the reader may see, and the group it stands in. One statement."""
    actor = request.actor  # type: ignore[attr-defined]
    found = like_case(of_row(row), actor) if row.case.voice.text else []
    main = row.case.main
    members = getattr(rows[0], "members", 0)
    if not found and main is None and not members:
        return None
    may_group = row.state in OPEN_STATES and main is None and allows(actor, "cases.group", row)
    values: dict[str, Any] = {
        "case_id": row.case_id,
        "like": [_line(like, row, may_group and allows(actor, "cases.group", like.row)) for like in found],
        "main": number_of(main) if main else "",
        "main_id": main.pk if main and any(like.row.case_id == main.pk for like in found) else None,
        "members": members,
        "may_leave": main is not None and allows(actor, "cases.group", row),
    }
    return Panel("search/similar.html", values)


def _line(like: Like, row: Obligation, may_group: bool) -> dict[str, Any]:
    other = like.row
    words = {
        "person": _("the same person, earlier"),
        "same": _("the same words"),
        "place": _("the same street"),
        "area": _("the same place and topic"),
    }
    return {
        "id": other.case_id,
        "subject": other.case.voice.subject,
        "language": other.case.language,
        "number": number_of(other.case),
        "received": other.case.received_at,
        "state": display.state_words(other, lang(), staff=True),
        "how": words[like.how],
        "in_group": other.case.main_id is not None and other.case.main_id in (row.case_id, row.case.main_id),
        "may_group": may_group and other.state in OPEN_STATES and other.owner_id == row.owner_id
        and other.case.main_id != row.case_id,
    }  # fmt: skip
