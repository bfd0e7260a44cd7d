"""Needs that may be the same one asked for twice: by the phone of who asked, or by place and time."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, QuerySet

from dauys.cases.models import Obligation, Party
from dauys.core.folding import fold
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import whole_house
from dauys.ground.sealed.seal import lookup_keys
from dauys.volunteers.models import Line
from dauys.volunteers.queries import lines_for

NEAR = timedelta(hours=12)  # this long before and after a moment it is the same time
MOST, MOST_LOOKED_AT = 5, 100


@dataclass(frozen=True, slots=True)
class Similar:
    """An open line that may be the same need, and whether it is the same phone or only place and time."""

    line: Line
    by_phone: bool


def same_needs(phone: str, area_path: str, address: str, at: datetime, *, actor: Actor) -> list[Similar]:
    """Of the similar ones, those from the same phone or for the same address: the desk asks before it takes in another.
    A village in a flood has many needs at one hour, and those are not held up."""
    here = fold(address)
    found = similar_needs(phone, area_path, at, actor=actor, most=MOST_LOOKED_AT)
    return [row for row in found if row.by_phone or (here and fold(row.line.address) == here)][:MOST]


def similar_needs(phone: str, area_path: str, at: datetime, *, actor: Actor, most: int = MOST) -> list[Similar]:
    """Open lines in an actor's reach that were asked for from the same phone (E.164, may be empty), or for the same
    place around a moment; those of the phone first. One statement."""
    around = DateTimeTZRange(at - NEAR, at + NEAR)
    rows = lines_for(actor).filter(state="open").annotate(by_phone=Exists(_asked_from(phone)))
    rows = rows.filter(Q(by_phone=True) | Q(obligation__area_path=area_path, during__overlap=around))
    return [Similar(row, row.by_phone) for row in rows.order_by("-by_phone", "-created_at", "pk")[:most]]


@whole_house()
def already_asked(phone: str, area_path: str, at: datetime) -> Obligation | None:
    """The newest demand that the owner of a confirmed phone asked for at the same place around a moment, if one is
    still open. Only they may be told of it."""
    rows = Line.objects.filter(Exists(_asked_from(phone)), state="open", obligation__area_path=area_path)
    rows = rows.filter(during__overlap=DateTimeTZRange(at - NEAR, at + NEAR)).select_related("obligation__case")
    found = rows.order_by("-created_at", "pk").first()
    return found.obligation if found else None


def _asked_from(phone: str) -> QuerySet[Party]:
    keys = lookup_keys(phone, what="phone") if phone else []
    return Party.objects.filter(case=OuterRef("obligation__case"), role="applicant", phone_key__in=list(keys))
