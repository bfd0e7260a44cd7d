"""What nobody answered or confirmed in time runs out, and whoever is next is asked."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.messages.actions import forget
from dauys.volunteers.actions.offers import ask_next, end_offer, locked_offer
from dauys.volunteers.facts import note_line
from dauys.volunteers.models import Offer
from dauys.volunteers.rules import ImpossibleOffer

RUNNING_OUT_AT_ONCE = 500


def run_out(*, at: datetime) -> int:
    """Offers that nobody answered, and places that nobody confirmed a second time, run out, and whoever is next is
    asked; how many. Called every minute."""
    late = Q(state__in=["offered", "reserve"], until__lte=at) | Q(state="accepted", confirm_by__lte=at)
    found = list(Offer.objects.filter(late).order_by("pk").values_list("pk", flat=True)[:RUNNING_OUT_AT_ONCE])
    done = 0
    for key in found:
        with acting(SYSTEM):
            row = locked_offer(offer=key)
            if not _is_late(row, at):
                continue
            end_offer(row=row, step="expire", actor=SYSTEM, at=at)
            note_line("volunteers.expire", row.line, SYSTEM, at, offer=row.pk)
            ask_next(line=row.line, actor=SYSTEM, at=at)
            done += 1
    return done


def _is_late(row: Offer, at: datetime) -> bool:
    until = row.confirm_by if row.state == "accepted" else row.until
    return row.state in ("offered", "reserve", "accepted") and until is not None and until <= at


def confirm_again(*, offer: UUID, actor: Actor, at: datetime) -> Offer:
    """Who did not come some times before says once more that they come this time; nothing where nobody asks that.
    Raises ImpossibleOffer for who lost the place."""
    with acting(actor):
        row = locked_offer(offer=offer)
        if row.state not in ("accepted", "came"):
            raise ImpossibleOffer(row.state, "confirm")
        if row.confirm_by:
            row.confirm_by = None
            row.save(update_fields=["confirm_by"])
            forget(once_begins=f"offer:{row.pk}:confirm:")
            note_line("volunteers.confirm_again", row.line, actor, at, offer=row.pk)
        return row
