"""Joining somebody else's case: offered without anybody's words, done once, told of the answer, refused kindly."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.test import Client
from tests import factories as make
from tests.security.tables import changed, digests

from dauys.cases import actions as cases
from dauys.cases.models import Case, Supporter
from dauys.cases.queries import number_of, supporter_code
from dauys.channels import drafts
from dauys.channels.models import Draft
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.site.doctor.examine import examine
from dauys.site.wiring import HEARERS, INVARIANTS

pytestmark = pytest.mark.django_db


def healthy() -> bool:
    """What the rooms of cases say of their data; the log is not kept here."""
    rooms = ("cases", "answers", "search")
    return all(r.is_good for r in examine([i for i in INVARIANTS if i.code.split(".")[0] in rooms]))


PHONE = "+77059998877"


def writer(**about: Any) -> tuple[Client, UUID]:
    """A browser with a complete draft."""
    key, client = uuid4(), Client()
    drafts.save(key, make.draft(name="Ерлан Қосылған", phone=PHONE, **about), at=now())
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    return client, key


@pytest.fixture
def main() -> make.Made:
    made = make.case(
        owner=make.HOUSING, at=now() - timedelta(hours=3), name="Бірінші Адам", place_note="Құпия көшесі, 7"
    )
    JournalFollower(HEARERS).drain(now())
    return made


def token(key: UUID, made: make.Made) -> dict[str, str]:
    return {"case": signing.dumps([str(key), str(made.id)], salt="dauys.join")}


def test_the_offer_shows_no_words_and_costs_little(main: make.Made, sql_count: Any) -> None:
    client, _key = writer(text="Көшемізде су жоқ, ауыз су тасып ішіп отырмыз, көмектесіңіздерші.")
    client.get("/kk/say/check/")
    with sql_count() as sql:
        page = client.get("/kk/say/check/").content.decode()
    assert len(sql) <= 3, sql
    assert page.count('action="/kk/say/join/"') == 1
    for hidden in ("үш күннен бері", "Бірінші", "Құпия", number_of(main.case), str(main.id)):
        assert hidden not in page


def test_danger_to_life_is_not_held_up(main: make.Made) -> None:
    client, _key = writer(text=make.TEXT + " Үйде газ иісі шығып тұр.")
    assert 'action="/kk/say/join/"' not in client.get("/kk/say/check/").content.decode()


def test_she_joins_once_follows_with_her_own_code_and_is_told(main: make.Made) -> None:
    client, key = writer()
    again = Client()
    again.cookies[drafts.COOKIE] = client.cookies[drafts.COOKIE].value
    for one in (client, again):
        assert one.post("/kk/say/join/", token(key, main)).headers["Location"] == "/kk/say/joined/"
    joined = Supporter.objects.get()
    assert joined.case_id == main.id and joined.phone == PHONE and not Draft.objects.filter(pk=key).exists()
    assert Case.objects.count() == 1 and Entry.objects.filter(verb="cases.support").count() == 1
    slip = client.get("/kk/say/joined/").content.decode()
    code = supporter_code(joined)
    assert code in slip and main.code not in slip and code != main.code

    team = make.team()
    make.answered(main, team, at=now())
    JournalFollower(HEARERS).drain(now())
    told = Message.objects.get(once__endswith=str(joined.pk))
    assert told.address == PHONE and number_of(main.case) in told.body

    other = Client()
    assert (
        other.post("/kk/track/", {"number": number_of(main.case), "code": code}).headers["Location"]
        == "/kk/track/joined/"
    )
    page = other.get("/kk/track/joined/").content.decode()
    assert make.BLOCKS["decided"] in page
    for hidden in ("Ауыз су тасып", "Бірінші", "Құпия"):
        assert hidden not in page
    assert other.get("/kk/track/case/").status_code == 302, "her code does not open the author's page"
    assert healthy()


def test_what_was_answered_meanwhile_is_refused_kindly(main: make.Made) -> None:
    client, key = writer()
    make.answered(main, at=now())
    before = digests()
    reply = client.post("/kk/say/join/", token(key, main))
    assert reply.status_code == 409 and make.TEXT in reply.content.decode()
    assert changed(before) <= {"throttle_count"}
    assert client.post("/kk/say/check/").headers["Location"] == "/kk/receipt/"


def test_only_what_was_offered_to_this_draft_can_be_joined(main: make.Made) -> None:
    client, key = writer()
    before = digests()
    for case in ("", str(main.id), signing.dumps([str(uuid4()), str(main.id)], salt="dauys.join"),
                 signing.dumps([str(key), str(main.id)], salt="dauys.case")):  # fmt: skip
        assert client.post("/kk/say/join/", {"case": case}).headers["Location"] == "/kk/say/check/"
    assert not changed(before)
    assert Client().post("/kk/say/join/", token(key, main)).status_code == 409


def test_one_phone_joins_a_case_once(main: make.Made) -> None:
    for _ in range(2):
        client, key = writer()
        client.post("/kk/say/join/", token(key, main))
    assert Supporter.objects.count() == 1


def test_who_joined_is_erased_with_the_case(main: make.Made) -> None:
    client, key = writer()
    client.post("/kk/say/join/", token(key, main))
    make.answered(main, at=now())
    cases.erase(case_id=main.id, actor=SYSTEM, at=now())
    JournalFollower(HEARERS).drain(now())
    joined = Supporter.objects.get()
    assert not (joined.name or joined.phone or joined.phone_key or joined.code_key)
    assert client.get("/kk/track/joined/").headers["Location"] == "/kk/track/"
    assert healthy()
