"""The queue of the phone desk: what is to be called when, in an actor's reach, and how long people wait."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Aggregate, Count, DurationField, ExpressionWrapper, F, Q, QuerySet

from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.volunteers.access import CALLING
from dauys.volunteers.models import Call
from dauys.volunteers.offices import offices
from dauys.volunteers.queries import within

LEFT_LYING = timedelta(hours=1)  # a call somebody took and did not end is anybody's after this
SHOWN = 100


class Median(Aggregate):
    template = "percentile_cont(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    filter_template = "%s FILTER (WHERE %%(filter)s)"


@dataclass(frozen=True, slots=True)
class Standing:
    """How many are to be called now, how many later, and the median wait of those called today; None before the
    first."""

    waiting: int
    later: int
    wait: timedelta | None


def calls_for(actor: Actor) -> QuerySet[Call]:
    """The calls of the offices in an actor's reach."""
    return Call.objects.select_related("office__area").filter(
        within(actor, CALLING, "office__path", "office__area__path")
    )


def office_of_desk(actor: Actor) -> Organization:
    """The office whose calls an actor takes, the highest in their reach; raises Denied."""
    paths = [grant.org_path for grant in actor.grants_of(CALLING)]
    found = next((body for body in offices() if any(body.path.startswith(path) for path in paths)), None)
    if found is None:
        raise Denied("volunteers.call")
    return found


def due(rows: QuerySet[Call], at: datetime) -> QuerySet[Call]:
    """The calls that are to be made now, the oldest first."""
    lying = Q(state="taken", taken_at__lt=at - LEFT_LYING)
    return rows.filter(Q(state="waiting") | lying, due_at__lte=at).order_by("due_at", "id")


def open_calls(actor: Actor) -> list[Call]:
    """What waits and what somebody has, the oldest first. One statement."""
    rows = calls_for(actor).filter(state__in=["waiting", "taken"]).select_related("taken_by")
    return list(rows.order_by("due_at", "id")[:SHOWN])


def standing(actor: Actor, at: datetime, today: datetime) -> Standing:
    """Counts and the wait since `today`, the beginning of the local day. One statement."""
    waited = ExpressionWrapper(F("taken_at") - F("due_at"), output_field=DurationField())
    found = calls_for(actor).aggregate(
        waiting=Count("pk", filter=Q(state="waiting", due_at__lte=at)),
        later=Count("pk", filter=Q(state="waiting", due_at__gt=at)),
        wait=Median(waited, filter=Q(way="out", taken_at__gte=today), output_field=DurationField()),
    )
    return Standing(**found)


def get_call(actor: Actor, call: UUID) -> Call:
    """One call through the gate; raises Denied, also where there is none."""
    row = Call.objects.select_related("office__area", "taken_by", "case", "volunteer").filter(pk=call).first()
    if row is None:
        raise Denied("volunteers.call")
    require(actor, "volunteers.call", row)
    return row


def earlier_calls(actor: Actor, call: Call) -> list[Call]:
    """Other calls with the same number, the newest first. One statement, none without a number."""
    if call.phone_key is None:
        return []
    rows = calls_for(actor).filter(phone_key=call.phone_key).exclude(pk=call.pk)
    return list(rows.order_by("-created_at")[:5])
