"""Signing up on a phone: the form, the code, one's own page, the link of a group and the page of a parent."""

import re
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils.timezone import localdate
from tests import factories as make
from tests import volunteers as help_

from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.links import secret_of
from dauys.volunteers.models import Consent, Group, Place, Volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_counts() -> None:
    cache.clear()


def form(**about: Any) -> dict[str, Any]:
    values = {
        "key": str(uuid4()), "name": "Айша Үлгі", "born_on": "1996-05-01", "area": make.AQJAR, "radius": "15",
        "contact": "+7 700 100 20 30", "languages": ["kk"], "skills": ["cooking", "first_aid"],
        "free": ["mon-ev", "sat-am"], "max_load": "2",
    }  # fmt: skip
    return {**values, **about}


def code_sent(number: int = 1) -> str:
    bodies = [m.body for m in Message.objects.filter(once__startswith="code:").order_by("created_at")]
    assert len(bodies) == number
    return re.findall(r"\b\d{6}\b", bodies[-1])[0]


def confirmed(client: Client, number: int = 1) -> None:
    client.post("/kk/help/join/code/")
    assert client.post("/kk/help/join/code/", {"code": code_sent(number)}).status_code == 302


def joined(client: Client, **about: Any) -> Volunteer:
    assert client.post("/kk/help/join/", form(**about)).status_code == 302
    confirmed(client, Message.objects.filter(once__startswith="code:").count() + 1)
    return Volunteer.objects.get(state="active")


def link_sent(what: str) -> str:
    bodies = [m.body for m in Message.objects.order_by("created_at") if f"/help/{what}/" in m.body]
    return re.findall(rf"(/\w\w/help/{what}/\S+?)\s*$", bodies[-1])[0]


def test_two_minutes_and_one_is_a_volunteer() -> None:
    client = Client()
    assert "Сәлем" not in client.get("/kk/help/me/").content.decode()
    row = joined(client)
    assert (row.office.code, row.source, row.language, row.max_load) == (help_.AQJAR, "web", "kk", 2)
    assert Place.objects.get().radius_km == 15 and abs(Place.objects.get().lat) > 0
    shown = client.get("/kk/help/me/").content.decode()
    assert row.name in shown and "Жалпы көмек" in shown and "Алғашқы көмек" in shown
    other = Client()
    assert other.get(link_sent("me")).status_code == 302
    assert row.name in other.get("/kk/help/me/").content.decode()


def test_wrong_input_stands_beside_the_field_and_nothing_is_lost() -> None:
    wrong = form(born_on="2099-01-01", area="Жоқ ауыл", contact="abc", free=[], quiet_since="22", area_2="Жоқ")
    answer = Client().post("/kk/help/join/", wrong)
    text = answer.content.decode()
    assert answer.status_code == 422 and not Volunteer.objects.exists()
    for name in ("born_on", "area", "contact", "free", "quiet_until", "area_2"):
        assert f'id="id_{name}-error"' in text, name
    assert 'value="Айша Үлгі"' in text and re.search(r'value="cooking"\s+checked', text)
    assert '<details class="govuk-details" open>' in text


def test_a_double_click_gives_one_volunteer_and_a_corrected_form_too() -> None:
    client, sent = Client(), form()
    for contact in ("+77001002030", "+77001002030", "+77001002031"):
        assert client.post("/kk/help/join/", {**sent, "contact": contact}).status_code == 302
    assert Volunteer.objects.get().phone == "+77001002031"
    confirmed(client)
    stranger = Client()
    assert stranger.post("/kk/help/join/", {**sent, "contact": "+77009999999"}).headers["Location"] == "/kk/help/me/"
    assert Volunteer.objects.get().phone == "+77001002031"
    assert "Айша" not in stranger.get("/kk/help/me/").content.decode(), "the key of a form opens nobody's page"


def test_who_is_there_already_looks_like_somebody_new_until_the_code_and_comes_to_their_page() -> None:
    row = joined(Client())
    again, fresh = Client(), Client()
    answers = [again.post("/kk/help/join/", form()), fresh.post("/kk/help/join/", form(name="Дана Үлгі"))]
    assert len({(a.status_code, a.headers["Location"]) for a in answers}) == 1
    pages = [re.sub(r'value="[^"]+"', "", c.get("/kk/help/join/code/").content.decode()) for c in (again, fresh)]
    assert pages[0] == pages[1]
    confirmed(again, 2)
    assert row.name in again.get("/kk/help/me/").content.decode()
    assert Volunteer.objects.get(state="active") == row and Volunteer.objects.count() == 2


def test_a_place_without_an_office_or_a_point_says_so(monkeypatch: Any) -> None:
    monkeypatch.setattr("dauys.volunteers.forms_of_people.point_of", lambda path: None)
    answer = Client().post("/kk/help/join/", form())
    assert answer.status_code == 422 and 'id="id_area-error"' in answer.content.decode()
    assert not Volunteer.objects.exists()


def test_too_many_sign_ups_from_one_address_wait(monkeypatch: Any) -> None:
    monkeypatch.setattr("dauys.volunteers.pages.join.SIGN_UPS_AN_HOUR", 1)
    assert Client().post("/kk/help/join/", form()).status_code == 302
    assert Client().post("/kk/help/join/", form()).status_code == 422
    assert Volunteer.objects.count() == 1


def test_a_child_is_shown_what_the_law_says_and_a_parent_signs() -> None:
    client = Client()
    young = {"born_on": f"{now().year - 13}-01-01", "name": "Бала Үлгі", "key": str(uuid4())}
    answer = client.post("/kk/help/join/", form(**young))
    text = answer.content.decode()
    assert answer.status_code == 422 and "id_guardian_name-error" in text and "ст. 12" not in text
    assert "Апат" in text and "рұқсат жоқ" in text
    own = client.post("/kk/help/join/", form(**young, guardian_name="Әке Үлгі", guardian_phone="+77001002030"))
    assert own.status_code == 422 and "id_guardian_phone-error" in own.content.decode()
    joined(client, **young, guardian_name="Әке Үлгі", guardian_phone="+77005554433")
    parent, at = Client(), link_sent("consent")
    page = parent.get(at).content.decode()
    assert "Бала Үлгі" in page and "Жалпы көмек" in page and "Апат" not in page
    seen = re.findall(r'name="seen" value="(\w+)"', page)[0]
    assert parent.post(at, {"act": "code"}).status_code == 302
    assert parent.post(at, {"act": "sign", "code": "000000", "seen": seen}).status_code == 422
    code = code_sent(2)
    assert parent.post(at, {"act": "sign", "code": code, "seen": "0" * 64}).status_code == 409
    assert not Consent.objects.get().signed_at
    for _ in range(2):
        assert parent.post(at, {"act": "sign", "code": code, "seen": seen}).status_code == 302
    assert Consent.objects.get().signed_at
    shown = client.get("/kk/help/me/").content.decode()
    assert re.search(r"рұқсат етілген</span>\s*Жалпы көмек", shown)
    assert parent.post(at, {"act": "revoke"}).status_code == 302
    assert not re.search(r"рұқсат етілген</span>\s*Жалпы көмек", client.get("/kk/help/me/").content.decode())


def test_one_changes_pauses_and_leaves() -> None:
    client = Client()
    row = joined(client)
    page = client.get("/kk/help/me/change/").content.decode()
    assert re.search(r'value="mon-ev"\s+checked', page) and "+7700" not in page
    about = form(free=["sun-pm"], name="Басқа", born_on="1980-01-01", contact="+77770000000")
    assert client.post("/kk/help/me/change/", {**about, "skills": []}).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.phone, str(row.born_on)) == ("Айша Үлгі", "+77001002030", "1996-05-01")
    assert not row.skills.exists()
    assert client.post("/kk/help/me/do/pause/", {"until": "2020-01-01"}).status_code == 422
    assert client.post("/kk/help/me/do/pause/", {"until": localdate(now()).isoformat()}).status_code == 302
    assert Volunteer.objects.get().state == "paused"
    assert client.post("/kk/help/me/do/resume/").status_code == 302
    assert client.post("/kk/help/me/do/leave/").status_code == 422
    assert Volunteer.objects.get().state == "active"
    assert client.post("/kk/help/me/do/leave/", {"sure": "on"}).status_code == 200
    assert Volunteer.objects.get().state == "left"
    assert client.get(link_sent_before(row.pk)).status_code == 302
    assert "Айша" not in client.get("/kk/help/me/").content.decode()


def link_sent_before(row: UUID) -> str:
    return f"/kk/help/me/{secret_of(row, 'volunteer')}/"


def group(most: int = 3) -> Group:
    return actions.open_group(
        key=uuid4(), office=help_.office(), kind="class", name="7 «А» сынып", most=most, closes_on=None, leader=None,
        actor=help_.operator(), at=now(),
    )  # fmt: skip


def test_a_class_joins_by_one_link_until_it_is_full() -> None:
    made = group(most=1)
    at, first = f"/kk/help/group/{secret_of(made.pk, 'group')}/", Client()
    assert made.name in first.get(at).content.decode()
    assert first.post(at, form()).status_code == 302
    confirmed(first)
    assert Volunteer.objects.get().group_id == made.pk
    shown = first.get("/kk/help/me/").content.decode()
    assert f"/help/group/{secret_of(made.pk, 'group')}/" in shown and "d-qr" in shown
    late = Client().post(at, form(name="Кеш Үлгі"))
    assert late.status_code == 409 and 'name="contact"' not in late.content.decode()
    assert Client().get("/kk/help/group/unknown/").status_code == 404


def test_a_whole_class_behind_one_address_is_not_held_back(monkeypatch: Any) -> None:
    monkeypatch.setattr("dauys.volunteers.pages.join.SIGN_UPS_AN_HOUR", 0)
    monkeypatch.setattr("dauys.volunteers.pages.join.FROM_ADDRESS", 0)
    made, sent = group(most=3), 0
    at = f"/kk/help/group/{secret_of(made.pk, 'group')}/"
    for number in range(3):
        pupil = Client()
        assert pupil.post(at, form(contact=f"+7700100400{number}")).status_code == 302
        confirmed(pupil, sent := sent + 1)
    assert made.members.filter(state="active").count() == 3
