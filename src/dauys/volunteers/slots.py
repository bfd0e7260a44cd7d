"""What volunteering shows elsewhere: a tab of the desk, and who may be thanked, and what leaves it with an
erased person."""

from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.parts import Panel, Tab
from dauys.volunteers import actions
from dauys.volunteers.aftercare import helped, thanks_of
from dauys.volunteers.links import named_link


def volunteers_tab(actor: Actor) -> Tab | None:
    """Who works at a volunteer office sees its needs first; a clerk of any other desk takes one in."""
    if allows(actor, "volunteers.see_need"):
        return Tab("volunteers", _("Volunteers"), reverse("volunteer_needs"), "help")
    if allows(actor, "volunteers.take_need") and current().need_kind:
        return Tab("volunteers", _("Take a need in"), reverse("new_need"), "help")
    return None


def thanks_panel(rows: list[Obligation]) -> Panel | None:
    """Thanks to who came to a need, once its answer is there. Two statements, for needs only."""
    case = rows[0].case
    if rows[0].kind != current().need_kind or not (people := helped(case.pk)):
        return None
    values = {"people": people, "said": thanks_of(case.pk), "address": named_link(case.pk, "thanks", lang())}
    return Panel("volunteers/thanks_panel.html", values)


def erase_person(case_id: UUID) -> None:
    """Name, number and words of the calls about an erased case, and where help was wanted."""
    actions.erase_calls(case_id=case_id)
    actions.erase_address(case_id=case_id)
    actions.erase_aftercare(case_id=case_id)
