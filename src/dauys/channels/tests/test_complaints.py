"""A term that ran out without an answer: the person is told once, and a complaint is prepared and goes up."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from tests import factories as make
from tests.log import follow

from dauys.answers import actions as answers
from dauys.cases import actions as cases
from dauys.cases.models import Case, Obligation, Question
from dauys.cases.queries import number_of
from dauys.channels import actions as channels
from dauys.channels import drafts
from dauys.channels.keys import COOKIE
from dauys.channels.pages import track
from dauys.ground.access.actors import ANONYMOUS, citizen
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.routing import actions as routing
from dauys.site.wiring import HEARERS

AT = make.AT  # due on 31 March
LATE = AT + timedelta(days=28, hours=2)  # 1 April, noon


@pytest.fixture
def silent(db: None, monkeypatch: pytest.MonkeyPatch) -> make.Made:
    monkeypatch.setattr(track, "now", lambda: LATE)
    return make.case(owner=make.HOUSING, confirmed=True, identity="code")


def author(made: make.Made) -> Client:
    client = Client()
    client.cookies[COOKIE] = signing.dumps(str(made.id), salt="dauys.case")
    return client


def complain(client: Client, made: make.Made) -> Any:
    return client.post(f"/kk/track/complain/{made.obligation.pk}/")


def test_the_page_says_what_the_law_makes_of_it(silent: make.Made) -> None:
    page = author(silent).get("/kk/track/case/").content.decode()
    assert "орган бас тартты деп саналады" in page and "ӘРПК 91-бап" in page
    assert "30\u00a0маусым" in page and "Шағым жазу" in page


@pytest.mark.parametrize("about", [{"identity": "none"}, {"at": LATE}])
def test_without_a_term_of_the_law_there_is_no_refusal(
    db: None, monkeypatch: pytest.MonkeyPatch, about: dict[str, Any]
) -> None:
    monkeypatch.setattr(track, "now", lambda: LATE)
    made = make.case(owner=make.HOUSING, confirmed=True, **{"identity": "code", **about})
    client = author(made)
    assert "Шағым жазу" not in client.get("/kk/track/case/").content.decode()
    assert complain(client, made)["Location"] == "/kk/track/case/"
    assert drafts.COOKIE not in client.cookies


def test_a_complaint_is_prepared_and_not_sent(silent: make.Made) -> None:
    client = author(silent)
    assert complain(client, silent)["Location"] == "/kk/say/what/"
    key = signing.loads(client.cookies[drafts.COOKIE].value, salt="dauys.draft")
    data = drafts.load(key)
    assert data is not None and data["kind"] == "complaint" and data["about"] == str(silent.id)
    assert number_of(silent.case) in data["text"] and "31\u00a0наурыз" in data["text"]
    assert number_of(silent.case) in client.get("/kk/say/what/").content.decode()
    assert complain(client, silent)["Location"] == "/kk/say/what/"
    assert signing.loads(client.cookies[drafts.COOKIE].value, salt="dauys.draft") == key
    assert Case.objects.count() == 1


def test_a_matter_twice_answered_and_not_solved_goes_up(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made, team, _answer = make.answered(make.case(owner=make.HOUSING, confirmed=True, identity="code"))
    client, sent = author(made), AT + timedelta(days=3)
    monkeypatch.setattr(track, "now", lambda: sent + timedelta(hours=1))
    said = {"score": 1, "solved": "not_solved", "comment": "", "actor": citizen(made.id)}
    second = answers.rate(obligation=made.obligation.pk, at=sent, **said)
    assert second is not None and "Шағым жазу" not in client.get("/kk/track/case/").content.decode()
    made.obligation = second
    make.answered(made, team, at=sent)
    made.obligation = second
    assert complain(client, made)["Location"] == "/kk/track/case/", "not before the person said so"
    assert answers.rate(obligation=second.pk, at=sent, **said) is None
    assert "Шағым жазу" in client.get("/kk/track/case/").content.decode()
    assert complain(client, made)["Location"] == "/kk/say/what/"
    data = drafts.load(signing.loads(client.cookies[drafts.COOKIE].value, salt="dauys.draft"))
    assert data is not None and data["kind"] == "complaint" and data["about"] == str(made.id)
    assert number_of(made.case) in data["text"] and "7\u00a0наурыз" in data["text"]
    monkeypatch.setattr(track, "now", lambda: sent + timedelta(days=120))
    assert "Шағым жазу" not in client.get("/kk/track/case/").content.decode(), "the days to complain are over"


def test_what_was_begun_is_not_dropped_unasked(silent: make.Made) -> None:
    client, key = author(silent), uuid4()
    drafts.save(key, {"text": make.TEXT}, at=LATE)
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    asked = complain(client, silent)
    assert asked.status_code == 409 and "басқа жолданым жаза бастағансыз" in asked.content.decode()
    assert signing.loads(client.cookies[drafts.COOKIE].value, salt="dauys.draft") == str(key)
    path = f"/kk/track/complain/{silent.obligation.pk}/"
    assert client.post(path, {"instead": "1"})["Location"] == "/kk/say/what/"
    assert signing.loads(client.cookies[drafts.COOKIE].value, salt="dauys.draft") != str(key)


def test_nobody_complains_about_another_case(silent: make.Made) -> None:
    other = make.case(owner=make.HOUSING, confirmed=True, identity="code")
    client = author(other)
    assert complain(client, silent)["Location"] == "/kk/track/case/"
    assert drafts.COOKIE not in client.cookies
    assert complain(Client(), silent)["Location"].startswith("/kk/track/")


def filed_about(made: make.Made) -> Obligation:
    data = make.draft(kind="complaint", about=str(made.id))
    case = channels.file(data=data, channel="web", key=uuid4(), actor=ANONYMOUS, at=LATE).case_id
    return make.fresh(case)


def test_the_complaint_goes_up_and_both_sides_see_the_link(silent: make.Made, client: Any) -> None:
    row = filed_about(silent)
    assert row.owner.code == "akmola/aqjar" and row.case.about_id == silent.id
    assert Entry.objects.get(verb="cases.file", case_id=row.case_id).payload["about"] == str(silent.id)
    for role, body, sees in (("head", "akmola/aqjar", True), ("head", make.HOUSING, False)):
        client.force_login(make.staff(role, body)[0], settings.AUTHENTICATION_BACKENDS[0])
        page = client.get(f"/kk/desk/cases/{silent.id}/").content.decode()
        assert (number_of(row.case) in page) is sees
    client.force_login(make.staff("head", "akmola/aqjar")[0], settings.AUTHENTICATION_BACKENDS[0])
    assert number_of(silent.case) in client.get(f"/kk/desk/cases/{row.case_id}/").content.decode()


def test_the_person_is_told_once_on_the_day_after(transactional_db: None) -> None:
    silent = make.case(owner=make.HOUSING, confirmed=True, identity="code")
    others = [
        make.case(owner=make.HOUSING, identity="none"),
        make.case(owner=make.HOUSING, identity="code", at=AT + timedelta(days=2)),
        make.case(owner=make.HOUSING, identity="code", at=AT - timedelta(days=20)),
    ]
    assert cases.deem_refused(at=AT.replace(month=3, day=31, hour=23)) == 0
    assert cases.deem_refused(at=AT.replace(month=4, day=1, hour=7)) == 0
    assert cases.deem_refused(at=LATE) == 1
    assert cases.deem_refused(at=LATE + timedelta(hours=1)) == 0
    follow(LATE, hearers=HEARERS)
    assert Message.objects.get(once=f"silent:{silent.obligation.pk}").channel == "sms"
    assert make.fresh(silent.id).silent_at == LATE
    assert not any(make.fresh(made.id).silent_at for made in others)


def test_the_person_replies_on_the_page_and_the_clock_goes_on(db: None) -> None:
    made, team = make.case(owner=make.HOUSING, confirmed=True, at=now()), make.team()
    routing.take(obligation=made.obligation.pk, actor=team.officer, at=now())
    question = cases.pause(obligation=made.obligation.pk, text="Үй нөмірі қандай?", actor=team.officer, at=now())
    client = author(made)
    assert "Үй нөмірі қандай?" in client.get("/kk/track/case/").content.decode()
    path = f"/kk/track/reply/{question.pk}/"
    empty = client.post(path, {"text": ""})
    assert empty.status_code == 422 and "Жауабыңызды жазыңыз" in empty.content.decode()
    assert client.post(path, {"text": "12-үй"})["Location"] == "/kk/track/case/"
    assert client.post(path, {"text": "12-үй"})["Location"] == "/kk/track/case/"
    late = client.post(path, {"text": "басқа"})
    assert late.status_code == 409 and "басқа" in late.content.decode()
    assert Question.objects.get().reply == "12-үй" and not make.fresh(made.id).paused
    assert Client().post(path, {"text": "ұзақ"}).status_code == 409
