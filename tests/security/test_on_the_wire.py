"""Requests no client library would send, byte by byte, against the running server: refused, quick, and it lives on."""

import json
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import uuid4

import pytest

from tests.journeys.house import House
from tests.security.visitors import voice

EVIL = "elsewhere.example"
QUICK = 5.0  # seconds, on a machine that does other things too
API = "/api/v1/cases"
GOOD = json.dumps(voice()).encode()


@dataclass
class Answer:
    """Status (0: the server hung up without a word), headers and body as they came."""

    status: int
    head: str
    body: bytes

    @property
    def is_problem(self) -> bool:
        return set(json.loads(self.body)) == {"message", "fields"}


def say(house: House, data: bytes) -> Answer:
    """Sends these bytes and reads until the server has said everything."""
    began, got = time.monotonic(), b""
    with socket.create_connection(("127.0.0.1", house.port), timeout=QUICK) as line:
        try:
            line.sendall(data)
            while chunk := line.recv(65536):
                got += chunk
        except (ConnectionError, TimeoutError):
            pass
    assert time.monotonic() - began < QUICK, "the server let it wait"
    head, _, body = got.partition(b"\r\n\r\n")
    words = head.decode("latin-1")
    return Answer(int(words.split()[1]) if words else 0, words, body)


def request(house: House, line: str, *headers: str | bytes, body: bytes = b"", host: str = "") -> bytes:
    """A request with a Host and an end; the body's length is said unless the headers say something else."""
    lines = [line, f"Host: {host or f'127.0.0.1:{house.port}'}", "Connection: close", *headers]
    said = b"\r\n".join(h if isinstance(h, bytes) else h.encode("latin-1") for h in lines)
    if body and b"Content-Length" not in said and b"Transfer-Encoding" not in said:
        said += f"\r\nContent-Length: {len(body)}".encode()
    return said + b"\r\n\r\n" + body


def to_api(house: House, *headers: str | bytes, body: bytes = GOOD, media: str = "application/json") -> bytes:
    key = f"Idempotency-Key: {uuid4()}"
    return request(house, f"POST {API} HTTP/1.1", f"Content-Type: {media}", key, *headers, body=body)


@pytest.fixture(autouse=True)
def _lives_on(house: House) -> Iterator[None]:
    """After each of these the server answers others, and its log holds no failure."""
    before = len(house.log())
    yield
    assert say(house, request(house, "GET /healthz HTTP/1.1")).status == 200
    said = house.log()[before:]
    assert "Traceback" not in said and "Internal Server Error" not in said and "panicked" not in said, said[-3000:]


def test_an_ordinary_request_goes_through(house: House) -> None:
    assert say(house, to_api(house)).status == 201


@pytest.mark.parametrize("path", ["/kk/", "/kk/login/", "/", API])
def test_a_forged_host(house: House, path: str) -> None:
    for data in (
        request(house, f"GET {path} HTTP/1.1", host=EVIL),
        request(house, f"GET {path} HTTP/1.1", host=f"127.0.0.1:{house.port}@{EVIL}"),
        request(house, f"GET http://{EVIL}{path} HTTP/1.1", host=EVIL),
    ):
        answer = say(house, data)
        assert answer.status == 400, data
        assert EVIL not in answer.head and EVIL.encode() not in answer.body


def test_an_absolute_address_forges_nothing(house: House) -> None:
    """The host of the request line, two hosts, none: never a page with somebody else's address."""
    own = f"127.0.0.1:{house.port}"
    for data in (
        request(house, f"GET http://{EVIL}/kk/ HTTP/1.1"),
        request(house, f"GET http://{EVIL}/kk/desk/ HTTP/1.1"),
        request(house, "GET /kk/desk/ HTTP/1.1", f"Host: {EVIL}"),
        b"GET /kk/desk/ HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET /kk/desk/ HTTP/1.0\r\n\r\n",
        request(house, "GET /kk/desk/ HTTP/1.1", f"X-Forwarded-Host: {EVIL}", host=own),
    ):
        answer = say(house, data)
        assert answer.status < 500, data
        assert EVIL not in answer.head and EVIL.encode() not in answer.body, data


def test_large_bodies_are_refused_quickly(house: House) -> None:
    large = json.dumps(voice(text="x" * 10 * 1024 * 1024)).encode()
    answer = say(house, to_api(house, body=large))
    assert answer.status == 413 and answer.is_problem
    promised = to_api(house, f"Content-Length: {10 * 1024**3}", body=b"{")
    assert say(house, promised).status in (0, 400, 413)


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 10_000 + b"]" * 10_000,
        b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
        b"[" * 200_000,
        b"1" * 200_000,
        b"\xff\xfe",
    ],
    ids=["deep list", "deep object", "open list", "long number", "no UTF-8"],
)
def test_bodies_that_break_parsers(house: House, body: bytes) -> None:
    answer = say(house, to_api(house, body=body))
    assert answer.status == 400 and answer.is_problem


@pytest.mark.parametrize("charset", ["zlib_codec", "undefined", "idna", "utf-16", "'"])
def test_a_charset_that_breaks_the_request_itself(house: House, charset: str) -> None:
    answer = say(house, to_api(house, media=f"application/json; charset={charset}"))
    assert answer.status == 400 and answer.is_problem
    form = f"Content-Type: application/x-www-form-urlencoded; charset={charset}"
    page = say(house, request(house, "POST /kk/track/?number=%D0%B0 HTTP/1.1", form, body=b"number=%D0%B0"))
    assert page.status == 400 and b"<html" in page.body


def test_a_body_without_a_length(house: House) -> None:
    """Chunks, a wrong length, two lengths, a length and chunks: refused or read, never taken for two requests."""
    chunks = b"%x\r\n%s\r\n0\r\n\r\n" % (len(GOOD), GOOD)
    before = house.value("SELECT count(*) FROM cases_case")
    answer = say(house, to_api(house, "Transfer-Encoding: chunked", body=chunks))
    assert answer.status == 422 and answer.is_problem, "a body in chunks is no body to WSGI"
    filed = house.value("SELECT count(*) FROM cases_case") - before
    assert filed <= 1
    smuggled = GOOD + b"\r\nGET /kk/ HTTP/1.1\r\nHost: x\r\n\r\n"
    for lengths in (
        ("Content-Length: -1",),
        ("Content-Length: abc",),
        ("Content-Length: 5", "Content-Length: 6"),
        ("Content-Length: +5",),
        ("Content-Length: 5", "Transfer-Encoding: chunked"),
        ("Transfer-Encoding: chunked, identity",),
        ("Transfer-Encoding: \x0bchunked",),
    ):
        answer = say(house, to_api(house, *lengths, body=smuggled))
        assert answer.status in (0, 400, 411, 422, 501), (lengths, answer.status)
        assert answer.body.count(b"HTTP/1.1 ") == 0, lengths
    assert house.value("SELECT count(*) FROM cases_case") - before == filed


def test_odd_bytes_in_path_query_cookie_and_headers(house: House) -> None:
    for raw in (b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", "Ә".encode(), b"%ff%00", b"\\", b"^`{|}"):
        for line in (b"/kk/say/%s/", b"/kk/track/?number=%s", b"/%s", b"/static/%s", b"/kk/desk/?after=%s"):
            start = b"GET " + (line % raw) + b" HTTP/1.1"
            answer = say(house, request(house, start.decode("latin-1")))
            assert answer.status < 500, start
        for name in (
            b"Cookie: sessionid=",
            b"Cookie: dauys_case=",
            b"Cookie: ",
            b"Accept-Language: ",
            b"X-Odd: ",
            b"User-Agent: ",
        ):
            answer = say(house, request(house, "GET /kk/track/case/ HTTP/1.1", name + raw))
            assert answer.status in (302, 400), (name, raw)
        answer = say(house, to_api(house, b"Idempotency-Key: " + raw))
        assert 400 <= answer.status < 500 or answer.status == 201, raw


def test_odd_methods_and_versions(house: House) -> None:
    for method in ("TRACE", "CONNECT", "PROPFIND", "TRACK", "DEBUG", "get", "X" * 100, "POST"):
        for path in ("/kk/", "/kk/desk/", API):
            answer = say(house, request(house, f"{method} {path} HTTP/1.1"))
            assert answer.status < 500 or answer.status == 501, (method, path, answer.status)
            assert b"Idempotency" not in answer.body or answer.status == 422
    for line in ("GET /kk/ HTTP/9.9", "GET /kk/", "GET", "\x00\x01\x02", "GET /kk/ HTTP/1.1 x"):
        assert say(house, request(house, line)).status in (0, 400, 404, 505)


def test_endless_lines(house: House) -> None:
    for data in (
        request(house, f"GET /kk/?{'x' * 200_000} HTTP/1.1"),
        request(house, "GET /kk/ HTTP/1.1", f"X-Long: {'x' * 2_000_000}"),
        request(house, "GET /kk/ HTTP/1.1", f"Cookie: a={'x' * 100_000}"),
        request(house, "GET /kk/ HTTP/1.1", *[f"X-{n}: 1" for n in range(5_000)]),
        request(house, "GET /kk/ HTTP/1.1", "X-Bad: a\x00b"),
        request(house, "GET /kk/ HTTP/1.1", " folded: x"),
    ):
        assert say(house, data).status < 500


def test_who_hangs_up_in_the_middle_breaks_nothing(house: House) -> None:
    half = to_api(house, f"Content-Length: {len(GOOD)}", body=GOOD[: len(GOOD) // 2])
    before = house.value("SELECT count(*) FROM cases_case")
    for data in (half, request(house, "GET /kk/ HTTP/1.1")[:20]):
        with socket.create_connection(("127.0.0.1", house.port), timeout=QUICK) as line:
            line.sendall(data)
    assert say(house, request(house, "GET /kk/ HTTP/1.1")).status == 200
    assert house.value("SELECT count(*) FROM cases_case") == before
