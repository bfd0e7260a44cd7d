"""Bodies, headers and addresses that no browser of ours sends: refused quickly, in words, and never a failure."""

import json
import logging
import time
from io import BytesIO
from typing import Any
from uuid import uuid4
from wsgiref.util import setup_testing_defaults

import pytest
from django.test import Client

from dauys.cases.models import Case
from dauys.site.wsgi import application
from tests.security.visitors import file_by_api, voice

QUICK = 3.0  # seconds; the slowest of these takes a tenth of it
DEEP = "[" * 10_000 + "]" * 10_000
MEGABYTE = 1024 * 1024


def is_problem(response: Any) -> bool:
    """The body every refusal of the API has: a message, and what is wrong field by field."""
    if not response.headers["Content-Type"].startswith("application/json"):
        return False
    body = response.json()
    return set(body) == {"message", "fields"} and bool(body["message"]) and isinstance(body["fields"], dict)


def with_text(raw: str) -> str:
    """A voice whose `text` is this piece of JSON."""
    return json.dumps(voice(text="HERE")).replace('"HERE"', raw)


@pytest.mark.parametrize(
    ("body", "statuses"),
    [
        (json.dumps(voice(text="x" * (10 * MEGABYTE))), {413}),
        (json.dumps(voice(text="x" * (13 * MEGABYTE))), {413}),
        (DEEP, {400}),
        (with_text(DEEP), {400}),
        (with_text('{"a":' * 10_000 + "1" + "}" * 10_000), {400}),
        (json.dumps(voice(), ensure_ascii=False).encode().replace("Айгүл".encode(), b"\xff\xfe\xfa"), {400}),
        (json.dumps(voice()).encode("utf-16"), {400}),
        (b"\xef\xbb\xbf" + json.dumps(voice()).encode(), {400}),
        (with_text("NaN"), {400}),
        (with_text("-Infinity"), {400}),
        (with_text("1e999"), {422}),
        (with_text("1" * 100_000), {400}),
        (with_text("1" * 4_000), {422}),
        (with_text('"\\ud800 a lone surrogate in a text"'), {422}),
        (json.dumps(voice())[:-1] + ', "name": "Басқа адам"}', {400}),
        (json.dumps(voice(phone=None)), {422}),
        (json.dumps(voice(text={"$gt": ""})), {422}),
        ("[" + json.dumps(voice()) + "]", {422}),
        (b"\x00", {400}),
        ("", {422}),
    ],
    ids=lambda v: repr(v[:24]) if isinstance(v, str | bytes) else "",
)
def test_a_body_the_api_cannot_take(db: None, body: Any, statuses: set[int]) -> None:
    began = time.monotonic()
    response = file_by_api(Client(raise_request_exception=False), body)
    assert response.status_code in statuses, response.content[:300]
    assert is_problem(response)
    assert time.monotonic() - began < QUICK
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "media", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "", "json"]
)
def test_the_api_takes_json_and_nothing_else(db: None, media: str) -> None:
    client = Client(raise_request_exception=False)
    body, headers = json.dumps(voice()), {"Idempotency-Key": str(uuid4())}
    response = client.generic("POST", "/api/v1/cases", body, content_type=media, headers=headers)
    assert response.status_code == 415 and is_problem(response)
    assert not Case.objects.exists()


def test_json_may_say_that_it_is_utf8(db: None) -> None:
    client, headers = Client(), {"Idempotency-Key": str(uuid4())}
    media = "application/json; charset=UTF-8"
    assert client.post("/api/v1/cases", voice(), content_type=media, headers=headers).status_code == 201


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_another_method_has_the_same_body(db: None, method: str) -> None:
    response = getattr(Client(), method)("/api/v1/cases")
    assert response.status_code == 405 and is_problem(response)
    assert response["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v1/", "/api/v2/cases", "/api/v1/cases/1"])
def test_an_address_that_is_not_there_has_the_same_body(db: None, path: str) -> None:
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == 404 and is_problem(response)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_failure_has_the_same_body_too(db: None, monkeypatch: pytest.MonkeyPatch, language: str) -> None:
    def fail(**_about: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr("dauys.channels.api.actions.file", fail)
    response = file_by_api(Client(raise_request_exception=False), voice(), **{"Accept-Language": language})
    assert response.status_code == 500 and is_problem(response)


def test_a_receipt_is_kept_by_no_cache(db: None) -> None:
    assert "no-store" in file_by_api(Client(), voice())["Cache-Control"]


@pytest.mark.parametrize(
    "key", ["7", "x" * 36, "\x00", "ключ", "0190a000-0000-7000-8000-000000000000" * 2, "'; DROP TABLE cases_case; --"]
)
def test_a_key_that_is_none(db: None, key: str) -> None:
    headers = {"Idempotency-Key": key.encode().decode("latin-1")}
    response = file_by_api(Client(raise_request_exception=False), voice(), **headers)
    assert response.status_code == 422 and is_problem(response)
    assert set(response.json()["fields"]) == {"Idempotency-Key"}


def through_wsgi(method: str, path: str, media: str, body: bytes = b"") -> int:
    """The status the served application gives, without Django's test client, which builds the request itself."""
    environ: dict[str, Any] = {"REQUEST_METHOD": method, "CONTENT_TYPE": media, "CONTENT_LENGTH": str(len(body))}
    setup_testing_defaults(environ)
    address, _, query = path.partition("?")
    environ |= {"PATH_INFO": address, "QUERY_STRING": query, "wsgi.input": BytesIO(body)}
    given: list[str] = []
    b"".join(application(environ, lambda status, _headers: given.append(status)))
    return int(given[0].split()[0])


@pytest.mark.parametrize("charset", ["utf-16", "utf-7", "zlib_codec", "undefined", "rot13", "idna", "no-such", '"x y"'])
def test_another_encoding_is_refused(db: None, charset: str, caplog: pytest.LogCaptureFixture) -> None:
    body = "--x\r\nContent-Disposition: form-data; name=number\r\n\r\nа\r\n--x--\r\n".encode()
    form = "application/x-www-form-urlencoded"
    for media in ("text/plain", form, "multipart/form-data; boundary=x", "application/json"):
        media = f"{media}; charset={charset}"
        for path in ("/kk/track/?number=%D0%B0", "/kk/login/?next=%D0%B0", "/api/v1/cases"):
            assert through_wsgi("POST", path, media, body) == 400, (media, path)
            assert through_wsgi("GET", path, media) == 400, (media, path)
    assert through_wsgi("GET", "/kk/track/?number=%D0%B0", f"{form}; charset=UTF-8") == 200
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


NOT_UTF8 = (
    "%ff%fe",
    "%c0%af",
    "%00",
    "%ed%a0%80",
    "%",
    "%zz",
    "%u0416",
    "\\x",
    "%0d%0aX-Evil:1",
    "%2e%2e%2f",
    "%e2%80%ae",
)


@pytest.mark.parametrize("odd", NOT_UTF8)
def test_odd_bytes_in_path_query_cookie_and_form(db: None, odd: str, caplog: pytest.LogCaptureFixture) -> None:
    client = Client(raise_request_exception=False)
    latin = "\xff\xfe\xc0\xaf"
    for path in (f"/{odd}/", f"/kk/{odd}/", f"/kk/say/{odd}/", f"/kk/desk/cases/{odd}/", f"/api/v1/{odd}", f"//{odd}"):
        response = client.get(path)
        assert response.status_code in (302, 301, 400, 404), path
        assert "X-Evil" not in response.headers
    for path in ("/kk/track/?number=", "/kk/login/?next=", "/kk/say/where/?in=", "/kk/desk/find/?q=", "/kk/?"):
        response = client.get(path + odd)
        assert response.status_code in ((400,) if odd == "%00" else (200, 302)), path
        assert "X-Evil" not in response.headers
    for name in ("sessionid", "csrftoken", "dauys_draft", "dauys_case", "django_language", "\xff"):
        response = client.get("/kk/track/case/", headers={"Cookie": f"{name}={odd}{latin}; x"})
        assert response.status_code == 302, name
    for header in ("Accept-Language", "X-Forwarded-For", "User-Agent", "Referer", "If-None-Match", "Range", "Accept"):
        assert client.get("/kk/track/", headers={header: odd + latin}).status_code == 200, header
    form = f"number={odd}&code={odd}&csrfmiddlewaretoken={odd}".encode("latin-1") + b"\xff"
    for path in ("/kk/track/", "/kk/login/", "/kk/say/what/"):
        response = client.generic("POST", path, form, content_type="application/x-www-form-urlencoded")
        assert response.status_code in (400, 403, 422), path
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


def test_too_many_fields_and_a_broken_form(db: None) -> None:
    client = Client(raise_request_exception=False)
    many = "&".join(f"f{n}=1" for n in range(1_000))
    form = "application/x-www-form-urlencoded"
    assert client.generic("POST", "/kk/track/", many, content_type=form).status_code == 400
    for media in ("multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=ы"):
        response = client.generic("POST", "/kk/track/", "--x\r\n", content_type=media)
        assert 400 <= response.status_code < 500, media
