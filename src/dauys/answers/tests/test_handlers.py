"""A sent answer goes out by the way the person asked for, once, in the language of the answer."""

from datetime import timedelta
from typing import Any

import pytest

from dauys.answers.models import Delivery
from dauys.answers.rules import BLOCKS
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.actions import send_due
from dauys.ground.messages.models import Message
from dauys.site.wiring import HEARERS


def follow(make: Any) -> None:
    JournalFollower(HEARERS).drain(make.AT)


def kinds() -> set[str]:
    return {m.once.split(":")[0] + ":" + m.channel for m in Message.objects.all()}


@pytest.mark.parametrize(
    ("answer_by", "way", "expected"),
    [
        ("sms", "sms", {"receipt:sms", "answer:sms"}),
        ("phone", "sms", {"receipt:sms", "answer:sms"}),
        ("email", "email", {"receipt:mail", "answer:mail"}),
        ("post", None, {"receipt:sms"}),
    ],
)
def test_the_answer_goes_the_way_that_was_asked_for(
    transactional_db: None, make: Any, answer_by: str, way: str | None, expected: set[str]
) -> None:
    make.answered(answer_by=answer_by, email="aigul@example.kz", address="Достық, 1")
    follow(make)
    assert kinds() == expected
    assert set(Delivery.objects.values_list("way", flat=True)) == {"page", *([way] if way else [])}
    follow(make)
    assert Message.objects.count() == len(expected)


def test_mail_carries_the_whole_answer_and_sms_none_of_it(
    transactional_db: None, make: Any, smtp: Any, sms: Any
) -> None:
    make.answered(answer_by="email", email="aigul@example.kz", phone="")
    make.answered(answer_by="sms", phone="+77001234567")
    follow(make)
    send_due(at=make.AT + timedelta(days=2))
    words = [make.BLOCKS[name] for name in BLOCKS]
    answer = next(m for m in smtp.messages if make.BLOCKS["decided"] in m.get_content().replace("\r\n", "\n"))
    assert all(block in answer.get_content() for block in words)
    assert "Жауап берілді: мәселе шешілді" in answer.get_content()
    assert len(sms) == 2 and not any(block in text for text in sms.texts for block in words)


def test_no_message_carries_the_secret_code(transactional_db: None, make: Any) -> None:
    made, _team, _answer = make.answered()
    follow(make)
    for message in Message.objects.all():
        assert made.code not in message.body + message.subject
        assert made.code.replace("-", "") not in message.body


def test_somebody_without_contacts_is_not_written_to(transactional_db: None, make: Any) -> None:
    make.answered(answer_by="page", phone="", email="")
    follow(make)
    assert not Message.objects.exists()


def test_the_representative_is_told_and_not_the_person_spoken_for(transactional_db: None, make: Any) -> None:
    make.answered(for_whom="other", other_name="Бибігүл", consent=True, phone="+77005556677")
    follow(make)
    assert {m.address for m in Message.objects.all()} == {"+77005556677"}
