"""The post box: what comes in by SMTP or as an SMS file is shown as its receiver would see it."""

import json
import smtplib
from email.message import EmailMessage
from pathlib import Path

import pytest

from dauys.site.demo.postbox import count, newest
from dauys.site.demo.sink import RETURNED, file_name, start_sink


def sms(folder: Path, name: str, at: str) -> None:
    (folder / f"{name}.sms.json").write_text(json.dumps({"to": "+77000000001", "text": "Сәлем", "at": at}), "utf-8")


def test_a_mail_sent_twice_is_kept_once(tmp_path: Path) -> None:
    sink = start_sink(tmp_path / "postbox")
    mail = EmailMessage()
    mail["Subject"], mail["To"], mail["Date"] = "Жауап дайын", "a@demo.example", "Sun, 15 Mar 2026 10:00:00 +0500"
    mail["Message-ID"] = "<0190-1@demo.example>"
    mail.set_content("Ұзын мәтін")
    try:
        for _ in range(2):
            with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
                smtp.sendmail("dauys@demo.example", ["a@demo.example"], mail.as_bytes())
    finally:
        sink.stop()
    (received,) = newest(tmp_path / "postbox")
    assert (received.channel, received.to) == ("mail", "a@demo.example")
    assert (received.subject, received.text) == ("Жауап дайын", "Ұзын мәтін")
    assert received.at.isoformat() == "2026-03-15T10:00:00+05:00"


def test_a_mail_to_an_address_that_is_gone_comes_back(tmp_path: Path) -> None:
    sink = start_sink(tmp_path / "postbox")
    try:
        with smtplib.SMTP("127.0.0.1", sink.port) as smtp, pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
            smtp.sendmail("dauys@demo.example", [RETURNED], b"Subject: x\r\n\r\nx")
    finally:
        sink.stop()
    assert caught.value.recipients[RETURNED][0] == 550 and newest(tmp_path / "postbox") == []


def test_the_newest_come_first_and_no_more_than_asked(tmp_path: Path) -> None:
    for n in range(5):
        sms(tmp_path, f"0190{n}", f"2026-03-1{n}T10:00:00+00:00")
    assert [m.at.day for m in newest(tmp_path, limit=3)] == [14, 13, 12]
    assert count(tmp_path) == 5


def test_a_broken_file_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "9.sms.json").write_text("{")
    (tmp_path / "8.eml").write_text("no mail at all")
    sms(tmp_path, "1", "2026-03-10T10:00:00+00:00")
    assert [m.text for m in newest(tmp_path)] == ["Сәлем"]


def test_an_empty_post_box_is_empty(tmp_path: Path) -> None:
    assert newest(tmp_path / "none") == []
    assert count(tmp_path / "none") == 0


@pytest.mark.parametrize("hostile", ["<../../etc/passwd>", "</tmp/x>", "", "<.hidden>", "<" + "a" * 500 + ">"])
def test_a_message_id_never_leaves_the_folder(hostile: str) -> None:
    name = file_name(hostile)
    assert name.endswith(".eml")
    assert "/" not in name
    assert not name.startswith(".")
    assert len(name) <= 140
