"""A marker in every field of every form and action: it reaches the erasable tables and nothing else."""

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client

from dauys.answers.models import Answer
from dauys.ground.accounts.models import User
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.actions import send_due
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

MARK = "Жасырын7Q сөз"  # a text such as people write: with a space and Kazakh letters
LATIN = "zhasyryn7q"  # for fields that take only Latin letters
PHONE = "+77075551234"
IIN = "850101300005"
TRACES = ("Жасырын7Q", LATIN, "7075551234", IIN, "05551234")
# Tables whose rows are erased on demand, or that hold only staff; everything else may hold no person's text.
ERASABLE = {"cases_voice", "cases_party", "cases_correction", "answers_answer", "answers_rating", "answers_delivery",
             "answers_hearing", "files_storedfile", "publication_publication", "receptions_visit", "receptions_visitor",
             "receptions_protocol", "receptions_instruction", "volunteers_volunteer", "volunteers_held",
             "volunteers_consent", "volunteers_group", "volunteers_impression", "volunteers_thanks"}  # fmt: skip
SEALED_ONLY = {
    "cases_party": {"name"},
    "receptions_visitor": {"name"},
    "volunteers_consent": {"relation"},
    "volunteers_group": {"name"},
}  # columns of a table with sealed fields that are open by design


@pytest.fixture
def loud(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    """Everything any logger says, down to DEBUG, but Django's SQL log, which is off in an installation."""
    caplog.set_level(logging.DEBUG)
    logging.getLogger("django.db.backends").disabled = True
    yield caplog
    logging.getLogger("django.db.backends").disabled = False


def tables() -> dict[str, list[str]]:
    """Every row of every table as text."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
        names = [name for (name,) in cursor.fetchall()]
        found = {}
        for name in names:
            cursor.execute(f"SELECT to_jsonb(t)::text FROM {name} t")
            found[name] = [row for (row,) in cursor.fetchall()]
    return found


def traces_in(text: str) -> list[str]:
    """The markers in a text, also as bytes in hexadecimal or as JSON escapes."""
    shapes = {t: (t, t.encode().hex(), t.encode("unicode_escape").decode()) for t in TRACES}
    return [t for t, ways in shapes.items() if any(way in text for way in ways)]


def assert_no_traces(loud: pytest.LogCaptureFixture, *, filed: bool = True) -> None:
    kept = tables()
    assert not filed or traces_in("".join(kept["cases_voice"])), "the search itself finds what is there"
    leaks = {
        name: sorted({t for row in rows for t in traces_in(row)}) for name, rows in kept.items() if name not in ERASABLE
    }
    assert not {name: found for name, found in leaks.items() if found}
    for name, open_columns in SEALED_ONLY.items():
        for row in kept[name]:
            hidden = re.sub("|".join(rf'"{c}": "[^"]*"' for c in open_columns), "", row)
            assert not traces_in(hidden), name
    # `mail.log` belongs to the test's own mail server
    said = "\n".join(
        f"{r.getMessage()} {r.exc_text or ''} {r.exc_info or ''}" for r in loud.records if r.name != "mail.log"
    )
    assert not traces_in(said), said


FIELDS = {
    "text": f"{MARK} бізде үш күннен бері су жоқ.",
    "place_note": MARK,
    "name": MARK,
    "other_name": MARK,
    "address": MARK,
    "subject": MARK,
    "phone": PHONE,
    "email": f"{LATIN}@example.kz",
    "national_id": IIN,
    "external_number": MARK,
}


def test_through_the_actions(
    transactional_db: None, make: Any, smtp: Any, sms: Any, loud: pytest.LogCaptureFixture
) -> None:
    from dauys.answers import actions as answers
    from dauys.cases import actions as cases
    from dauys.ground.access.actors import citizen

    at = make.AT
    team = make.team()
    clerk = make.staff("clerk", "akmola/aqjar")[1]
    fields = {k: v for k, v in FIELDS.items() if k != "external_number"}
    made = make.case(for_whom="other", consent=True, answer_by="email", owner=make.HOUSING, **fields)
    cases.find_person(phone=PHONE, national_id=IIN, actor=clerk, at=at)
    cases.show_contact(case_id=made.id, purpose="clarify", actor=clerk, at=at)
    cases.send_code(subject=made.id, channel="sms", address=PHONE, language="kk", at=at, case_id=made.id)
    make.written(made, team, participants=MARK, said=MARK, remarks=MARK)
    make.drafted(made, team)
    blocks = dict.fromkeys(make.BLOCKS, f"{MARK}: толық жауап осы жерде.") | {"outcome": "refused", "norm": MARK}
    about = {"obligation": made.obligation.pk, "at": at}
    for revision in (1, 2):
        answers.save(blocks=blocks, language="kk", revision=revision, actor=team.officer, **about)
        answers.submit(actor=team.officer, **about)
        if revision == 1:
            answers.send_back(revision=revision + 1, because=MARK, actor=team.supervisor, **about)
    answers.send(revision=3, actor=team.supervisor, **about)
    answers.read_out(proof=MARK, actor=team.officer, **about)
    JournalFollower(HEARERS).drain(at)
    send_due(at=at + timedelta(days=3))
    answers.rate(score=1, solved="not_solved", comment=MARK, actor=citizen(made.id), **about)
    assert smtp.messages and sms.texts, "the messages themselves were written"
    assert traces_in(smtp.messages[-1].get_content())
    assert_no_traces(loud)


def test_a_held_voice_let_in_or_discarded(transactional_db: None, make: Any, loud: pytest.LogCaptureFixture) -> None:
    from dauys.channels import actions, drafts

    clerk, keys = make.staff("clerk", "centre")[1], [uuid4(), uuid4()]
    for key in keys:
        data = make.draft(for_whom="other", consent=True, **{**FIELDS, "external_number": ""})
        drafts.save(key, data, at=make.AT)
        actions.hold(draft=key, data=data, source=b"s" * 32, because="address", at=make.AT)
    assert_no_traces(loud, filed=False)
    assert len(actions.accept_held(drafts=keys[:1], actor=clerk, at=make.AT)) == 1
    assert actions.discard_held(drafts=keys, actor=clerk, at=make.AT) == 1
    assert_no_traces(loud)


def test_a_failing_mail_server_and_a_failing_hearer(
    transactional_db: None, make: Any, smtp: Any, loud: pytest.LogCaptureFixture
) -> None:
    def careless(entry: Any) -> None:
        raise ValueError(f"{MARK} {PHONE}")

    careless.__qualname__ = "careless"
    smtp.rcpt = f"550 no such user {FIELDS['email']} {MARK}".encode().decode("ascii", "ignore")
    make.answered(**{k: v for k, v in FIELDS.items() if k in ("text", "name", "email")}, phone="", answer_by="email")
    JournalFollower({**HEARERS, "answers.send": [careless, *HEARERS["answers.send"]]}).drain(make.AT)
    send_due(at=make.AT + timedelta(days=3))
    assert any("careless" in r.getMessage() for r in loud.records)
    assert_no_traces(loud)


def _post(client: Client, address: str, data: dict[str, Any], loud: pytest.LogCaptureFixture) -> int:
    status = client.post(address, data).status_code
    assert status < 500, address
    return int(status)


def _revision() -> str:
    return str(Answer.objects.values_list("revision", flat=True).get())


def test_through_the_pages(transactional_db: None, make: Any, sms: Any, loud: pytest.LogCaptureFixture) -> None:
    """Every form, once with what it accepts and once with what it refuses."""
    citizen = Client()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("what", {"text": FIELDS["text"]}),
        ("where", {"area": make.AQJAR, "in": "kz/11/aqjar/"}),
        ("place", {"place_note": MARK}),
        ("about", {"topic": "water"}),
        ("kind", {"kind": "application"}),
        ("who", {"for_whom": "other"}),
        ("you", {**FIELDS, "consent": "on"}),
        ("answer", {"answer_by": "sms", "answer_language": "kk"}),
    ]
    for step, data in steps:
        _post(citizen, f"/kk/say/{step}/", dict.fromkeys(data, f"{MARK} " * 40) | {"phone": MARK}, loud)
        assert _post(citizen, f"/kk/say/{step}/", data, loud) == 302, step
        assert_no_traces(loud, filed=False)
    _post(citizen, "/kk/say/code/", {}, loud)
    _post(citizen, "/kk/say/code/", {"code": MARK}, loud)
    assert _post(citizen, "/kk/say/check/", {}, loud) == 302
    _post(citizen, "/kk/my/", {"contact": MARK}, loud)
    for contact in (FIELDS["phone"], FIELDS["email"]):
        assert _post(citizen, "/kk/my/", {"contact": contact}, loud) == 302
        _post(citizen, "/kk/my/code/", {"code": MARK}, loud)
    _volunteer_by_pages(citizen, loud)
    _post(citizen, "/kk/track/", {"number": MARK, "code": MARK}, loud)
    _post(citizen, "/kk/login/", {"email": FIELDS["email"], "password": MARK, "next": f"https://{LATIN}.kz/"}, loud)
    citizen.get("/kk/desk/find/", {"q": MARK})
    citizen.get(f"/kk/{LATIN}/")
    Client().post(
        "/api/v1/cases",
        {**FIELDS, "area": MARK, "kind": MARK, "topic": MARK},
        content_type="application/json",
        headers={"Idempotency-Key": str(uuid4())},
    )

    user, _clerk = make.staff("clerk", "akmola/aqjar")
    desk = Client()
    desk.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    form = {
        **FIELDS,
        "external_number": "ZT-1",
        "key": str(uuid4()),
        "channel": "letter",
        "area": make.AQJAR,
        "kind": "application",
        "identity": "in_person",
        "answer_by": "phone",
        "answer_language": "kk",
    }
    _post(desk, "/kk/desk/register/autosave/", form, loud)
    _post(desk, "/kk/desk/register/", {**form, "find": "1"}, loud)
    _post(desk, "/kk/desk/register/", {**form, "area": MARK}, loud)
    assert _post(desk, "/kk/desk/register/", form, loud) == 302
    desk.get("/kk/desk/find/", {"q": MARK})
    _post(desk, "/kk/desk/find/", {"q": MARK}, loud)
    _post(desk, "/kk/desk/find/", {"q": FIELDS["phone"]}, loud)
    made = make.case(owner=make.HOUSING, at=now())
    _answer_by_pages(make, made, loud)
    JournalFollower(HEARERS).drain(now())
    send_due(at=now())
    assert_no_traces(loud)


def _volunteer_by_pages(citizen: Client, loud: pytest.LogCaptureFixture) -> None:
    """A child signs up, a parent is named, and everything is wrong once."""
    words = dict.fromkeys(("name", "emergency_name", "guardian_name"), MARK)
    helps = {"area": "kz/11/aqjar/dostyq/", "radius": "15", "languages": "kk", "free": "sat-am", "max_load": "1"}
    person = {**helps, **words, "key": str(uuid4()), "born_on": f"{now().year - 13}-01-01"}
    contacts = {"contact": FIELDS["email"], "guardian_phone": PHONE, "emergency_phone": PHONE}
    wrong = dict.fromkeys(person | contacts, f"{MARK} " * 20)
    assert _post(citizen, "/kk/help/join/", wrong, loud) == 422
    assert _post(citizen, "/kk/help/join/", {**person, **contacts}, loud) == 302
    _post(citizen, "/kk/help/join/code/", {}, loud)
    _post(citizen, "/kk/help/join/code/", {"code": MARK}, loud)
    assert_no_traces(loud, filed=False)


def _answer_by_pages(make: Any, made: Any, loud: pytest.LogCaptureFixture) -> None:
    team = make.team()
    officer, boss = Client(), Client()
    officer.force_login(User.objects.get(pk=team.officer.id), settings.AUTHENTICATION_BACKENDS[0])
    boss.force_login(User.objects.get(pk=team.supervisor.id), settings.AUTHENTICATION_BACKENDS[0])
    about = f"/kk/desk/obligations/{made.obligation.pk}"
    blocks = dict.fromkeys(make.BLOCKS, f"{MARK}: толық жауап осы жерде.") | {"outcome": "refused", "norm": MARK}
    _post(officer, f"{about}/answer/autosave/", {**blocks, "language": "kk", "revision": 0}, loud)
    _post(officer, f"{about}/answer/", {**blocks, "language": MARK[:8], "revision": 1, "submit": "1"}, loud)
    _post(boss, f"{about}/check/", {"return": "1", "revision": _revision(), "because": f"{MARK} толықтырыңыз"}, loud)
    _post(officer, f"{about}/answer/", {**blocks, "language": "kk", "revision": 2, "submit": "1"}, loud)
    assert _post(boss, f"{about}/check/", {"send": "1", "revision": _revision()}, loud) == 302
    assert make.fresh(made.id).state == "answered"
    _post(officer, f"{about}/read-out/", {"proof": f"{MARK} өзі тыңдады"}, loud)
    _post(boss, f"{about}/kind/", {"choice": MARK}, loud)
    _post(boss, f"/kk/desk/cases/{made.id}/contacts/", {"purpose": MARK}, loud)
    person = Client()
    _post(person, "/kk/track/", {"number": str(made.case.serial), "code": made.code}, loud)
    _post(person, f"/kk/track/rate/{made.obligation.pk}/", {"score": 2, "solved": "partly", "comment": MARK}, loud)
