"""Who comes to a reception gets a number too, and is called by it: no name is read out in the hall."""

from datetime import datetime, timedelta
from uuid import UUID

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.receptions.actions.booking import locked
from dauys.receptions.actions.queue import StillServing, new_ticket
from dauys.receptions.counter_lines import visit_line
from dauys.receptions.facts import note_ticket
from dauys.receptions.models import Office, Ticket, Visit
from dauys.receptions.rules import AT_COUNTER, ImpossibleVisit, next_ticket_state

BEFORE_TIME = timedelta(hours=1)  # who comes much too late counts from here, not from the time booked


def give_number(*, visit: UUID, actor: Actor, at: datetime) -> Visit:
    """A number for who arrived, counted from the time they booked; a second time it is the same number.

    Raises ImpossibleVisit for who is not here, and where the pack has no numbers for receptions.
    """
    with acting(actor):
        row = locked(visit)
        require(actor, "receptions.register", row)
        line = visit_line()
        if line is None or row.state != "arrived":
            raise ImpossibleVisit(row.state, "number")
        office = Office.objects.select_for_update().get(pk=row.host.office_id)
        if not Ticket.objects.filter(visit=row).exists():
            counted = max(row.during.lower, at - BEFORE_TIME) if row.during else at
            made = new_ticket(
                key=row.pk, office=office, line=line, at=at, service=line.code, language=row.language, visit=row,
                host=row.host, only_host=True, counted_from=counted, rank_at=counted,
            )  # fmt: skip
            note_ticket("receptions.take_ticket", made, actor, at, service=line.code)
        return row


def call_visit(*, visit: UUID, actor: Actor, at: datetime) -> Visit:
    """The display calls the number of a visit to the room of its host; again, if it stands there already.

    Raises ImpossibleVisit without a number, and StillServing while the host has called somebody else.
    """
    with acting(actor):
        row = locked(visit)
        require(actor, "receptions.write", row)
        ticket = _ticket(row)
        if ticket is None or row.state != "arrived":
            raise ImpossibleVisit(row.state, "call")
        if Ticket.objects.filter(host=row.host_id, state__in=AT_COUNTER).exclude(pk=ticket.pk).exists():
            raise StillServing
        if ticket.state == "missed":
            ticket.state, ticket.came_back, ticket.ended_at = next_ticket_state("missed", "back"), True, None
        if ticket.state != "called":
            ticket.state = next_ticket_state(ticket.state, "call")
        ticket.calls, ticket.called_at = ticket.calls + 1, at
        ticket.save(update_fields=["state", "came_back", "ended_at", "calls", "called_at"])
        return row


def end_number(*, visit: Visit, came: bool, actor: Actor, at: datetime) -> None:
    """The number of a visit is over: the person is in the room, or did not come. Inside the caller's transaction."""
    ticket = _ticket(visit)
    if ticket is None or ticket.state not in ("waiting", "called"):
        return
    ticket.called_at = ticket.called_at or at
    ticket.state, ticket.ended_at = "called", at
    if came:
        ticket.state = next_ticket_state(next_ticket_state("called", "serve"), "finish")
        ticket.began_at, ticket.result = at, "case"
    else:
        ticket.state = next_ticket_state("called", "miss")
    ticket.save(update_fields=["state", "called_at", "began_at", "ended_at", "result"])
    note_ticket("receptions.end_ticket", ticket, actor, at, state=ticket.state)


def _ticket(visit: Visit) -> Ticket | None:
    rows = Ticket.objects.select_for_update(of=("self",)).select_related("office__organization")
    return rows.filter(visit=visit).first()
