"""Makes the plan of a branch of offices, and keeps what coordinators settle: who goes where, and who does not."""

import logging
from datetime import datetime
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Q

from dauys.core.consent import Verdict
from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import require
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.packs.current import current
from dauys.volunteers.facts import note_line
from dauys.volunteers.models import Gap, Idle, Line, Offer, Pin, Run
from dauys.volunteers.offices import offices
from dauys.volunteers.queries import get_line, get_volunteer
from dauys.volunteers.standing import may_do

if TYPE_CHECKING:  # these need the extra packages
    from dauys.volunteers.solving import Solved
    from dauys.volunteers.tables import Read

log = logging.getLogger(__name__)
_LOCK = 0x64617579_706C616E
_AT_ONCE = 2_000


class NotInstalled(Exception):
    """The packages of the extra [match] are not there."""


class NoPlan(Exception):
    """The solver ended without a plan, or the checker found a fault in it; nothing was stored."""


class CannotPin(Exception):
    """What a coordinator wants to settle breaks a rule; `code` names it, `verdict` is that of the law."""

    def __init__(self, code: str, verdict: Verdict | None = None) -> None:
        super().__init__(code)
        self.code, self.verdict = code, verdict


def can_plan() -> bool:
    """Whether the extra packages are there; the flow is made where its solver is, else what is worth most first."""
    return find_spec("scipy") is not None


def make_plan(*, key: UUID, office: Organization, acceptance: float = 1.0, actor: Actor, at: datetime) -> Run:
    """Makes and stores the plan for the branch of an office: offers that nobody was told of, in place of those of
    earlier plans. `key` names the form, a second time finds the plan. Raises NotInstalled and NoPlan."""
    run = Run(id=key, office=office, made_at=at, acceptance=acceptance)
    if actor.kind == "staff":
        require(actor, "volunteers.plan", run)
        run.made_by_id = actor.id
    if done := Run.objects.filter(pk=key).select_related("office__area").first():
        return done
    if not can_plan():
        raise NotInstalled
    solving = import_module("dauys.volunteers.solving")
    tables = import_module("dauys.volunteers.tables").read(branch=office.path, at=at, acceptance=acceptance)
    try:
        solved = solving.solve(tables)
    except (solving.NotSolved, solving.PlanFaulty) as error:
        log.error("no plan for %s: %s", office.code, error)
        raise NoPlan from error
    pack = current()
    run.inputs_hash = solving.inputs_hash(tables, f"{pack.code} {pack.version} {acceptance}")
    run.engine, run.engine_version, run.weights = solved.engine, solving.ENGINE, solving.weights.as_json()
    run.objective, run.about, run.cpu_ms = solved.objective, solved.about, solved.cpu_ms
    with acting(actor):
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if done := Run.objects.filter(pk=key).select_related("office__area").first():
            return done
        _drop_planned(office)
        run.save(force_insert=True)
        _store(run, tables, solved, at)
        about = {name: solved.about[name] for name in ("volunteers", "needs", "places", "filled")}
        record("volunteers.make_plan", actor=actor, at=at, organization_id=office.pk, payload={"run": run.pk, **about})
    return run


def _drop_planned(office: Organization) -> None:
    """What earlier plans of the branch, or of one above it, meant for its lines and its people."""
    of_branch = Q(line__obligation__owner_path__startswith=office.path) | Q(
        volunteer__office__path__startswith=office.path
    )
    old = Offer.objects.filter(of_branch, state="planned", source="plan").values("pk")
    Offer.objects.filter(pk__in=old).update(state="dropped")


def _store(run: Run, tables: "Read", solved: "Solved", at: datetime) -> None:
    during = [DateTimeTZRange(line.starts, line.ends) for line in tables.lines]
    # Somebody whom another desk asked meanwhile is left out.
    Offer.objects.bulk_create(
        (
            Offer(
                id=new_id(at), line_id=tables.lines[pair.n].id, volunteer_id=tables.people[pair.v].id, run=run,
                state="planned", source="plan", during=during[pair.n], reason=pair.reason[:200],
                distance_km=pair.km, created_at=at,
            )
            for pair in solved.pairs
        ),
        batch_size=_AT_ONCE,
        ignore_conflicts=True,
    )  # fmt: skip
    Gap.objects.bulk_create(
        (
            Gap(
                run=run, line_id=tables.lines[left.n].id, places=left.places, reason=left.reason, counts=left.counts,
                price=left.price,
            )
            for left in solved.short
        ),
        batch_size=_AT_ONCE,
    )  # fmt: skip
    Idle.objects.bulk_create(
        Idle(run=run, reason=reason, volunteers=[tables.people[v].id for v in who])
        for reason, who in sorted(solved.idle.items())
    )


def plan_by_night(*, at: datetime) -> int:
    """The plan for all offices at once, disasters between two regions first; 0 where nothing is open, nobody can be
    asked, or the packages are not there."""
    roots = [office for office in offices() if not any(_is_above(other, office) for other in offices())]
    if not can_plan() or not Line.objects.filter(state="open", during__startswith__gte=at).exists():
        return 0
    for root in roots:
        make_plan(key=new_id(at), office=root, actor=SYSTEM, at=at)
    return len(roots)


def _is_above(other: Organization, office: Organization) -> bool:
    return other.pk != office.pk and office.path.startswith(other.path)


def pin(*, line: UUID, volunteer: UUID, actor: Actor, at: datetime) -> Pin:
    """This person goes there, in every plan from now on. Raises CannotPin for what could not be, NotInstalled."""
    row, person = get_line(actor, line, "volunteers.plan"), get_volunteer(actor, volunteer, "volunteers.view")
    if not can_plan():
        raise NotInstalled
    tables = import_module("dauys.volunteers.tables").read(branch="", at=at, volunteer=person.pk)
    need = next((n for n, one in enumerate(tables.lines) if one.id == row.pk), None)
    others = Pin.objects.filter(line=row, kind="pin").exclude(volunteer=person).count()
    if need is None or others >= tables.lines[need].places:
        raise CannotPin("full")
    if not tables.people:
        raise CannotPin("away")
    if code := import_module("dauys.volunteers.solving").why_not(tables, 0, need):
        day = tables.lines[need].day
        raise CannotPin(code, may_do(person, row.work, day) if code == "law" else None)
    return _settle("pin", "volunteers.pin", row, person.pk, actor, at)


def forbid(*, line: UUID, volunteer: UUID, actor: Actor, at: datetime) -> Pin:
    """This person does not go there, whatever a plan would gain."""
    row, person = get_line(actor, line, "volunteers.plan"), get_volunteer(actor, volunteer, "volunteers.view")
    return _settle("forbid", "volunteers.forbid", row, person.pk, actor, at)


def unpin(*, line: UUID, volunteer: UUID, actor: Actor, at: datetime) -> bool:
    """Takes back what was settled for a pair; whether there was anything."""
    row = get_line(actor, line, "volunteers.plan")
    with acting(actor):
        gone, _kinds = Pin.objects.filter(line=row, volunteer=volunteer).delete()
        if gone:
            note_line("volunteers.unpin", row, actor, at, volunteer=volunteer)
        return bool(gone)


def _settle(kind: str, verb: str, row: Line, volunteer: UUID, actor: Actor, at: datetime) -> Pin:
    with acting(actor), transaction.atomic():
        found, made = Pin.objects.select_for_update().get_or_create(
            line=row,
            volunteer_id=volunteer,
            defaults={"id": new_id(at), "kind": kind, "made_by_id": actor.user_id, "made_at": at},
        )
        if not made and found.kind == kind:
            return found
        if not made:
            found.kind, found.made_by_id, found.made_at = kind, actor.user_id, at
            found.save()
        if kind == "forbid":
            Offer.objects.filter(line=row, volunteer=volunteer, state="planned").update(state="dropped")
        note_line(verb, row, actor, at, volunteer=volunteer)
        return found
