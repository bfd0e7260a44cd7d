"""`dauys verify` and `dauys witness` as people outside run them: no database, no settings, only files and addresses."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections

from dauys.channels.receipts import receipt_of
from dauys.core.receipts import receipt_as_json
from dauys.ground.access.actors import SYSTEM
from dauys.ground.log import actions
from dauys.ground.moment import now
from dauys.site.commands import witness
from tests import factories as make
from tests.log import follow
from tests.support import ServerOfTests

ROOT = Path(__file__).resolve().parents[2]


class Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def address(transactional_db: None) -> Iterator[str]:
    """The program served on the loopback, from this process."""
    application = get_wsgi_application()

    def serve(environ: Any, start: Any) -> Any:
        try:
            return application(environ, start)
        finally:
            close_old_connections()

    server: WSGIServer = make_server("127.0.0.1", 0, serve, handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)


def dauys(*arguments: object) -> tuple[int, list[dict[str, Any]], str]:
    """Exit code, the JSON printed, and what was said; the process knows no database and no data folder."""
    done = subprocess.run(
        [sys.executable, "-m", "dauys", *map(str, arguments)],
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/nowhere", "HOME": "/nonexistent"},
        capture_output=True,
        text=True,
        timeout=60,
        cwd="/",
    )
    text = done.stdout.strip()
    try:
        said = [json.loads(text)] if text else []
    except ValueError:
        said = [json.loads(line) for line in text.splitlines()]
    return done.returncode, said, done.stderr


def receipt_file(made: make.Made, folder: Path, **changes: Any) -> Path:
    receipt = receipt_of(made.case)
    assert receipt
    path = folder / "receipt.json"
    path.write_text(json.dumps({**receipt_as_json(receipt), **changes}))
    return path


@pytest.fixture
def filed(transactional_db: None) -> make.Made:
    made = make.case(owner=make.HOUSING, at=now())
    follow(now())
    return made


def test_a_receipt_is_verified(filed: make.Made, tmp_path: Path) -> None:
    code, (said,), _ = dauys("verify", receipt_file(filed, tmp_path))
    assert code == 0 and said["verdict"] == "proved" and said["number"].startswith("KZ-")
    assert said["due_on"] == filed.obligation.due_on.isoformat()


def test_a_changed_receipt_is_refused(filed: make.Made, tmp_path: Path) -> None:
    code, (said,), _ = dauys("verify", receipt_file(filed, tmp_path, number="KZ-2026-0000001-1"))
    assert code == 1 and said["verdict"] == "refused" and said["why"]


def test_a_promise_is_called_one(filed: make.Made, tmp_path: Path) -> None:
    fresh = make.case(owner=make.HOUSING, at=now())
    code, (said,), _ = dauys("verify", receipt_file(fresh, tmp_path))
    assert code == 2 and said["verdict"] == "promised" and said["places"] == [None, None]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "dauys-receipt-1"}'])
def test_other_files(text: str, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(text)
    code, _said, stderr = dauys("verify", path)
    assert code == 1 and "Traceback" not in stderr
    code, _said, stderr = dauys("verify", tmp_path / "missing.json")
    assert code == 1 and "cannot be read" in stderr and "Traceback" not in stderr


def test_a_witness_keeps_heads_that_receipts_are_held_against(address: str, filed: make.Made, tmp_path: Path) -> None:
    shelf = tmp_path / "kept"
    code, (said,), _ = dauys("witness", address, "--once", "--keep", shelf)
    assert code == 0 and said["event"] == "continues" and said["new_heads"] == 1
    later = make.case(owner=make.HOUSING, at=now())
    follow(now() + timedelta(seconds=40))
    code, (said,), _ = dauys("witness", address, "--once", "--keep", shelf)
    assert (code, said["new_heads"]) == (0, 1)
    code, (said,), _ = dauys("verify", receipt_file(later, tmp_path), "--head", shelf / "heads.jsonl")
    assert code == 0 and said["compared_with_kept_heads"] == 2

    # One kept head of another size: the log's own proof joins them.
    first = tmp_path / "head.json"
    first.write_text((shelf / "heads.jsonl").read_text().splitlines()[0])
    code, (said,), _ = dauys("verify", receipt_file(later, tmp_path), "--head", first)
    assert code == 1 and "/log/consistency?first=" in said["why"]
    question = said["why"].split("fetch ")[1].split(" and")[0]
    proof = tmp_path / "proof.json"
    import urllib.request

    with urllib.request.urlopen(address + question) as answer:
        proof.write_bytes(answer.read())
    code, (said,), _ = dauys("verify", receipt_file(later, tmp_path), "--head", first, "--proof", proof)
    assert (code, said["verdict"]) == (0, "proved")


def test_a_witness_refuses_another_past_and_keeps_the_evidence(
    address: str, filed: make.Made, tmp_path: Path, server_of_tests: ServerOfTests
) -> None:
    shelf = tmp_path / "kept"
    assert dauys("witness", address, "--once", "--keep", shelf)[0] == 0
    before = (shelf / "heads.jsonl").read_text()
    with server_of_tests.owner() as owner:
        owner.execute("UPDATE log_head SET root_hash = sha256('x')")
    code, (said,), _ = dauys("witness", address, "--once", "--keep", shelf)
    assert code == 1 and said["event"] == "refused"
    assert "answers" in json.loads(Path(said["evidence"]).read_text())
    assert (shelf / "heads.jsonl").read_text() == before


def test_a_witness_tells_an_open_fork(address: str, filed: make.Made, tmp_path: Path) -> None:
    shelf = tmp_path / "kept"
    assert dauys("witness", address, "--once", "--keep", shelf)[0] == 0
    actions.fork(actor=SYSTEM, at=now())
    follow(now())
    code, said, stderr = dauys("witness", address, "--once", "--keep", shelf)
    assert code == 0 and [s["event"] for s in said] == ["forked", "continues"] and "new log" in stderr
    assert dauys("witness", address, "--once", "--keep", shelf)[0] == 0


class Hostile(BaseHTTPRequestHandler):
    """Answers every question with what the test put into `says`: status, headers, bytes in pieces."""

    says: ClassVar[tuple[int, dict[str, str], list[bytes]]] = (200, {}, [])
    reason: ClassVar[str] = "x"
    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        self.asked.append(self.path)
        status, headers, pieces = self.says
        self.wfile.write(f"HTTP/1.0 {status} {self.reason}\r\n".encode("latin-1"))
        self.wfile.write("".join(f"{name}: {value}\r\n" for name, value in headers.items()).encode() + b"\r\n")
        with suppress(OSError):
            for piece in pieces:
                self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def hostile() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hostile)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    Hostile.reason, Hostile.asked = "x", []
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join(10)


ENDLESS = [b"[" * 1_000_000] * 12


@pytest.mark.parametrize(
    ("status", "headers", "pieces", "code"),
    [
        (200, {}, [b"[" * 200_000], 1),
        (200, {}, [b'{"head": 1, "head": 2}'], 1),
        (200, {}, [b'{"log": NaN}'], 1),
        (200, {}, [b"\xff\xfe"], 1),
        (200, {}, ENDLESS, 1),
        (200, {"Content-Length": "999999"}, [b"{}"], 2),  # cut off
        (200, {"Transfer-Encoding": "chunked"}, [b"zz\r\n"], 2),
        (500, {}, [b"x"], 2),
        (429, {}, [b"{}"], 2),
        (302, {"Location": "file:///etc/passwd"}, [], 2),
        (302, {"Location": "ftp://127.0.0.1/x"}, [], 2),
        (302, {"Location": "http://169.254.169.254/latest"}, [], 2),
        (302, {"Location": "http://127.0.0.1:22/"}, [], 2),
        (302, {"Location": "http://[::"}, [], 2),
        (302, {"Location": "/log/head"}, [], 2),  # in a circle
        (404, {}, [b'{"message": "not yet"}'], 2),
    ],
)
def test_a_hostile_server(
    hostile: str, tmp_path: Path, status: int, headers: dict[str, str], pieces: list[bytes], code: int
) -> None:
    """Whatever it answers: a verdict and a sentence, in time, and nothing else is asked of anybody."""
    Hostile.says = (status, headers, pieces)
    Hostile.reason = "\x1b]0;x\x07\x9b2J"
    got, _said, stderr = dauys("witness", hostile, "--once", "--keep", tmp_path / "kept")
    assert got == code, stderr
    assert "Traceback" not in stderr
    assert all(c.isprintable() or c == "\n" for c in stderr), repr(stderr)
    assert len(Hostile.asked) <= 12


def test_an_answer_that_trickles_is_given_up(hostile: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(witness, "LONGEST", 1)
    stop = threading.Event()

    def trickle() -> Iterator[bytes]:
        while not stop.wait(0.1):
            yield b" "

    Hostile.says = (200, {}, trickle())  # type: ignore[assignment]
    with pytest.raises(TimeoutError, match="no whole answer"):
        witness._fetch(f"{hostile}/log/head")
    stop.set()


@pytest.mark.parametrize("url", ["http://[::1", "http://", "ftp://x", "http:///x", "http://x y/\x1b", "-"])
def test_addresses_that_are_none(url: str, tmp_path: Path) -> None:
    code, _said, stderr = dauys("witness", "--once", "--keep", tmp_path / "kept", "--", url)
    assert code in (1, 2) and "Traceback" not in stderr and "\x1b" not in stderr


@pytest.mark.parametrize("text", ["[]", "1", "{", '{"log": {}, "last": {}, "position": "x"}', "[" * 100_000])
def test_damaged_kept_files(text: str, tmp_path: Path) -> None:
    (tmp_path / "log.json").write_text(text)
    code, _said, stderr = dauys("witness", "http://127.0.0.1:9", "--once", "--keep", tmp_path)
    assert code == 1 and "damaged" in stderr and "Traceback" not in stderr


@pytest.mark.parametrize(
    "text", ["[" * 100_000, '{"format": "x", "format": "y"}', '{"number": NaN}', "1" * 10_000, '"\\ud800"', "\x00"]
)
def test_hostile_receipt_files(text: str, filed: make.Made, tmp_path: Path) -> None:
    hostile_file = tmp_path / "hostile.json"
    hostile_file.write_text(text)
    code, (said,), stderr = dauys("verify", hostile_file)
    assert (code, said["verdict"]) == (1, "refused") and "Traceback" not in stderr
    for option in ("--head", "--proof"):
        code, _said, stderr = dauys("verify", receipt_file(filed, tmp_path), option, hostile_file)
        assert code == 1 and "Traceback" not in stderr, option


def test_a_receipt_is_held_against_a_long_row_of_heads(filed: make.Made, tmp_path: Path) -> None:
    """More than one file that is read at once: a witness of years."""
    receipt = receipt_of(filed.case)
    assert receipt and receipt.places[0]
    line = json.dumps(receipt.places[0].head.as_json())
    kept = tmp_path / "heads.jsonl"
    kept.write_text(f"{line}\n" * 12_000)
    assert kept.stat().st_size > 5_000_000
    code, (said,), _ = dauys("verify", receipt_file(filed, tmp_path), "--head", kept)
    assert (code, said["compared_with_kept_heads"]) == (0, 12_000)


def test_nobody_answers(tmp_path: Path) -> None:
    code, _said, stderr = dauys("witness", "http://127.0.0.1:9", "--once", "--keep", tmp_path / "kept")
    assert code == 2 and "does not answer" in stderr
    code, _said, stderr = dauys("witness", "file:///etc/passwd", "--once", "--keep", tmp_path / "kept")
    assert code == 1 and "http" in stderr
