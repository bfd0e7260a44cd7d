"""The clock stands still only while the person is asked for something: the question, its reply, its taking back."""

from datetime import date, datetime
from uuid import UUID

from dauys.cases.actions.handle import locked, set_clock
from dauys.cases.clocks import day_code, reckon_again
from dauys.cases.facts import note
from dauys.cases.models import ClockEvent, Obligation, Question
from dauys.cases.queries import clock_moves
from dauys.cases.rules import QUESTION_STATES, ImpossibleStep
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.packs.current import current


class NotWaiting(Exception):
    """The question was answered or taken back already; nothing was changed."""


def day_of_move(*, obligation: Obligation, at: datetime) -> date:
    """The day a move of the clock counts from: never before the registration or the last move, as clocks want it."""
    latest = [event.on for event in clock_moves(obligation)[-1:]]
    return max(at.astimezone(current().calendar().zone).date(), obligation.registered_on, *latest)


def pause(*, obligation: UUID, text: str, actor: Actor, at: datetime) -> Question:
    """Asks the person for what the answer needs; the clock stands still until they reply.

    Raises ImpossibleStep when they are asked already or the answer is with the supervisor, and ClockError.
    """
    with acting(actor):
        row = locked(obligation)
        require(actor, "cases.ask_person", row)
        if row.paused or row.state not in QUESTION_STATES:
            raise ImpossibleStep(row.state, "pause")
        question = Question.objects.create(
            id=new_id(at), obligation=row, text=text, asked_at=at, asked_by_id=actor.user_id
        )
        _move(row, question, "paused", actor, at)
        note("cases.pause", row, actor, at, question=question.pk)
        return question


def reply(*, question: UUID, text: str, actor: Actor, at: datetime) -> Obligation:
    """The person's own reply, or what a clerk or the officer heard from them; the clock goes on from this moment.

    Raises NotWaiting.
    """
    with acting(actor):
        row, asked = _open(question)
        require(actor, "cases.reply", row)
        asked.reply = text
        _end(row, asked, "answered", actor, at)
        return row


def take_back(*, question: UUID, actor: Actor, at: datetime) -> Obligation:
    """The officer needs it no more; the clock goes on. Raises NotWaiting."""
    with acting(actor):
        row, asked = _open(question)
        require(actor, "cases.ask_person", row)
        _end(row, asked, "taken_back", actor, at)
        return row


def stop_waiting(*, obligation: Obligation, actor: Actor, at: datetime) -> None:
    """Ends what an obligation still waits for, before it ends itself, inside the caller's transaction."""
    for asked in obligation.questions.filter(end=""):
        _end(obligation, asked, "over", actor, at)
    obligation.extensions.filter(state="asked").update(state="over", decided_at=at)


def _open(question: UUID) -> tuple[Obligation, Question]:
    """The open question with its obligation, both held."""
    found = Question.objects.filter(pk=question).first()
    if found is None:
        raise NotWaiting
    row = locked(found.obligation_id)
    asked = Question.objects.filter(pk=question, end="").first()
    if asked is None:
        raise NotWaiting
    return row, asked


def _end(row: Obligation, asked: Question, end: str, actor: Actor, at: datetime) -> None:
    asked.end, asked.ended_at, asked.ended_by_id = end, at, actor.id if actor.kind == "staff" else None
    asked.save(update_fields=["end", "ended_at", "ended_by", "reply"])
    _move(row, asked, "resumed", actor, at)
    note("cases.resume", row, actor, at, question=asked.pk, end=end, due_on=day_code(row.due_on))


def _move(row: Obligation, question: Question, move: str, actor: Actor, at: datetime) -> None:
    by = actor.id if actor.kind == "staff" else None
    ClockEvent.objects.create(
        obligation=row, move=move, on=day_of_move(obligation=row, at=at), at=at, by_id=by, question=question
    )
    clock = reckon_again(row, clock_moves(row), identity=row.case.identity)
    set_clock(obligation=row, clock=clock, at=at)
