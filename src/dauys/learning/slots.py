"""What learning shows on the desk of every room: the way to its page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Tab


def learning_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "learning.view"):
        return None
    return Tab("learning", _("Learned suggestion"), reverse("learning"), "list")
