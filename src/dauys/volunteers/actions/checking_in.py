"""Checks people of a campaign in, once each, whoever sends it and however often; and counts them in pieces.

A check-in inserts one row and waits for nobody: no counter, no journal, no job. Its id was made where it happened, so
that a request sent twice, in parallel, or again after the server was killed is the same check-in.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F

from dauys.core.rotating_code import matches
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.ids import new_id
from dauys.ground.ui.moments import local
from dauys.volunteers.actions.offers import CHECK_IN_BEFORE, NotAllowed, NotNow
from dauys.volunteers.campaign_ages import standing_of
from dauys.volunteers.facts import note_campaign
from dauys.volunteers.models import Campaign, CheckIn, Enrolment, Fold, Team, Zone

MOST_TICKS = 10_000  # in one batch
FOLDED_AT_ONCE = 10_000
LATE = timedelta(days=7)  # so long after the end a list that was kept without network is taken
DEVICES_KNOWN = timedelta(days=60)
TRIES, TRIES_WITHIN = 10, timedelta(minutes=10)


class WrongCode(Exception):
    """This is not the code that the leader's phone shows now."""


class TriedTooOften(Exception):
    """Too many wrong codes; wait."""


@dataclass(frozen=True, slots=True)
class Tick:
    """The leader saw the holder of a ticket; the key was made where they ticked it."""

    key: UUID
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ticked:
    """What became of a batch: how many are new, how many were there, codes that no ticket of the team has, and codes
    of those who may not take part."""

    new: int
    here: int
    unknown: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What decides whether a ticket opens the door: `secret` in hexadecimal makes the codes on the leader's phone."""

    secret: str
    starts: datetime
    ends: datetime
    stood_down: bool
    wrong: int
    tried_at: datetime | None


def require_code(*, shown: Shown, typed: str, at: datetime) -> None:
    """Raises NotNow, TriedTooOften, WrongCode; counts nothing."""
    if not shown.starts - CHECK_IN_BEFORE <= at <= shown.ends or shown.stood_down:
        raise NotNow
    if shown.wrong >= TRIES and shown.tried_at and at - shown.tried_at < TRIES_WITHIN:
        raise TriedTooOften
    if not matches(bytes.fromhex(shown.secret), typed, at.timestamp()):
        raise WrongCode


def check_in(
    *, key: UUID, ticket: Enrolment, typed: str, device: bytes | None, at: datetime, counts: bool = True
) -> bool:
    """Somebody checks themselves in by the code on the leader's phone; whether they were not yet. `ticket` comes with
    its team, zone, campaign and volunteer; `device` is the digest of a word that the browser keeps; `counts`
    is False where the door counted a wrong try. Raises NotNow, NotAllowed, WrongCode, TriedTooOften."""
    zone = ticket.zone
    stood_down = zone.campaign.stood_down_at is not None
    shown = Shown(ticket.team.secret, zone.during.lower, zone.during.upper, stood_down, ticket.wrong, ticket.tried_at)
    try:
        require_code(shown=shown, typed=typed, at=at)
    except WrongCode:
        if counts:
            count_wrong(ticket=ticket.pk, tried_at=ticket.tried_at, at=at)
        raise
    standing = standing_of(ticket, zone.campaign.work, local(zone.during.lower).date())
    if not standing.allowed:
        raise NotAllowed(standing)
    new = _insert([(key, ticket.pk, at)], "code", device, at)
    if not new and not CheckIn.objects.filter(enrolment=ticket).exists():  # the key belongs to somebody else
        new = _insert([(uuid4(), ticket.pk, at)], "code", device, at)
    return bool(new)


def count_wrong(*, ticket: UUID, tried_at: datetime | None, at: datetime) -> None:
    """The window begins with the first wrong try."""
    row = Enrolment.objects.filter(pk=ticket)
    if tried_at and at - tried_at < TRIES_WITHIN:
        row.update(wrong=F("wrong") + 1)
    else:
        row.update(wrong=1, tried_at=at)


def tick(*, team: Team, ticks: Sequence[Tick], way: str, device: bytes | None, actor: Actor, at: datetime) -> Ticked:
    """The leader's list, MOST_TICKS at once: each ticket of the team is checked in once. `team` comes with its zone and
    campaign. What the list says of the time is held within the hours of the zone. Raises NotNow."""
    zone, some = team.zone, ticks[:MOST_TICKS]
    first = zone.during.lower - CHECK_IN_BEFORE
    if not first <= at <= zone.during.upper + LATE:
        raise NotNow
    rows = Enrolment.objects.filter(team=team, code__in={tick.code for tick in some}).select_related("volunteer")
    known = {row.code: row for row in rows.prefetch_related("volunteer__consents")}
    day, work = local(zone.during.lower).date(), zone.campaign.work
    refused = {code for code, row in known.items() if not standing_of(row, work, day).allowed}
    last = min(at, zone.during.upper)
    wanted = {
        known[tick.code].pk: (tick.key, known[tick.code].pk, min(max(tick.at, first), last))
        for tick in reversed(some)
        if tick.code in known and tick.code not in refused
    }
    with acting(actor):
        new = _insert(list(wanted.values()), way, device, at)
    return Ticked(
        new=len(new),
        here=len(wanted) - len(new),
        unknown=tuple(dict.fromkeys(tick.code for tick in some if tick.code not in known)),
        refused=tuple(sorted(refused)),
    )


# In the order of tickets, so that two batches with the same ones wait for each other and not crosswise.
_INSERT = """
INSERT INTO volunteers_checkin (id, enrolment_id, way, at, received_at, device)
SELECT t.id, t.enrolment, %s, t.at, %s, %s
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[]) AS t (id, enrolment, at) ORDER BY t.enrolment
ON CONFLICT DO NOTHING RETURNING enrolment_id
"""


def _insert(rows: Sequence[tuple[UUID, UUID, datetime]], way: str, device: bytes | None, at: datetime) -> list[UUID]:
    """Inserts what is not there; the tickets that are new. One statement."""
    if not rows:
        return []
    keys, tickets, moments = zip(*rows, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [way, at, device, list(keys), list(tickets), list(moments)])
        return [row for (row,) in cursor.fetchall()]


def fold_check_ins(*, at: datetime) -> int:
    """Counts the next check-ins that nobody counted yet and tells the journal of them; how many."""
    with acting(SYSTEM):
        rows = CheckIn.objects.select_for_update(of=("self",), skip_locked=True).filter(fold=None).order_by("pk")
        found = list(rows.values_list("pk", "enrolment__zone", "enrolment__zone__campaign")[:FOLDED_AT_ONCE])
        if not found:
            return 0
        by_zone = Counter(zone for _key, zone, _campaign in found)
        zones = list(Zone.objects.select_for_update(of=("self",)).filter(pk__in=by_zone).order_by("pk"))
        for zone in zones:
            zone.came += by_zone[zone.pk]
        Zone.objects.bulk_update(zones, ["came"])
        by_campaign: dict[UUID, list[UUID]] = {}
        for key, _zone, campaign in found:
            by_campaign.setdefault(campaign, []).append(key)
        for campaign, keys in by_campaign.items():
            _fold(campaign, keys, at)
        return len(found)


def _fold(campaign: UUID, keys: Iterable[UUID], at: datetime) -> None:
    ordered = sorted(keys)
    digest = hashlib.sha256("".join(map(str, ordered)).encode()).digest()
    row = Fold.objects.create(id=new_id(at), campaign_id=campaign, at=at, people=len(ordered), digest=digest)
    CheckIn.objects.filter(pk__in=ordered).update(fold=row)
    note_campaign(
        "volunteers.fold_check_ins", Campaign.objects.get(pk=campaign), SYSTEM, at, fold=row.pk, people=row.people,
        digest=digest.hex(),
    )  # fmt: skip


def forget_devices(*, at: datetime) -> int:
    """Empties what tells that people were checked in on one phone, once their hours were looked at long ago."""
    rows = CheckIn.objects.filter(device__isnull=False, received_at__lt=at - DEVICES_KNOWN)
    return rows.update(device=None)
