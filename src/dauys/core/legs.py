"""The clocks of a case that was forwarded: each body that gets it starts anew, the citizen sees one whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from dauys.core.clock import Reckoning, WorkCalendar, reckon
from dauys.core.terms import Event, EventOutOfOrder, Term, Terms, last_day


@dataclass(frozen=True, slots=True)
class Leg:
    """One body's time with the case. `in_time`: was it forwarded within the law's days; None for the last."""

    clock: Reckoning
    forwarded_on: date | None
    in_time: bool | None


def reckon_legs(
    calendar: WorkCalendar,
    terms: Terms,
    received_at: datetime,
    events: Sequence[Event] = (),
    forwards: Sequence[date] = (),
) -> list[Leg]:
    """The legs in their order: the next body receives the case on the day it was forwarded, as its day begins.

    An event belongs to the leg it falls into; one on the day of forwarding to the leg that ends. Raises what `reckon`
    raises, and EventOutOfOrder for days of forwarding that are not in their order.
    """
    if list(forwards) != sorted(set(forwards)) or any(
        day < received_at.astimezone(calendar.zone).date() for day in forwards
    ):
        raise EventOutOfOrder("A case is forwarded after it came in, and at most once a day.")
    legs, began, after = [], received_at, date.min
    for until in [*forwards, None]:
        own = [event for event in events if after < event.on and (until is None or event.on <= until)]
        clock = reckon(calendar, terms, began, own)
        in_time = None if until is None or clock.forward_by is None else until <= clock.forward_by
        legs.append(Leg(clock, until, in_time))
        if until is not None:
            began, after = datetime.combine(until, time(0), tzinfo=calendar.zone), until
    return legs


def extended_until(
    calendar: WorkCalendar, terms: Terms, received_at: datetime, events: Sequence[Event], months: int
) -> date:
    """The last day of a term extended by so many months, counted from where the pack counts the limit from."""
    clock = reckon(calendar, terms, received_at, events)
    base = clock.registered_on if terms.extend_base == "receipt" else clock.due_on
    if base is None:
        raise EventOutOfOrder("The clock stands still: it goes on before its term is extended.")
    extend = terms.extend
    return last_day(calendar, Term(months, "month", roll=extend.roll if extend else True), base)
