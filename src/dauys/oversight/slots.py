"""What oversight shows elsewhere: the ways to board and method sheets, and the sheet of a case beside its answer."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Panel, Tab
from dauys.oversight.models import Acknowledgement
from dauys.oversight.shelf import sheet_for


def board_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "oversight.board"):
        return None
    return Tab("board", _("Board"), reverse("board"), "board")


def sheets_tab(actor: Actor) -> Tab | None:
    """For who writes sheets or answers; the others find the sheet at the case."""
    if not allows(actor, "oversight.write_sheets") and not actor.has_role("officer", "supervisor", "head"):
        return None
    return Tab("sheets", _("Method sheets"), reverse("sheets"), "paper")


def _of(row: Obligation) -> dict[str, Any] | None:
    found = sheet_for(row.owner_path, row.case.topic, row.kind)
    return {"id": found.id, "number": found.number, **found.said(lang())} if found else None


def sheet_panel(_request: HttpRequest, _rows: list[Obligation], row: Obligation) -> Panel | None:
    """The way to the sheet, while the case waits for an answer. No statement."""
    found = _of(row) if row.state in OPEN_STATES else None
    return Panel("oversight/sheet_link.html", found) if found else None


def beside_answer(actor: Actor, row: Obligation) -> Panel | None:
    """The sheet beside the editor, and whether the writer has read this version. One statement, none without one."""
    found = _of(row)
    if found is None:
        return None
    read = Acknowledgement.objects.filter(version=found["id"], user=actor.id).exists()
    return Panel("oversight/sheet_beside.html", {**found, "read": read})
