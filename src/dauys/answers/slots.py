"""What answers show on the case page: the answer of each leg with its rating, and the next steps on it."""

from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dauys.answers.actions import erase_files, erase_texts
from dauys.answers.models import Answer, Rating
from dauys.answers.queries import Dealings, dealings
from dauys.answers.rules import BLOCKS, missing_signatures
from dauys.answers.signing import missing
from dauys.answers.waiting import is_mine, signing_state, waiting_of, waits_words
from dauys.answers.words import role_words, signature_lines
from dauys.cases.display import outcome_name
from dauys.cases.models import Obligation
from dauys.cases.queries import made_once, number_of
from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import allows
from dauys.ground.packs.current import current
from dauys.ground.ui.parts import Action, Note, Panel, Said, Tab

SOLVED_WORDS = {"solved": lambda: _("Solved"), "partly": lambda: _("Partly"), "not_solved": lambda: _("Not solved")}


def reason_words(codes: str) -> list[str]:
    """What was wrong with an answer, in the pack's words; codes that the pack no longer names are left out."""
    named, language = current().info.rate_words.reasons, get_language() or current().info.default_language
    return [named[code].get(language) for code in codes.split() if code in named]


def _missing(answer: Answer, row: Obligation) -> list[str]:
    given = [one["role"] for one in getattr(answer, "signature_rows", None) or []]
    return missing_signatures(current().signatures(row.kind), given)


def shown(answer: Answer, row: Obligation) -> dict[str, Any]:
    """An answer as a card: blocks, who and when, ways it was handed over, what the person thought."""
    rating = getattr(answer, "rating", None)
    return {
        "answer": answer,
        "leg": row.leg,
        "outcome": outcome_name(answer.outcome),
        "blocks": [getattr(answer, name) for name in BLOCKS if getattr(answer, name)],
        "deliveries": [
            {**d, "at": datetime.fromisoformat(d["at"])} for d in getattr(answer, "delivery_rows", None) or []
        ],
        "rating": rating,
        "files": getattr(answer, "file_rows", []),
        "together": number_of(answer.together_with.obligation.case) if answer.together_with else "",
        "signatures": signature_lines(getattr(answer, "signature_rows", None) or []),
        "waits_for": role_words(_missing(answer, row)) if answer.state == "submitted" else "",
        "solved": SOLVED_WORDS[rating.solved]() if rating else "",
        "reasons": reason_words(rating.reasons) if rating else [],
    }


def ending_lines(answer: Answer) -> list[str]:
    """How the demand ended, in the person's words and the language in force, and the norm a refusal rests on."""
    ended = outcome_name(answer.outcome, staff=False)
    return [*([ended] if ended else []), *([f"{_('Norm:')} {answer.norm}"] if answer.norm else [])]


def answer_panel(request: HttpRequest, rows: list[Obligation], row: Obligation) -> Panel | None:
    """All answers and hearings of the case, newest leg first. One statement."""
    done = dealings(row.case_id)
    found = done.answers
    for leg in rows:
        if leg.pk in found:
            leg.answer = found[leg.pk]
            found[leg.pk].obligation = leg
    if not found and not done.hearings:
        return None
    cards = [shown(found[r.pk], r) for r in reversed(rows) if r.pk in found]
    row.has_open_hearing = any(h["state"] in ("invited", "written") for h in done.hearings)  # type: ignore[attr-defined]
    return Panel("answers/panel.html", {"cards": cards, "many": len(rows) > 1, "hearings": hearing_cards(done)})


def hearing_cards(done: Dealings, *, public: bool = False) -> list[dict[str, Any]]:
    """Hearings as cards; the person sees a protocol once it is signed."""
    cards = []
    for row in done.hearings:
        hidden = public and row["state"] == "written"
        cards.append({**row, "state": "invited"} if hidden else dict(row))
    for card in cards:
        for name in ("began_at", "ended_at"):
            card[name] = time.fromisoformat(card[name]) if card[name] else None
    return cards


def hear_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state not in OPEN_STATES or row.paused or current().hearing_notice(row.kind) is None:
        return None
    if getattr(row, "has_open_hearing", False) or not allows(actor, "answers.hear", row):
        return None
    return Action(_("Invite the person to a hearing"), reverse("invite_hearing", args=[row.pk]), "meet")


def hand_over_tab(actor: Actor) -> Tab | None:
    if not allows(actor, "answers.read_out"):
        return None
    return Tab("to_hand_over", _("To hand over"), reverse("to_hand_over"), "phone")


def signature_note(actor: Actor) -> Note:
    """Beside each answer of a list that waits: whose signatures are missing, and whether the reader can give one."""
    return Note("signing", made_once(signing_state), lambda row: _waits(row, actor))


def _waits(row: Any, actor: Actor) -> list[Said]:
    found = waiting_of(row.signing)
    if found is None:
        return []
    said = [Said(waits_words(missing(row, found.given)))]
    return [*said, Said(_("For you to sign"), "sky", "edit")] if is_mine(row, found, actor) else said


def sign_tab(actor: Actor) -> Tab | None:
    """Only where a kind wants more than the signature of its supervisor, whose list shows what waits anyway."""
    more = any(current().signatures(kind) != ("supervisor",) for kind in current().kinds)
    if not more or not allows(actor, "answers.sign"):
        return None
    return Tab("to_sign", _("To sign"), reverse("to_sign"), "edit")


def write_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state not in ("new", "assigned", "in_work") or not allows(actor, "answers.write", row):
        return None
    return Action(_("Write the answer"), reverse("write", args=[row.pk]), "edit", "r", main=row.route_confirmed)


def check_action(actor: Actor, row: Obligation) -> Action | None:
    if row.state != "in_approval" or not allows(actor, "answers.sign", row):
        return None
    return Action(_("Check the answer"), reverse("check", args=[row.pk]), "done", "c", main=True)


def _may_hand_over(actor: Actor, row: Obligation) -> bool:
    return row.answered_at is not None and row.state != "withdrawn" and allows(actor, "answers.read_out", row)


def read_out_action(actor: Actor, row: Obligation) -> Action | None:
    if not _may_hand_over(actor, row):
        return None
    wanted = row.case.answer_by == "phone"
    return Action(
        _("Note that it was read out by phone"), reverse("read_out", args=[row.pk]), "phone", "p", main=wanted
    )


def letter_action(actor: Actor, row: Obligation) -> Action | None:
    if not _may_hand_over(actor, row):
        return None
    return Action(_("Print the answer as a letter"), reverse("letter", args=[row.pk]), "print")


def post_action(actor: Actor, row: Obligation) -> Action | None:
    if not _may_hand_over(actor, row) or row.case.answer_by != "post":
        return None
    return Action(_("Note that it was sent by post"), reverse("posted", args=[row.pk]), "mail", main=True)


def search_source(case_ids: list[UUID]) -> dict[UUID, str]:
    """The words of sent answers, by case. One statement."""
    found: dict[UUID, str] = {}
    sent = Answer.objects.filter(obligation__case__in=case_ids, state="sent")
    for case_id, *blocks in sent.order_by("obligation__leg").values_list("obligation__case", *BLOCKS):
        found[case_id] = "\n".join(filter(None, [found.get(case_id, ""), *blocks]))
    return found


def outcomes(obligations: list[UUID]) -> dict[UUID, str]:
    """What the person thought of each answer that was sent, in a word. One statement."""
    rated = Rating.objects.filter(answer__obligation__in=obligations, answer__state="sent")
    return {leg: SOLVED_WORDS[solved]() for leg, solved in rated.values_list("answer__obligation", "solved")}


def erase_person(case_id: UUID) -> None:
    """What an erased case's answers and ratings said of the person."""
    erase_texts(case_id=case_id)
    erase_files(case_id=case_id)
