"""The entrance before Django: a check-in that succeeds is answered there as by the page; all else goes to the page."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import pytest
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override
from tests import campaigns as camp
from tests import volunteers as help_

from dauys.core.rotating_code import code_at
from dauys.ground.moment import now
from dauys.ground.rooms import state
from dauys.site import wsgi
from dauys.volunteers import fast_check_in as entrance
from dauys.volunteers.actions import at_the_door, checking_in
from dauys.volunteers.links import secret_of
from dauys.volunteers.models import Campaign, CheckIn, Enrolment, Team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrance, "_pages", {})


@contextmanager
def one_connection() -> Iterator[None]:
    """A request keeps the test's connection, as those of a test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


def soon(**about: Any) -> Campaign:
    return camp.campaign(camp.zone(starts=now() - timedelta(minutes=15)), at=now() - timedelta(days=1), **about)


def address(ticket: Enrolment, language: str = "kk") -> str:
    with override(language):
        return reverse("own_enrolment", args=[secret_of(ticket.pk, "enrolment")])


def shown(team: Team) -> str:
    return code_at(bytes.fromhex(team.secret), now().timestamp())


def environ(path: str, form: dict[str, str], **about: Any) -> dict[str, Any]:
    body = urlencode(form).encode()
    return {
        "REQUEST_METHOD": "POST", "PATH_INFO": path, "SCRIPT_NAME": "", "QUERY_STRING": "", "SERVER_NAME": "localhost",
        "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": "localhost", "REMOTE_ADDR": "127.0.0.1",
        "CONTENT_TYPE": "application/x-www-form-urlencoded", "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body), "wsgi.url_scheme": "http", "wsgi.errors": BytesIO(), "wsgi.version": (1, 0),
        "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False, **about,
    }  # fmt: skip


def sent(path: str, form: dict[str, str], **about: Any) -> tuple[int, dict[str, str], str]:
    """What the whole application answers: status, headers, body."""
    started: list[Any] = []
    with one_connection():
        parts = wsgi.application(environ(path, form, **about), lambda *given: started.append(given))
        body = b"".join(parts).decode()
        if hasattr(parts, "close"):
            parts.close()
    status, headers = started[0][:2]
    return int(status.split()[0]), dict(headers), body


def answered(given: dict[str, Any], page_of: Any = wsgi._page_of) -> entrance.Answer | None:
    with one_connection():
        return entrance.fast_check_in(given, page_of)


def checked_in(ticket: Enrolment, **about: Any) -> tuple[int, dict[str, str], str]:
    return sent(address(ticket), {"key": str(uuid4()), "code": shown(ticket.team)}, **about)


def test_its_pattern_is_the_address_of_a_ticket() -> None:
    ticket = camp.ticket(camp.team_of(soon()))
    for language in ("kk", "ru", "en"):
        assert entrance.ADDRESS.fullmatch(address(ticket, language))
    assert len(secret_of(ticket.pk, "enrolment")) == len(entrance.NOBODYS)


def test_it_answers_as_the_page_does_in_few_statements(monkeypatch: pytest.MonkeyPatch) -> None:
    team = camp.team_of(soon())
    first, second, third = (camp.ticket(team) for _ in range(3))
    page = Client().post(address(first), {"key": str(uuid4()), "code": shown(team)})
    assert page.status_code == 200 and CheckIn.objects.filter(enrolment=first).exists()
    checked_in(second)  # makes the page that is kept
    asked: list[str] = []
    ask = at_the_door._ask
    monkeypatch.setattr(at_the_door, "_ask", lambda text, *values: asked.append(text) or ask(text, *values))
    with CaptureQueriesContext(connection) as by_models:
        status, headers, body = checked_in(third)
    assert [text.split()[0] for text in asked] == ["SELECT", "INSERT"] and not len(by_models)
    assert connection.connection.prepare_threshold is None
    assert CheckIn.objects.count() == 3
    own = {ticket.pk: secret_of(ticket.pk, "enrolment") for ticket in (first, second, third)}
    assert body == page.content.decode().replace(own[first.pk], own[third.pk])
    assert own[third.pk] in body and entrance.NOBODYS not in body and own[second.pk] not in body
    ours = {name.lower(): value for name, value in headers.items()}
    theirs = {name.lower(): value for name, value in page.headers.items()}
    assert status == 200 and ours["content-length"] == str(len(body.encode()))
    for name in theirs:
        assert name in ours and (name == "content-length" or ours[name] == theirs[name]), name
    assert "private" in ours["cache-control"] and "no-store" in ours["cache-control"]
    assert not {"set-cookie"} & ours.keys()


def test_sent_again_it_is_the_same_check_in() -> None:
    ticket = camp.ticket(camp.team_of(soon()))
    form = {"key": str(uuid4()), "code": shown(ticket.team)}
    answers = [sent(address(ticket), form)[::2] for _ in range(2)]
    answers.append(checked_in(ticket)[::2])
    assert answers[0] == answers[1] == answers[2] and answers[0][0] == 200
    assert [str(key) for key in CheckIn.objects.values_list("pk", flat=True)] == [form["key"]]


@pytest.mark.parametrize(
    ("wrong", "counted"),
    [({"code": "222222"}, 1), ({"code": ""}, 0), ({"key": "x"}, 0), ({}, 0)],
    ids=["another code", "no code", "no key", "nothing"],
)
def test_what_is_not_right_goes_on_to_the_page(wrong: dict[str, str], counted: int) -> None:
    ticket = camp.ticket(camp.team_of(soon()))
    form = {"key": str(uuid4()), "code": "222222", **wrong} if wrong else {}
    given = environ(address(ticket), form)
    assert answered(given) is None
    assert given["wsgi.input"].read() == urlencode(form).encode(), "the page reads the form anew"
    assert not CheckIn.objects.exists() and Enrolment.objects.get(pk=ticket.pk).wrong == counted


def test_a_wrong_code_is_counted_once_whatever_becomes_of_the_page() -> None:
    team = camp.team_of(soon())
    token = "a" * 32
    known = {"HTTP_COOKIE": f"csrftoken={token}"}
    for about, more, status in (
        (known, {"csrfmiddlewaretoken": token}, 422),
        ({}, {}, 403),
        ({**known, "HTTP_HOST": "elsewhere.example"}, {"csrfmiddlewaretoken": token}, 400),
    ):
        ticket = camp.ticket(team)
        checked_in(camp.ticket(team))  # so that a page is kept
        assert sent(address(ticket), {"key": str(uuid4()), "code": "222222", **more}, **about)[0] == status
        assert Enrolment.objects.get(pk=ticket.pk).wrong == 1
        for _try in range(checking_in.TRIES):
            sent(address(ticket), {"key": str(uuid4()), "code": "222222", **more}, **about)
        assert checked_in(ticket)[0] != 200 and not CheckIn.objects.filter(enrolment=ticket).exists()


def test_a_key_of_somebody_else_checks_nobody_in_by_mistake() -> None:
    team = camp.team_of(soon())
    first, second = camp.ticket(team), camp.ticket(team)
    form = {"key": str(uuid4()), "code": shown(team)}
    assert sent(address(first), form)[0] == 200
    assert answered(environ(address(second), form)) is None and not CheckIn.objects.filter(enrolment=second).exists()
    assert Client().post(address(second), form).status_code == 200
    assert CheckIn.objects.filter(enrolment=second).count() == 1


def test_what_fails_is_left_to_the_page(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    ticket = camp.ticket(camp.team_of(soon()))

    def fails(**_about: Any) -> bool:
        raise LookupError("a kind of work that the pack no longer knows")

    monkeypatch.setattr(entrance.actions, "check_in_by_link", fails)
    assert answered(environ(address(ticket), {"key": str(uuid4()), "code": shown(ticket.team)})) is None
    assert "left a check-in to the page" in caplog.text and secret_of(ticket.pk, "enrolment") not in caplog.text


@pytest.mark.django_db(transaction=True)
def test_no_connection_is_kept_after_an_answer() -> None:
    """Threads end without a word, and a connection with one would be lost to the pool for ever."""
    team = camp.team_of(soon())
    good = environ(address(camp.ticket(team)), {"key": str(uuid4()), "code": shown(team)})
    wrong = environ(address(camp.ticket(team)), {"key": str(uuid4()), "code": "222222"})
    assert entrance.fast_check_in(good, wsgi._page_of) and connection.connection is None
    assert entrance.fast_check_in(wrong, wsgi._page_of) is None and connection.connection is None


def test_the_law_and_the_hours_hold_here_too() -> None:
    row = soon(work="disaster")
    young = camp.ticket(camp.team_of(row), from_age=18)
    Enrolment.objects.filter(pk=young.pk).update(from_age=14)
    later = camp.ticket(camp.team_of(camp.campaign(camp.zone(starts=now() + timedelta(days=1)), at=now())))
    tried = camp.ticket(camp.team_of(soon()))
    Enrolment.objects.filter(pk=tried.pk).update(wrong=10, tried_at=now())
    off = soon()
    gone = camp.ticket(camp.team_of(off))
    Campaign.objects.filter(pk=off.pk).update(state="closed", stood_down_at=now())
    for ticket in (young, later, tried, gone):
        form = {"key": str(uuid4()), "code": shown(ticket.team)}
        assert answered(environ(address(ticket), form)) is None
        assert Client().post(address(ticket), form).status_code in (409, 429)
    assert not CheckIn.objects.exists()


def test_it_leaves_other_requests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    ticket = camp.ticket(camp.team_of(soon()))
    good = {"key": str(uuid4()), "code": shown(ticket.team)}
    other: list[dict[str, Any]] = [
        environ(address(ticket), good, REQUEST_METHOD="GET"),
        environ(address(ticket)[3:], good),
        environ("/kk/help/ticket/" + "A" * 24 + "/", good),
        environ(address(ticket) + "more/", good),
        environ(address(ticket), good, CONTENT_TYPE="multipart/form-data; boundary=x"),
        environ(address(ticket), {**good, "more": "x" * entrance.MOST_BYTES}),
        environ(address(ticket), good, CONTENT_LENGTH="many"),
        environ("/xx" + address(ticket)[3:], good),
    ]
    for given in other:
        assert answered(given) is None, given["PATH_INFO"]
    monkeypatch.setattr(state, "switched_off", lambda: {"volunteers"})
    assert answered(environ(address(ticket), good)) is None
    assert not CheckIn.objects.exists()


def test_an_unknown_host_is_nobodys_page() -> None:
    """The page is made for the host that was asked for, so one that Django refuses is refused here as well."""
    ticket = camp.ticket(camp.team_of(soon()))
    assert checked_in(ticket, HTTP_HOST="elsewhere.example")[0] == 400
    assert not CheckIn.objects.exists()


def test_the_page_is_made_anew_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []

    def page_of(given: dict[str, Any]) -> entrance.Answer | None:
        made.append(given["PATH_INFO"])
        return wsgi._page_of(given)

    clock = [100.0]
    monkeypatch.setattr(entrance.time, "monotonic", lambda: clock[0])
    team = camp.team_of(soon())
    for moved in (0, 1, entrance.KEPT_SECONDS):
        clock[0] += moved
        form = {"key": str(uuid4()), "code": shown(team)}
        assert answered(environ(address(camp.ticket(team)), form), page_of)
    assert made == [f"/kk/help/ticket/{entrance.NOBODYS}/"] * 2


def test_nobody_asks_for_the_kept_page_from_outside() -> None:
    path = f"/kk/help/ticket/{entrance.NOBODYS}/"
    assert Client().get(path, headers={"dauys.checked_in": "1", "dauys-checked-in": "1"}).status_code == 404


def test_a_phone_that_checks_in_many_is_known_again() -> None:
    team = camp.team_of(soon())
    first, second, third = (camp.ticket(team, help_.volunteer(n)) for n in range(1, 4))
    client = Client()
    client.get(address(first))
    word = client.cookies[entrance.DEVICE].value
    client.get(address(second))
    assert client.cookies[entrance.DEVICE].value == word
    client.post(address(first), {"key": str(uuid4()), "code": shown(team)})
    checked_in(second, HTTP_COOKIE=f"other=1; {entrance.DEVICE}={word}")
    checked_in(third)
    devices = [CheckIn.objects.get(enrolment=ticket).device for ticket in (first, second, third)]
    assert devices[0] and bytes(devices[0]) == bytes(devices[1]) and devices[2] is None
    assert not re.search(re.escape(word), str(devices))
