"""Messages against a real mail server: accepted, refused, later, cut off; queued once, never lost, never guessed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from tests.support import free_port
from tests.threads import together

from dauys.ground.messages import gateways
from dauys.ground.messages.actions import (
    AT_ONCE,
    CUT_OFF,
    MAX_ATTEMPTS,
    Letter,
    bring_forward,
    queue,
    queue_many,
    send_due,
)
from dauys.ground.messages.models import Message
from dauys.ground.messages.queries import undelivered

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")


def put(once: str = "one", **about: Any) -> Message:
    values: dict[str, Any] = {
        "channel": "mail",
        "address": "aigul@example.kz",
        "language": "kk",
        "subject": "Жауап",
        "body": "Құрметті Айгүл!\nСу берілді.\n",
        "at": AT,
    }
    queue(once=once, **{**values, **about})
    return Message.objects.get(once=once)


def outcome(message: Message) -> tuple[str, list[str]]:
    message.refresh_from_db()
    return message.state, list(message.tries.order_by("id").values_list("outcome", flat=True))


def test_an_accepted_mail_is_sent_with_its_proof(db: None, smtp: Any) -> None:
    message = put()
    assert send_due(at=AT) == 1
    assert outcome(message) == ("sent", ["accepted"])
    assert message.sent_at == AT and "kept as 4711" in message.tries.get().proof
    (mail,) = smtp.messages
    assert (mail["To"], mail["Subject"], mail["Content-Language"]) == ("aigul@example.kz", "Жауап", "kk")
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"] == f"<{message.pk}@localhost>"
    assert mail.get_content().splitlines() == ["Құрметті Айгүл!", "Су берілді."]
    assert send_due(at=AT + timedelta(days=1)) == 0


def test_the_same_notice_is_queued_once(db: None, smtp: Any) -> None:
    put()
    put(body="Екінші рет")
    assert Message.objects.count() == 1
    send_due(at=AT)
    assert len(smtp.messages) == 1 and "Айгүл" in smtp.messages[0].get_content()


def test_eight_at_once_queue_one(transactional_db: None) -> None:
    results = together(8, lambda _index: put())
    assert {r.pk for r in results} == {Message.objects.get().pk}


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_refused_for_good_is_not_tried_again(db: None, smtp: Any, stage: str) -> None:
    setattr(smtp, stage, "550 no such user <aigul@example.kz>")
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("failed", ["refused"])
    assert send_due(at=AT + timedelta(days=30)) == 0
    assert [m.pk for m in undelivered()] == [message.pk]
    assert "aigul" not in message.tries.get().proof


@pytest.mark.parametrize("stage", ["rcpt", "data"])
def test_later_means_later_with_the_same_message_id(db: None, smtp: Any, stage: str) -> None:
    setattr(smtp, stage, "451 try again later")
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("queued", ["failed"])
    assert send_due(at=AT + timedelta(seconds=20)) == 0, "not before the pause is over"
    setattr(smtp, stage, "")
    assert send_due(at=AT + timedelta(seconds=31)) == 1
    assert outcome(message) == ("sent", ["failed", "accepted"])
    assert [m["Message-ID"] for m in smtp.messages] == [f"<{message.pk}@localhost>"]


def test_a_server_that_is_down_loses_nothing(db: None, settings: Any) -> None:
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", free_port()
    message, at = put(), AT
    for _ in range(MAX_ATTEMPTS - 1):
        assert send_due(at=at) == 1
        assert outcome(message)[0] == "queued"
        at += timedelta(hours=1, seconds=1)
    assert at - AT > timedelta(hours=8), "a night without a mail server is survived"
    send_due(at=at)
    assert outcome(message)[0] == "failed"


def test_a_wrong_login_is_our_fault_and_not_the_addressees(db: None, smtp: Any, settings: Any) -> None:
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "dauys", "wrong"
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("queued", ["failed"])


def test_a_connection_cut_after_the_text_is_uncertain(db: None, smtp: Any) -> None:
    smtp.cut = True
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("uncertain", ["uncertain"])
    assert [m.pk for m in undelivered()] == [message.pk]
    smtp.cut = False
    send_due(at=AT + timedelta(minutes=1))
    assert outcome(message) == ("sent", ["uncertain", "accepted"])
    assert len({m["Message-ID"] for m in smtp.messages}) == 1, "the reader's mail box knows the double by its id"


def test_a_bad_good_bye_does_not_undo_a_yes(db: None, smtp: Any) -> None:
    smtp.quit = "421 closing down"
    message = put()
    send_due(at=AT)
    assert outcome(message) == ("sent", ["accepted"])
    assert send_due(at=AT + timedelta(days=1)) == 0 and len(smtp.messages) == 1


def test_a_crash_between_the_yes_and_our_note_is_shown_as_uncertain(
    db: None, smtp: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process dies right after the server said yes; the row stays "sending"."""
    message = put()

    def deliver_and_die(row: Message) -> str:
        gateways.deliver(row)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("dauys.ground.messages.actions.deliver", deliver_and_die)
        with pytest.raises(KeyboardInterrupt):
            send_due(at=AT)
    assert outcome(message) == ("sending", [])
    assert send_due(at=AT + CUT_OFF - timedelta(seconds=1)) == 0, "another worker may be at it"
    assert send_due(at=AT + CUT_OFF) == 1
    assert outcome(message) == ("sent", ["uncertain", "accepted"])
    assert len(smtp.messages) == 2 and len({m["Message-ID"] for m in smtp.messages}) == 1


def test_an_odd_message_does_not_hold_up_the_others(
    db: None, smtp: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    odd, well = put("odd", body="Құпия сөз"), put("well")

    def choosy(row: Message) -> str:
        if row.pk == odd.pk:
            raise TypeError(f"cannot send {row.body}")
        return gateways.deliver(row)

    monkeypatch.setattr("dauys.ground.messages.actions.deliver", choosy)
    assert send_due(at=AT) == 2
    assert outcome(odd) == ("queued", ["failed"]) and outcome(well) == ("sent", ["accepted"])
    assert "TypeError" in caplog.text and "Құпия" not in caplog.text + odd.tries.get().proof


@pytest.mark.parametrize("domain", ["қазақ.kz", "пример.рф"])
def test_domains_in_other_letters_are_written_for_the_wire(db: None, smtp: Any, domain: str) -> None:
    message = put(address=f"a@{domain}")
    send_due(at=AT)
    assert outcome(message) == ("sent", ["accepted"])
    assert smtp.recipients == [f"a@{domain.encode('idna').decode()}"]


def test_an_address_no_server_takes_is_refused_at_once(db: None, smtp: Any) -> None:
    message = put(address="айгүл@example.kz")
    send_due(at=AT)
    assert outcome(message) == ("failed", ["refused"]) and not smtp.messages


@pytest.mark.parametrize("address", ["a@b\r\nBcc: x@y.kz", "a,b@example.kz", "<a@example.kz", "a@", '"'])
def test_a_crooked_address_stops_nothing(db: None, smtp: Any, address: str) -> None:
    crooked, well = put("crooked", address=address), put("well")
    send_due(at=AT)
    assert outcome(well)[0] == "sent" and outcome(crooked)[0] != "sending"
    assert "x@y.kz" not in smtp.recipients


def test_two_workers_share_the_queue(transactional_db: None, smtp: Any) -> None:
    for number in range(12):
        put(str(number))
    assert sum(together(3, lambda _index: send_due(at=AT))) == 12
    assert len(smtp.messages) == 12 and len({m["Message-ID"] for m in smtp.messages}) == 12
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_an_sms_goes_into_the_folder(db: None, sms: Any) -> None:
    message = put(channel="sms", address="+77001234567", body="Сізге жауап берілді")
    send_due(at=AT)
    assert outcome(message) == ("sent", ["accepted"])
    assert [(m["to"], m["text"]) for m in sms.messages] == [("+77001234567", "Сізге жауап берілді")]


def test_without_a_gateway_an_sms_fails_at_once(db: None, settings: Any) -> None:
    settings.SMS_GATEWAY = ""
    message = put(channel="sms", address="+77001234567")
    send_due(at=AT)
    assert outcome(message) == ("failed", ["refused"])


def test_an_sms_gateway_that_is_down_is_asked_again(db: None, settings: Any) -> None:
    settings.SMS_GATEWAY, settings.SMS_URL = "http", f"http://127.0.0.1:{free_port()}/"
    message = put(channel="sms", address="+77001234567")
    send_due(at=AT)
    assert outcome(message) == ("queued", ["failed"])


def test_address_and_text_lie_sealed(db: None) -> None:
    put()
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(m)::text FROM messages_message m")
        raw = cursor.fetchone()[0]
    for plain in ("aigul", "Айгүл", "Су берілді"):
        assert plain not in raw and plain.encode().hex() not in raw


def test_a_long_mail_arrives_whole_at_a_strict_server(db: None, smtp: Any) -> None:
    """A server that reads lines as SMTP ends them refuses a text whose lines end otherwise as one endless line."""
    text = "Көше шамдары жөнделді, тексеріп шықтық. " * 120
    message = put(body=text)
    send_due(at=message.created_at)
    message.refresh_from_db()
    assert message.state == "sent"
    assert smtp.messages[-1].get_content().split() == text.split()


def letters(*names: str) -> list[Letter]:
    return [Letter(once=n, channel="sms", address="+77001234567", language="kk", body=f"Шақыру {n}") for n in names]


def test_many_are_queued_at_once_and_each_once(db: None, django_assert_num_queries: Any) -> None:
    put("3", body="Бұрынғы")
    names = [str(n) for n in range(AT_ONCE + 1)]
    with django_assert_num_queries(2):
        queue_many(iter(letters(*names, "5")), AT)
    queue_many(letters("7", "last"), AT)
    assert Message.objects.count() == AT_ONCE + 2
    assert Message.objects.get(once="3").body == "Бұрынғы" and Message.objects.get(once="4").body == "Шақыру 4"


def test_no_letters_are_no_statement(db: None, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        queue_many([], AT)


def test_eight_dispatches_of_the_same_people_write_to_each_once(transactional_db: None) -> None:
    together(8, lambda _index: queue_many(letters(*map(str, range(50))), AT))
    assert Message.objects.count() == 50


def test_nobody_is_written_to_before_their_hour(db: None, smtp: Any) -> None:
    night = AT.replace(hour=23)
    morning = (night + timedelta(days=1)).replace(hour=8)
    message = put(at=night, not_before=morning)
    for at in (night, morning - timedelta(seconds=1)):
        bring_forward(at=at)
        assert send_due(at=at) == 0
    assert send_due(at=morning) == 1 and outcome(message) == ("sent", ["accepted"])


def test_an_hour_that_is_past_holds_up_nothing(db: None, smtp: Any) -> None:
    put(not_before=AT - timedelta(hours=2))
    assert send_due(at=AT) == 1


def test_a_clock_that_was_put_back_wakes_nobody(db: None, smtp: Any) -> None:
    """Written by a clock a year ahead, for the morning of a day that is near: it waits until then, and no longer."""
    morning = AT + timedelta(hours=10)
    put(at=AT + timedelta(days=365), not_before=morning)
    assert bring_forward(at=AT) == 1 and send_due(at=AT) == 0
    assert send_due(at=morning) == 1
