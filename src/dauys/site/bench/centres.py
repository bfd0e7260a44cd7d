"""What the screens of a whole country cost: 150 centres with 2,000 tickets each today, 5,000 displays that ask."""

import math
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client

from dauys.directory.models import Organization
from dauys.ground.access.actors import Actor
from dauys.ground.moment import now
from dauys.ground.ui.moments import local
from dauys.receptions import actions
from dauys.receptions.devices import device_address
from dauys.site.bench.cpu import running_seconds
from dauys.site.bench.figures import Figure, at_most

CENTRES, TICKETS, DISPLAYS = 150, 2_000, 5_000
WAITING = 40  # of a centre's tickets; the others were served today
EVERY = 2.0  # seconds after which a display asks again
BAR = 50.0  # ms of a request
WORDS = {"kk": "Орталық", "ru": "Центр", "en": "Centre"}

# Tickets of a day, ten seconds apart: the last of them wait, the others were served for five minutes each.
_TICKETS = """
INSERT INTO receptions_ticket (id, office_id, day, serial, letter, service, first, language, state, made_at,
    counted_from, rank_at, host_id, only_host, calls, called_at, began_at, ended_at, came_back, result, link_key)
SELECT gen_random_uuid(), %(office)s, %(day)s, n, 'А', 'advice', '', 'kk',
    CASE WHEN waits THEN 'waiting' ELSE 'done' END, came, came, came,
    CASE WHEN waits THEN NULL ELSE (%(counters)s::uuid[])[1 + n %% 8] END, FALSE, 0,
    CASE WHEN waits THEN NULL ELSE came END, CASE WHEN waits THEN NULL ELSE came END,
    CASE WHEN waits THEN NULL ELSE came + INTERVAL '5 minutes' END, FALSE, CASE WHEN waits THEN '' ELSE 'given' END,
    sha256(gen_random_uuid()::text::bytea)
FROM (
    SELECT n, n > %(count)s - %(waiting)s AS waits,
        %(at)s::timestamptz - (%(count)s - n) * INTERVAL '10 seconds' AS came
    FROM generate_series(1, %(count)s) n
) t
"""


def run(admin: Actor, clerk: Actor, say: Callable[[str], None]) -> Iterator[Figure]:
    """Processor time of this process and its session in the database together."""
    say(f"{CENTRES} centres, {TICKETS:,} tickets in each")
    offices = [_centre(number, admin, clerk) for number in range(CENTRES)]
    displays = [_screen(office, "display", admin) for office in offices]
    kiosks = [_screen(office, "kiosk", admin) for office in offices]
    spent = _Meter()
    say(f"{DISPLAYS:,} displays ask")
    marks = [display.get("/kk/queue/display/now/")["ETag"] for display in displays]
    asked = known = 0
    before = spent.seconds()
    for _second in range(int(EVERY)):  # as it goes in a real second: all displays of a centre, one reading for them
        for place in range(CENTRES):
            for _display in range(math.ceil(DISPLAYS / CENTRES / EVERY)):
                answer = displays[place].get("/kk/queue/display/now/", headers={"if-none-match": marks[place]})
                known += answer.status_code == 304
                asked += 1
    each = (spent.seconds() - before) / asked
    yield at_most(
        f"processor time of a display that asks, of {DISPLAYS:,} in {CENTRES} centres", each * 1000, BAR, "ms",
        note=f"{known:,} of {asked:,} had it already; all of them every {EVERY:.0f} s take "
        f"{each * DISPLAYS / EVERY:.1f} processors",
    )  # fmt: skip
    asks: dict[str, Callable[[int], Any]] = {
        "a number at the kiosk of a centre with 2,000 tickets": lambda n: kiosks[n % CENTRES].post(
            "/kk/queue/", {"key": uuid4(), "service": "advice"}
        ),
        "the page of a display of such a centre": lambda n: displays[n % CENTRES].get("/kk/queue/display/"),
    }
    for name, ask in asks.items():
        for number in range(20):
            ask(number)
        before = spent.seconds()
        for number in range(CENTRES):
            ask(number + 20)
        yield at_most(f"processor time of {name}", (spent.seconds() - before) / CENTRES * 1000, BAR, "ms")


class _Meter:
    def __init__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            self._backend = int(cursor.fetchone()[0])

    def seconds(self) -> float:
        return time.process_time() + running_seconds(self._backend)


def _screen(office: UUID, kind: str, admin: Actor) -> Client:
    device = actions.add_device(office=office, kind=kind, label="Bench", actor=admin, at=now())
    client = Client(HTTP_HOST="localhost")
    path = "/kk" + device_address(device.pk).split("/kk", 1)[1]
    if client.get(path).status_code != 302:
        raise RuntimeError(path)
    return client


def _centre(number: int, admin: Actor, clerk: Actor) -> UUID:
    """A centre at work: eight counters, most tickets of the day served, some waiting, one called."""
    at = now()
    bodies = Organization.objects.order_by("path")
    office = actions.open_office(
        organization=bodies[number % len(bodies)], names=WORDS, address=WORDS, hours={}, access_notes={},
        languages=["kk"], actor=admin, at=at,
    ).pk  # fmt: skip
    counters = [actions.add_counter(office=office, number=n, actor=admin, at=at) for n in range(1, 9)]
    with connection.cursor() as cursor:
        cursor.execute(_TICKETS, {
            "office": office, "day": local(at).date(), "at": at, "count": TICKETS, "waiting": WAITING,
            "counters": [counter.pk for counter in counters],
        })  # fmt: skip
    actions.staff_counter(host=counters[0].pk, actor=clerk, at=at)
    actions.call_next(host=counters[0].pk, actor=clerk, at=at)
    return office
