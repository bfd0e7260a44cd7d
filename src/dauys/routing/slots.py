"""What routing shows on the case page and on lists: confirm the body, take, give."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.cases.display import body_name
from dauys.cases.models import Obligation
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.parts import Action, Panel, Step
from dauys.routing.queries import reason
from dauys.routing.rules import FORWARDED_FROM, obstacle


def suggestion_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Which body the rules suggest and why, until a clerk has confirmed it. No statement."""
    why = reason(row.route_rule, lang())
    if row.route_confirmed or row.state != "new" or not why:
        return None
    return Panel("routing/suggestion.html", {"body": body_name(row.owner_path, lang()), "why": why})


def settle_action(actor: Actor, row: Obligation) -> Action | None:
    if obstacle("settle", row) or not allows(actor, "cases.route", row):
        return None
    return Action(_("Confirm the body"), reverse("settle", args=[row.pk]), "forward", "f", main=True)


def forward_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state not in FORWARDED_FROM or not allows(actor, "cases.forward", row):
        return None
    goes_up = current().kinds[row.kind].goes_up if row.kind in current().kinds else False
    label = _("Pass the complaint up") if goes_up else _("Pass on to another body")
    return Action(label, reverse("forward", args=[row.pk]), "forward")


def take_action(actor: Actor, row: Obligation) -> Action | None:
    if obstacle("take", row) or not allows(actor, "cases.take", row):
        return None
    return Action(_("Take it myself"), reverse("take", args=[row.pk]), "user", "a", post=True)


def give_action(actor: Actor, row: Obligation) -> Action | None:
    if obstacle("give", row) or not allows(actor, "cases.assign", row):
        return None
    return Action(_("Give to an officer"), reverse("give", args=[row.pk]), "meet", "g")


def settle_step(actor: Actor) -> Step | None:
    return Step("settle", _("Confirm the bodies"), "forward") if allows(actor, "cases.route") else None


def take_step(actor: Actor) -> Step | None:
    return Step("take", _("Take them myself"), "user") if allows(actor, "cases.take") else None


def give_step(actor: Actor) -> Step | None:
    return Step("give", _("Give them to an officer"), "meet") if allows(actor, "cases.assign") else None
