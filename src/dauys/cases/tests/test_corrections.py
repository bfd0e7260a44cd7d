"""Corrections of people: applied wherever a copy lies or refused with a reason; nobody else gains or keeps a way in."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk
from tests.log import follow

from dauys.cases import actions as cases
from dauys.cases.models import Correction, Party
from dauys.cases.of_contact import all_of, contact_of
from dauys.cases.own_copy import Whose
from dauys.channels.own_copy import as_json, everything
from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import queue
from dauys.ground.messages.models import Message
from dauys.ground.sealed.seal import lookup_key
from dauys.publication import actions as publication
from dauys.publication.models import Publication
from dauys.receptions.models import Visit, Visitor
from dauys.search.finding import find
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db
AT = make.AT
OLD, NEW = "+77001234567", "+77019998877"
REASON = "Нөмірі ауысқан"


@pytest.fixture
def clerk() -> Actor:
    return make.staff("clerk", make.HOUSING)[1]


def correct(made: Any, clerk: Actor, *, seen: str = "document", **wanted: str) -> None:
    cases.correct(case_id=made.id, wanted=wanted, seen=seen, because=REASON, actor=clerk, at=AT)


def party(made: Any) -> Party:
    return Party.objects.get(case=made.id, role="applicant")


def test_the_contact_moves_with_its_list_and_waiting_messages(clerk: Actor) -> None:
    made = make.case(owner=make.HOUSING, phone=OLD)
    about = {"channel": "sms", "address": OLD, "language": "kk", "body": "Сөз", "case_id": made.id, "at": AT}
    queue(once="answer", **about)
    queue(once="code:1", **about)
    queue(once="sent", **about)
    Message.objects.filter(once="sent").update(state="sent")
    correct(made, clerk, phone=NEW)
    assert party(made).phone == NEW
    assert all_of(contact_of("sms", NEW)) == [made.id] and all_of(contact_of("sms", OLD)) == []
    sent_to = {m.once: m.address for m in Message.objects.filter(once__in=["answer", "code:1", "sent"])}
    assert sent_to == {"answer": NEW, "code:1": OLD, "sent": OLD}
    assert Message.objects.get(once__startswith="replaced:").address == OLD


@pytest.mark.parametrize(("identity", "told"), [("in_person", 0), ("none", 0), ("code", 1)])
def test_a_stranger_is_told_nothing_and_who_showed_the_contact_by_a_code_always(
    clerk: Actor, identity: str, told: int
) -> None:
    correct(make.case(owner=make.HOUSING, phone=OLD, identity=identity), clerk, seen="paper", phone=NEW)
    assert Message.objects.filter(once__startswith="replaced:").count() == told


def test_the_journal_holds_no_value(clerk: Actor) -> None:
    made = make.case(owner=make.HOUSING, phone=OLD)
    correct(made, clerk, name="Сәуле Үлгіқызы", address="Бәйтерек көшесі, 9", phone=NEW)
    entry = Entry.objects.get(verb="cases.correct")
    assert entry.payload["fields"] == ["name", "phone", "address"] and entry.payload["seen"] == "document"
    said = json.dumps([e.payload for e in Entry.objects.all()], ensure_ascii=False)
    assert not any(word in said for word in ("Сәуле", "Бәйтерек", NEW, OLD, REASON))
    row = Correction.objects.get()
    assert (row.state, row.wanted, row.because, row.decided_by_id) == ("applied", "", REASON, clerk.id)


def test_search_finds_the_new_name_only(clerk: Actor) -> None:
    made = make.case(owner=make.HOUSING, name="Қарабалуанов Үлгі")

    def finds(name: str) -> bool:
        return made.id in [hit.case_id for hit in find(name, clerk).rows]

    follow(AT, hearers=HEARERS)
    assert finds("Қарабалуанов")
    correct(made, clerk, name="Сәлімжанова Үлгі")
    assert finds("Сәлімжанова") and not finds("Қарабалуанов")


@pytest.mark.parametrize(("text", "state"), [("Сәлімжанова айтты: су жоқ.", "waiting"), (make.TEXT, "published")])
def test_public_words_with_the_name_are_looked_at_again(clerk: Actor, text: str, state: str) -> None:
    made = make.case(owner=make.HOUSING, text=text, name="Қате Аты", publish=True)
    publication.publish(case_id=made.id, text=text, decided=None, actor=clerk, at=AT)
    correct(made, clerk, name="Сәлімжанова Үлгі")
    row = Publication.objects.get(case=made.id)
    assert row.state == state and bool(row.text) == (state == "published")
    assert Entry.objects.filter(verb="publication.look_again").exists() == (state == "waiting")


def test_the_own_copy_has_the_corrected_values_only(clerk: Actor) -> None:
    made = make.case(owner=make.HOUSING, phone=OLD, name="Қате Аты")
    correct(made, clerk, phone=NEW, name="Дұрыс Аты")
    whose = Whose((made.id,), contact_of("sms", NEW), "kk")
    copy = json.dumps(as_json(everything(whose), whose, AT), default=str, ensure_ascii=False)
    assert NEW in copy and "Дұрыс Аты" in copy and REASON in copy
    assert OLD not in copy and "Қате Аты" not in copy


def test_whoever_comes_to_a_reception_is_corrected_too(clerk: Actor) -> None:
    made = make.case(owner=make.HOUSING, phone=OLD, name="Қате Аты")
    visit = Visit.objects.create(
        id=uuid4(), host=desk.host(), state="done", kind="unscheduled", source="desk", language="kk", case=made.case,
        created_at=AT, person_key=lookup_key(OLD, what="person"),
    )  # fmt: skip
    Visitor.objects.create(
        id=uuid4(), visit=visit, name="Қате Аты", phone=OLD, phone_key=lookup_key(OLD, what="phone"), email=""
    )
    Visitor.objects.create(id=uuid4(), visit=visit, role="companion", name="Басқа Кісі", phone="", email="")
    correct(made, clerk, phone=NEW, name="Дұрыс Аты")
    lead, other = Visitor.objects.order_by("-role")
    assert (lead.name, lead.phone, bytes(lead.phone_key)) == ("Дұрыс Аты", NEW, lookup_key(NEW, what="phone"))
    assert (other.name, other.phone) == ("Басқа Кісі", "")
    assert bytes(Visit.objects.get().person_key) == lookup_key(NEW, what="person")


def test_one_at_a_time_and_only_what_is_new(clerk: Actor) -> None:
    made = make.case(owner=make.HOUSING, phone=OLD)
    about = {"case_id": made.id, "seen": "code", "actor": ANONYMOUS, "at": AT}
    with pytest.raises(cases.CannotCorrect):
        cases.ask_correction(wanted={"phone": OLD}, **about)
    row = cases.ask_correction(wanted={"name": "Дұрыс Аты"}, **about)
    with pytest.raises(cases.CannotCorrect):
        cases.ask_correction(wanted={"name": "Басқа Аты"}, **about)
    cases.refuse_correction(correction=row.pk, because=REASON, actor=clerk, at=AT)
    with pytest.raises(cases.CannotCorrect):
        cases.apply_correction(correction=row.pk, actor=clerk, at=AT)
    assert party(made).name != "Дұрыс Аты"
    row.refresh_from_db()
    assert (row.state, row.wanted, row.because) == ("refused", "", REASON)


def test_erasing_leaves_nothing_of_a_wish(clerk: Actor) -> None:
    made, _team, _answer = make.answered(name="Қате Аты")
    cases.correct(case_id=made.id, wanted={"email": "x@example.kz"}, seen="paper", because=REASON, actor=clerk, at=AT)
    about = {"case_id": made.id, "seen": "code", "actor": ANONYMOUS, "at": AT}
    row = cases.ask_correction(wanted={"name": "Дұрыс Аты"}, **about)
    cases.erase(case_id=made.id, actor=SYSTEM, at=AT + timedelta(days=1))
    row.refresh_from_db()
    assert (row.state, row.wanted) == ("refused", "") and not Correction.objects.exclude(because="").exists()
    with pytest.raises(cases.CannotCorrect):
        cases.ask_correction(wanted={"name": "Дұрыс Аты"}, **about)


def browser(role: str, body: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff(role, body)[0])
    return client


WANTED = {"name": "Дұрыс Аты", "phone": "8 701 999 88 77", "seen": "document", "because": REASON}


def test_the_desk_corrects() -> None:
    made, client = make.case(owner=make.HOUSING, phone=OLD), browser("clerk")
    address = f"/kk/desk/cases/{made.id}/correct/"
    page = client.get(address).content.decode()
    assert OLD not in page and address in client.get(f"/kk/desk/cases/{made.id}/").content.decode()
    assert client.post(address, {**WANTED, "because": ""}).status_code == 422
    assert client.post(address, {"seen": "document", "because": REASON}).status_code == 422
    assert party(made).phone == OLD
    assert client.post(address, WANTED).status_code == 302
    assert (party(made).name, party(made).phone) == ("Дұрыс Аты", NEW)
    assert client.post(address, WANTED).status_code == 422, "it is kept so already"


@pytest.mark.parametrize(
    ("role", "body"),
    [("officer", make.HOUSING), ("head", make.HOUSING), ("controller", make.HOUSING), ("clerk", make.SOCIAL)],
)
def test_others_correct_nothing(role: str, body: str) -> None:
    made = make.case(owner=make.HOUSING, phone=OLD, name="Қате Аты")
    about = {"case_id": made.id, "seen": "code", "actor": ANONYMOUS, "at": AT}
    row = cases.ask_correction(wanted={"phone": NEW}, **about)
    client, address = browser(role, body), f"/kk/desk/cases/{made.id}/correct/"
    before = Entry.objects.count()
    assert client.get(address).status_code in (403, 404)
    for data in (
        WANTED,
        *({"correction": row.pk, "do": step, "because": REASON} for step in ("show", "apply", "refuse")),
    ):
        assert client.post(address, data).status_code in (403, 404)
    row.refresh_from_db()
    assert (row.state, party(made).phone, party(made).name) == ("asked", OLD, "Қате Аты")
    assert Entry.objects.count() == before


def test_a_wish_is_shown_on_a_press_and_decided_once() -> None:
    made, client = make.case(owner=make.HOUSING, phone=OLD), browser("clerk")
    about = {"case_id": made.id, "seen": "code", "actor": ANONYMOUS, "at": AT}
    row = cases.ask_correction(wanted={"phone": NEW}, **about)
    address = f"/kk/desk/cases/{made.id}/correct/"
    assert NEW not in client.get(address).content.decode()
    assert not Entry.objects.filter(verb="cases.show_contact").exists()
    page = client.post(address, {"correction": row.pk, "do": "show"}).content.decode()
    assert NEW in page and OLD in page and Entry.objects.filter(verb="cases.show_contact").exists()
    assert client.post(address, {"correction": row.pk, "do": "refuse"}).status_code == 422
    assert client.post(address, {"correction": row.pk, "do": "apply"}).status_code == 302
    assert client.post(address, {"correction": row.pk, "do": "refuse", "because": REASON}).status_code == 409
    assert party(made).phone == NEW


def test_a_case_opened_from_the_list_closes_with_the_contact(clerk: Actor, monkeypatch: Any) -> None:
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)
    made, holder = make.case(owner=make.HOUSING, phone=OLD), Client()
    holder.post("/kk/my/", {"contact": OLD})
    holder.post("/kk/my/code/", {"code": "424242"})
    holder.get(f"/kk/my/{made.id}/")
    assert holder.get("/kk/track/case/").status_code == 200
    correct(made, clerk, phone=NEW)
    assert holder.get("/kk/track/case/")["Location"] == "/kk/track/"
    assert made.case.voice.subject not in holder.get("/kk/my/").content.decode()
