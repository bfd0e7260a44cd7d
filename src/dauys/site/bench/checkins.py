"""Whether check-ins are lost or counted twice when all arrive at once, are sent twice, and the server is killed in the
middle."""

import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.conf import settings
from django.db import connection

from dauys.core.rotating_code import code_at
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.moment import now
from dauys.site.bench.campaign import campaign, coordinator, whole_campaign
from dauys.site.bench.cpu import descendants, seconds_of
from dauys.site.bench.figures import Figure, at_least, at_most, middle, p95
from dauys.site.bench.stage import READY_SECONDS, CannotMeasure, command, environment
from dauys.site.demo.ports import LOOPBACK, answers, free_port
from dauys.volunteers import actions
from dauys.volunteers.actions import MOST_TICKETS, MOST_TICKS, Tick
from dauys.volunteers.links import secret_of
from dauys.volunteers.models import Campaign, CheckIn, Enrolment, Fold, Team, Zone

Say = Callable[[str], None]
PER_SECOND, CLIENTS = 500, 24
BATCH_SECONDS = 10.0
PATIENCE = 60.0  # seconds in which the server has to be back
_COOKIE = "a" * 32


def run(people: int, seconds: int, say: Say) -> list[Figure]:
    """Over a database that nobody needs afterwards; with `people`, a campaign of so many from sign-up to certificates
    as well."""
    arriving = PER_SECOND * seconds
    row = campaign(coordinator(), [arriving, arriving, MOST_TICKS])
    return [*_rush(row, arriving, say), *_batches(row, say), *_counted(row), *whole_campaign(people, say)]


def _sign_up(team: Team, people: int) -> list[Enrolment]:
    made: list[Enrolment] = []
    while len(made) < people:
        some = min(MOST_TICKETS, people - len(made))
        made += actions.add_tickets(
            key=uuid4(), team=team.pk, people=some, from_age=18, with_parent=False, actor=ANONYMOUS, at=now()
        )
    return made


@dataclass
class Server:
    """`dauys serve` over the data of this bench, which can be killed with everything below it and started again."""

    port: int
    workers: int = 2
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        folder = os.environ["DAUYS_DATA"]
        arguments = command("serve", "--data", folder, "--port", str(self.port), "--workers", str(self.workers))
        self.process = subprocess.Popen(arguments, env=environment(Path(folder)), stdout=sys.stderr)  # noqa: S603
        deadline = time.monotonic() + READY_SECONDS
        while not answers(self.port):
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise CannotMeasure("The web server did not start; see its lines above.")
            time.sleep(0.05)

    def cpu(self) -> float:
        """Seconds of processor time of the web server so far, without PostgreSQL."""
        return seconds_of(descendants(self.process.pid)) if self.process else 0.0

    def kill(self) -> None:
        if self.process is None:
            return
        for pid in {*descendants(self.process.pid), self.process.pid}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(20)


@contextmanager
def _serving() -> Iterator[Server]:
    server = Server(free_port())
    try:
        server.start()
        yield server
    finally:
        server.kill()


@dataclass
class Rush:
    """People who arrive one after the other, whatever the server does; each sends the same request twice at once."""

    port: int
    tickets: list[Enrolment]
    secret: bytes
    begins: float = 0.0
    walls: list[float] = field(default_factory=list)
    late: list[float] = field(default_factory=list)
    again: int = 0
    refused: list[int] = field(default_factory=list)
    _next: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def go(self) -> float:
        """Seconds until the last one was answered."""
        self.begins = time.monotonic()
        threads = [threading.Thread(target=self._work) for _ in range(CLIENTS)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return time.monotonic() - self.begins

    def _work(self) -> None:
        lines = [Line(self.port), Line(self.port)]
        while True:
            with self._lock:
                number, self._next = self._next, self._next + 1
            if number >= len(self.tickets):
                break
            due = self.begins + number / PER_SECOND
            if (rest := due - time.monotonic()) > 0:
                time.sleep(rest)
            self._check_in(self.tickets[number], lines, due)
        for line in lines:
            line.close()

    def _check_in(self, ticket: Enrolment, lines: list["Line"], due: float) -> None:
        """Until both requests are answered; one that was not is sent again with the same id."""
        began, key = time.monotonic(), uuid4()
        waiting = list(lines)
        while waiting:
            if time.monotonic() - began > PATIENCE:
                self.refused.append(0)
                return
            asked = [line for line in waiting if line.ask(ticket, key, self.secret)]
            statuses = {line: line.status() for line in asked}
            self.refused += [s for s in statuses.values() if s not in (0, 200)]
            waiting = [line for line in waiting if not statuses.get(line)]
            if waiting:
                self.again += len(waiting)
                time.sleep(0.1)
        ended = time.monotonic()
        self.walls.append((ended - began) * 1000)
        self.late.append((ended - due) * 1000)


class Line:
    """One open connection, written by hand, for who sends must take little of the machine that is measured."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._socket: socket.socket | None = None

    def ask(self, ticket: Enrolment, key: UUID, secret: bytes) -> bool:
        """Sends; whether it could."""
        code = code_at(secret, time.time())
        body = urlencode({"key": str(key), "code": code, "csrfmiddlewaretoken": _COOKIE})
        head = (
            f"POST /kk/help/ticket/{secret_of(ticket.pk, 'enrolment')}/ HTTP/1.1\r\nHost: {LOOPBACK}:{self._port}\r\n"
            f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
            f"Cookie: {settings.CSRF_COOKIE_NAME}={_COOKIE}\r\n\r\n"
        )
        try:
            if self._socket is None:
                self._socket = socket.create_connection((LOOPBACK, self._port), timeout=20)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._socket.sendall((head + body).encode())
        except OSError:
            self.close()
            return False
        return True

    def status(self) -> int:
        """0 where the connection broke before the answer was whole."""
        answer = b""
        try:
            while b"\r\n\r\n" not in answer:
                answer += self._more()
            head, _blank, rest = answer.partition(b"\r\n\r\n")
            length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
            missing = (int(length[1]) if length else 0) - len(rest)
            while missing > 0:
                missing -= len(self._more())
        except OSError:
            self.close()
            return 0
        return int(head.split(b" ", 2)[1])

    def _more(self) -> bytes:
        found = self._socket.recv(65536) if self._socket else b""
        if not found:
            raise ConnectionResetError
        return found

    def close(self) -> None:
        if self._socket:
            self._socket.close()
        self._socket = None


def _rush(row: Campaign, arriving: int, say: Say) -> list[Figure]:
    """Everybody arrives within these seconds; in the middle the server is killed, and started again at once."""
    figures = []
    with _serving() as server:
        for kill in (False, True):
            team = _fresh_team(row)
            rush = Rush(server.port, _sign_up(team, arriving), bytes.fromhex(team.secret))
            killed = ", the server is killed" if kill else ""
            say(f"{arriving:,} arrive, {PER_SECOND} a second, each request twice{killed}")
            killer = threading.Timer(arriving / PER_SECOND / 2, _killed, [server]) if kill else None
            if killer:
                killer.start()
            before = server.cpu()
            took = rush.go()
            spent = (server.cpu() - before) / (2 * arriving) * 1000
            if killer:
                killer.join()
            figures += _told(rush, team, took, kill=kill)
            if not kill:  # a killed server takes its figures with it
                figures.append(Figure("a check-in request, web server", round(spent, 2), "ms CPU"))
    return figures


def _killed(server: Server) -> None:
    server.kill()
    server.start()


def _told(rush: Rush, team: Team, took: float, *, kill: bool) -> list[Figure]:
    many = len(rush.tickets)
    came = CheckIn.objects.filter(enrolment__team=team).count()
    name = "check-ins, every request twice" + (", server killed in the middle" if kill else "")
    note = f"{many:,} in {took:.1f} s; wall p50 {middle(rush.walls):.0f} ms, p95 {p95(rush.walls):.0f} ms; "
    note += f"after their moment p95 {p95(rush.late):.0f} ms; sent again {rush.again:,}"
    if rush.refused:
        note += f"; answered otherwise {sorted(set(rush.refused))}"
    figures = [at_most(f"{name}: lost or doubled", abs(came - many), 0, "", note)]
    rate = many / took
    if kill:
        return [*figures, Figure(f"{name}: a second", round(rate, 1), "check-ins/s", note=note)]
    return [*figures, at_least(f"{name}: a second", rate, PER_SECOND * 0.95, "check-ins/s", note)]


def _batches(row: Campaign, say: Say) -> list[Figure]:
    """A list of MOST_TICKS kept without network, sent twice at once and once more."""
    team = _fresh_team(row)
    team = Team.objects.select_related("zone__campaign").get(pk=team.pk)
    say(f"a list of {MOST_TICKS:,} without network, three times")
    ticks = [Tick(uuid4(), ticket.code, now()) for ticket in _sign_up(team, MOST_TICKS)]
    done: list[actions.Ticked] = []

    def send() -> None:
        try:
            done.append(actions.tick(team=team, ticks=ticks, way="offline", device=None, actor=ANONYMOUS, at=now()))
        finally:
            connection.close()

    began = time.monotonic()
    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    done.append(actions.tick(team=team, ticks=ticks, way="offline", device=None, actor=ANONYMOUS, at=now()))
    wrong = abs(sum(one.new for one in done) - MOST_TICKS) + abs(
        CheckIn.objects.filter(enrolment__team=team).count() - MOST_TICKS
    )
    note = f"new {', '.join(str(one.new) for one in done)}"
    return [
        at_most(f"a list of {MOST_TICKS:,}, sent three times: lost or doubled", wrong, 0, "", note),
        at_most(f"a list of {MOST_TICKS:,}, two at once", round(took, 2), BATCH_SECONDS, "s"),
    ]


def _fresh_team(row: Campaign) -> Team:
    found = Team.objects.filter(zone__campaign=row, is_open=True, signed=0).order_by("zone__number").first()
    if found is None:
        raise CannotMeasure("There are not enough zones.")
    return found


def _counted(row: Campaign) -> list[Figure]:
    """Counters and journal against the rows themselves."""
    began = time.monotonic()
    while actions.fold_check_ins(at=now()):
        pass
    took = time.monotonic() - began
    counted = sum(Zone.objects.filter(campaign=row).values_list("came", flat=True))
    told = sum(Fold.objects.filter(campaign=row).values_list("people", flat=True))
    every = CheckIn.objects.filter(enrolment__zone__campaign=row).count()
    note = f"{every:,} check-ins, {counted:,} in counters, {told:,} in the journal's pieces; counted in {took:.1f} s"
    return [at_most("check-ins that counters or journal miss", abs(every - counted) + abs(every - told), 0, "", note)]
