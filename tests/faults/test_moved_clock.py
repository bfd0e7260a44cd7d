"""The machine's clock beyond the calendar, and an hour back between two requests: clear words, and nothing is lost."""

import base64
import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from dauys.cases.models import Case
from dauys.cases.queries import number_of
from dauys.channels import drafts
from dauys.ground.accounts import actions as accounts
from dauys.ground.accounts.models import Authenticator
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.log.actions import merge
from dauys.ground.messages.actions import queue
from dauys.ground.messages.models import Message
from dauys.site.doctor.examine import examine
from dauys.site.sender import Sender
from dauys.site.wiring import HEARERS, INVARIANTS
from tests.journeys.walks import answers
from tests.security.tables import changed, digests

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
BEYOND = datetime.fromisoformat("2028-02-01T10:00+05:00")
HOUR = timedelta(hours=1)
NO_CALENDAR = {"kk": "күнтізбесі әзірге жоқ", "ru": "ещё нет календаря рабочих дней"}
WORDS = "Менің ұзақ жазған сөзім, ол жоғалмауы керек."


class Clock:
    """What every clock of the process shows: ours, Django's, and that of its signed cookies."""

    at = AT

    def now(self) -> datetime:
        return self.at.astimezone(UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("dauys.ground.moment.offset", lambda: made.now() - datetime.now(UTC))
    monkeypatch.setattr("django.utils.timezone.now", made.now)
    monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: made.at.timestamp()))
    return made


@pytest.fixture(autouse=True)
def _doctor(db: None, clock: Clock, settings: Any, tmp_path: Path) -> Iterator[None]:
    settings.DATA_DIR = tmp_path  # what other tests left there is old by this clock
    yield
    follower = JournalFollower(HEARERS)
    for _round in range(3):
        while follower.tick(clock.now()):
            pass
        merge(at=clock.now(), at_once=True)
    broken = [r.as_json() for r in examine(INVARIANTS) if not r.is_good]
    assert not broken


def page(reply: Any) -> str:
    return str(reply.content.decode())


def desk(make: Any, role: str, body: str = "") -> Client:
    client = Client()
    client.force_login(make.staff(role, body or make.HOUSING)[0])
    return client


def answer_all(client: Client, clock: Clock | None = None) -> None:
    """Every question; with a clock, each an hour earlier than the one before."""
    for step, values in answers(text=WORDS, phone="+77001234567").items():
        below = {"in": "kz/11/aqjar/"} if step == "where" else {}
        assert client.post(f"/kk/say/{step}/", {**values, **below}).status_code == 302, step
        if clock:
            clock.at -= HOUR


def opened(made: Any) -> Client:
    client = Client()
    assert client.post("/kk/track/", {"number": number_of(made.case), "code": made.code}).status_code == 302
    return client


@pytest.mark.parametrize("moment", ["2027-12-30T10:00+05:00", "2028-02-01T10:00+05:00"])
@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_citizen_is_told_and_sends_later(clock: Clock, language: str, moment: str) -> None:
    client = Client()
    clock.at = datetime.fromisoformat(moment)
    answer_all(client)
    before = digests()
    reply = client.post(f"/{language}/say/check/")
    assert reply.status_code == 503 and NO_CALENDAR[language] in page(reply) and WORDS in page(reply)
    assert not changed(before) - {"throttle_count"}
    clock.at = AT  # as if the calendar had been loaded
    assert client.post(f"/{language}/say/check/")["Location"] == f"/{language}/receipt/"
    assert Case.objects.count() == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_interface_for_machines_says_503_and_takes_the_same_key_later(
    clock: Clock, make: Any, language: str
) -> None:
    body = json.dumps({"text": WORDS, "area": make.AQJAR, "name": "Болат", "phone": "+77001234567"})
    headers = {"Idempotency-Key": str(uuid4()), "Accept-Language": language}

    def send() -> Any:
        return Client().post("/api/v1/cases", body, content_type="application/json", headers=headers)

    clock.at = BEYOND
    reply = send()
    assert reply.status_code == 503 and NO_CALENDAR[language] in reply.json()["message"]
    assert not Case.objects.exists()
    clock.at = AT
    assert send().status_code == 201


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_desk_goes_on_beyond_the_calendar(clock: Clock, make: Any, language: str) -> None:
    open_one, (done, _team, _answer) = make.case(owner=make.HOUSING), make.answered()
    late = make.case(owner=make.HOUSING, at=datetime.fromisoformat("2027-12-06T10:00+05:00"))  # just fits
    clock.at = BEYOND
    officer, clerk = desk(make, "officer"), desk(make, "clerk", "akmola/aqjar")
    work = f"/{language}/desk/obligations/{open_one.obligation.pk}"
    for address in ("desk/", "desk/?view=answered", f"desk/cases/{open_one.id}/", f"desk/cases/{done.id}/"):
        assert officer.get(f"/{language}/{address}").status_code == 200, address
    assert officer.get(f"{work}/answer/").status_code == 200
    before = digests()
    of_december = f"/{language}/desk/obligations/{late.obligation.pk}"
    reply = clerk.post(f"{of_december}/kind/", {"choice": "complaint"})
    assert reply.status_code == 422 and NO_CALENDAR[language] in page(reply)
    form = {
        "key": str(uuid4()), "channel": "phone", "kind": "application", "identity": "none", "answer_by": "phone",
        "answer_language": "kk", "text": WORDS, "area": make.AQJAR, "name": "Айгүл", "phone": "+77001234567",
    }  # fmt: skip
    reply = clerk.post(f"/{language}/desk/register/", form)
    assert reply.status_code == 503 and NO_CALENDAR[language] in page(reply) and WORDS in page(reply)
    assert not changed(before)
    clock.at = AT
    assert clerk.post(f"/{language}/desk/register/", form).status_code == 302


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_word_on_an_answer_beyond_the_calendar(clock: Clock, make: Any, language: str) -> None:
    made, _team, _answer = make.answered()
    waiting = make.case(owner=make.HOUSING)
    clock.at = BEYOND
    client, path = opened(made), f"/{language}/track/rate/{make.fresh(made.id).pk}/"
    assert opened(waiting).get(f"/{language}/track/case/").status_code == 200
    reply = client.post(path, {"score": 1, "solved": "not_solved", "comment": WORDS})
    assert reply.status_code == 503 and NO_CALENDAR[language] in page(reply) and WORDS in page(reply)
    assert make.fresh(made.id).state == "answered"
    assert client.post(path, {"score": 4, "solved": "solved", "comment": WORDS}).status_code == 302


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_code_is_not_spent_on_a_term_that_cannot_be_counted(clock: Clock, make: Any, language: str) -> None:
    made = make.case(owner=make.HOUSING)
    clock.at = BEYOND
    code = accounts.make_code(subject=made.id, contact="+77001234567", at=clock.at)
    client = opened(made)
    reply = client.post(f"/{language}/track/confirm/", {"code": code})
    assert reply.status_code == 503 and NO_CALENDAR[language] in page(reply)
    clock.at = AT
    assert client.post(f"/{language}/track/confirm/", {"code": code}).status_code == 302
    assert make.fresh(made.id).by_law


def test_a_draft_whose_clock_goes_back_at_every_question(clock: Clock) -> None:
    client = Client()
    answer_all(client, clock)
    clock.at -= HOUR
    assert client.post("/kk/say/check/")["Location"] == "/kk/receipt/"
    clock.at -= HOUR
    assert client.get("/kk/receipt/").status_code == client.get("/kk/track/case/").status_code == 200
    assert abs(Case.objects.get().received_at - clock.at - HOUR) < timedelta(seconds=1)


def test_a_case_whose_clock_goes_back_at_every_step(clock: Clock, make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    officer, supervisor = desk(make, "officer"), desk(make, "supervisor")
    work = f"/kk/desk/obligations/{made.obligation.pk}"
    steps = [
        lambda: officer.post(f"{work}/take/"),
        lambda: officer.post(f"{work}/answer/", {**make.BLOCKS, "language": "kk", "revision": 0, "submit": 1}),
        lambda: supervisor.post(f"{work}/check/", {"send": 1, "revision": 1}),
    ]
    for step in steps:
        clock.at -= HOUR
        assert step().status_code == 302
        assert officer.get(f"/kk/desk/cases/{made.id}/").status_code == officer.get("/kk/desk/").status_code == 200
    clock.at -= HOUR
    reader = opened(made)
    assert reader.post(f"/kk/track/rate/{made.obligation.pk}/", {"score": 5, "solved": "solved"}).status_code == 302
    assert reader.get("/kk/track/case/").status_code == 200


def test_a_code_made_before_the_clock_went_back_and_one_made_after(clock: Clock) -> None:
    subject, contact = uuid4(), "+77001234567"
    first = accounts.make_code(subject=subject, contact=contact, at=clock.at)
    clock.at -= HOUR
    second = accounts.make_code(subject=subject, contact=contact, at=clock.at)
    with pytest.raises(accounts.WrongCode):
        accounts.redeem_code(subject=subject, contact=contact, code=f"{(int(second) + 1) % 10**6:06d}", at=clock.at)
    accounts.redeem_code(subject=subject, contact=contact, code=second, at=clock.at)
    other = uuid4()
    kept = accounts.make_code(subject=other, contact="+77007654321", at=clock.at)
    clock.at -= HOUR
    accounts.redeem_code(subject=other, contact="+77007654321", code=kept, at=clock.at)
    late = uuid4()
    old = accounts.make_code(subject=late, contact="+77007654322", at=clock.at)
    with pytest.raises(accounts.WrongCode):
        accounts.redeem_code(subject=late, contact="+77007654322", code=old, at=clock.at + timedelta(minutes=16))
    assert first != "" and drafts.load(subject) is None


def test_wrong_tries_from_later_lock_nobody_out(clock: Clock) -> None:
    for _ in range(accounts.TRIES):
        accounts.count_try("password", "aigul", at=clock.at)
    with pytest.raises(accounts.TooManyTries):
        accounts.check_tries("password", "aigul", at=clock.at)
    with pytest.raises(accounts.TooManyTries):
        accounts.check_tries("password", "aigul", at=clock.at - timedelta(seconds=5))  # another process's clock
    accounts.check_tries("password", "aigul", at=clock.at - HOUR)


def test_a_session_and_a_second_factor_with_the_clock_an_hour_back(clock: Clock, make: Any) -> None:
    """Who is in stays in. A code of a time before the last one is refused, else it could be used twice; a recovery
    code opens meanwhile."""
    user, actor = make.staff("officer")
    accounts.begin_second_factor(actor=actor, at=clock.at)

    def shown() -> str:
        secret = Authenticator.objects.get(user=user.pk).secret
        return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(clock.at.timestamp())).decode()

    recovery = accounts.turn_on_second_factor(code=shown(), actor=actor, at=clock.at)

    def past_the_password() -> Client:
        client = Client()
        fields = {"email": user.email, "password": make.PASSWORD}
        assert client.post("/kk/login/", fields)["Location"] == "/kk/login/code/"
        return client

    clock.at += timedelta(minutes=1)
    inside = past_the_password()
    assert inside.post("/kk/login/code/", {"code": shown()}).status_code == 302
    waiting = past_the_password()
    clock.at -= HOUR
    assert inside.get("/kk/desk/").status_code == 200
    reply = waiting.post("/kk/login/code/", {"code": shown()})
    assert reply.status_code == 422 and re.search(r"govuk-error-message", page(reply))
    assert waiting.post("/kk/login/code/", {"code": recovery[0]}).status_code == 302
    clock.at += HOUR + timedelta(minutes=1)
    assert past_the_password().post("/kk/login/code/", {"code": shown()}).status_code == 302


def test_messages_go_out_though_they_were_written_later(clock: Clock, sms: Any) -> None:
    def put(once: str) -> None:
        queue(once=once, channel="sms", address="+77001234567", language="kk", body=once, at=clock.at)

    put("untried")
    put("tried")
    put("cut off")
    Message.objects.filter(once="tried").update(attempts=8, next_try_at=clock.at + HOUR)
    Message.objects.filter(once="cut off").update(state="sending", attempts=1, next_try_at=clock.at)
    sender = Sender("sms")
    clock.at -= HOUR
    while sender.round(clock.now()):
        pass
    assert sorted(sms.texts) == ["cut off", "tried", "untried"]
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}


def test_a_clock_put_back_while_the_sender_runs_is_noticed(clock: Clock, sms: Any) -> None:
    sender = Sender("sms")
    assert sender.round(clock.now()) == 0
    queue(once="one", channel="sms", address="+77001234567", language="kk", body="бір", at=clock.at)
    clock.at -= timedelta(days=400)
    assert sender.round(clock.now()) == 1 and sms.texts == ["бір"]
