"""Odd values in every parameter and field: never a failure, never an error of the database, never a second header."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.utils.http import parse_header_parameters

from dauys.ground.files import actions as file_actions
from dauys.ground.files.queries import response as file_response
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.actions import queue, send_due
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS
from tests import factories as make
from tests.security.tables import changed, digests
from tests.security.test_every_post import POSTS, address, fields
from tests.security.visitors import file_by_api, town, voice
from tests.sweep.test_sweep import NAMES
from tests.sweep.world import a_pdf

# By turns: of the sharp ones two in every field alone and five in every query, of the others five in every query. So
# each stands in hundreds of fields and queries; all of them are tried in all fields at once.
SHARP = (
    "'; DROP TABLE cases_case; --", "\\", "%(x)s", "\x00", "\r\nSet-Cookie: x=1", "\ufffe\u202e", "9" * 40, "-1",
    "x" * 20_000, "9999-12-31",
)  # fmt: skip
ODD = (
    *SHARP, "'", '"', "1' OR '1'='1", "%", "%%s", "{0.__class__}", "$1", "/*", "--", "a\x00b", "\n", "\t", "\x1b",
    "\U0001f4a7" * 50, "ı", "ß" * 300, "٣٤٥", "²", "0", "1e400", "NaN", "1.5", "null", "[]", "{}", "true", "kz/11/../",
    "../../etc/passwd", "<x>", "KZ-2026-" + "9" * 25 + "-1", "KZ-9999-0000001-1", "0001-01-01", "2026-02-30",
    "00000000-0000-0000-0000-000000000000", "+7" + "9" * 60, "a@b", "a@" + "b" * 300 + ".kz", "ZZZZZ-ZZZZZ",
)  # fmt: skip
PARAMETERS = (
    "view", "kind", "due", "after", "q", "next", "number", "in", "id", "page", "lang", "office", "skill", "region",
    "area", "group", "day", "month", "since", "until", "age", "state", "contact", "host",
)  # fmt: skip


def by_turns(values: Sequence[str], many: int, turn: int) -> list[str]:
    """So many of them, others each turn, so that all of them are tried somewhere."""
    return [values[(turn * many + n) % len(values)] for n in range(many)]


def database_errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [
        f"{r.name}: {r.getMessage()[:200]} {r.exc_info[1] if r.exc_info else ''}"
        for r in caplog.records
        if r.levelno >= logging.ERROR and r.name != "mail.log"
    ]


@pytest.mark.sweep
def test_odd_values_in_every_query(db: None, caplog: pytest.LogCaptureFixture) -> None:
    here, wrong = town(), []
    # who gets furthest: each page is asked by somebody it lets in
    furthest = {"register": "clerk", "registered_today": "clerk", "find": "clerk", "undelivered": "administrator"}
    before = digests()
    for turn, name in enumerate(NAMES):
        who = furthest.get(name) or (POSTS[name].furthest if name in POSTS else "officer")
        client = here.client(who, raise_request_exception=False)
        path = address(here, name)
        for odd in (*by_turns(SHARP, 5, turn), *by_turns(ODD[len(SHARP) :], 5, turn)):
            response = client.get(path, dict.fromkeys(PARAMETERS, odd))
            if response.status_code >= 500 or "\n" in response.headers.get("Location", ""):
                wrong.append(f"{name} as {who} with {odd[:30]!r}: {response.status_code}")
        for odd in ("'", "\x00"):  # names, repeated values and arrays are input too
            response = client.get(
                path, {odd: odd, "view": [odd, "body"], "after[]": odd, "q[$gt]": "", "number[0]": odd}
            )
            assert response.status_code < 500, (name, odd)
    assert not wrong, "\n".join(wrong)
    assert not database_errors(caplog)
    assert not changed(before), "a GET wrote"


@pytest.mark.sweep
def test_odd_values_in_every_field(db: None, caplog: pytest.LogCaptureFixture) -> None:
    """Field by field beside good ones, so that the odd value travels as far as it can."""
    here, wrong, turn = town(), [], 0
    caplog.clear()
    for name, line in POSTS.items():
        if name == "api-1:file_case":
            continue
        client, path, good = (
            here.client(line.furthest, raise_request_exception=False),
            address(here, name),
            fields(here, name),
        )
        more = {"code": "1", "in": "kz/", "find": ""} if name in ("code", "confirm", "register") else {}
        for field in {**good, **more, "language": "", "next": "", "revision": "", "key": "", "topic": ""}:
            turn += 1
            for odd in by_turns(SHARP, 2, turn):
                cookies = client.cookies.copy()
                with transaction.atomic():
                    response = client.post(path, {**good, field: odd})
                    transaction.set_rollback(True)
                client.cookies = cookies
                if response.status_code >= 500:
                    wrong.append(f"{name}.{field} with {odd[:30]!r}: {response.status_code}")
    assert not wrong, "\n".join(wrong)
    assert not database_errors(caplog)


@pytest.mark.sweep
def test_odd_values_in_every_field_at_once(db: None, caplog: pytest.LogCaptureFixture) -> None:
    here = town()
    steps = ("what", "where", "place", "about", "kind", "who", "you", "answer")
    names = {"text", "area", "in", "place_note", "topic", "kind", "for_whom", "name", "phone", "email", "national_id",
             "address", "other_name", "consent", "answer_by", "answer_language", "attach"}  # fmt: skip
    client = here.client("writer", raise_request_exception=False)
    for step in steps:
        for odd in ODD:
            with transaction.atomic():
                status = client.post(f"/kk/say/{step}/", dict.fromkeys(names, odd)).status_code
                status = max(
                    status, client.get(f"/kk/say/{step}/").status_code, client.get("/kk/say/check/").status_code
                )
                transaction.set_rollback(True)
            assert status < 500, (step, odd)
    for odd in SHARP:
        for field in voice():
            with transaction.atomic():
                response = file_by_api(Client(raise_request_exception=False), voice(**{field: odd}))
                transaction.set_rollback(True)
            assert response.status_code in (201, 422, 429), (field, odd)
    assert not database_errors(caplog)


def test_the_watch_for_database_errors_sees_one(db: None, caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("django.request").error("Internal Server Error: %s", "/x")
    assert database_errors(caplog)


# Mails: one header stays one header

BREAKS = (
    "\r\nBcc: victim@example.kz",
    "\nBcc: victim@example.kz",
    "\rBcc: v@example.kz",
    "\x0bBcc: v",
    "\u2028Bcc: v",
    "\x85Bcc",
)


@pytest.mark.parametrize("broken", BREAKS, ids=repr)
def test_a_line_break_makes_no_second_header(transactional_db: None, make: Any, smtp: Any, broken: str) -> None:
    """In the name, the place, the subject and the address of everything that is sent."""
    made = make.case(
        name=f"Айгүл{broken}", place_note=f"Көше{broken}", text=f"{make.TEXT}{broken}\r\n\r\n<b>мәтін</b>", phone="",
        email="good@example.kz", answer_by="email", owner=make.HOUSING,
    )  # fmt: skip
    make.answered(made)
    JournalFollower(HEARERS).drain(make.AT)
    at = now()
    queue(
        once="subject",
        channel="mail",
        address="good@example.kz",
        language="kk",
        subject=f"Тақырып{broken}",
        body="x",
        at=at,
    )
    queue(
        once="address", channel="mail", address=f"good@example.kz{broken}", language="kk", subject="x", body="x", at=at
    )
    for _again in range(3):
        send_due(at=at + timedelta(days=1))
    assert len(smtp.messages) >= 2, "receipt and answer were sent"
    assert set(smtp.recipients) == {"good@example.kz"}
    known = {"subject", "from", "to", "date", "message-id", "auto-submitted", "content-type", "mime-version",
             "content-transfer-encoding", "content-language"}  # fmt: skip
    for mail in smtp.messages:
        assert {name.lower() for name in mail} <= known
        assert len(list(mail)) == len({name.lower() for name in mail})
        assert mail.get_content_type() == "text/plain" and not mail.is_multipart()
    assert Message.objects.get(once="address").state == "failed"


def test_a_broken_subject_is_refused_and_not_tried_for_ever(transactional_db: None, smtp: Any) -> None:
    queue(once="s", channel="mail", address="a@example.kz", language="kk", subject="x\nBcc: y", body="x", at=make.AT)
    send_due(at=make.AT)
    message = Message.objects.get()
    assert not smtp.messages
    assert message.state == "failed"


def test_an_sms_stays_one_json(transactional_db: None, make: Any, sms: Any) -> None:
    make.case(name='"}\n{"to": "+77770000000', text=make.TEXT)
    JournalFollower(HEARERS).drain(make.AT)
    send_due(at=make.AT)
    assert [set(m) for m in sms.messages] == [{"to", "text", "at"}]
    assert sms.messages[0]["to"] == "+77001234567"


# Names of files

NAMES_OF_FILES = (
    'a"; filename="evil.html', "a\r\nContent-Type: text/html\r\n\r\n<script>", "../../../etc/passwd", "con.pdf.html",
    "..\\..\\evil.exe", "\u202egpj.exe", "%0d%0aX: 1", "'; filename*=UTF-8''evil.html", "сурет\x00.html", "", ".",
    "x" * 400, "=cmd|' /C calc'!A0", ".htaccess",
)  # fmt: skip


@pytest.mark.parametrize("name", NAMES_OF_FILES, ids=lambda n: repr(n[:20]))
def test_the_name_of_a_file_stays_a_name(db: None, settings: Any, tmp_path: Any, name: str) -> None:
    settings.DATA_DIR = tmp_path
    kept = file_actions.store(data=a_pdf(), name=name, holder=uuid4(), at=make.AT)
    assert kept.name.endswith(".pdf") and not set(kept.name) & set("/\\\r\n\0\"';%<>:|\u202e")
    header = file_response(kept)["Content-Disposition"]
    kind, parameters = parse_header_parameters(header)
    assert kind == "attachment" and parameters == {"filename": kept.name}
    assert file_actions.path_of(kept.pk).is_relative_to(tmp_path)


def test_an_upload_with_a_hostile_name_through_the_form(db: None, settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    client = Client(raise_request_exception=False)
    for name in NAMES_OF_FILES:
        upload = SimpleUploadedFile("x.pdf", a_pdf(), content_type="text/html")
        upload._name = name or "x"
        response = client.post("/kk/say/what/", {"text": make.TEXT, "files": upload, "attach": "1"})
        assert response.status_code in (200, 422)
        assert "Content-Type: text/html" not in str(response.headers)


def test_the_log_keeps_to_one_line(db: None, caplog: pytest.LogCaptureFixture) -> None:
    """A path or a name with a line break cannot forge a line of the log."""
    caplog.set_level(logging.INFO)
    client = Client(raise_request_exception=False)
    client.get("/kk/%0aCRITICAL forged/")
    client.get("/kk/desk/find/", {"q": "\nCRITICAL forged"})
    client.post("/kk/login/", {"email": "a\nCRITICAL forged", "password": "x"})
    assert not [r for r in caplog.records if "\nCRITICAL forged" in r.getMessage()]
