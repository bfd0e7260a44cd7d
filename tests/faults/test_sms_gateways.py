"""SMS gateways at their worst: the same rules as for mail, and nobody waits for somebody else's bad server."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from dauys.ground.messages.actions import queue, send_due
from dauys.ground.messages.models import Message
from dauys.site.doctor.examine import examine
from dauys.site.wiring import INVARIANTS
from tests.faults.mail_servers import BadGateway, BadSmtp, Line, hang_up, listening
from tests.journeys.house import House
from tests.journeys.waiting import eventually
from tests.journeys.walks import filed

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
PATIENTLY = 5.0  # seconds one answer may take, also on a busy machine
QUIETLY = 0.4  # the same where none is to come


@pytest.fixture
def gateway(db: None, settings: Any) -> Iterator[BadGateway]:
    bad = BadGateway()
    with listening(bad):
        settings.SMS_GATEWAY, settings.SMS_URL = "http", f"http://127.0.0.1:{bad.port}/send"
        settings.SMS_TIMEOUT = PATIENTLY
        yield bad
    broken = [r.as_json() for r in examine(INVARIANTS) if not r.is_good]
    assert not broken


def put() -> Message:
    queue(once="one", channel="sms", address="+77001234567", language="kk", body="Жауап берілді", at=AT)
    return Message.objects.get()


def outcome(message: Message) -> tuple[str, list[str]]:
    message.refresh_from_db()
    return message.state, list(message.tries.order_by("id").values_list("outcome", flat=True))


def says(status: str, more: str = "") -> bytes:
    return f"HTTP/1.1 {status}\r\nContent-Length: 0\r\n{more}\r\n".encode()


def cut_within_the_body(line: Line) -> None:
    line.say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        (says("500 Oops"), "queued", "failed"),
        (says("503 Later"), "queued", "failed"),
        (says("429 Slower", "Retry-After: 5\r\n"), "queued", "failed"),
        (says("401 Who"), "queued", "failed"),
        (says("302 Found", "Location: /elsewhere\r\n"), "queued", "failed"),
        (says("422 No such number"), "failed", "refused"),
        (says("502 Bad gateway"), "uncertain", "uncertain"),
        (says("504 No answer"), "uncertain", "uncertain"),
        (b"what is HTTP\r\n\r\n", "uncertain", "uncertain"),
        (b"\x00\xff\r\n", "uncertain", "uncertain"),
        (b"HTTP/1.1 200 OK\r\n" + b"x" * 100_000, "uncertain", "uncertain"),
        (hang_up, "uncertain", "uncertain"),
        (BadGateway.silence, "uncertain", "uncertain"),
        (cut_within_the_body, "sent", "accepted"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n\x00\xff\x1b\n", "sent", "accepted"),
    ],
)
def test_what_is_known_and_what_is_not(gateway: BadGateway, settings: Any, answer: Any, state: str, told: str) -> None:
    message = put()
    gateway.answer = answer
    if answer is BadGateway.silence:
        gateway.answer, settings.SMS_TIMEOUT = gateway.silence, QUIETLY
    assert send_due(at=AT) == 1
    assert outcome(message) == (state, [told])
    assert len(gateway.ids) == 1
    if state in ("queued", "uncertain"):
        gateway.answer = BadGateway.answer
        send_due(at=AT + timedelta(minutes=1))
        assert outcome(message) == ("sent", [told, "accepted"])
        assert gateway.ids == [str(message.pk)] * 2, "the gateway knows the double by its id"


def test_a_dribbling_gateway_is_left_in_bounded_time(gateway: BadGateway, settings: Any) -> None:
    message = put()
    settings.SMS_TIMEOUT = QUIETLY
    gateway.answer = gateway.slowly(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 8000, QUIETLY / 2)
    began = time.monotonic()
    send_due(at=AT)
    assert time.monotonic() - began < 3 * QUIETLY + 1.5
    assert outcome(message) == ("uncertain", ["uncertain"])


def test_a_dribbling_mail_server_holds_up_neither_sms_nor_journal_nor_log(house: House) -> None:
    """One mail is being handed over for a minute; meanwhile voices are confirmed by SMS and the log grows."""
    bad = BadSmtp()
    bad.answers["GREETING"] = bad.slowly(b"220-" + b"x" * 8000, 1)
    house.kill_worker()
    with listening(bad):
        house.settings = {"DAUYS_SMTP_PORT": str(bad.port)}
        house.start_worker()
        try:
            by_mail = filed(house, phone="", email="slow@example.kz")
            stuck = "SELECT state FROM messages_message WHERE case_id = %s"
            eventually(lambda: house.rows(stuck, by_mail.case_id) == [("sending",)], "the hand-over of the mail")
            by_sms = filed(house)
            house.sms_with(by_sms.phone, by_sms.number)
            tree = "SELECT count(*) FROM log_node"
            before = house.value(tree)
            third = filed(house)
            house.sms_with(third.phone, third.number)
            eventually(lambda: house.value(tree) > before, "the growing of the log")
            assert house.rows(stuck, by_mail.case_id) == [("sending",)], "the mail is still at it"
        finally:
            house.kill_worker()
            house.settings = {}
            house.start_worker()
