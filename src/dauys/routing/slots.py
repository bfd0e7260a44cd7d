"""What routing shows on the case page and on lists: confirm the body, take, give."""

from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from dauys.cases.desk import lang
from dauys.cases.display import body_name, unowned_words
from dauys.cases.models import Obligation
from dauys.cases.rules import OPEN_STATES, tells_of_crime
from dauys.directory.cache import above as above_of
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.parts import Action, Panel, Step, Tab
from dauys.routing.actions import erase_proposals, erase_reasons
from dauys.routing.chains import ways_up
from dauys.routing.queries import anonymous_ground, crime_body, crime_words, given_back, reason
from dauys.routing.rules import FORWARDED_FROM, forward_obstacle, obstacle


def suggestion_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Which body the rules suggest and why, until a clerk has confirmed it. No statement."""
    why = reason(row.route_rule, lang())
    if row.route_confirmed or row.state != "new" or not why:
        return None
    return Panel("routing/suggestion.html", {"body": body_name(row.owner_path, lang()), "why": why})


def crime_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Which words may tell of a crime, where the case went for them, and what can be done. No statement."""
    if not tells_of_crime(row.case.crime):
        return None
    passed, found = row.case.crime == "passed", crime_body(row)
    why = reason(found.rule, lang()) if found and passed and row.case.anonymous else ""
    here = found is not None and found.owner.path == row.owner_path
    step = pass_crime_action(request.actor, row) is not None  # type: ignore[attr-defined]
    values = {"passed": passed, "here": here, "step": step, "why": why, "words": crime_words(row.case.voice.text)}
    return Panel("routing/crime.html", values)


def unknown_author_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """What follows from an author who is not known: where no crime is told of, the pack's ground to leave it."""
    if not row.case.anonymous or row.state not in OPEN_STATES:
        return None
    ground = None if tells_of_crime(row.case.crime) else anonymous_ground()
    may = ground is not None and leave_action(request.actor, row) is not None  # type: ignore[attr-defined]
    values = {
        "ground": ground.name.get(lang()) if ground else "",
        "article": ground.article.get(lang()) if ground and ground.article else "",
        "confirmed": ground.confirmed if ground else True,
        "propose": f"{reverse('propose_leaving', args=[row.pk])}" if may and not proposed(row) else "",
    }
    return Panel("routing/unknown_author.html", values)


def pass_crime_action(actor: Actor, row: Obligation) -> Action | None:
    """To who may pass the case on, where a rule of crime names another body that it can go to."""
    if row.case.crime != "found" or row.state not in FORWARDED_FROM or not allows(actor, "cases.forward", row):
        return None
    found = crime_body(row)
    up = ways_up(row.kind, row.owner_path.rstrip("/"))
    if found is None or forward_obstacle(to=found.owner.code, owner=row.owner_path.rstrip("/"), held=(), ways_up=up):
        return None
    label = _("Pass on at once: %s") % found.owner.short_name(lang())
    return Action(label, reverse("pass_crime", args=[row.pk]), "forward", main=True, post=True)


def clear_crime_action(actor: Actor, row: Obligation) -> Action | None:
    if not tells_of_crime(row.case.crime) or not allows(actor, "cases.clear_crime", row):
        return None
    return Action(_("A false alarm"), reverse("clear_crime", args=[row.pk]), "bounce", post=True)


def unowned_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Why nobody owns the demand, who decides and until when. A statement only while it is so."""
    if not row.unowned_as or row.state not in OPEN_STATES:
        return None
    above, said = above_of(row.owner_path.rstrip("/")), given_back(row.pk)
    values = {
        "why": unowned_words(row),
        "body": body_name(row.owner_path, lang()),
        "decides": body_name(f"{above[0]}/", lang()) if above else body_name(row.owner_path, lang()),
        "until": row.settle_at,
        "said": said,
    }
    return Panel("routing/unowned.html", values)


def name_owner_action(actor: Actor, row: Obligation) -> Action | None:
    if not row.unowned_as or row.state not in FORWARDED_FROM or not allows(actor, "cases.name_owner", row):
        return None
    return Action(_("Name the body"), reverse("name_owner", args=[row.pk]), "done", main=True)


def give_back_action(actor: Actor, row: Obligation) -> Action | None:
    if row.unowned_as or row.state not in FORWARDED_FROM or not allows(actor, "cases.forward", row):
        return None
    return Action(_("Not ours, and unclear whose"), reverse("give_back", args=[row.pk]), "bounce")


def leave_action(actor: Actor, row: Obligation) -> Action | None:
    may = row.state in FORWARDED_FROM and current().grounds and allows(actor, "cases.propose_leaving", row)
    return Action(_("Leave without consideration"), reverse("propose_leaving", args=[row.pk]), "pause") if may else None


def withdraw_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state not in OPEN_STATES or not allows(actor, "cases.withdraw", row):
        return None
    return Action(_("Take back for the person"), reverse("withdraw_for", args=[row.pk]), "bounce")


def leavings_tab(actor: Actor) -> Tab | None:
    if not current().grounds or not allows(actor, "cases.agree_leaving"):
        return None
    return Tab("leavings", _("To be left"), reverse("leavings"), "pause")


def decide_action(actor: Actor, row: Obligation) -> Action | None:
    """To who leads the body alone, and only while a proposal waits."""
    if row.state not in FORWARDED_FROM or not allows(actor, "cases.agree_leaving", row) or not proposed(row):
        return None
    return Action(_("Leave it or not?"), reverse("decide_leaving", args=[row.pk]), "done", main=True)


def proposed(row: Obligation) -> bool:
    """Whether the case page, which has the journal of the case, says that a proposal waits. No statement."""
    return bool(getattr(row, "leaving_waits", False))


def erase_person(case_id: UUID) -> None:
    """Why bodies gave an erased case back, or wanted to leave it, may tell of the person."""
    erase_reasons(case_id=case_id)
    erase_proposals(case_id=case_id)


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


def rules_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "routing.try_rules"):
        return None
    return Tab("routing_rules", _("Rules of routing"), reverse("try_rules"), "forward")
