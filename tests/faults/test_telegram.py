"""Telegram's Bot API at its worst: who blocked the bot is left alone, "slow down" is obeyed, nothing is guessed."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from dauys.ground.messages.actions import LONGEST_PAUSE, forget, queue, send_due
from dauys.ground.messages.models import Message
from dauys.ground.messages.outcomes import Refused, Uncertain
from dauys.ground.messages.telegram_hook import hook_secret, name_hook
from dauys.site.doctor.examine import examine
from dauys.site.wiring import INVARIANTS
from tests.faults.mail_servers import BadGateway, Line, hang_up, listening

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
TOKEN = "4711:made-up"
TEXT = "Ертең сағат 10-да Ақжарда көмек керек."
YES = {"ok": True, "result": {"message_id": 815}}


@pytest.fixture
def telegram(db: None, settings: Any) -> Iterator[BadGateway]:
    bad = BadGateway(answer=says("200 OK", YES))
    with listening(bad):
        settings.TELEGRAM_TOKEN, settings.TELEGRAM_URL = TOKEN, f"http://127.0.0.1:{bad.port}/"
        settings.TELEGRAM_TIMEOUT = 5
        yield bad
    broken = [r.as_json() for r in examine(INVARIANTS) if not r.is_good]
    assert not broken


def says(status: str, told: Any) -> bytes:
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    return f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


def put(**about: Any) -> Message:
    values = {"channel": "telegram", "address": "70010001", "language": "kk", "body": TEXT, "at": AT, **about}
    queue(once="one", **values)
    return Message.objects.get()


def outcome(message: Message) -> tuple[str, list[str]]:
    message.refresh_from_db()
    return message.state, list(message.tries.order_by("id").values_list("outcome", flat=True))


def slower(seconds: Any) -> bytes:
    told = {"ok": False, "error_code": 429, "parameters": {"retry_after": seconds}}
    return says("429 Too Many Requests", told)


def cut_within_the_body(line: Line) -> None:
    line.say(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"ok":')


def test_the_chat_gets_the_text_and_no_picture_of_the_link(telegram: BadGateway) -> None:
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("sent", ["accepted"])
    assert message.tries.get().proof == "kept as 815"
    assert telegram.addresses == [f"/bot{TOKEN}/sendMessage"]
    told = json.loads(telegram.contents[0])
    assert told == {"chat_id": "70010001", "text": TEXT, "link_preview_options": {"is_disabled": True}}


def test_a_text_is_no_longer_than_telegram_takes(telegram: BadGateway) -> None:
    put(body="ә" * 5000)
    send_due(at=AT)
    assert json.loads(telegram.contents[0])["text"] == "ә" * 4096


@pytest.mark.parametrize(
    ("answer", "state", "told"),
    [
        (says("403 Forbidden", {"ok": False, "description": "bot was blocked by the user"}), "failed", "refused"),
        (says("400 Bad Request", {"ok": False, "description": "chat not found"}), "failed", "refused"),
        (says("401 Unauthorized", {"ok": False}), "queued", "failed"),
        (says("404 Not Found", {"ok": False}), "queued", "failed"),
        (says("500 Oops", b"<html>"), "queued", "failed"),
        (says("503 Later", b""), "queued", "failed"),
        (slower("soon"), "queued", "failed"),
        (slower(-5), "queued", "failed"),
        (says("429 Slower", b"[1"), "queued", "failed"),
        (says("429 Slower", [1]), "queued", "failed"),
        (says("302 Found", b""), "queued", "failed"),
        (says("502 Bad gateway", b""), "uncertain", "uncertain"),
        (says("504 No answer", b""), "uncertain", "uncertain"),
        (says("200 OK", {"ok": False}), "uncertain", "uncertain"),
        (says("200 OK", b"Sign in to the hotel's network"), "uncertain", "uncertain"),
        (cut_within_the_body, "uncertain", "uncertain"),
        (hang_up, "uncertain", "uncertain"),
    ],
)
def test_what_is_known_and_what_is_not(telegram: BadGateway, answer: Any, state: str, told: str) -> None:
    message = put()
    telegram.answer = answer
    assert send_due(at=AT) == 1
    assert outcome(message) == (state, [told])
    assert TOKEN not in message.tries.get().proof
    telegram.answer = says("200 OK", YES)
    tried = send_due(at=AT + timedelta(minutes=1))
    assert tried == (state != "failed")
    if tried:
        assert outcome(message) == ("sent", [told, "accepted"])


@pytest.mark.parametrize(("asked", "waits"), [(300, timedelta(seconds=300)), (10**12, LONGEST_PAUSE)])
def test_slow_down_is_obeyed(telegram: BadGateway, asked: int, waits: timedelta) -> None:
    message = put()
    telegram.answer = slower(asked)
    send_due(at=AT)
    telegram.answer = says("200 OK", YES)
    assert send_due(at=AT + waits - timedelta(seconds=1)) == 0
    assert send_due(at=AT + waits) == 1
    assert outcome(message) == ("sent", ["failed", "accepted"])


@pytest.mark.parametrize(("instead", "channel"), [("+77001000001", "sms"), ("aigul@example.kz", "mail")])
def test_what_the_chat_refuses_goes_the_other_way_at_once(
    telegram: BadGateway, settings: Any, instead: str, channel: str
) -> None:
    """Somebody blocked the bot a moment ago, has no account any more, or began their chat with another bot."""
    message = put(instead=instead)
    telegram.answer = says("403 Forbidden", {"ok": False})
    assert send_due(at=AT, channels=["telegram"]) == 1
    message.refresh_from_db()
    assert (message.channel, message.address, message.instead) == (channel, instead, "")
    assert (message.state, message.attempts, message.next_try_at) == ("queued", 0, AT)
    assert [t.outcome for t in message.tries.all()] == ["refused"]


def test_what_telegram_does_not_take_goes_the_other_way_after_three_tries(telegram: BadGateway) -> None:
    message = put(instead="+77001000001")
    telegram.answer = says("503 Later", b"")
    for minutes in (0, 1, 3):
        assert message.channel == "telegram"
        assert send_due(at=AT + timedelta(minutes=minutes), channels=["telegram"]) == 1
        message.refresh_from_db()
    assert (message.channel, message.state, message.attempts) == ("sms", "queued", 0)


def test_what_was_forgotten_meanwhile_goes_nowhere(telegram: BadGateway, monkeypatch: pytest.MonkeyPatch) -> None:
    message = put(instead="+77001000001")

    def forgotten_then_refused(_message: Message) -> str:
        forget(once_begins="one")
        raise Refused("403")

    monkeypatch.setattr("dauys.ground.messages.actions.deliver", forgotten_then_refused)
    send_due(at=AT)
    message.refresh_from_db()
    assert (message.channel, message.state, message.instead, message.address) == ("telegram", "failed", "", "")


def test_silence_is_uncertain(telegram: BadGateway, settings: Any) -> None:
    settings.TELEGRAM_TIMEOUT = 0.4
    message = put()
    telegram.answer = telegram.silence
    send_due(at=AT)
    assert outcome(message) == ("uncertain", ["uncertain"])


def test_without_a_bot_it_fails_at_once(db: None, settings: Any) -> None:
    settings.TELEGRAM_TOKEN = ""
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("failed", ["refused"])


def test_our_address_is_named_with_a_secret_and_what_we_want_to_be_told(telegram: BadGateway) -> None:
    telegram.answer = says("200 OK", {"ok": True, "result": True})
    name_hook("https://dauys.example/hooks/telegram/")
    assert telegram.addresses == [f"/bot{TOKEN}/setWebhook"]
    told = json.loads(telegram.contents[0])
    assert told == {
        "url": "https://dauys.example/hooks/telegram/",
        "secret_token": hook_secret(),
        "allowed_updates": ["message", "my_chat_member"],
    }
    telegram.answer = says("404 Not Found", {"ok": False})
    with pytest.raises(Refused, match=r"^404$"):
        name_hook("https://dauys.example/hooks/telegram/")
    telegram.answer = hang_up
    with pytest.raises(Uncertain):
        name_hook("https://dauys.example/hooks/telegram/")
