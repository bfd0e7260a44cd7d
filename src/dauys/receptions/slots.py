"""What receptions shows elsewhere: a tab of the desk, the instruction a demand came from, and what it holds of a
person."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.corrections import Change
from dauys.cases.desk import lang
from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.moments import today
from dauys.ground.ui.parts import Panel, Tab
from dauys.receptions import actions
from dauys.receptions.papers import companion_values
from dauys.receptions.queries import instruction_of, referral_of_case


def receptions_tab(actor: Actor) -> Tab | None:
    """The day's visits; administrators, who receive nobody, come to the centres."""
    if allows(actor, "receptions.view"):
        return Tab("receptions", _("Receptions"), reverse("receptions"), "meet")
    if allows(actor, "receptions.control"):
        return Tab("receptions", _("Receptions"), reverse("reception_control"), "meet")
    if allows(actor, "receptions.set_up"):
        return Tab("receptions", _("Receptions"), reverse("reception_centres"), "meet")
    return None


def instruction_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Who gave the instruction this demand came from, and until when. One statement, for passed-on demands only."""
    if row.previous_id is None:
        return None
    found = instruction_of(row.pk)
    if found is None:
        return None
    late = found.due_on is not None and found.due_on < today()
    values = {"host": found.protocol.visit.host.name(lang()), "due_on": found.due_on, "late": late}
    return Panel("receptions/panel.html", values)


def companion_panel(rows: list[Obligation]) -> Panel | None:
    """Who goes with the person, and how many bodies were asked. One statement, for passed-on demands only."""
    if all(row.previous_id is None for row in rows):
        return None
    found = referral_of_case(rows[0].case_id)
    return Panel("receptions/companion_panel.html", companion_values(found, lang())) if found else None


def erase_person(case_id: UUID) -> None:
    """People, matter and protocol of the visits of an erased case."""
    actions.erase(case_id=case_id)


def correct_person(change: Change) -> None:
    """Whoever came to the visits of a case under what was corrected."""
    actions.correct_visitors(case_id=change.case_id, old=change.old, new=change.new)
