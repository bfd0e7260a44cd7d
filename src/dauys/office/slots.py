"""What the office shows on the desk: its tab."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Tab


def office_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "office.set_up"):
        return None
    return Tab("office", _("Office"), reverse("office"), "body")
