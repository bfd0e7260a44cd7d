"""What volunteers cost in the database: a long table written down, who can come now, and a plan of a branch."""

import csv
import tempfile
import time
from collections.abc import Callable
from itertools import islice
from pathlib import Path
from typing import Any

import numpy
from django.db import connection

from dauys.directory.cache import place_of
from dauys.directory.models import Organization
from dauys.ground.access.actors import SYSTEM
from dauys.ground.ids import new_id
from dauys.ground.moment import now
from dauys.ground.ui.moments import today
from dauys.site.bench import dispatch
from dauys.site.bench.cpu import running_seconds
from dauys.site.bench.figures import Figure, at_most, middle, p95
from dauys.site.bench.stage import know_sizes
from dauys.site.bulk import volunteering
from dauys.site.bulk.offices_of_help import ask, people, write_down
from dauys.volunteers import actions
from dauys.volunteers.actions.importing import AT_ONCE, Added, Writer
from dauys.volunteers.models import Line
from dauys.volunteers.nearby import who_can_come
from dauys.volunteers.offices import offices
from dauys.volunteers.people_files import lines_of
from dauys.volunteers.people_rows import Home, Reader, split

Say = Callable[[str], None]
PLANNED, LINES = 50_000, 5_000  # of the branch that is planned
ASKED = 200
A_MILLION_MINUTES = 15.0
LIVE_MS = 50.0


def run(count: int, say: Say) -> list[Figure]:
    """`count` people of the whole country; this process is connected to a database that nobody needs afterwards."""
    at, rng = now(), numpy.random.default_rng(volunteering.SEED)
    towns = numpy.array(volunteering.PLACES)
    branch, other, third = [office for office in offices() if place_of(office)][1:4]
    lines, planned = min(LINES, count), min(PLANNED, count)
    say(f"writing {count:,} people down")

    def tell(what: str, done: int, total: int) -> None:
        if done % 50_000 == 0:
            say(f"{what}: {done:,} of {total:,}")

    write_down(branch, people(rng, planned, towns[:10], branch, at), planned, at, tell)
    rest = count - planned
    write_down(other, people(rng, rest, towns, other, at, first=planned), rest, at, tell)
    figures = [_import(third, count, say)]
    say(f"asking for help in {lines:,} lines")
    ask(rng, lines, towns[:10], 1.12 * planned, branch, at, tell)
    know_sizes("volunteers_volunteer", "volunteers_place", "volunteers_held", "volunteers_offer", "volunteers_line")
    figures += [*_live(count, say), *dispatch.run(branch, say)]
    return [*figures, *_plan(branch, planned, lines, say)]


def _import(office: Organization, there: int, say: Say) -> Figure:
    """A table of a tenth of the people beside all who are there, from the file to the last index."""
    count = max(there // 10, 1)
    say(f"importing {count:,} people from a table")
    with tempfile.TemporaryDirectory(prefix="dauys-bench-") as folder:
        path = Path(folder) / "people.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(("аты-жөні", "туған күні", "телефон", "дағдылар", "бос уақыт"))
            for n in range(count):
                born = f"{1 + n % 28:02d}.{1 + n % 12:02d}.{1960 + n % 50}"
                writer.writerow((f"Кесте Үлгі {n}", born, f"8705{n:07d}", "cooking,driver", "weekend"))
        wall, cpu = time.monotonic(), time.process_time()
        reader, done = Reader(Home(place_of(office), today())), Added()
        target = Writer(office=office, group=None, actor=SYSTEM, at=now())
        lines = lines_of(path)
        while part := list(islice(lines, AT_ONCE)):
            done += target.write([person for _line, person in split(reader, part)[0]])
        wall, cpu = time.monotonic() - wall, time.process_time() - cpu
    minutes = wall / count * 1_000_000 / 60
    note = (
        f"{done.added:,} people in {wall:.0f} s beside {there:,}; {cpu / count * 1e6:.0f} µs CPU each in this process"
    )
    return at_most("a million people from a table, reckoned", round(minutes, 1), A_MILLION_MINUTES, "minutes", note)


def _live(count: int, say: Say) -> list[Figure]:
    """This process and its session of the database, one line after the other."""
    say("who can come now")
    pid = _session()
    lines = list(Line.objects.order_by("pk")[:ASKED])
    for line in lines[:5]:
        who_can_come(line, at=now())
    spent, found = [], 0
    for line in lines:
        began = time.process_time() + running_seconds(pid)
        found += len(who_can_come(line, at=now()))
        spent.append((time.process_time() + running_seconds(pid) - began) * 1000)
    note = (
        f"p50 {middle(spent):.1f} ms, the slowest of {len(lines)} {max(spent):.1f} ms; {found / len(lines):.1f} found"
    )
    return [at_most(f"who can come now, from the database, among {count:,}, p95", p95(spent), LIVE_MS, "ms CPU", note)]


def _session() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _plan(office: Organization, volunteers: int, lines: int, say: Say) -> list[Figure]:
    say(f"the plan of {volunteers:,} x {lines:,}")
    pid = _session()
    began, database = time.process_time(), running_seconds(pid)
    made: Any = actions.make_plan(key=new_id(now()), office=office, actor=SYSTEM, at=now())
    spent, of_database = time.process_time() - began, running_seconds(pid) - database
    about = made.about
    note = (
        f"{about['volunteers']:,} x {about['needs']:,}: {about['filled']:,} of {about['places']:,} places filled in "
        f"{about['rounds']} rounds; solving, reasons and checker {made.cpu_ms / 1000:.1f}, database {of_database:.1f}"
    )
    name = f"plan of {volunteers:,} x {lines:,} from the database, stored"
    return [Figure(name, round(spent + of_database, 1), "s CPU", note=note)]
