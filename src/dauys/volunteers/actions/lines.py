"""What a coordinator does to a whole line: shares it, stands everybody down, or says that the help was given."""

from datetime import datetime
from uuid import UUID

from dauys.answers.actions import answer_on_the_spot
from dauys.cases.models import Case
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.messages.actions import forget
from dauys.volunteers.actions.offers import LineOver, locked_line
from dauys.volunteers.facts import note_line
from dauys.volunteers.letters import tell
from dauys.volunteers.models import Call, Claim, Line, Offer
from dauys.volunteers.points import point_of
from dauys.volunteers.rules import TAKES_PLACE

TOLD = ("offered", "accepted", "came", "reserve")  # who knows of the line and has to hear that it is over


class OneHand(Exception):
    """Nobody but this person worked on the line, and an answer is written by one and signed by another."""


def share(*, line: UUID, notice: str, actor: Actor, at: datetime) -> Line:
    """Makes a line an open shift, which anybody may take, with the office's own `notice` of it; with none, no longer.
    Raises LineOver."""
    with acting(actor):
        row = locked_line(line=line)
        require(actor, "volunteers.dispatch", row)
        if row.state != "open":
            raise LineOver
        if (row.is_shared, row.notice) != (bool(notice), notice):
            row.is_shared, row.notice = bool(notice), notice
            row.save(update_fields=["is_shared", "notice"])
            note_line("volunteers.share", row, actor, at, shared=row.is_shared)
        return row


def stand_down(*, line: UUID, actor: Actor, at: datetime) -> int:
    """Nobody is needed any more: everybody who was asked or comes is told at once, by phone where there is no other
    way; how many. The demand stays until it is answered. A second time nothing happens."""
    with acting(actor):
        row = locked_line(line=line)
        require(actor, "volunteers.dispatch", row)
        if row.state != "open":
            return 0
        row.state, row.ended_at, row.is_shared = "stood_down", at, False
        offers = Offer.objects.filter(line=row, state__in=[*TOLD, "planned"]).select_related("volunteer")
        told = [offer for offer in offers.order_by("pk") if offer.state in TOLD]
        Claim.objects.filter(line=row, state="active").update(state="released")
        row.accepted -= sum(offer.state in TAKES_PLACE for offer in told if offer.state != "came")
        row.claimed = 0
        row.save(update_fields=["state", "ended_at", "is_shared", "accepted", "claimed"])
        offers.exclude(state="came").update(state="stood_down", until=None)
        for offer in told:
            offer.line = row
            if offer.confirm_by:
                forget(once_begins=f"offer:{offer.pk}:confirm:")
        reached = set(tell(told, "stood_down", at))
        unreached = [offer for offer in told if offer.pk not in reached]
        Call.objects.bulk_create(_call(offer, at) for offer in unreached)
        note_line("volunteers.stand_down", row, actor, at, people=len(told))
        return len(told)


def _call(offer: Offer, at: datetime) -> Call:
    """Who left no contact is reached by whom they named, or by their group: the desk does it now."""
    person = offer.volunteer
    return Call(
        id=new_id(at), office_id=person.office_id, way="out", name=person.name, phone=person.emergency_phone,
        about="", language=person.language, due_at=at, volunteer=person, case_id=offer.line.obligation.case_id,
        created_at=at,
    )  # fmt: skip


def erase_address(*, case_id: UUID) -> None:
    """Empties where help was wanted in an erased case; its lines keep the middle of the place for the figures."""
    lat, lon = point_of(Case.objects.values_list("area__path", flat=True).get(pk=case_id) or "") or (0.0, 0.0)
    Line.objects.filter(obligation__case=case_id).update(address="", notice="", lat=lat, lon=lon)


def close(*, line: UUID, outcome: str, found: str, decided: str, actor: Actor, at: datetime) -> Line:
    """The lead says what came of it, which is the answer of this demand; the person reads and rates it.

    Who asked the volunteers wrote it, and the lead signs: raises OneHand where that is the same person or nobody asked
    any. Raises Unfinished for too few words and ImpossibleStep where the demand is over.
    """
    with acting(actor):
        row = locked_line(line=line)
        require(actor, "volunteers.close_need", row)
        demand, writer = row.obligation, row.dispatched_by_id
        if writer is None or writer == actor.user_id:
            raise OneHand
        answer_on_the_spot(
            obligation=demand.pk, outcome=outcome, asked=demand.demand.text, found=found, decided=decided, norm="",
            writer=writer, actor=actor, at=at,
        )  # fmt: skip
        if row.state == "open":
            row.state = "done"
        row.ended_at, row.is_shared = row.ended_at or at, False
        row.save(update_fields=["state", "ended_at", "is_shared"])
        Offer.objects.filter(line=row, state__in=["planned", "offered", "reserve"]).update(state="dropped", until=None)
        note_line("volunteers.close", row, actor, at, outcome=outcome)
        return row
