"""Reads of receptions: centres and hosts in an actor's reach, the visits of a day, one visit through the gate."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Prefetch, Q, QuerySet

from dauys.cases.rules import OPEN_STATES
from dauys.ground.access.actors import Actor, Grant
from dauys.ground.access.permissions import Denied, require
from dauys.ground.ui.moments import zone
from dauys.receptions.models import Host, Instruction, Office, Protocol, Schedule, Visit

RECEIVING = ("clerk", "supervisor", "head")
CONTROLLING = ("controller", "supervisor", "head")
MOST = 300  # visits of a day on one page


def _within(actor: Actor, roles: Iterable[str], organization: str) -> Q:
    """The rows whose body, found by the path `organization`, the actor's grants of these roles cover."""
    grants: tuple[Grant, ...] = actor.grants_of(roles) if actor.kind == "staff" else ()
    scope = Q(pk__in=[])
    for grant in grants:
        own = Q(**{f"{organization}__path__startswith": grant.org_path})
        if grant.area_path:
            own &= Q(**{f"{organization}__area__path__startswith": grant.area_path})
        scope |= own
    return scope


def hosts_for(actor: Actor) -> QuerySet[Host]:
    """Who receives, of the bodies the actor works for, in the order of centres and bodies."""
    rows = Host.objects.select_related("office", "post", "organization__area")
    return rows.filter(_within(actor, RECEIVING, "organization"), is_active=True).order_by(
        "office__created_at", "organization__path", "created_at"
    )


def host_for(actor: Actor, host: UUID, permission: str) -> Host:
    """The host, if the actor may do `permission` to it; raises Denied, also if absent."""
    row = Host.objects.select_related("office", "post", "organization__area").filter(pk=host).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row


def offices() -> list[Office]:
    """All centres with their hosts; two statements."""
    hosts = Host.objects.select_related("post", "organization").filter(is_active=True).order_by("created_at")
    rows = Office.objects.select_related("organization").prefetch_related(Prefetch("hosts", hosts))
    return list(rows.order_by("created_at"))


def schedules_of(host: UUID) -> list[Schedule]:
    """All versions with their lines, the newest first. Two statements."""
    beside = ("drafted_by", "approved_by", "host__post", "host__organization__area")
    rows = Schedule.objects.select_related(*beside).prefetch_related("windows")
    return list(rows.filter(host=host).order_by("-version"))


def schedule_for(actor: Actor, schedule: UUID, permission: str) -> Schedule:
    row = Schedule.objects.select_related("host__organization__area", "host__office", "host__post").filter(pk=schedule)
    found = row.first()
    if found is None:
        raise Denied(permission)
    require(actor, permission, found)
    return found


def visits_on(actor: Actor, day: date) -> list[Visit]:
    """The visits of a day with who comes: urgent ones first, then by their time; those without one by their coming.

    Two statements.
    """
    begins = datetime.combine(day, time.min, tzinfo=zone())
    span = DateTimeTZRange(begins, begins + timedelta(days=1))
    of_day = Q(during__overlap=span) | Q(during__isnull=True, created_at__gte=begins, created_at__lt=span.upper)
    rows = Visit.objects.filter(_within(actor, RECEIVING, "host__organization"), of_day)
    rows = rows.exclude(state__in=["held", "expired", "moved"]).select_related(
        "host__office", "host__post", "host__organization__area", "case"
    )
    found = list(rows.prefetch_related("visitors").order_by("created_at")[:MOST])
    return sorted(found, key=lambda v: (not v.urgent, (v.during.lower if v.during else v.created_at), v.created_at))


def visit_for(actor: Actor, visit: UUID, permission: str) -> Visit:
    """The visit with host, case and people, if the actor may do `permission` to it; raises Denied, also if absent."""
    rows = Visit.objects.select_related("host__office__organization", "host__post", "host__organization__area", "case")
    row = rows.prefetch_related("visitors").filter(pk=visit).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row


def protocols_of(visit: UUID) -> list[Protocol]:
    """All versions with their instructions, the newest first. Two statements."""
    rows = Protocol.objects.select_related("written_by", "signed_by").filter(visit=visit)
    orders = Instruction.objects.select_related("executor", "obligation").order_by("position")
    return list(rows.prefetch_related(Prefetch("instructions", orders)).order_by("-version"))


def protocol(protocol_id: UUID) -> Protocol | None:
    return Protocol.objects.filter(pk=protocol_id).first()


def under_control(actor: Actor) -> list[Instruction]:
    """Instructions that are not carried out yet, the soonest first: of heads and executors the actor controls."""
    mine = _within(actor, CONTROLLING, "protocol__visit__host__organization") | _within(actor, CONTROLLING, "executor")
    rows = Instruction.objects.filter(mine, obligation__state__in=OPEN_STATES)
    rows = rows.select_related(
        "executor", "obligation__case__voice", "protocol__visit__host__post", "obligation__owner"
    )
    return list(rows.order_by("due_on", "id")[:MOST])


def instruction_of(obligation: UUID) -> Instruction | None:
    """The instruction an obligation came from, with the head who gave it."""
    return Instruction.objects.select_related("protocol__visit__host__post").filter(obligation=obligation).first()
