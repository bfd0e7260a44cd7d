"""The queue of a centre: a ticket is taken, called by one counter only, served, and ends with what came of it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.utils.translation import gettext as _
from django.utils.translation import override

from dauys.core.queue import rank
from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.messages.actions import queue
from dauys.ground.packs.counters import CounterLine
from dauys.ground.ui.moments import local
from dauys.receptions.counter_lines import first_minutes, service_line
from dauys.receptions.facts import note_ticket
from dauys.receptions.links import link_key, ticket_link
from dauys.receptions.models import Host, Office, Ticket
from dauys.receptions.queries import waiting_for
from dauys.receptions.rules import AT_COUNTER, ImpossibleVisit, next_ticket_state

AGAIN_BEHIND = timedelta(minutes=10)  # who comes back after being missed waits at most so long anew


class CounterTaken(Exception):
    """Somebody else sits at the counter."""


class StillServing(Exception):
    """The counter has not ended with the one before."""


def take_ticket(
    *,
    key: UUID,
    office: UUID,
    service: str,
    first: str = "",
    language: str,
    actor: Actor = ANONYMOUS,
    at: datetime,
) -> Ticket:
    """A place in the queue of today. `key` names the press of the button: a second one finds the ticket.

    `first` gives a bounded bonus. Raises KeyError for a service or a reason the pack does not know.
    """
    line, bonus = service_line(service), first_minutes(first)
    with acting(actor):
        centre = Office.objects.select_for_update().get(pk=office)
        if actor.kind == "staff":
            require(actor, "receptions.queue", _of(centre))
        if found := Ticket.objects.filter(pk=key).first():
            return found
        row = new_ticket(
            key=key, office=centre, line=line, at=at, service=service, first=first, language=language, counted_from=at,
            rank_at=rank(at, timedelta(minutes=bonus)),
        )  # fmt: skip
        note_ticket("receptions.take_ticket", row, actor, at, service=service)
        return row


def _of(office: Office) -> Ticket:
    """What a permission asks of a centre: an unsaved ticket of it."""
    return Ticket(office=office)


def new_ticket(*, key: UUID, office: Office, line: CounterLine, at: datetime, **about: Any) -> Ticket:
    """The next number of today; the caller holds the centre against others."""
    day = local(at).date()
    last = Ticket.objects.filter(office=office, day=day).aggregate(last=Max("serial"))["last"] or 0
    return Ticket.objects.create(
        id=key, office=office, day=day, serial=last + 1, letter=line.letter, made_at=at,
        link_key=link_key(key, "ticket"), **about,
    )  # fmt: skip


def send_link(*, ticket: UUID, phone: str, at: datetime) -> None:
    """The link to one's own place in the queue, by SMS; a second time nothing is sent."""
    with acting(ANONYMOUS):
        row = Ticket.objects.select_for_update().get(pk=ticket)
        if row.phone:
            return
        row.phone = phone
        row.save(update_fields=["phone"])
        with override(row.language):
            body = _("Your number is %(number)s. Your place in the queue: %(link)s") % {
                "number": row.number, "link": ticket_link(row.pk, row.language),
            }  # fmt: skip
            queue(once=f"ticket:{row.pk}", channel="sms", address=phone, language=row.language, body=body, at=at)


def staff_counter(*, host: UUID, actor: Actor, at: datetime) -> Host:
    """Somebody sits down at a counter, and leaves the one they sat at; raises CounterTaken."""
    with acting(actor):
        row = _counter(host, actor)
        if row.staffed_by_id not in (None, actor.id):
            raise CounterTaken
        Host.objects.filter(staffed_by=actor.id).exclude(pk=host).update(staffed_by=None, staffed_at=None)
        if row.staffed_by_id is None:
            row.staffed_by_id, row.staffed_at = actor.user_id, at
            row.save(update_fields=["staffed_by", "staffed_at"])
        return row


def leave_counter(*, host: UUID, actor: Actor, at: datetime) -> None:
    """The counter calls nobody any more; raises StillServing while somebody is there."""
    with acting(actor):
        row = _counter(host, actor)
        if row.staffed_by_id != actor.id:
            return
        if Ticket.objects.filter(host=row, state__in=AT_COUNTER).exists():
            raise StillServing
        row.staffed_by = row.staffed_at = None
        row.save(update_fields=["staffed_by", "staffed_at"])


def _counter(host: UUID, actor: Actor) -> Host:
    row = Host.objects.select_for_update(of=("self",)).select_related("organization__area", "office").get(pk=host)
    require(actor, "receptions.queue", row)
    return row


def _mine(host: UUID, actor: Actor) -> Host:
    row = _counter(host, actor)
    if row.staffed_by_id != actor.id:
        raise Denied("receptions.queue")
    return row


def call_next(*, host: UUID, actor: Actor, at: datetime) -> Ticket | None:
    """Calls who stands first; none if nobody waits. The one that was called and not served yet stays called.

    Of two counters at one moment each gets another ticket. Raises StillServing.
    """
    with acting(actor):
        counter = _mine(host, actor)
        if there := Ticket.objects.filter(host=counter, state__in=AT_COUNTER).first():
            if there.state == "serving":
                raise StillServing
            return there
        row = waiting_for(counter, local(at).date()).select_for_update(of=("self",), skip_locked=True).first()
        return _call(row, counter, at) if row else None


def call(*, ticket: UUID, host: UUID, actor: Actor, at: datetime) -> Ticket:
    """Calls one that was parked, or calls the called one again. Raises StillServing and ImpossibleVisit."""
    with acting(actor):
        counter, row = _mine(host, actor), _locked(ticket, host)
        if row.state != "called" and Ticket.objects.filter(host=counter, state__in=AT_COUNTER).exists():
            raise StillServing
        return _call(row, counter, at)


def _call(row: Ticket, counter: Host, at: datetime) -> Ticket:
    if row.state != "called":
        row.state, row.host = next_ticket_state(row.state, "call"), counter
    row.calls, row.called_at = row.calls + 1, at
    row.save(update_fields=["state", "host", "calls", "called_at"])
    return row


def _at_counter(ticket: UUID, host: UUID, actor: Actor) -> Ticket:
    """The ticket at the counter where the actor sits; raises Denied for any other."""
    _mine(host, actor)
    return _locked(ticket, host)


def _locked(ticket: UUID, host: UUID) -> Ticket:
    """The ticket that is with this counter; of another's there is none."""
    row = Ticket.objects.select_for_update(of=("self",)).select_related("office__organization").filter(pk=ticket)
    found = row.filter(host=host).first()
    if found is None:
        raise Denied("receptions.queue")
    return found


def serve_ticket(*, ticket: UUID, host: UUID, actor: Actor, at: datetime) -> Ticket:
    """The person is there; a second time nothing happens."""
    with acting(actor):
        row = _at_counter(ticket, host, actor)
        if row.state != "serving":
            row.state, row.began_at = next_ticket_state(row.state, "serve"), at
            row.save(update_fields=["state", "began_at"])
        return row


def finish(*, ticket: UUID, host: UUID, service: str, result: str, actor: Actor, at: datetime) -> Ticket:
    """What they came for and what came of it; who was called and not marked as there was served all the same."""
    service_line(service)
    with acting(actor):
        row = _at_counter(ticket, host, actor)
        if row.state == "done":
            return row
        if row.state == "called":
            row.state, row.began_at = next_ticket_state(row.state, "serve"), row.called_at
        row.state, row.ended_at = next_ticket_state(row.state, "finish"), at
        row.service, row.result = service, result
        row.save(update_fields=["state", "began_at", "ended_at", "service", "result"])
        note_ticket("receptions.end_ticket", row, actor, at, state=row.state)
        return row


def record_visit(
    *, key: UUID, host: UUID, service: str, result: str, language: str, actor: Actor, at: datetime
) -> Ticket:
    """Somebody was served at a counter without a ticket: service, result and time. A second press is the same."""
    line = service_line(service)
    with acting(actor):
        counter = _mine(host, actor)
        office = Office.objects.select_for_update().get(pk=counter.office_id)
        if found := Ticket.objects.filter(pk=key).first():
            return found
        row = new_ticket(
            key=key, office=office, line=line, at=at, service=service, language=language, state="done", result=result,
            host=counter, counted_from=at, rank_at=at, ended_at=at,
        )  # fmt: skip
        note_ticket("receptions.end_ticket", row, actor, at, state=row.state)
        return row


def park(*, ticket: UUID, host: UUID, actor: Actor, at: datetime) -> Ticket:
    """The person fetches a paper and comes back to this counter."""
    with acting(actor):
        row = _at_counter(ticket, host, actor)
        if row.state != "parked":
            row.state = next_ticket_state(row.state, "park")
            row.save(update_fields=["state"])
        return row


def pass_on(*, ticket: UUID, host: UUID, to: UUID | None, service: str, actor: Actor, at: datetime) -> Ticket:
    """To another counter, or to whichever takes another service; the place in the queue stays what it was."""
    service_line(service)
    with acting(actor):
        counter = _mine(host, actor)
        row = _locked(ticket, host)
        beside = Host.objects.filter(office=counter.office_id, kind="counter", is_active=True)
        target = beside.filter(pk=to).first() if to else None
        if to and target is None:
            raise Denied("receptions.queue")
        row.state, row.service = next_ticket_state(row.state, "forward"), service
        row.host, row.only_host, row.calls, row.began_at = target, target is not None, 0, None
        row.save(update_fields=["state", "service", "host", "only_host", "calls", "began_at"])
        return row


def miss_ticket(*, ticket: UUID, host: UUID, actor: Actor, at: datetime) -> Ticket:
    """Nobody answered the call."""
    with acting(actor):
        row = _at_counter(ticket, host, actor)
        if row.state != "missed":
            row.state, row.ended_at = next_ticket_state(row.state, "miss"), at
            row.save(update_fields=["state", "ended_at"])
            note_ticket("receptions.end_ticket", row, actor, at, state=row.state)
        return row


def bring_back(*, ticket: UUID, actor: Actor, at: datetime) -> Ticket:
    """Who missed the call stands in the queue again, once, not far behind; raises ImpossibleVisit a second time."""
    with acting(actor):
        row = Ticket.objects.select_for_update(of=("self",)).select_related("office__organization").get(pk=ticket)
        if actor.kind == "staff":
            require(actor, "receptions.queue", row)
        if row.state == "waiting":
            return row
        if row.came_back or row.day != local(at).date():
            raise ImpossibleVisit(row.state, "back")
        row.state, row.came_back = next_ticket_state(row.state, "back"), True
        row.rank_at = row.counted_from = max(row.counted_from, at - AGAIN_BEHIND)
        row.host, row.calls, row.ended_at = row.host if row.only_host else None, 0, None
        row.save(update_fields=["state", "came_back", "rank_at", "counted_from", "host", "calls", "ended_at"])
        note_ticket("receptions.take_ticket", row, actor, at, service=row.service)
        return row


def close_days(*, at: datetime) -> int:
    """Who still waited when the day ended has left; phones are forgotten; counters stand empty. How many tickets."""
    today = local(at).date()
    with acting(SYSTEM):
        rows = Ticket.objects.filter(day__lt=today)
        rows.exclude(phone=None).update(phone="")
        Host.objects.filter(staffed_at__lt=at - timedelta(hours=16)).update(staffed_by=None, staffed_at=None)
        open_ = rows.filter(state__in=["waiting", "called", "parked"]).select_for_update(skip_locked=True)
        found = list(open_.select_related("office")[:1000])
        for row in found:
            row.state, row.ended_at = "left", at
            note_ticket("receptions.end_ticket", row, SYSTEM, at, state="left")
        Ticket.objects.bulk_update(found, ["state", "ended_at"])
        return len(found)
