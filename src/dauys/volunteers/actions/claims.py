"""Groups take places of a line for a while; what they do not fill goes back by itself."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.volunteers.actions.offers import Full, LineOver, locked_line
from dauys.volunteers.facts import note_line
from dauys.volunteers.models import Claim, Group, Line

CLAIM_FOR = timedelta(hours=24)
CLAIM_AHEAD = timedelta(days=6)  # nobody keeps places of what is further away
AT_ONCE = 500


class TooFarAhead(Exception):
    """The work lies too far ahead to keep places for it."""


class NotLeader(Exception):
    """Only who leads a group, and was not refused, claims for it."""


def claim(*, line: UUID, group: UUID, people: int, by: UUID | None, actor: Actor, at: datetime) -> Claim:
    """A group takes so many places until its time runs out, or the work begins. `by` is the volunteer who leads it;
    None where staff does it. A second claim of the group takes the place of the first.

    Raises LineOver, Full, TooFarAhead and NotLeader.
    """
    with acting(actor):
        row = locked_line(line=line)
        of = Group.objects.select_related("office__area", "leader").get(pk=group)
        if by is None:
            require(actor, "volunteers.dispatch", row)
        elif of.leader is None or of.leader_id != by or of.leader.vetting == "refused":
            raise NotLeader
        if row.state != "open" or row.during.lower <= at or not (row.is_shared or by is None):
            raise LineOver
        if row.during.lower > at + CLAIM_AHEAD:
            raise TooFarAhead
        before = Claim.objects.select_for_update().filter(line=row, group=of, state="active").first()
        kept = before.people if before else 0
        if people > row.free + kept:
            raise Full
        made = before or Claim(id=new_id(at), line=row, group=of, created_at=at)
        made.people, made.claimed_by_id = people, actor.id
        made.until = min(at + CLAIM_FOR, row.during.lower)
        made.save()
        row.claimed += people - kept
        row.save(update_fields=["claimed"])
        note_line("volunteers.claim", row, actor, at, claim=made.pk, group=of.pk, people=people)
        return made


def release(*, claim: UUID, actor: Actor, at: datetime, state: str = "released") -> Claim:
    """The places that a claim still holds are free again; a second time nothing happens."""
    with acting(actor):
        line = locked_line(line=Claim.objects.values_list("line", flat=True).get(pk=claim))
        if actor.kind == "staff":
            require(actor, "volunteers.dispatch", line)
        row = Claim.objects.select_for_update().get(pk=claim)
        if row.state == "active":
            Line.objects.filter(pk=line.pk).update(claimed=F("claimed") - row.people)
            row.state = state
            row.save(update_fields=["state"])
            note_line("volunteers.release", line, actor, at, claim=row.pk, people=row.people)
        return row


def release_late(*, at: datetime) -> int:
    """Claims whose time is over give their places back; how many. Called every minute."""
    late = Claim.objects.filter(state="active", until__lte=at).order_by("until", "pk")
    found = list(late.values_list("pk", flat=True)[:AT_ONCE])
    for key in found:
        with transaction.atomic():
            release(claim=key, actor=SYSTEM, at=at, state="expired")
    return len(found)
