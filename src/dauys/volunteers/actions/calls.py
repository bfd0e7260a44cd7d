"""The phone desk: who wants to be called, who takes which call, and what came of it. Nobody gets another's call."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet

from dauys.cases.models import Case
from dauys.directory.models import Organization
from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor
from dauys.ground.access.permissions import Denied, require
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import lookup_key, lookup_keys
from dauys.volunteers.call_queue import calls_for, due
from dauys.volunteers.models import Call
from dauys.volunteers.offices import offices

AGAIN = timedelta(minutes=30)  # after nobody answered
MOST_TRIES = 3
KEPT = timedelta(days=30)
AT_ONCE = 500


class CallMoved(Exception):
    """The call is not any more as the page showed it: it is over, or somebody else has it."""


def ask_for_call(*, key: UUID, name: str, phone: str, language: str, at: datetime) -> None:
    """Somebody wants to be called, by the office above all others; who waits already waits once."""
    with acting(ANONYMOUS):
        _one_at_a_time(f"call:{phone}")
        waiting = Q(phone_key__in=lookup_keys(phone, what="phone"), state__in=["waiting", "taken"])
        if Call.objects.filter(waiting | Q(pk=key)).exists():
            return
        row = Call(
            id=key, office=offices()[0], way="out", name=name, phone=phone, phone_key=lookup_key(phone, what="phone"),
            language=language, due_at=at, created_at=at,
        )  # fmt: skip
        row.save(force_insert=True)
        _note("volunteers.ask_for_call", row, ANONYMOUS, at)


def answer_call(
    *, key: UUID, office: Organization, name: str, phone: str, language: str, actor: Actor, at: datetime
) -> Call:
    """Somebody calls, and whoever picks up has the call; `key` names the form, a second time finds it."""
    with acting(actor):
        row = Call(
            id=key, office=office, way="in", state="taken", name=name, phone=phone,
            phone_key=lookup_key(phone, what="phone") if phone else None, language=language, due_at=at,
            taken_by_id=actor.id, taken_at=at, created_at=at,
        )  # fmt: skip
        require(actor, "volunteers.call", row)
        _one_at_a_time(f"call:{key}")
        if found := Call.objects.filter(pk=key, office=office).first():
            return found
        row.save(force_insert=True)
        _note("volunteers.take_call", row, actor, at)
        return row


def take_next(*, actor: Actor, at: datetime) -> Call | None:
    """The call that has waited longest in the actor's reach; the one they have already, if they did not end it. Two who
    ask at one time get two calls."""
    with acting(actor):
        require(actor, "volunteers.call")
        _one_at_a_time(f"calls of:{actor.id}")
        if own := Call.objects.filter(state="taken", taken_by=actor.id).order_by("taken_at").first():
            return own
        row = due(calls_for(actor), at).select_for_update(of=("self",), skip_locked=True).first()
        if row is None:
            return None
        row.state, row.taken_by_id, row.taken_at = "taken", actor.id, at
        row.save(update_fields=["state", "taken_by", "taken_at"])
        _note("volunteers.take_call", row, actor, at)
        return row


def end_call(*, call: UUID, about: str, case: Case | None, actor: Actor, at: datetime) -> Call:
    """They spoke; `case` is what it was about, in whose course it then stands. Raises CallMoved."""
    with acting(actor):
        row = _own(call, actor)
        row.state, row.ended_at = "done", at
        _keep(row, about, case)
        _note("volunteers.end_call", row, actor, at, tries=row.tries + 1)
        return row


def try_again(
    *, call: UUID, again_at: datetime | None, about: str, case: Case | None, actor: Actor, at: datetime
) -> Call:
    """Nobody answered, and after a while somebody tries again, MOST_TRIES times in all; or, with `again_at`, they are
    called then as they asked. Raises CallMoved."""
    with acting(actor):
        row = _own(call, actor)
        row.tries += again_at is None
        over = again_at is None and row.tries >= MOST_TRIES
        row.state = "no_answer" if over else "waiting"
        row.ended_at = at if over else None
        row.due_at, row.way = again_at or at + AGAIN, "out"
        row.taken_by_id = row.taken_at = None
        _keep(row, about, case)
        verb = "volunteers.put_off_call" if again_at else "volunteers.miss_call"
        _note(verb, row, actor, at, tries=row.tries)
        return row


def name_case(*, call: UUID, case_id: UUID, actor: Actor, at: datetime) -> None:
    """What was written down in a call: from now on it is known what the call is about. Raises CallMoved."""
    with acting(actor):
        row = _own(call, actor)
        row.case_id = case_id
        row.save(update_fields=["case"])
        _note("volunteers.call_about", row, actor, at)


def erase_calls(*, case_id: UUID) -> None:
    """Empties the calls about an erased case; that there were calls stays."""
    _empty(Call.objects.filter(case=case_id))


def forget_calls(*, at: datetime) -> int:
    """Empties calls that ended longer ago than KEPT; how many."""
    with acting(SYSTEM):
        rows = Call.objects.filter(ended_at__lt=at - KEPT).exclude(name=None, phone=None)
        found = list(rows.order_by("ended_at").values_list("pk", flat=True)[:AT_ONCE])
        if found:
            _empty(Call.objects.filter(pk__in=found))
            record("volunteers.forget_calls", actor=SYSTEM, at=at, payload={"calls": len(found)})
        return len(found)


def _empty(rows: QuerySet[Call]) -> None:
    rows.update(name="", phone="", phone_key=None, about="")


def _one_at_a_time(what: str) -> None:
    """The second of two clicks waits for the first, and finds what it did."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [what])


def _own(call: UUID, actor: Actor) -> Call:
    row = Call.objects.select_for_update(of=("self",)).select_related("office__area").filter(pk=call).first()
    if row is None:
        raise Denied
    require(actor, "volunteers.call", row)
    if row.state != "taken" or row.taken_by_id != actor.id:
        raise CallMoved
    return row


def _keep(row: Call, about: str, case: Case | None) -> None:
    row.about = about
    row.case_id = case.pk if case else row.case_id
    row.save()


def _note(verb: str, row: Call, actor: Actor, at: datetime, **payload: int) -> None:
    about = {"call": row.pk, **payload}
    record(verb, actor=actor, at=at, case_id=row.case_id, organization_id=row.office_id, payload=about)
