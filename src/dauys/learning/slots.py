"""What learning shows on the desk: a second suggestion on the case page, the ways to its page and to labelling."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.cases.models import Obligation
from dauys.directory.cache import organizations
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Panel, Tab
from dauys.learning.queries import said_of


def suggestion_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Three bodies of the learned model with the words that spoke for the first, to who settles the body.

    Nothing while it is not sure, or has no model. No statement.
    """
    if row.route_confirmed or row.state != "new" or not allows(request.actor, "cases.route", row):  # type: ignore[attr-defined]
        return None
    said = said_of(row)
    if said is None or not said.is_sure:
        return None
    known = organizations()
    lines = [
        {"name": known[guess.code].name(lang()), "percent": round(100 * guess.likely)}
        for guess in said.bodies
        if guess.code in known
    ]
    same = said.bodies[0].code == row.owner.code if row.owner_id else False
    return Panel("learning/suggestion.html", {"lines": lines, "words": said.bodies[0].words, "same": same})


def learning_tab(actor: Actor) -> Tab | None:
    """To how right it is; who may only label is led there."""
    sees = allows(actor, "learning.view")
    if not sees and not allows(actor, "learning.label"):
        return None
    if not sees:
        return Tab("learning", _("Label appeals"), reverse("label"), "edit")
    return Tab("learning", _("Learned suggestion"), reverse("learning"), "list")
