"""What is done with everybody of a campaign: asked for once at the desk, done by the worker piece by piece.

A piece is one transaction that also moves the errand on, so that a worker that is killed begins with the next one.
"""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from django.db import OperationalError, connection
from django.db.models import Count, Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Upper

from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import allows
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.models import User
from dauys.ground.ids import new_id
from dauys.volunteers.actions.approving import OwnHours, enter, own_volunteers
from dauys.volunteers.actions.campaigns import locked_campaign
from dauys.volunteers.actions.hours import by_lot
from dauys.volunteers.actions.offers import NotNow
from dauys.volunteers.facts import note_campaign
from dauys.volunteers.hours import SAME_DEVICE_MANY
from dauys.volunteers.letters_of_campaigns import tell_leaders_stood_down, tell_stood_down
from dauys.volunteers.models import Campaign, CheckIn, Enrolment, Errand, Presence, Team, Volunteer

log = logging.getLogger(__name__)
AT_ONCE = 2_000
AGAIN_AFTER = timedelta(minutes=10)
# What a piece did: how many people, and where the next one begins; None: that was the last one.
Piece = tuple[int, UUID | None]
Rows = QuerySet[CheckIn] | QuerySet[Presence] | QuerySet[Enrolment]


def stand_campaign_down(*, campaign: UUID, actor: Actor, at: datetime) -> Campaign:
    """Nobody is needed any more: from now on every ticket says so, and the worker tells leaders, and whoever has a
    ticket, has not come and left a contact. A second time nothing happens."""
    with acting(actor):
        row = locked_campaign(campaign=campaign, actor=actor)
        if row.stood_down_at is None:
            row.state, row.stood_down_at = "closed", at
            row.save(update_fields=["state", "stood_down_at"])
            note_campaign("volunteers.stand_campaign_down", row, actor, at)
            _asked(row, "tell", actor, at)
        return row


def say_campaign(*, campaign: UUID, actor: Actor, at: datetime) -> Errand:
    """Has it written down that everybody checked in as a volunteer was there from then until the end of their zone;
    whoever stands on a list that was typed in afterwards, from its beginning.

    Whom it was said of before, or who was somewhere else at that time, stays as it is. Raises NotNow until every zone
    is over.
    """
    with acting(actor):
        row = locked_campaign(campaign=campaign, actor=actor)
        over = row.zones.aggregate(over=Max(Upper("during")))["over"]
        if over is None or over > at:
            raise NotNow
        return _asked(row, "say", actor, at)


def approve_campaign(*, campaign: UUID, actor: Actor, at: datetime) -> Errand:
    """Has everything approved that somebody else said of this campaign and nothing is odd about; the rest is looked at
    one by one. What the actor said, and who the actor is or leads, stays. Raises OwnHours where nothing else is there.
    """
    with acting(actor):
        row = locked_campaign(campaign=campaign, actor=actor)
        if not _to_approve(row, actor).exists():
            raise OwnHours
        return _asked(row, "approve", actor, at)


def _asked(row: Campaign, what: str, actor: Actor, at: datetime) -> Errand:
    """One that is under way is not begun twice."""
    running = Errand.objects.filter(campaign=row, what=what, over_at=None).first()
    return running or Errand.objects.create(
        id=new_id(at), campaign=row, what=what, asked_by_id=actor.user_id, asked_at=at
    )


def run_errands(*, at: datetime) -> int:
    """Does the next piece of the oldest errand; whether there was one. One that fails is set aside for a while, so that
    it holds up nothing else."""
    waiting = Errand.objects.filter(over_at=None).exclude(failed_at__gt=at - AGAIN_AFTER)
    key = waiting.order_by("asked_at", "pk").values_list("pk", flat=True).first()
    if key is None:
        return 0
    try:
        _run(key, at)
    except OperationalError:
        raise
    except Exception:
        log.exception("a piece of an errand failed")
        Errand.objects.filter(pk=key).update(failed_at=at)
    return 1


def _run(key: UUID, at: datetime) -> None:
    with acting(SYSTEM):
        rows = Errand.objects.select_for_update(of=("self",)).select_related("campaign__office__area")
        row = rows.get(pk=key)
        if row.over_at is not None:
            return
        asker = _asker(row)
        if asker is None and row.what != "tell":
            row.after, people = None, 0
        else:
            people, row.after = _DO[row.what](row, asker or Actor("staff", row.asked_by_id), at)
        row.people += people
        row.over_at = at if row.after is None else None
        row.failed_at = None
        row.save(update_fields=["people", "after", "over_at", "failed_at"])


def _asker(row: Errand) -> Actor | None:
    """Who asked, while they still may: whoever left in between says and approves nothing any more."""
    user = with_grants().filter(pk=row.asked_by_id, is_active=True).first()
    actor = actor_of(user) if user else None
    return actor if actor and allows(actor, "volunteers.dispatch", row.campaign) else None


def _next(rows: Rows, row: Errand, *columns: str) -> tuple[list[tuple[Any, ...]], UUID | None]:
    """The columns of the next rows, their ids first, and where the piece after them begins."""
    rest = rows.filter(pk__gt=row.after) if row.after else rows
    found = list(rest.order_by("pk").values_list("pk", *columns)[:AT_ONCE])
    return found, found[-1][0] if len(found) == AT_ONCE else None


def _tell(row: Errand, _actor: Actor, at: datetime) -> Piece:
    told = tell_leaders_stood_down(row.campaign, row.asked_at, at) if row.after is None else 0
    waiting = Enrolment.objects.filter(zone__campaign=row.campaign, zone__during__endswith__gt=row.asked_at)
    waiting = waiting.filter(volunteer__isnull=False, check_in__isnull=True)
    waiting = waiting.exclude(Exists(Team.objects.filter(zone=OuterRef("zone"), leader=OuterRef("volunteer"))))
    found, after = _next(waiting, row)
    tickets = Enrolment.objects.filter(pk__in=[key for (key,) in found]).select_related("volunteer", "zone")
    return told + tell_stood_down(row.campaign, tickets, at), after


def _say(row: Errand, actor: Actor, at: datetime) -> Piece:
    campaign = row.campaign
    came = CheckIn.objects.filter(enrolment__zone__campaign=campaign, enrolment__volunteer__isnull=False)
    columns = ("enrolment__volunteer", "at", "enrolment__zone__during", "device", "way")
    found, after = _next(came, row, *columns)
    shared = _shared(campaign, {bytes(device) for *_rest, device, way in found if device and way == "code"})
    stays = []
    for _check_in, volunteer, came_at, during, device, way in found:
        since = max(came_at, during.lower) if came_at < during.upper else during.lower
        key = uuid5(campaign.pk, f"{volunteer}{during.lower:%Y%m%d%H%M}")
        odd = way == "code" and device is not None and bytes(device) in shared
        stays.append((key, volunteer, since, during.upper, odd, odd or by_lot(presence=key)))
    new = _insert(campaign, stays, actor, at) if stays else 0
    if new:
        note_campaign("volunteers.say_campaign", campaign, actor, at, people=new)
    return new, after


# Whom it was said of before, or who was somewhere else, is left out by the table's own keys.
_INSERT = """
INSERT INTO volunteers_presence (
    id, volunteer_id, during, flags, sampled, office_id, campaign, work, said_by_id, said_at,
    outcome, state, reason, verdict
)
SELECT t.id, t.volunteer, tstzrange(t.since, t.until),
    CASE WHEN t.odd THEN ARRAY['same_device'] ELSE ARRAY[]::text[] END,
    t.sampled, %s, %s, %s, %s, %s, 'planned', 'said', '', ''
FROM unnest(%s::uuid[], %s::uuid[], %s::timestamptz[], %s::timestamptz[], %s::boolean[], %s::boolean[])
    AS t (id, volunteer, since, until, odd, sampled)
ON CONFLICT DO NOTHING
"""


def _insert(campaign: Campaign, stays: Sequence[tuple[Any, ...]], actor: Actor, at: datetime) -> int:
    """Writes down who was there from when until when, and whether that is odd and is looked at; how many are new."""
    values: list[Any] = [campaign.office_id, campaign.pk, campaign.work, actor.user_id, at]
    values += [list(column) for column in zip(*stays, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, values)
        return int(cursor.rowcount)


def _shared(campaign: Campaign, devices: Iterable[bytes]) -> set[bytes]:
    """Which of these browsers checked in more people than a family has."""
    rows = CheckIn.objects.filter(device__in=list(devices), way="code", enrolment__zone__campaign=campaign)
    many = rows.values("device").annotate(n=Count("pk")).filter(n__gte=SAME_DEVICE_MANY)
    return {bytes(device) for device in many.values_list("device", flat=True) if device}


def _to_approve(campaign: Campaign, actor: Actor) -> QuerySet[Presence]:
    rows = Presence.objects.filter(campaign=campaign.pk, state="said", flags=[], during__isnull=False)
    rows = rows.exclude(said_by=actor.user_id)
    own = own_volunteers(user=User.objects.get(pk=actor.user_id))
    if own:
        led = Enrolment.objects.filter(zone__campaign=campaign, team__leader__in=own, volunteer__isnull=False)
        rows = rows.exclude(volunteer__in=own).exclude(volunteer__in=led.values("volunteer"))
    return rows


def _approve(row: Errand, actor: Actor, at: datetime) -> Piece:
    """The volunteers are held first, in their order, so that ceilings hold for all their hours."""
    found, after = _next(_to_approve(row.campaign, actor), row, "volunteer")
    people = Volunteer.objects.select_for_update(of=("self",)).filter(pk__in=[volunteer for _key, volunteer in found])
    list(people.order_by("pk").values_list("pk"))
    locked = Presence.objects.select_for_update(of=("self",)).filter(pk__in=[key for key, _volunteer in found])
    stays = list(locked.filter(state="said", flags=[], during__isnull=False).order_by("pk"))
    if stays:
        Presence.objects.filter(pk__in=[stay.pk for stay in stays]).update(
            state="approved", approved_by=actor.user_id, approved_at=at
        )
        minutes = enter(rows=stays, at=at)
        note_campaign("volunteers.approve_campaign", row.campaign, actor, at, people=len(stays), minutes=minutes)
    return len(stays), after


_DO: Mapping[str, Callable[[Errand, Actor, datetime], Piece]] = {"tell": _tell, "say": _say, "approve": _approve}
