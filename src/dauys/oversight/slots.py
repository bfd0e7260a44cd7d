"""What oversight shows on the desk of every room: the way to the board."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Tab


def board_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "oversight.board"):
        return None
    return Tab("board", _("Board"), reverse("board"), "board")
