"""The calendar of due days: an address of one's own, no words in it, and the days that the desk shows."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar
from tests.security.tables import changed, digests

from dauys.cases import actions
from dauys.cases.due_calendar import calendar_key
from dauys.cases.models import CalendarFeed
from dauys.cases.queries import number_of
from dauys.ground.accounts.models import RoleGrant, User
from dauys.ground.moment import now


def address(actor: Any, language: str = "kk") -> str:
    feed = CalendarFeed.objects.get(user=actor.id)
    return f"/{language}/calendar/{feed.pk}/{calendar_key(feed.pk)}.ics"


def events(client: Client, where: str) -> list[Any]:
    answer = client.get(where)
    assert answer.status_code == 200 and answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in answer["Cache-Control"]
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def test_an_officer_sees_own_days_and_a_leader_the_bodys(db: None, make: Any) -> None:
    team = make.team()
    mine, free = make.case(owner=make.HOUSING, at=now()), make.case(owner=make.HOUSING, at=now())
    make.case(owner=make.SOCIAL, at=now())
    make.drafted(mine, team, at=now())
    for actor in (team.officer, team.supervisor):
        actions.subscribe_calendar(actor=actor, at=make.AT)
    (event,) = events(Client(), address(team.officer))
    row = make.fresh(mine.id)
    assert event["dtstart"].dt == row.due_on and number_of(mine.case) in event["summary"]
    assert event["summary"].startswith("Жауап беретін соңғы күн") and str(event["uid"]) == f"{row.pk}@dauys"
    assert event["url"].endswith(f"/kk/desk/cases/{mine.id}/")
    (bell,) = event.walk("VALARM")
    assert bell["trigger"].dt == timedelta(hours=-15)
    both = {str(e["uid"]) for e in events(Client(), address(team.supervisor, "ru"))}
    assert both == {f"{m.obligation.pk}@dauys" for m in (mine, free)}
    raw = Client().get(address(team.officer)).content
    assert b"\r\n" in raw and all(len(line) <= 75 for line in raw.split(b"\r\n"))
    assert make.TEXT[:20].encode() not in raw and "Айгүл".encode() not in raw


def test_asked_again_it_says_nothing_is_new(db: None, make: Any) -> None:
    team = make.team()
    actions.subscribe_calendar(actor=team.officer, at=make.AT)
    first = Client().get(address(team.officer))
    assert Client().get(address(team.officer), headers={"If-None-Match": first["ETag"]}).status_code == 304


def test_wrong_old_and_ended_addresses_find_nothing(db: None, make: Any) -> None:
    team, other = make.team(), make.staff("officer")[1]
    actions.subscribe_calendar(actor=team.officer, at=make.AT)
    actions.subscribe_calendar(actor=other, at=make.AT)
    old, others = address(team.officer), address(other)
    mixed = f"{old.rsplit('/', 1)[0]}/{others.rsplit('/', 1)[1]}"
    actions.subscribe_calendar(actor=team.officer, at=make.AT + timedelta(seconds=1))
    before = digests()
    for wrong in (old, mixed, address(team.officer)[:-5] + "x.ics", address(team.officer).replace(".ics", "é.ics")):
        assert Client().get(wrong).status_code == 404, wrong
    assert not changed(before)
    actions.unsubscribe_calendar(actor=team.officer, at=make.AT)
    assert not CalendarFeed.objects.filter(user=team.officer.id).exists()


@pytest.mark.parametrize("lost", ["grant", "account"])
def test_who_has_left_sees_nothing(db: None, make: Any, lost: str) -> None:
    team, made = make.team(), make.case(owner=make.HOUSING, at=now())
    make.drafted(made, team, at=now())
    actions.subscribe_calendar(actor=team.officer, at=make.AT)
    assert len(events(Client(), address(team.officer))) == 1
    if lost == "grant":
        RoleGrant.objects.filter(user=team.officer.id).delete()
        assert events(Client(), address(team.officer)) == []
    else:
        User.objects.filter(pk=team.officer.id).update(is_active=False)
        assert Client().get(address(team.officer)).status_code == 404


def test_turned_on_renewed_and_off_on_the_page(db: None, make: Any) -> None:
    client = Client()
    client.force_login(make.staff("officer")[0], settings.AUTHENTICATION_BACKENDS[0])
    assert "Қосу" in client.get("/kk/desk/calendar/").content.decode()
    client.post("/kk/desk/calendar/")
    first = client.get("/kk/desk/calendar/").content.decode()
    assert ".ics" in first
    client.post("/kk/desk/calendar/")
    assert client.get("/kk/desk/calendar/").content.decode() != first
    client.post("/kk/desk/calendar/", {"do": "off"})
    assert ".ics" not in client.get("/kk/desk/calendar/").content.decode()
