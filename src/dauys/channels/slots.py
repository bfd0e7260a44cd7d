"""What the channels show elsewhere: the desk's tabs for clerks, and the slip on the case page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.ui.parts import Action, Tab


def register_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "cases.register"):
        return None
    return Tab("register", _("Register"), reverse("register"), "plus")


def today_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "cases.register"):
        return None
    return Tab("registered_today", _("Registered today"), reverse("registered_today"), "calendar")


def held_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "channels.review_held"):
        return None
    return Tab("held", _("Held"), reverse("held"), "pause")


def slip_action(actor: Actor, row: Obligation) -> Action | None:
    if not allows(actor, "cases.print_slip", row):
        return None
    return Action(_("Print the slip"), reverse("slip", args=[row.case_id]), "print", "s", post=True)


def new_code_action(actor: Actor, row: Obligation) -> Action | None:
    if not allows(actor, "cases.renew_code", row) or not row.case.voice.text:
        return None
    return Action(_("The slip is lost"), reverse("new_code", args=[row.case_id]), "lock")


def copy_action(actor: Actor, row: Obligation) -> Action | None:
    if not allows(actor, "cases.hand_copy", row) or not row.case.voice.text:
        return None
    return Action(_("Copy of the person's data"), reverse("hand_copy", args=[row.case_id]), "print")
