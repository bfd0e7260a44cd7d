"""The clocks of a case that was forwarded: each body that gets it starts anew, the citizen sees one whole."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from dauys.core.clock import Reckoning, WorkCalendar, reckon, registered_on
from dauys.core.clock_run import Run
from dauys.core.terms import Event, EventOutOfOrder, Extended, NotExtendable, Paused, Resumed, Terms


@dataclass(frozen=True, slots=True)
class Leg:
    """One body's time with the case, and what happened in it. `in_time`: was it forwarded within the law's days; None
    for the last."""

    clock: Reckoning
    events: tuple[Event, ...]
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
        own = tuple(event for event in events if after < event.on and (until is None or event.on <= until))
        clock = reckon(calendar, terms, began, own)
        in_time = None if until is None or clock.forward_by is None else until <= clock.forward_by
        legs.append(Leg(clock, own, until, in_time))
        if until is not None:
            began, after = datetime.combine(until, time(0), tzinfo=calendar.zone), until
    return legs


def since(registered: date, events: Iterable[Event]) -> list[Event]:
    """What of a history concerns a clock that begins on `registered`: earlier moves are over, but for a pause that
    lasts, which then begins with the clock."""
    own: list[Event] = []
    standing = False
    for event in events:
        if not isinstance(event, Extended):
            standing = isinstance(event, Paused)
        if event.on < registered:
            continue
        if isinstance(event, Resumed) and not own:
            own.append(Paused(registered))
        own.append(event)
    return [Paused(registered)] if standing and not own else own


def extended_until(
    calendar: WorkCalendar, terms: Terms, received_at: datetime, events: Sequence[Event], months: int
) -> date:
    """The last day of a term extended by so many months, counted as the pack counts its limit. Raises NotExtendable."""
    if terms.extend is None:
        raise NotExtendable("This term cannot be extended.")
    run = Run(calendar, terms, registered_on(calendar, received_at))
    for event in events:
        run.hear(event)
    return run.limit(replace(terms.extend, amount=months))
