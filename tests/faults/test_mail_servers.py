"""Mail servers at their worst: every message arrives once as known, in bounded time, and what is unknown is shown."""

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from dauys.ground.messages.actions import queue, send_due
from dauys.ground.messages.models import Message
from dauys.ground.messages.queries import undelivered
from dauys.site.doctor.examine import examine
from dauys.site.wiring import INVARIANTS
from tests.faults.mail_servers import BadSmtp, hang_up, listening
from tests.support import free_port

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
PATIENTLY = 5.0  # seconds one answer may take, also on a busy machine
QUIETLY = 0.4  # the same where none is to come


@pytest.fixture
def server(settings: Any) -> Iterator[BadSmtp]:
    bad = BadSmtp()
    with listening(bad):
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", bad.port, PATIENTLY
        yield bad


@pytest.fixture(autouse=True)
def _doctor(db: None) -> Iterator[None]:
    yield
    broken = [r.as_json() for r in examine(INVARIANTS) if not r.is_good]
    assert not broken


def put(
    once: str = "one", *, case_id: UUID | None = None, body: str = "Құрметті Айгүл!\n.\n..нүкте\nСу берілді.\n"
) -> Message:
    queue(
        once=once, channel="mail", address="aigul@example.kz", language="kk", subject="Жауап", body=body,
        case_id=case_id, at=AT,
    )  # fmt: skip
    return Message.objects.get(once=once)


def outcome(message: Message) -> tuple[str, list[str]]:
    message.refresh_from_db()
    return message.state, list(message.tries.order_by("id").values_list("outcome", flat=True))


def sent_at_last(message: Message, server: BadSmtp, before: list[str]) -> None:
    """With a server in its right mind again the message goes out, under its own name."""
    server.answers.clear()
    server.extensions = b""
    send_due(at=AT + timedelta(minutes=1))
    assert outcome(message) == ("sent", [*before, "accepted"])
    assert set(server.taken) == {f"<{message.pk}@localhost>"}


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("GREETING", b"421 busy\r\n"),
        ("GREETING", b"554 no service\r\n"),
        ("GREETING", "Сәлем\r\n".encode()),
        ("GREETING", b"\x00\xff\xfe\r\n"),
        ("GREETING", b"2" * 20_000 + b"\r\n"),
        ("GREETING", hang_up),
        ("EHLO", hang_up),
        ("MAIL", b"451 later\r\n"),
        ("MAIL", b"550 sender unknown here\r\n"),
        ("MAIL", b"garbage\r\n"),
        ("MAIL", hang_up),
        ("RCPT", b"451 later\r\n"),
        ("RCPT", b"blah\r\n"),
        ("RCPT", b"250" + b"x" * 9000 + b"\r\n"),
        ("RCPT", hang_up),
        ("DATA", b"451 later\r\n"),
        ("DATA", b"250 what\r\n"),
        ("DATA", b"\xff\xff\r\n"),
        ("DATA", hang_up),
        ("TEXT", b"452 disk full\r\n"),
    ],
)
def test_what_surely_was_not_taken_is_tried_again(server: BadSmtp, word: str, answer: Any) -> None:
    message = put()
    server.answers[word] = answer
    assert send_due(at=AT) == 1
    assert outcome(message) == ("queued", ["failed"])
    server.taken.clear()
    sent_at_last(message, server, ["failed"])


@pytest.mark.parametrize(
    ("word", "answer"), [("RCPT", b"550 nobody\r\n"), ("DATA", b"554 no\r\n"), ("TEXT", b"552 never\r\n")]
)
def test_a_no_for_good_is_not_asked_again(server: BadSmtp, word: str, answer: bytes) -> None:
    message = put()
    server.answers[word] = answer
    send_due(at=AT)
    assert outcome(message) == ("failed", ["refused"])
    assert send_due(at=AT + timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("word", "answer"),
    [
        ("TEXT", hang_up),
        ("HALF", b""),
        ("TEXT", b"gibberish\r\n"),
        ("TEXT", "жоқ\r\n".encode()),
        ("TEXT", b"354 more\r\n"),
        ("TEXT", b"2" * 20_000 + b"\r\n"),
        ("TEXT", b"250-first\r\n"),
        ("TEXT", BadSmtp.silence),
    ],
)
def test_what_may_have_been_taken_is_uncertain(server: BadSmtp, settings: Any, word: str, answer: Any) -> None:
    message = put()
    server.answers[word] = answer
    if answer is BadSmtp.silence:
        server.answers[word], settings.EMAIL_TIMEOUT = server.silence, QUIETLY
    send_due(at=AT)
    assert outcome(message) == ("uncertain", ["uncertain"])
    assert [m.pk for m in undelivered()] == [message.pk]
    sent_at_last(message, server, ["uncertain"])


@pytest.mark.parametrize(
    "answer",
    [
        b"250-kept\r\n250-as\r\n250 4711\r\n",
        "250 сақталды\r\n".encode(),
        b"250 a\x00b\xff\x1b[31m <AIGUL@example.kz>\r\n",
        b"251 forwarded\r\n",
    ],
)
def test_an_odd_yes_is_a_yes(server: BadSmtp, answer: bytes) -> None:
    message = put()
    server.answers["TEXT"] = answer
    send_due(at=AT)
    assert outcome(message) == ("sent", ["accepted"])
    proof = message.tries.get().proof
    assert proof.isprintable() and "aigul" not in proof.lower()


def test_the_text_arrives_as_it_was_written(server: BadSmtp) -> None:
    put()
    send_due(at=AT)
    (text,) = server.texts
    body = message_from_bytes(text, policy=policy.default).get_content()  # type: ignore[attr-defined]
    assert body.splitlines() == ["Құрметті Айгүл!", ".", "..нүкте", "Су берілді."]


@pytest.mark.parametrize(
    ("word", "state"), [("GREETING", "queued"), ("EHLO", "queued"), ("RCPT", "queued"), ("TEXT", "uncertain")]
)
@pytest.mark.parametrize("how", ["silent", "dribbling"])
def test_a_slow_server_is_left_in_bounded_time(server: BadSmtp, settings: Any, word: str, state: str, how: str) -> None:
    """Silence ends after one answer's time, dribbling after three: each byte would begin a new wait."""
    message = put()
    settings.EMAIL_TIMEOUT = QUIETLY
    server.answers[word] = server.silence if how == "silent" else server.slowly(b"250-" + b"x" * 8000, QUIETLY / 2)
    began = time.monotonic()
    send_due(at=AT)
    assert time.monotonic() - began < 3 * QUIETLY + 1.5
    assert outcome(message)[0] == state


def test_a_wrong_login_is_kept_and_shown_to_the_operator(
    server: BadSmtp, settings: Any, make: Any, client: Client
) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "dauys", "wrong"
    server.extensions = b"250-AUTH PLAIN LOGIN\r\n"
    server.answers["AUTH"] = b"535 5.7.8 authentication failed\r\n"
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("queued", ["failed"]) and not server.taken
    client.force_login(make.staff("administrator", "")[0])
    for language, words in (("kk", "қайта жіберіледі"), ("ru", "будет отправлено снова")):
        page = client.get(f"/{language}/desk/undelivered/").content.decode()
        assert words in page and "535" in page and "wrong" not in page
    settings.EMAIL_HOST_USER = ""
    sent_at_last(message, server, ["failed"])


@pytest.mark.parametrize("answer", [b"454 not now\r\n", b"502 what\r\n", b"220 go\r\n", None])
def test_without_the_tls_that_was_asked_for_nothing_is_sent(
    server: BadSmtp, settings: Any, answer: bytes | None
) -> None:
    """Not offered, refused, or agreed to and then no handshake: never in the open instead."""
    settings.EMAIL_USE_TLS = True
    if answer:
        server.extensions, server.answers["STAR"] = b"250-STARTTLS\r\n", answer
    message = put()
    began = time.monotonic()
    send_due(at=AT)
    assert time.monotonic() - began < 3 * QUIETLY + 1.5
    assert outcome(message) == ("queued", ["failed"]) and "MAIL" not in server.heard
    settings.EMAIL_USE_TLS = False
    sent_at_last(message, server, ["failed"])


def test_down_for_an_hour(settings: Any) -> None:
    """The hour passes by moving the time. Afterwards all is there: as many names as messages, each known once."""
    bad = BadSmtp(free_port())
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", bad.port, PATIENTLY
    messages = [put(str(n)) for n in range(20)]
    at = AT
    while at < AT + timedelta(hours=1):
        send_due(at=at)
        at += timedelta(minutes=1)
    assert set(Message.objects.values_list("state", flat=True)) == {"queued"}
    with listening(bad):
        moods: list[Any] = [b"451 a moment\r\n", hang_up, b"nonsense\r\n"]
        for mood in [*moods, None]:  # it comes back, and is not itself at first
            bad.answers = {"TEXT": mood} if mood else {}
            send_due(at=at, limit=20 if mood is None else 3)
            at += timedelta(hours=1, minutes=1)
            send_due(at=at)
            at += timedelta(hours=1, minutes=1)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert set(bad.taken) == {f"<{m.pk}@localhost>" for m in messages}
    assert all(m.tries.filter(outcome="accepted").count() == 1 for m in messages)


def test_uncertain_is_shown_on_both_pages(server: BadSmtp, make: Any, client: Client) -> None:
    made = make.case(owner=make.HOUSING)
    message = put(case_id=made.id)
    server.answers["TEXT"] = hang_up
    send_due(at=AT)
    assert outcome(message)[0] == "uncertain"
    officer, administrator = Client(), client
    officer.force_login(make.staff("officer")[0])
    administrator.force_login(make.staff("administrator", "")[0])
    for language, words in (("kk", "белгісіз"), ("ru", "неизвестно")):
        assert words in administrator.get(f"/{language}/desk/undelivered/").content.decode()
        assert words in officer.get(f"/{language}/desk/cases/{made.id}/").content.decode()
