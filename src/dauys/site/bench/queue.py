"""The queue of a centre: whether its shown wait is honest, whether a slot or a ticket is ever given twice, and what its
screens cost."""

import heapq
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from statistics import mean as average
from statistics import pvariance
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

from django.core.management import call_command
from django.db import connections
from django.test import Client

from dauys.core.queue import Lasting, lasting, rank, waiting
from dauys.directory.models import Organization, Post
from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor, Grant
from dauys.ground.accounts.actions import add_staff
from dauys.ground.moment import now
from dauys.ground.ui.moments import zone
from dauys.receptions import actions
from dauys.receptions.actions import Line
from dauys.receptions.devices import device_address
from dauys.receptions.models import Host, Ticket, Visit
from dauys.site.bench import centres
from dauys.site.bench.figures import Figure, at_most

TICKETS, COUNTERS, CLIENTS, SLOTS = 600, 8, 32, 12
_START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_DAY = 480.0  # minutes a centre is open
_BONUS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Mix:
    """A kind of centre: how long each service really takes (mean and spread), what was planned, how full it is."""

    name: str
    services: Mapping[str, tuple[float, float, float]]  # share of people, minutes, coefficient of variation
    planned: float
    counters: int
    load: float  # arrivals by what the counters can take
    first: float = 0.12  # share of people with a bonus


MIXES = (
    Mix("short and alike", {"advice": (0.7, 5, 0.5), "paper": (0.3, 7, 0.5)}, 6, 3, 0.95),
    Mix("short and long mixed", {"advice": (0.6, 4, 0.8), "help": (0.3, 14, 0.7), "land": (0.1, 30, 0.6)}, 10, 5, 0.97),
    Mix("one counter, very uneven", {"help": (1.0, 12, 1.1)}, 15, 1, 0.85),
)
MIX_DAYS = 60


@dataclass
class _Day:
    """One day played through: who waits by rank, who is served until when."""

    mix: Mix
    dice: random.Random
    lengths: dict[str, Lasting]
    seen: dict[str, list[float]]
    line: list[tuple[datetime, int, str, float]] = field(default_factory=list)
    shown: dict[int, tuple[float, float, float]] = field(default_factory=dict)  # arrival, low, high
    told: list[tuple[float, float, float]] = field(default_factory=list)  # waited, low, high
    busy: list[tuple[float, str]] = field(default_factory=list)
    bonuses: list[float] = field(default_factory=list)

    def play(self) -> list[tuple[float, float, float]]:
        work = sum(share * minutes for share, minutes, _cv in self.mix.services.values())
        pace = self.mix.load * self.mix.counters / work
        at, person = 0.0, 0
        while (at := at + self.dice.expovariate(pace)) < _DAY:
            self._until(at)
            self._arrives(person, at)
            person += 1
        self._until(float("inf"))
        return self.told

    def _arrives(self, person: int, at: float) -> None:
        names = list(self.mix.services)
        service = self.dice.choices(names, [self.mix.services[n][0] for n in names])[0]
        first = self.dice.random() < self.mix.first
        if first:
            self.bonuses.append(at)
        mine = rank(_START + timedelta(minutes=at), _BONUS if first else timedelta())
        ahead = [self.lengths[s] for r, _p, s, _at in self.line if r <= mine]
        jumps = sum(at - 60 < b for b in self.bonuses) / 60
        serving = [self.lengths[s] for _ends, s in self.busy]
        reach = 0 if first else _BONUS.total_seconds() / 60
        wait = waiting(ahead, serving, self.mix.counters, jumps=jumps, reach=reach)
        low = round(wait.low)
        self.shown[person] = (at, low, max(round(wait.high), low + 1))
        self.line.append((mine, person, service, at))
        self._call(at)

    def _until(self, at: float) -> None:
        while self.busy and self.busy[0][0] <= at:
            ends, _service = heapq.heappop(self.busy)
            self._call(ends)

    def _call(self, at: float) -> None:
        while self.line and len(self.busy) < self.mix.counters:
            self.line.sort()
            _rank, person, service, came = self.line.pop(0)
            _share, minutes, cv = self.mix.services[service]
            length = self.dice.gammavariate(1 / cv**2, minutes * cv**2)
            self.seen[service].append(length)
            heapq.heappush(self.busy, (at + length, service))
            if at > came:
                _at, low, high = self.shown[person]
                self.told.append((at - came, low, high))


def calibration(mix: Mix, days: int = MIX_DAYS) -> tuple[float, int]:
    """Of those who waited at all, how many waited within the minutes they were shown; and how many they were. The
    lengths known on a day are those seen on the days before."""
    dice = random.Random(mix.name)  # noqa: S311  invented, and the same each time
    seen: dict[str, list[float]] = defaultdict(list)
    told: list[tuple[float, float, float]] = []
    for day in range(days):
        lengths = {
            s: lasting(mix.planned, len(x), average(x) if x else 0, pvariance(x) if x else 0)
            for s, x in ((s, seen[s]) for s in mix.services)
        }
        of_day = _Day(mix, dice, lengths, seen).play()
        told += of_day if day else []  # the first day knows only what was planned
    inside = sum(low <= waited <= high for waited, low, high in told)
    return inside / len(told), len(told)


def honest() -> Iterator[Figure]:
    """The shown wait in three kinds of centre; needs no database."""
    for mix in MIXES:
        share, people = calibration(mix)
        yield Figure(
            f"waits inside the shown range: {mix.name}", round(share, 3), "", bar="0.55 to 0.65",
            passed=0.55 <= share <= 0.65, note=f"{people:,} people who waited, {MIX_DAYS - 1} days",
        )  # fmt: skip


def run(say: Callable[[str], None]) -> list[Figure]:
    """This process is connected to a database that nobody needs afterwards."""
    say("waits played through")
    figures = list(honest())
    place = _place()
    say(f"{TICKETS} tickets, {COUNTERS} counters at once")
    figures.append(_counters(place))
    say(f"{CLIENTS} clients on {SLOTS} slots")
    figures.append(_slots(place))
    say("screens")
    figures += _screens(place)
    figures += centres.run(place.admin, place.actors[0], say)
    return figures


@dataclass(frozen=True, slots=True)
class _Place:
    office: UUID
    head: Host
    actors: list[Actor]
    admin: Actor


def _actor(role: str) -> Actor:
    about: dict[str, Any] = {"password": None, "language": "kk", "position": {}, "actor": SYSTEM, "at": now()}
    user = add_staff(email=f"{uuid4()}@bench.example", name="Bench", **about)
    return Actor(kind="staff", id=user.pk, name="Bench", grants=(Grant(role),))


def _place() -> _Place:
    at, admin = now(), _actor("administrator")
    post = Post.objects.filter(role="head").select_related("organization").order_by("organization__path")[0]
    words = {"kk": "Орталық", "ru": "Центр", "en": "Centre"}
    office = actions.open_office(
        organization=Organization.objects.get(pk=post.organization_id), names=words, address=words, hours={},
        access_notes={}, languages=["kk"], actor=admin, at=at,
    )  # fmt: skip
    head = actions.add_host(office=office.pk, post=post, room="1", actor=admin, at=at)
    return _Place(office.pk, head, [_actor("head") for _n in range(COUNTERS)], admin)


def _counters(place: _Place) -> Figure:
    at = now()
    for _number in range(TICKETS):
        actions.take_ticket(key=uuid4(), office=place.office, service="advice", language="kk", at=at)
    hosts = [
        actions.add_counter(office=place.office, number=n, actor=place.admin, at=at).pk for n in range(1, COUNTERS + 1)
    ]

    def work(pair: tuple[UUID, Actor]) -> list[UUID]:
        host, clerk = pair
        about: dict[str, Any] = {"host": host, "actor": clerk, "at": at}
        try:
            actions.staff_counter(**about)
            mine = []
            while row := actions.call_next(**about):
                mine.append(row.pk)
                actions.finish(ticket=row.pk, service="advice", result="given", **about)
            return mine
        finally:
            connections.close_all()

    began = time.monotonic()
    with ThreadPoolExecutor(COUNTERS) as pool:
        called = [pk for mine in pool.map(work, zip(hosts, place.actors, strict=True)) for pk in mine]
    took = time.monotonic() - began
    twice = [pk for pk, count in Counter(called).items() if count > 1]
    left = Ticket.objects.exclude(state="done").count()
    return Figure(
        f"different people called, of {TICKETS} tickets by {COUNTERS} counters at once", len(set(called)), "",
        bar=f"{TICKETS}, none twice, none left", passed=len(set(called)) == TICKETS and not twice and not left,
        note=f"{len(called) / took:,.0f} calls and ends a second",
    )  # fmt: skip


def _slots(place: _Place) -> Figure:
    at = now()
    day = date.fromordinal(at.astimezone(zone()).date().toordinal() + 2)
    line = Line(first=day, opens=clock(10), minutes=20 * SLOTS, rule="")
    drafted, agreed = place.actors[:2]
    row = actions.draft(host=place.head.pk, since=day, until=day, lines=[line], actor=drafted, at=at)
    actions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=agreed, at=at)
    actions.publish(schedule=row.pk, actor=drafted, at=at)
    starts = [datetime.combine(day, clock(10), tzinfo=zone()) + timedelta(minutes=20 * n) for n in range(SLOTS)]

    here = Barrier(CLIENTS)

    def work(_client: int) -> int:
        try:
            _connect_directly()
            here.wait(60)  # nobody begins before all are connected
            got = 0
            for one in starts:
                with suppress(actions.SlotTaken):
                    actions.hold(host=place.head.pk, starts=one, source="web", language="kk", actor=ANONYMOUS, at=at)
                    got += 1
            return got
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CLIENTS) as pool:
        got = sum(pool.map(work, range(CLIENTS)))
    held = Visit.objects.filter(host=place.head, state="held").values_list("during", flat=True)
    return Figure(
        f"slots given to {CLIENTS} clients that all want all {SLOTS}", got, "", bar=f"{SLOTS}",
        passed=got == SLOTS == len(set(held)),
    )  # fmt: skip


def _connect_directly() -> None:
    """A connection of this thread's own beside the pool, which may hold fewer than there are clients."""
    mine = connections["default"]
    mine.settings_dict = {**mine.settings_dict, "OPTIONS": {**mine.settings_dict["OPTIONS"], "pool": None}}
    mine.ensure_connection()


def _screens(place: _Place) -> Iterator[Figure]:
    """Processor time of one request in this process, with what stands around every page."""
    at = now()
    clients = {}
    for kind in ("kiosk", "display"):
        device = actions.add_device(office=place.office, kind=kind, label="Bench", actor=place.admin, at=at)
        clients[kind] = Client(HTTP_HOST="localhost")
        path = "/kk" + device_address(device.pk).split("/kk", 1)[1]
        if clients[kind].get(path).status_code != 302:
            raise RuntimeError(path)
    mark = clients["display"].get("/kk/queue/display/now/")["ETag"]
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their styles by what they hold
    asks: dict[str, Callable[[], Any]] = {
        "a display that asks and has it already (304)": lambda: clients["display"].get(
            "/kk/queue/display/now/", headers={"if-none-match": mark}
        ),
        "the page of a display": lambda: clients["display"].get("/kk/queue/display/"),
        "a number at the kiosk": lambda: clients["kiosk"].post("/kk/queue/", {"key": uuid4(), "service": "advice"}),
    }
    for name, ask in asks.items():
        for _warm in range(20):
            ask()
        began = time.process_time()
        for _ask in range(200):
            ask()
        spent = (time.process_time() - began) / 200 * 1000
        yield at_most(f"processor time of {name}", spent, 50, "ms", note="this process; the database's is not in it")
