"""The person asks at /my/ to correct their data: a new contact proves itself first, and a clerk decides."""

from typing import Any

import pytest
from django.test import Client
from tests import factories as make
from tests.log import follow

from dauys.cases import actions as cases
from dauys.cases.models import Correction, Party
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db
OLD, NEW = "+77001234567", "+77019998877"
REASON = "Құжатпен келіңіз"


@pytest.fixture(autouse=True)
def known_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)


@pytest.fixture
def made() -> Any:
    return make.case(owner=make.HOUSING, phone=OLD, name="Қате Аты")


@pytest.fixture
def clerk() -> Actor:
    return make.staff("clerk", make.HOUSING)[1]


def signed_in(contact: str = OLD) -> Client:
    client = Client()
    client.post("/kk/my/", {"contact": contact})
    assert client.post("/kk/my/code/", {"code": "424242"})["Location"] == "/kk/my/"
    return client


def asking(made: Any) -> str:
    return f"/kk/my/{made.id}/correct/"


def text(client: Client, address: str = "/kk/my/") -> str:
    response = client.get(address)
    assert response.status_code == 200 and "no-store" in response["Cache-Control"]
    return response.content.decode()


def test_a_name_goes_to_a_clerk_and_the_list_says_what_came(made: Any, clerk: Actor) -> None:
    client, office = signed_in(), Client()
    assert asking(made) in text(client) and "Қате Аты" not in text(client, asking(made))
    assert client.post(asking(made), {"full_name": "Дұрыс Аты"})["Location"] == "/kk/my/"
    assert "Шешім күтуде" in text(client) and asking(made) not in text(client)
    assert client.get(asking(made))["Location"] == "/kk/my/", "one at a time"
    assert Party.objects.get(case=made.id).name == "Қате Аты"
    office.force_login(make.staff("clerk", make.HOUSING)[0])
    assert str(made.id) in office.get("/kk/desk/corrections/").content.decode()
    assert "Түзету туралы шешу" in office.get(f"/kk/desk/cases/{made.id}/").content.decode()
    cases.refuse_correction(correction=Correction.objects.get().pk, because=REASON, actor=clerk, at=now())
    assert "Түзетілмеді" in text(client) and REASON in text(client)
    assert str(made.id) not in office.get("/kk/desk/corrections/").content.decode()
    follow(now(), hearers=HEARERS)
    told = Message.objects.get(once__startswith="correction:")
    assert told.address == OLD and REASON not in told.body and "/kk/my/" in told.body


def test_other_clerks_do_not_see_it_in_their_list(made: Any) -> None:
    cases.ask_correction(case_id=made.id, wanted={"name": "Дұрыс Аты"}, seen="code", actor=ANONYMOUS, at=now())
    other = Client()
    other.force_login(make.staff("clerk", make.SOCIAL)[0])
    assert str(made.id) not in other.get("/kk/desk/corrections/").content.decode()


def test_a_new_contact_is_asked_for_after_its_own_code_only(made: Any, clerk: Actor) -> None:
    client = signed_in()
    assert client.post(asking(made), {"contact": NEW})["Location"] == "/kk/my/correct/code/"
    assert Message.objects.order_by("-created_at").first().address == NEW  # type: ignore[union-attr]
    assert not Correction.objects.exists()
    assert client.post("/kk/my/correct/code/", {"code": "111111"}).status_code == 422
    assert not Correction.objects.exists()
    assert client.post("/kk/my/correct/code/", {"code": "424242"})["Location"] == "/kk/my/"
    row = Correction.objects.get()
    assert row.seen == "code" and NEW in row.wanted and NEW not in text(client)
    assert "Түзету" not in text(signed_in(NEW)), "nobody's list before a clerk has decided"
    cases.apply_correction(correction=row.pk, actor=clerk, at=now())
    assert made.case.voice.subject not in text(client), "the old contact opens nothing"
    page = text(signed_in(NEW))
    assert made.case.voice.subject in page and "Түзетілді" in page
    follow(now(), hearers=HEARERS)
    assert Message.objects.get(once__startswith="correction:").address == NEW
    assert Message.objects.get(once__startswith="replaced:").address == OLD


def test_a_code_to_the_old_contact_confirms_no_new_one(made: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in()
    client.post("/kk/my/", {"contact": OLD})
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 515151)
    client.post(asking(made), {"contact": NEW})
    assert client.post("/kk/my/correct/code/", {"code": "424242"}).status_code == 422
    assert not Correction.objects.exists() and Party.objects.get(case=made.id).phone == OLD


def test_nobody_asks_for_others(made: Any) -> None:
    theirs = signed_in("+77055555555")
    before = Entry.objects.count()
    for client in (Client(), theirs):
        for answer in (client.get(asking(made)), client.post(asking(made), {"full_name": "Бөтен Аты"})):
            assert answer["Location"] == "/kk/my/"
        assert client.post("/kk/my/correct/code/", {"code": "424242"})["Location"] == "/kk/my/"
    assert not Correction.objects.exists() and Entry.objects.count() == before


def test_what_is_typed_stays_beside_the_error(made: Any) -> None:
    client = signed_in()
    page = client.post(asking(made), {"contact": "12", "address": "Бәйтерек көшесі, 9"})
    assert page.status_code == 422 and "Бәйтерек көшесі, 9" in page.content.decode()
    assert client.post(asking(made), {}).status_code == 422
    assert client.post(asking(made), {"full_name": "Қате Аты"}).status_code == 422, "it is kept so"
    assert not Correction.objects.exists()
