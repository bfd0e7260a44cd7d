"""What routing shows on the case page: confirm the body, take, give."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Action


def settle_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state not in OPEN_STATES or not allows(actor, "cases.route", row):
        return None
    return Action(_("Confirm the body"), reverse("settle", args=[row.pk]), "forward", "f", main=True)


def take_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state not in ("new", "assigned") or row.assignee_id or not allows(actor, "cases.take", row):
        return None
    return Action(_("Take it myself"), reverse("take", args=[row.pk]), "user", "a", post=True)


def give_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state not in ("new", "assigned", "in_work") or not allows(actor, "cases.assign", row):
        return None
    return Action(_("Give to an officer"), reverse("give", args=[row.pk]), "meet", "g")
