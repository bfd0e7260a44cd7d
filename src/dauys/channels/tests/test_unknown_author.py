"""Who does not give a name, at the web door, at the desk and through the API: nothing that tells who they are stays."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests.support import counted_sql

from dauys.cases.models import Case, Party
from dauys.cases.rules import ANSWER_WAYS
from dauys.channels import actions
from dauys.channels.models import Draft
from dauys.channels.tests.test_api import GOOD, post
from dauys.channels.tests.test_say import answer
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

NOBODY = {"name": "", "phone": "", "email": "", "anonymous": "on"}


def nothing_is_kept() -> Case:
    """The one case there is, after a look that its author is nobody."""
    case, party = Case.objects.get(), Party.objects.get()
    assert (case.anonymous, case.identity, case.answer_by) == (True, "none", "page")
    assert (party.role, party.name, party.phone, party.email, party.national_id) == ("applicant", "", "", "", "")
    assert party.phone_key is party.email_key is party.national_id_key is None
    return case


def test_the_web_door_takes_a_voice_without_a_name(db: None, make: Any, client: Client) -> None:
    assert answer(client, make, you=NOBODY, answer={"answer_language": "ru"}) == [302] * 8
    shown = client.get("/kk/say/check/").content.decode()
    assert "Авторы белгісіз" in shown and "Сізге жауап жібере алмаймыз" in shown and "/kk/say/code/" not in shown
    assert client.post("/kk/say/check/")["Location"] == "/kk/receipt/"
    assert client.post("/kk/say/check/")["Location"] == "/kk/receipt/", "pressed twice"
    case = nothing_is_kept()
    assert case.language == "ru" and not Draft.objects.exists()
    slip = client.get("/kk/receipt/").content.decode()
    assert f"{case.serial:07d}" in slip and "Сіз атыңызды айтпадыңыз" in slip and "/kk/track/confirm/" not in slip
    track = client.get("/kk/track/case/").content.decode()
    assert "Айгүл" not in track


def test_what_was_typed_before_is_dropped_when_the_name_is_kept_back(db: None, make: Any, client: Client) -> None:
    answer(client, make)
    client.post("/kk/say/you/", {"name": "Айгүл Серікқызы", "phone": "не номер", "anonymous": "on"})
    client.post("/kk/say/check/")
    nothing_is_kept()
    assert "Айгүл" not in str(list(Entry.objects.values()))


def test_who_names_themselves_after_all_is_asked_how_to_be_told(db: None, make: Any, client: Client) -> None:
    answer(client, make, you=NOBODY)
    went = client.post("/kk/say/you/", {"name": "Айгүл Серікқызы", "phone": "+77001234567"})
    assert went["Location"] == "/kk/say/answer/"
    client.post("/kk/say/answer/", {"answer_by": "sms", "answer_language": "kk"})
    client.post("/kk/say/check/")
    assert Case.objects.get().anonymous is False and Party.objects.get().name == "Айгүл Серікқызы"


def test_neither_a_name_nor_the_choice_is_an_error_beside_the_field(db: None, make: Any, client: Client) -> None:
    answer(client, make)
    page = client.post("/kk/say/you/", {"name": "", "phone": ""})
    assert page.status_code == 422 and 'id="id_name-error"' in page.content.decode()


def test_who_writes_for_another_is_not_offered_it(db: None, make: Any, client: Client) -> None:
    answer(client, make, you=NOBODY)
    client.post("/kk/say/who/", {"for_whom": "other"})
    assert 'name="anonymous"' not in client.get("/kk/say/you/").content.decode()
    assert client.post("/kk/say/you/", {**NOBODY, "other_name": "Асан", "consent": "on"}).status_code == 422


def test_the_door_says_whom_to_call(db: None, make: Any, client: Client) -> None:
    answer(client, make, what={"text": make.CRIME}, you=NOBODY)
    for page in ("/kk/say/where/", "/kk/say/check/"):
        shown = client.get(page).content.decode()
        assert 'href="tel:112"' in shown, page
    assert "Ішкі істер министрлігі" in client.get("/kk/say/check/").content.decode()


def test_nobody_is_told_and_nothing_fails(db: None, make: Any) -> None:
    made = make.case(anonymous=True)
    for entry in Entry.objects.filter(case_id=made.id):
        for hearer in HEARERS.get(entry.verb, ()):
            hearer(entry)
    assert not Message.objects.exists()


def test_filing_costs_no_more_than_with_a_name(db: None, make: Any) -> None:
    make.case()
    counts = []
    for about in ({}, {"anonymous": True}, {"anonymous": True, "text": make.CRIME}):
        with counted_sql() as sql:
            actions.file(data=make.draft(**about), channel="web", key=uuid4(), actor=SYSTEM, at=make.AT)
        counts.append(len(sql))
    assert len(set(counts)) == 1 and counts[0] <= 4


def test_the_database_itself_refuses_a_contact_way_of_nobody(db: None, make: Any) -> None:
    from django.db import IntegrityError, transaction

    made = make.case(anonymous=True)
    for change in ({"identity": "code"}, *({"answer_by": way} for way in ANSWER_WAYS if way != "page")):
        with pytest.raises(IntegrityError), transaction.atomic():
            Case.objects.filter(pk=made.id).update(**change)


def form(make: Any, **change: str) -> dict[str, str]:
    return {
        "key": str(uuid4()), "channel": "letter", "text": make.TEXT, "area": make.AQJAR, "kind": "application",
        "identity": "none", "answer_by": "phone", "answer_language": "kk", **change,
    }  # fmt: skip


def test_the_desk_takes_a_letter_without_a_signature(db: None, make: Any, client: Client) -> None:
    user, _actor = make.staff("clerk", "akmola/aqjar")
    client.force_login(user)
    page = client.post("/kk/desk/register/", form(make, anonymous="on", name="Айгүл", phone="+77001234567"))
    assert page.status_code == 422 and not Case.objects.exists()
    shown = page.content.decode()
    assert 'id="id_name-error"' in shown and "+77001234567" in shown and "checked" in shown
    sent = form(make, anonymous="on", identity="signed")
    assert [client.post("/kk/desk/register/", sent).status_code for _ in range(2)] == [302, 302]
    case = nothing_is_kept()
    assert f"{case.serial:07d}" in client.get(f"/kk/desk/cases/{case.pk}/").content.decode()
    contacts = client.get(f"/kk/desk/cases/{case.pk}/contacts/")
    assert contacts.status_code == 404, "there is nothing to show"
    assert client.get(f"/kk/desk/cases/{case.pk}/new-code/").status_code == 404
    assert client.post("/kk/desk/register/", form(make)).status_code == 422, "a name is needed otherwise"


def test_the_api_takes_a_voice_without_a_name(db: None, client: Client) -> None:
    nameless = {name: value for name, value in GOOD.items() if name not in ("name", "phone")}
    assert post(client, {**nameless, "anonymous": True}).status_code == 201
    nothing_is_kept()
    wrong = post(client, {**GOOD, "anonymous": True})
    assert wrong.status_code == 422 and set(wrong.json()["fields"]) == {"name", "phone"}
    assert set(post(client, nameless).json()["fields"]) == {"name", "phone"}


def test_a_complaint_of_nobody_does_not_lead_to_their_earlier_case(db: None, make: Any) -> None:
    named = make.case()
    made = make.case(anonymous=True, about=str(named.id), kind="complaint")
    assert made.case.about_id is None


def test_no_address_and_no_browser_is_kept(db: None, make: Any, client: Client) -> None:
    client.defaults |= {"REMOTE_ADDR": "203.0.113.77", "HTTP_USER_AGENT": "Zhasyryn/7"}
    answer(client, make, you=NOBODY)
    client.post("/kk/say/check/")
    kept = str([list(model.objects.values()) for model in (Case, Party, Entry)])
    assert Case.objects.count() == 1 and "203.0.113.77" not in kept and "Zhasyryn" not in kept
    assert now()
