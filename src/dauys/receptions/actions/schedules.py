"""A schedule from its draft through the approval to the public page; a published one is replaced, never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Max

from dauys.core.recurrence import check_rule
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.receptions.letters import tell
from dauys.receptions.models import ClosedDay, Host, Schedule, Visit, Window
from dauys.receptions.queries import day_span
from dauys.receptions.rules import ImpossibleVisit


class NoLines(Exception):
    """A schedule without a line opens nothing."""


class Overlaps(Exception):
    """Another schedule of the host was published for some of these days at the same moment."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: it opens first on `first`, again by `rule` of RFC 5545, for `minutes`, in slots of `slot_minutes`."""

    first: date
    opens: time
    minutes: int
    rule: str = ""
    slot_minutes: int = 20
    lanes: int = 1
    mode: str = "in_person"
    area_path: str = ""  # the village of a visiting reception
    place: str = ""
    kept: int = 0
    join: str = ""  # how to join by video or phone: a link or a number


def draft(
    *,
    host: UUID,
    since: date,
    until: date,
    lines: Sequence[Line],
    actor: Actor,
    at: datetime,
    schedule: UUID | None = None,
) -> Schedule:
    """Writes the draft for the days `since` to `until`, both included, or writes `schedule`, still a draft, anew.

    Raises NoLines, BadRule, and ImpossibleVisit for one that was approved meanwhile.
    """
    if not lines:
        raise NoLines
    rules = [check_rule(line.rule) for line in lines]
    with acting(actor):
        owner = _host(host, actor)
        row = _draft_of(owner, schedule, actor, at)
        row.valid = DateRange(since, until + timedelta(days=1))
        row.drafted_by_id, row.drafted_at = actor.user_id, at
        row.save()
        row.windows.all().delete()
        Window.objects.bulk_create(
            Window(
                id=new_id(at), schedule=row, first=line.first, opens=line.opens, minutes=line.minutes, rule=rule,
                slot_minutes=line.slot_minutes, lanes=line.lanes, mode=line.mode, area_path=line.area_path,
                place=line.place, kept=line.kept, join=line.join,
            )
            for line, rule in zip(lines, rules, strict=True)
        )  # fmt: skip
        _note("receptions.draft", row, actor, at)
        return row


def _draft_of(host: Host, schedule: UUID | None, actor: Actor, at: datetime) -> Schedule:
    if schedule:
        row = Schedule.objects.select_for_update().get(pk=schedule, host=host)
        if row.state != "draft":
            raise ImpossibleVisit(row.state, "draft")
        return row
    last = Schedule.objects.filter(host=host).aggregate(last=Max("version"))["last"] or 0
    return Schedule(id=new_id(at), host=host, version=last + 1, drafted_by_id=actor.user_id, drafted_at=at)


def approve(*, schedule: UUID, drafted_at: datetime, actor: Actor, at: datetime) -> Schedule:
    """The head approves what another drafted; `drafted_at` names the draft they read, else ImpossibleVisit."""
    with acting(actor):
        row = _locked(schedule, actor, "receptions.approve")
        if row.state != "draft" or row.drafted_at != drafted_at:
            raise ImpossibleVisit(row.state, "approve")
        row.state, row.approved_by_id, row.approved_at = "approved", actor.user_id, at
        row.save(update_fields=["state", "approved_by", "approved_at"])
        _note("receptions.approve", row, actor, at)
        return row


def publish(*, schedule: UUID, actor: Actor, at: datetime) -> Schedule:
    """An approved schedule is open for booking; those it overlaps are replaced. What was booked in them stays."""
    with acting(actor):
        row = _locked(schedule, actor, "receptions.plan")
        if row.state != "approved":
            raise ImpossibleVisit(row.state, "publish")
        older = Schedule.objects.filter(host=row.host_id, state="published", valid__overlap=row.valid)
        older.update(state="replaced")
        row.state, row.published_at = "published", at
        try:
            with transaction.atomic():
                row.save(update_fields=["state", "published_at"])
        except IntegrityError as error:
            raise Overlaps from error
        _note("receptions.publish", row, actor, at)
        return row


def close_day(*, host: UUID, day: date, actor: Actor, at: datetime) -> list[Visit]:
    """The host does not receive on a day: nothing of it is free any more, and who is booked is told to choose another
    time. Who was told; a second time nobody is."""
    with acting(actor):
        row = _host(host, actor)
        _made, fresh = ClosedDay.objects.get_or_create(
            host=row, day=day, defaults={"id": new_id(at), "made_by_id": actor.user_id, "made_at": at}
        )
        if not fresh:
            return []
        booked = Visit.objects.filter(host=row, state="booked", during__overlap=day_span(day))
        booked = booked.filter(during__endswith__gt=at)
        found = list(booked.select_related("host__office", "host__post").prefetch_related("visitors"))
        for visit in found:
            tell(visit, "closed", at)
        _note_day("receptions.close_day", row, day, actor, at)
        return found


def open_day(*, host: UUID, day: date, actor: Actor, at: datetime) -> None:
    """The host receives on the day after all; for a day that is open nothing happens."""
    with acting(actor):
        row = _host(host, actor)
        if ClosedDay.objects.filter(host=row, day=day).delete()[0]:
            _note_day("receptions.open_day", row, day, actor, at)


def _host(host: UUID, actor: Actor) -> Host:
    row = Host.objects.select_for_update(of=("self",)).select_related("organization__area").get(pk=host)
    require(actor, "receptions.plan", row)
    return row


def _note_day(verb: str, host: Host, day: date, actor: Actor, at: datetime) -> None:
    payload = {"host": host.pk, "day": day.isoformat()}
    record(verb, actor=actor, at=at, organization_id=host.organization_id, payload=payload)


def _locked(schedule: UUID, actor: Actor, permission: str) -> Schedule:
    row = Schedule.objects.select_for_update(of=("self",)).select_related("host__organization__area").get(pk=schedule)
    require(actor, permission, row)
    return row


def _note(verb: str, row: Schedule, actor: Actor, at: datetime) -> None:
    payload = {"schedule": row.pk, "host": row.host_id, "version": row.version}
    record(verb, actor=actor, at=at, organization_id=row.host.organization_id, payload=payload)
