"""What pages ask about hours: who was there, what waits for a second person, and what somebody has in the ledgers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import JSONField, Q, QuerySet
from django.db.models.expressions import RawSQL

from dauys.ground.access.actors import Actor
from dauys.ground.access.permissions import Denied, require
from dauys.volunteers.access import COORDINATING
from dauys.volunteers.models import Line, Offer, Presence, Volunteer
from dauys.volunteers.queries import MOST_CREW, within
from dauys.volunteers.rules import TAKES_PLACE


@dataclass(frozen=True, slots=True)
class Account:
    """What stands in the ledgers for one person: real minutes, points by rule, and how much nobody approved yet."""

    minutes: int
    points: Mapping[str, int]
    waiting: int


# The ledgers of the volunteer a row is read for, as `read_account` takes them.
ACCOUNT = RawSQL(  # nosec B611  our own words
    """jsonb_build_object(
'minutes', (SELECT COALESCE(SUM(e.minutes), 0) FROM volunteers_hourentry e
    WHERE e.volunteer_id = volunteers_volunteer.id),
'points', (SELECT jsonb_object_agg(s.rule, s.n) FROM (SELECT g.rule, SUM(g.points) AS n FROM volunteers_pointentry g
    WHERE g.volunteer_id = volunteers_volunteer.id GROUP BY g.rule HAVING SUM(g.points) <> 0) s),
'waiting', (SELECT COUNT(*) FROM volunteers_presence p
    WHERE p.volunteer_id = volunteers_volunteer.id AND p.state = 'said' AND p.during IS NOT NULL))""",
    (),
    output_field=JSONField(),
)


def read_account(read: Mapping[str, Any]) -> Account:
    return Account(read["minutes"], read["points"] or {}, read["waiting"])


def account_of(volunteer: UUID) -> Account:
    """One statement."""
    return read_account(Volunteer.objects.annotate(account=ACCOUNT).values_list("account", flat=True).get(pk=volunteer))


def crew_hours(line: Line) -> list[Offer]:
    """Who came or was to come to a line, with what was said of each. One statement."""
    rows = Offer.objects.filter(line=line, state__in=TAKES_PLACE).select_related("volunteer", "presence")
    return list(rows.order_by("-is_leader", "pk")[:MOST_CREW])


def hours_for(actor: Actor, roles: Iterable[str] = COORDINATING) -> QuerySet[Presence]:
    """What was said of hours for which the offices in an actor's reach answer, the oldest first."""
    rows = Presence.objects.select_related("volunteer", "said_by", "said_by_volunteer", "office__area", "line")
    return rows.filter(within(actor, roles, "office__path", "office__area__path")).order_by("said_at", "pk")


def waiting_hours(actor: Actor, *, sample: bool, after: tuple[datetime, UUID] | None, most: int) -> list[Presence]:
    """What nobody approved yet, or of the `sample` what nobody looked at again. One statement."""
    rows = hours_for(actor)
    rows = rows.filter(sampled=True, verdict="", state="approved") if sample else rows.filter(state="said")
    if after:
        rows = rows.filter(Q(said_at__gt=after[0]) | Q(said_at=after[0], pk__gt=after[1]))
    return list(rows[:most])


def hours_of(volunteer: Volunteer, most: int) -> list[Presence]:
    """What was said of one person, the newest first. One statement."""
    return list(volunteer.presences.select_related("said_by", "said_by_volunteer").order_by("-said_at", "-pk")[:most])


def get_presence(actor: Actor, presence: UUID, permission: str) -> Presence:
    """One through the gate; raises Denied, also where there is none."""
    rows = Presence.objects.select_related("volunteer", "said_by", "said_by_volunteer", "office__area", "line")
    row = rows.filter(pk=presence).first()
    if row is None:
        raise Denied(permission)
    require(actor, permission, row)
    return row
