"""A campaign of as many people as a country calls out: sign-up, tickets, check-ins, counting, hours and certificates,
by the same actions as at the desk and in the worker."""

import resource
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F, Sum

from dauys.directory.cache import place_of
from dauys.directory.models import Organization
from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor, Grant
from dauys.ground.accounts.actions import add_staff, grant
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local, today
from dauys.site.bench.cpu import running_seconds
from dauys.site.bench.figures import Figure, at_most
from dauys.volunteers import actions
from dauys.volunteers.actions import NewZone, Tick
from dauys.volunteers.actions.importing import AT_ONCE, Writer
from dauys.volunteers.certificates import token
from dauys.volunteers.hours import minutes_between
from dauys.volunteers.models import (
    Campaign,
    Certificate,
    CheckIn,
    Enrolment,
    Group,
    HourEntry,
    Presence,
    Team,
    Volunteer,
    Zone,
)
from dauys.volunteers.offices import offices
from dauys.volunteers.people import NewPlace, NewVolunteer
from dauys.volunteers.points import point_of
from dauys.volunteers.rules import ALL_WEEK

Say = Callable[[str], None]
A_GROUP = 10_000  # people who come together, as a university's list is
HOURS = 4
CERTIFICATES_AT_ONCE = 500


def whole_campaign(people: int, say: Say) -> list[Figure]:
    """So many volunteers, in groups of A_GROUP with a zone each: each step timed, and its result counted in the end."""
    if not people:
        return []
    clerk, other = coordinator(), coordinator()
    row = campaign(clerk, [min(A_GROUP, people - done) for done in range(0, people, A_GROUP)])
    clock = _Clock(people)
    for number, zone in enumerate(row.zones.order_by("number"), 1):
        group = actions.open_group(
            key=uuid4(), office=row.office, kind="organization", name=f"Bench {number}", most=zone.capacity,
            closes_on=None, leader=None, actor=clerk, at=now(),
        )  # fmt: skip
        with clock.step("signed up from lists"):
            _sign_up(row.office, group, zone)
        with clock.step("tickets for groups"):
            team = actions.open_team(
                key=uuid4(), zone=zone.pk, name=group.name, most=zone.capacity, leader=None, group=group,
                actor=clerk, at=now(),
            )  # fmt: skip
            actions.enrol_group(team=team.pk, actor=ANONYMOUS, at=now())
        with clock.step("check-ins by lists"):
            _tick(team)
        if number % 10 == 0:
            say(f"campaign: {number * A_GROUP:,} of {people:,} signed up and checked in")
    with clock.step("counted"):
        while actions.fold_check_ins(at=now()):
            pass
    over = now() + timedelta(hours=HOURS)
    with clock.step("hours written down"):
        actions.say_campaign(campaign=row.pk, actor=clerk, at=over)
        _run_errands(over, say)
    with clock.step("hours approved"):
        actions.approve_campaign(campaign=row.pk, actor=other, at=over)
        _run_errands(over, say)
    with clock.step("certificates as signed tokens"):
        weight = _certificates(row.office, local(over).date(), over, say)
    return [*_checked(row, people), *clock.figures(), Figure("tokens together", round(weight / 1e6, 1), "MB")]


class _Clock:
    """Wall and processor time of each step, of this process and its session of the database."""

    def __init__(self, people: int) -> None:
        self._people = people
        self._spent: dict[str, tuple[float, float, float]] = {}
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._pid = int(cursor.fetchone()[0])

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        wall, cpu, database = time.monotonic(), time.process_time(), running_seconds(self._pid)
        yield
        before = self._spent.get(name, (0.0, 0.0, 0.0))
        moved = (time.monotonic() - wall, time.process_time() - cpu, running_seconds(self._pid) - database)
        self._spent[name] = (before[0] + moved[0], before[1] + moved[1], before[2] + moved[2])

    def figures(self) -> list[Figure]:
        found = []
        for name, (wall, cpu, database) in self._spent.items():
            each = (cpu + database) / self._people * 1e6
            note = f"{each:.0f} µs CPU a person: here {cpu:.0f} s, database {database:.0f} s"
            found.append(Figure(f"campaign of {self._people:,}: {name}", round(wall, 1), "s", note=note))
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return [*found, Figure(f"campaign of {self._people:,}: memory of this process", round(most), "MB")]


def coordinator() -> Actor:
    """A member of staff of its own each time, for whoever says hours may not approve them."""
    at, office = now(), offices()[0]
    user = add_staff(
        email=f"{uuid4()}@bench.example", name="Bench", password=None, language="kk", position={}, actor=SYSTEM, at=at
    )
    grant(user=user, role="officer", org_path=office.path, since=today(), actor=SYSTEM, at=at)
    return Actor(kind="staff", id=user.pk, grants=(Grant("officer", office.path),))


def campaign(actor: Actor, places: Sequence[int]) -> Campaign:
    """A zone for so many people each, whose work began a minute ago, spread over the offices with a place."""
    at = now()
    starts = at - timedelta(minutes=1)
    homes = [place_of(office) for office in offices() if place_of(office) and point_of(place_of(office))]
    zones = []
    for n, capacity in enumerate(places):
        home = homes[n % len(homes)]
        lat, lon = point_of(home) or (0.0, 0.0)
        zones.append(NewZone(home, lat, lon, f"Bench {n}", starts, starts + timedelta(hours=HOURS), capacity))
    row = actions.open_campaign(
        key=uuid4(), office=offices()[0], name="Bench", notice="", work="general", first_on=local(starts).date(),
        last_on=local(starts + timedelta(hours=HOURS)).date(), actor=actor, at=at,
    )  # fmt: skip
    actions.add_zones(campaign=row.pk, zones=zones, actor=actor, at=at)
    return actions.start_campaign(campaign=row.pk, actor=actor, at=at)


def _sign_up(office: Organization, group: Group, zone: Zone) -> None:
    """The people of a list, all of age, as an import writes them down."""
    target = Writer(office=office, group=group, actor=SYSTEM, at=now())
    first = zone.number * A_GROUP
    people = (
        NewVolunteer(
            name=f"Тізім Үлгі {n}", born_on=date(1960 + n % 45, 1 + n % 12, 1 + n % 28), language="kk",
            places=[NewPlace(zone.area_path, zone.lat, zone.lon)], phone=f"+7705{n:07d}", free=ALL_WEEK,
        )
        for n in range(first, first + zone.capacity)
    )  # fmt: skip
    while some := list(islice(people, AT_ONCE)):
        target.write(some)


def _tick(team: Team) -> None:
    """The list of a leader's phone, kept without network and sent once."""
    row = Team.objects.select_related("zone__campaign").get(pk=team.pk)
    codes = Enrolment.objects.filter(team=row).order_by("pk").values_list("code", flat=True)
    ticks = [Tick(uuid4(), code, now()) for code in codes]
    actions.tick(team=row, ticks=ticks, way="offline", device=None, actor=ANONYMOUS, at=now())


def _run_errands(at: datetime, say: Say) -> None:
    pieces = 0
    while actions.run_errands(at=at):
        pieces += 1
        if pieces % 100 == 0:
            say(f"errands: {pieces} pieces")


def _certificates(office: Organization, until: date, at: datetime, say: Say) -> int:
    """For everybody of the office who has hours; how many bytes all tokens are."""
    weight, done, language = 0, 0, current().languages[0]
    keys = Volunteer.objects.filter(office=office).order_by("pk").values_list("pk", flat=True)
    after = UUID(int=0)
    while part := list(keys.filter(pk__gt=after)[:CERTIFICATES_AT_ONCE]):
        made = actions.issue_many(office=office, volunteers=part, since=None, until=until, actor=SYSTEM, at=at)
        weight += sum(len(token(row, language)) for row in made)
        after, done = part[-1], done + len(made)
        if done % 100_000 == 0:
            say(f"certificates: {done:,}")
    return weight


def _checked(row: Campaign, people: int) -> list[Figure]:
    """What every step left, against what it began with."""
    zones = row.zones.aggregate(taken=Sum("taken"), came=Sum("came"))
    stays = Presence.objects.filter(campaign=row.pk)
    minutes = HourEntry.objects.filter(campaign=row.pk).aggregate(n=Sum("minutes"))["n"] or 0
    during = stays.filter(during__isnull=False).values_list("during", flat=True).iterator()
    said = sum(minutes_between(stay.lower, stay.upper) for stay in during if stay)
    counts = {
        "tickets": zones["taken"],
        "check-ins": CheckIn.objects.filter(enrolment__zone__campaign=row).count(),
        "counted": zones["came"],
        "stays": stays.filter(state="approved", approved_by__isnull=False).exclude(approved_by=F("said_by")).count(),
        "certificates": Certificate.objects.filter(office=row.office, revoked_at=None).count(),
    }
    wrong = sum(abs(found - people) for found in counts.values()) + abs(minutes - said)
    note = ", ".join(f"{found:,} {name}" for name, found in counts.items()) + f", {minutes / 60:,.0f} hours"
    return [at_most(f"campaign of {people:,}: lost, doubled or not of two hands", wrong, 0, "", note)]
