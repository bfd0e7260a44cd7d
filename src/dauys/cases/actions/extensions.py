"""A longer term: the officer asks for it with a reason, a leader of the body agrees or refuses."""

from datetime import date, datetime
from uuid import UUID

from dauys.cases.actions.handle import locked, set_clock
from dauys.cases.actions.waiting import day_of_move
from dauys.cases.clocks import Clock, day_code, reckon_again
from dauys.cases.facts import note
from dauys.cases.models import ClockEvent, Extension, Obligation
from dauys.cases.queries import clock_moves
from dauys.cases.rules import OPEN_STATES, ImpossibleStep
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id


def ask_extension(*, obligation: UUID, until: date, because: str, actor: Actor, at: datetime) -> Extension:
    """Asks the leaders of the body for more time; raises ImpossibleStep when asked already, and ClockError for a date
    that could not be agreed to even today."""
    with acting(actor):
        row = locked(obligation)
        require(actor, "cases.ask_extension", row)
        if row.state not in OPEN_STATES or row.extensions.filter(state="asked").exists():
            raise ImpossibleStep(row.state, "ask_extension")
        _extended(row, until, at)
        asked = Extension.objects.create(
            id=new_id(at), obligation=row, until=until, because=because, asked_at=at, asked_by_id=actor.user_id
        )
        note("cases.ask_extension", row, actor, at, extension=asked.pk, until=until.isoformat())
        return asked


def extend(*, extension: UUID, actor: Actor, at: datetime) -> Extension:
    """A leader agrees, nobody to their own asking; the clock gets the new day. Raises ImpossibleStep and ClockError."""
    with acting(actor):
        row, asked = _asked(extension, actor)
        clock = _extended(row, asked.until, at)
        _decide(asked, "agreed", actor, at)
        ClockEvent.objects.create(
            obligation=row, move="extended", on=day_of_move(obligation=row, at=at), until=asked.until, at=at,
            by_id=actor.user_id, extension=asked,
        )  # fmt: skip
        set_clock(obligation=row, clock=clock, at=at)
        by = next((step["on"] for step in clock.ledger if step["code"] == "notify_extension_by"), None)
        note("cases.extend", row, actor, at, extension=asked.pk, due_on=day_code(clock.due_on), notify_by=by)
        return asked


def refuse_extension(*, extension: UUID, because: str, actor: Actor, at: datetime) -> Extension:
    """A leader refuses with a reason for the officer; the term stays. Raises ImpossibleStep."""
    with acting(actor):
        row, asked = _asked(extension, actor)
        asked.refused_because = because
        _decide(asked, "refused", actor, at)
        note("cases.refuse_extension", row, actor, at, extension=asked.pk)
        return asked


def _asked(extension: UUID, actor: Actor) -> tuple[Obligation, Extension]:
    found = Extension.objects.get(pk=extension)
    row = locked(found.obligation_id)
    found.refresh_from_db()
    row.extension = found  # type: ignore[attr-defined]
    require(actor, "cases.decide_extension", row)
    if found.state != "asked" or row.state not in OPEN_STATES:
        raise ImpossibleStep(row.state, "decide_extension")
    return row, found


def _decide(asked: Extension, state: str, actor: Actor, at: datetime) -> None:
    asked.state, asked.decided_at, asked.decided_by_id = state, at, actor.user_id
    asked.save(update_fields=["state", "decided_at", "decided_by", "refused_because"])


def _extended(row: Obligation, until: date, at: datetime) -> Clock:
    """The clock as it would be; nothing is written."""
    move = ClockEvent(move="extended", on=day_of_move(obligation=row, at=at), until=until)
    return reckon_again(row, [*clock_moves(row), move], identity=row.case.identity)
