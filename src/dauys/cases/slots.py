"""What cases show on the desk: the role and body of who works there, and on the case page whatever moves its clock."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dauys.cases import display
from dauys.cases.desk import lang
from dauys.cases.models import Obligation
from dauys.cases.queries import number_of
from dauys.cases.repeats import Earlier
from dauys.cases.rules import OPEN_STATES, QUESTION_STATES
from dauys.cases.silence import silence_of
from dauys.core.case_numbers import format_number
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.parts import Action, Panel, Tab


def place(actor: Actor) -> str | None:
    """«Маман, Тұрғын үй бөлімі»: the first role and its body. No statement."""
    role = actor.grants[0].role if actor.grants else ""
    body = display.body_name(actor.home, lang(), short=True) if actor.home else ""
    name = current().labels.roles[role].get(lang()) if role else ""
    return ", ".join(filter(None, [name, body])) or None


def _asked(row: Obligation) -> dict[str, Any] | None:
    """The longer term that waits for a decision, on a row of the case page."""
    return next((e for e in getattr(row, "extension_rows", None) or [] if e["state"] == "asked"), None)


def clock_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Questions to the person, longer terms and the silence of the law, of all legs. No statement."""
    questions = [q for leg in rows for q in display.with_days(leg.question_rows)]  # type: ignore[attr-defined]
    extensions = [e for leg in rows for e in display.with_days(leg.extension_rows)]  # type: ignore[attr-defined]
    silence = silence_of(row, now(), lang())
    links = _links(rows[0])
    if not questions and not extensions and not silence and not links:
        return None
    told = {m["once"]: m for m in rows[0].message_rows or []}  # type: ignore[attr-defined]
    by = {step["on"]: step for step in row.ledger if step["code"] == "notify_extension_by"}
    for one in extensions:
        one["told"] = display.with_days([m] if (m := told.get(f"extended:{one['id']}")) else [])
        one["notify_by"] = date.fromisoformat(max(by)) if by and one["state"] == "agreed" else None
    values = {"questions": questions, "extensions": extensions, "silence": silence, "links": links}
    return Panel("cases/clock_panel.html", values)


def _links(row: Obligation) -> list[dict[str, Any]]:
    """The case this one complains about, and complaints about this one, as far as the reader may see them."""
    found, case = [], row.case
    if case.about is not None and row.sees_about:  # type: ignore[attr-defined]
        found.append({"words": _("Complaint about the appeal"), "id": case.about.pk, "number": number_of(case.about)})
    for one in row.complaint_rows or []:  # type: ignore[attr-defined]
        number = format_number(current().info.number_prefix, one["year"], one["serial"])
        found.append({"words": _("A complaint about this appeal"), "id": one["id"], "number": number})
    return found


_HOW = {"words": gettext_lazy("nearly the same words"), "topic": gettext_lazy("the same topic"), "": ""}


def earlier_lines(found: Sequence[Earlier], at: datetime) -> list[dict[str, Any]]:
    """Earlier appeals as the desk reads them in a hint. No statement."""
    return [
        {
            "id": one.row.case_id,
            "number": number_of(one.row.case),
            "subject": one.row.case.voice.subject,
            "language": one.row.case.language,
            "received": one.row.case.received_at,
            "chip": display.chip(one.row, at),
            "how": _HOW[one.how],
        }
        for one in found
    ]


def repeat_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """What the case repeats, what repeats it, and the earlier number that its writer named. No statement."""
    actor, first = request.actor, rows[0]  # type: ignore[attr-defined]
    marked, later = display.repeat_of(first, lang()), display.repeated_later(first)
    may = bool(current().repeats) and allows(actor, "cases.mark_repeat", row)
    named = "" if marked else row.case.named_before
    if not (marked or later or named):
        return None
    values = {
        "case_id": row.case_id,
        "marked": marked,
        "sees": first.sees_earlier,  # type: ignore[attr-defined]
        "later": later,
        "named": named,
        "may": may,
    }
    return Panel("cases/repeat_panel.html", values)


def mark_repeat_action(actor: Actor, row: Obligation) -> Action | None:
    if getattr(row, "repeat_rows", None) or not current().repeats or not allows(actor, "cases.mark_repeat", row):
        return None
    return Action(_("Mark as a repeated appeal"), reverse("mark_repeat", args=[row.case_id]), "bounce")


def hold_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """Why the case is kept beyond its term. No statement."""
    held = display.with_days(rows[0].hold_rows)  # type: ignore[attr-defined]
    may = any(allows(request.actor, "cases.hold", leg) for leg in rows)  # type: ignore[attr-defined]
    return Panel("cases/hold_panel.html", {"held": held[0], "may": may, "case_id": row.case_id}) if held else None


def hold_action(actor: Actor, row: Obligation) -> Action | None:
    if getattr(row, "hold_rows", None) or not row.case.voice.text or not allows(actor, "cases.hold", row):
        return None
    return Action(_("Keep beyond the term"), reverse("hold", args=[row.case_id]), "lock")


def correct_action(actor: Actor, row: Obligation) -> Action | None:
    if not row.case.voice.text or not allows(actor, "cases.correct", row):
        return None
    if getattr(row, "correction_waits", False):
        return Action(_("Decide about the correction"), reverse("correct", args=[row.case_id]), "edit", main=True)
    return Action(_("Correct the person's data"), reverse("correct", args=[row.case_id]), "edit")


def corrections_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "cases.correct"):
        return None
    return Tab("corrections", _("Corrections"), reverse("corrections"), "edit")


def ask_person_action(actor: Actor, row: Obligation) -> Action | None:
    if row.paused or row.state not in QUESTION_STATES or not allows(actor, "cases.ask_person", row):
        return None
    return Action(_("Ask the person"), reverse("ask_person", args=[row.pk]), "voice")


def heard_reply_action(actor: Actor, row: Obligation) -> Action | None:
    if not row.paused or row.state not in OPEN_STATES or not allows(actor, "cases.reply", row):
        return None
    return Action(_("Enter the person's reply"), reverse("heard_reply", args=[row.pk]), "phone")


def take_back_action(actor: Actor, row: Obligation) -> Action | None:
    if not row.paused or row.state not in OPEN_STATES or not allows(actor, "cases.ask_person", row):
        return None
    return Action(_("Take the question back"), reverse("take_back", args=[row.pk]), "pause", post=True)


def ask_extension_action(actor: Actor, row: Obligation) -> Action | None:
    runs = row.state in OPEN_STATES and not row.paused and row.due_at >= now() and row.reopens_id is None
    if not runs or _asked(row) or not allows(actor, "cases.ask_extension", row):
        return None
    return Action(_("Ask for more time"), reverse("ask_extension", args=[row.pk]), "clock")


def decide_extension_action(actor: Actor, row: Obligation) -> Action | None:
    asked = _asked(row)
    if asked is None or asked["asked_by_id"] == str(actor.id) or not allows(actor, "cases.decide_extension", row):
        return None
    return Action(_("Decide about more time"), reverse("decide_extension", args=[row.pk]), "clock", main=True)
