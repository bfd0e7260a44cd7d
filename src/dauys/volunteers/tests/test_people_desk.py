"""The desk of volunteers: the list in reach, a walk-in, what the office decides, groups and their sheet."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import volunteers as help_
from tests.support import counted_sql

from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.ground.ui.moments import today
from dauys.volunteers import actions
from dauys.volunteers.models import Consent, Group, Held, Volunteer
from dauys.volunteers.register import Narrowed, listed
from dauys.volunteers.tests.test_people_pages import form

pytestmark = pytest.mark.django_db
LIST = "/kk/desk/volunteers/"


def at_desk(role: str = "supervisor", code: str = help_.AQJAR) -> Client:
    user, _actor = make.staff(role, code)
    client = Client()
    client.force_login(user)
    return client


def names(text: str) -> set[str]:
    return {f"Ерікті {n}" for n in range(1, 9) if f">Ерікті {n}<" in text}


def test_the_list_shows_the_offices_in_reach_and_is_narrowed() -> None:
    help_.volunteer(1, skills={"cooking": ""})
    help_.volunteer(2)
    help_.volunteer(3, code="volunteers/abai")
    desk = at_desk("clerk")
    assert names(desk.get(LIST).content.decode()) == {"Ерікті 1", "Ерікті 2"}
    assert names(at_desk("officer", "volunteers/abai").get(LIST).content.decode()) == {"Ерікті 3"}
    assert names(at_desk("head", "volunteers").get(LIST).content.decode()) == {"Ерікті 1", "Ерікті 2", "Ерікті 3"}
    assert at_desk("head", make.HOUSING).get(LIST).status_code == 404
    assert names(desk.get(f"{LIST}?skill=cooking").content.decode()) == {"Ерікті 1"}
    assert not names(desk.get(f"{LIST}?vetting=checked&state=paused&office=x&group=x").content.decode())
    assert names(desk.post(LIST, {"contact": "8 700 100 00 02"}).content.decode()) == {"Ерікті 2"}
    assert not names(desk.post(LIST, {"contact": "+77001000003"}).content.decode())
    assert desk.post(LIST, {"contact": "abc"}).status_code == 422


def test_pages_of_the_list_follow_each_other_without_gap_or_repeat(monkeypatch: Any) -> None:
    """All were written down at one moment, which the mark has to tell apart."""
    monkeypatch.setattr("dauys.volunteers.register.PAGE", 3)
    for number in range(7):
        help_.volunteer(number)
    actor, seen = help_.coordinator(), []
    rows, mark = listed(actor, Narrowed())
    seen += [row.pk for row in rows]
    while mark:
        rows, mark = listed(actor, Narrowed(), mark)
        seen += [row.pk for row in rows]
    assert sorted(seen) == sorted(Volunteer.objects.values_list("pk", flat=True))
    assert listed(actor, Narrowed(), "wrong")[0][0].pk == seen[0]


@pytest.mark.parametrize("many", [1, 12])
def test_statements_do_not_grow_with_the_rows(many: int) -> None:
    for number in range(many):
        help_.volunteer(number, skills={"cooking": "", "first_aid": ""})
    desk, page = at_desk(), f"{LIST}{Volunteer.objects.latest('created_at').pk}/"
    with counted_sql() as told:
        assert desk.get(LIST).status_code == 200
    assert len(told) <= 4
    with counted_sql() as told:
        assert desk.get(page).status_code == 200
    assert len(told) <= 6


def test_a_walk_in_without_a_phone_is_written_down_once() -> None:
    desk, sent = at_desk("clerk"), form(phone="", email="", language="kk")
    for _ in range(2):
        assert desk.post(f"{LIST}new/", sent).status_code == 302
    row = Volunteer.objects.get()
    assert (row.source, row.phone, row.office.code, row.state) == ("desk", "", help_.AQJAR, "active")
    told = {"phone": "+77001234567", "language": "kk"}
    desk.post(f"{LIST}new/", form(**told))
    again = desk.post(f"{LIST}new/", form(**told))
    assert again.status_code == 422 and "id_name-error" in again.content.decode()
    assert Volunteer.objects.count() == 2


def test_contacts_are_masked_until_somebody_asks_and_the_journal_knows() -> None:
    row, desk = help_.volunteer(1, emergency_phone="+77005556677"), at_desk("clerk")
    page = f"{LIST}{row.pk}/"
    assert row.phone not in desk.get(page).content.decode()
    shown = desk.get(f"{page}change/").content.decode()
    assert row.phone not in shown and row.emergency_phone not in shown
    assert row.phone in desk.post(f"{page}do/contact/").content.decode()
    assert Entry.objects.filter(verb="volunteers.show_contact").count() == 1
    sent = form(name="Жаңа Үлгі", phone="", email="", language="ru")
    assert desk.post(f"{page}change/", sent).status_code == 302
    row.refresh_from_db()
    assert (row.name, row.phone, row.language) == ("Жаңа Үлгі", "+77001000001", "ru")
    assert row.emergency_phone == "+77005556677"


def test_what_the_office_decides() -> None:
    row = help_.volunteer(1, born_on=now().date() - timedelta(days=13 * 365 + 30), skills={"first_aid": ""})
    desk, clerk = at_desk(), at_desk("clerk")
    page = f"{LIST}{row.pk}/do/"
    assert clerk.post(f"{page}vet/", {"vetting": "checked"}).status_code == 404
    assert Volunteer.objects.get().vetting == "new"
    desk.post(f"{page}vet/", {"vetting": "checked"})
    assert Volunteer.objects.get().vetting == "checked"
    assert desk.post(f"{page}paper/", {"skill": "cooking"}).status_code == 422
    desk.post(f"{page}paper/", {"skill": "first_aid", "evidence": "№ 7", "counts_until": "2030-01-01"})
    assert str(Held.objects.get().until) == "2030-01-01"
    sent: dict[str, Any] = {"key": str(uuid4()), "guardian": "Ана Үлгі", "way": "paper", "kind": "guardian", "work": ""}
    assert clerk.post(f"{page}consent/", {**sent, "guardian": ""}).status_code == 422
    assert clerk.post(f"{page}consent/", {**sent, "work": "disaster"}).status_code == 422
    for _ in range(2):
        assert clerk.post(f"{page}consent/", sent).status_code == 302
    assert Consent.objects.get().signed_at
    clerk.post(f"{page}revoke/", {"consent": str(Consent.objects.get().pk)})
    assert Consent.objects.get().revoked_at
    assert desk.post(f"{page}leave/").status_code == 422
    assert desk.post(f"{page}transfer/", {"choice": "akmola/aqjar"}).status_code == 422
    assert desk.post(f"{page}transfer/", {"choice": "volunteers/abai"}).status_code == 302
    assert desk.get(f"{LIST}{row.pk}/").status_code == 404
    other = at_desk("clerk", "volunteers/abai")
    assert other.post(f"{page}leave/", {"sure": "on"}).status_code == 302
    assert Volunteer.objects.get().state == "left"
    assert other.post(f"{page}unknown/").status_code == 404


def made_group(desk: Client, **about: Any) -> Any:
    sent = {"key": str(uuid4()), "office": help_.AQJAR, "kind": "class", "name": "7 «А»", "most": "30"}
    return desk.post(f"{LIST}groups/", {**sent, **about})


def test_a_group_with_its_leader_its_sheet_and_its_link() -> None:
    help_.volunteer(1)
    help_.volunteer(2, born_on=now().date() - timedelta(days=15 * 365))
    desk = at_desk("clerk")
    assert made_group(desk, leader="+77001000009").status_code == 422
    assert made_group(desk, leader="+77001000002").status_code == 422
    assert made_group(desk, office="volunteers/abai").status_code == 422
    assert not Group.objects.exists()
    sheet = made_group(desk, leader="+77001000001").headers["Location"]
    text = desk.get(sheet).content.decode()
    assert "7 «А»" in text and "d-qr" in text and "/kk/help/group/" in text
    step = sheet.replace("/sheet/", "")
    assert at_desk("head", make.HOUSING).post(f"{step}/shut/").status_code == 404
    assert Group.objects.get().is_open
    desk.post(f"{step}/shut/")
    assert not Group.objects.get().is_open
    assert desk.post(f"{step}/leader/", {"contact": "+77001000002"}).status_code == 422
    assert desk.get(f"{LIST}groups/").status_code == 200
    assert desk.get(sheet.replace(str(Group.objects.get().pk), str(uuid4()))).status_code == 404


def test_a_head_of_another_region_changes_nothing() -> None:
    row = help_.volunteer(1)
    other = at_desk("head", "volunteers/abai")
    for step in ("contact", "vet", "transfer", "leave", "consent"):
        assert other.post(f"{LIST}{row.pk}/do/{step}/", {"sure": "on", "vetting": "checked"}).status_code == 404
    assert other.post(f"{LIST}{row.pk}/change/", form(language="kk")).status_code == 404
    fresh = Volunteer.objects.get()
    assert (fresh.changed_at, fresh.state, fresh.vetting) == (row.changed_at, "active", "new")


def test_who_has_no_phone_is_paused_at_the_desk_and_takes_part_again() -> None:
    row = help_.volunteer(1, phone="")
    client, until = help_.signed_in("clerk"), today() + timedelta(days=10)
    page = f"/kk/desk/volunteers/{row.pk}/"
    assert f'action="{page}do/pause/"' in client.get(page).content.decode()
    wrong = client.post(f"{page}do/pause/", {"until": (today() - timedelta(days=1)).isoformat()})
    assert wrong.status_code == 422 and 'href="#id_until"' in wrong.content.decode()
    row.refresh_from_db()
    assert row.state == "active"
    assert client.post(f"{page}do/pause/", {"until": until.isoformat()}).status_code == 302
    row.refresh_from_db()
    assert (row.state, row.paused_until) == ("paused", until)
    assert f'action="{page}do/resume/"' in client.get(page).content.decode()
    for _twice in range(2):
        assert client.post(f"{page}do/resume/").status_code == 302
    row.refresh_from_db()
    assert (row.state, row.paused_until) == ("active", None)
    verbs = Entry.objects.filter(verb__in=["volunteers.pause", "volunteers.resume"]).order_by("id")
    assert list(verbs.values_list("verb", flat=True)) == ["volunteers.pause", "volunteers.resume"]


def test_another_office_pauses_and_wakes_nobody() -> None:
    row = help_.volunteer(1)
    page, typed = f"/kk/desk/volunteers/{row.pk}/", {"until": (today() + timedelta(days=3)).isoformat()}
    assert help_.signed_in("clerk", "volunteers/abai").post(f"{page}do/pause/", typed).status_code == 404
    stranger = make.staff("clerk", "volunteers/abai")[1]
    with pytest.raises(Denied):
        actions.pause(volunteer=row.pk, until=today(), actor=stranger, at=make.AT)
    Volunteer.objects.filter(pk=row.pk).update(state="paused", paused_until=today())
    with pytest.raises(Denied):
        actions.resume(volunteer=row.pk, actor=stranger, at=make.AT)
    row.refresh_from_db()
    assert (
        row.state == "paused" and not Entry.objects.filter(verb__in=["volunteers.pause", "volunteers.resume"]).exists()
    )
