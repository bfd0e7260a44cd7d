"""What the office shows on the desk: its tab."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Tab


def office_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "office.audit"):
        return None
    first = "office" if allows(actor, "office.set_up") else "office_journal"
    return Tab("office", _("Office"), reverse(first), "body")
