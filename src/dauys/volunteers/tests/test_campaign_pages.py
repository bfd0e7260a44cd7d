"""A campaign on pages: made at the desk from a table, joined without a name, led from a phone, and sent later."""

import json
import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils.timezone import localdate
from tests import campaigns as camp
from tests import factories as make
from tests import volunteers as help_

from dauys.cases.actions import NewParty
from dauys.cases.queries import number_of
from dauys.core.rotating_code import code_at
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.links import secret_of
from dauys.volunteers.models import (
    Campaign,
    CheckIn,
    Enrolment,
    Errand,
    HourEntry,
    Incident,
    Offer,
    Presence,
    Team,
    Zone,
)

pytestmark = pytest.mark.django_db


def soon(**about: Any) -> Campaign:
    """A campaign whose work began a quarter of an hour ago."""
    return camp.campaign(camp.zone(starts=now() - timedelta(minutes=15), **about), at=now() - timedelta(days=1))


def lead_page(team: Team) -> str:
    return f"/kk/help/lead/{secret_of(team.pk, 'team')}/"


def shown(team: Team) -> str:
    return code_at(bytes.fromhex(team.secret), now().timestamp())


def joined(client: Client, row: Campaign, **about: Any) -> Enrolment:
    form = {"key": str(uuid4()), "from_age": "14", **about}
    answer = client.post(f"/kk/help/campaign/{row.code}/zone/1/", form)
    assert answer.status_code == 302, answer.content.decode()
    return Enrolment.objects.get(pk=form["key"])


def coordinator(role: str = "officer", code: str = help_.AQJAR) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def table(*lines: str) -> SimpleUploadedFile:
    head = "area;point;meeting;day;since;until;capacity"
    return SimpleUploadedFile("zones.csv", "\n".join([head, *lines]).encode())


def test_the_desk_prepares_a_campaign_from_a_table_and_opens_it() -> None:
    client, day = coordinator(), localdate()
    about = {"office": help_.AQJAR, "name": "Таза Ауыл", "work": "general", "key": str(uuid4())}
    answer = client.post(
        "/kk/desk/volunteers/campaigns/", {**about, "first_on": day, "last_on": day + timedelta(days=1)}
    )
    row = Campaign.objects.get()
    page = f"/kk/desk/volunteers/campaigns/{row.pk}/"
    assert answer.headers["Location"] == page
    assert Client().get(f"/kk/help/campaign/{row.code}/").status_code == 404
    assert client.post(f"{page}do/start/").status_code == 409
    good = f"Достық кенті;51.2, 70.9;Мектеп ауласы;{day + timedelta(days=1)};10:00;13:00;300"
    bad = ("Жоқ жер;;;31.02.2026;25:00;9;0", f"Достық кенті;x;Алаң;{day - timedelta(days=9)};10:00;09:00;many")
    answer = client.post(f"{page}zones/", {"table": table(good, *bad)})
    assert answer.status_code == 422 and not Zone.objects.exists()
    found = re.findall(
        r'data-label="[^"]+">(\d+)</td><td data-label="[^"]+"><code lang="en">(\w+)', answer.content.decode()
    )
    assert found == [
        *(("3", name) for name in ("area", "meeting", "day", "since", "until", "capacity")),
        *(("4", name) for name in ("point", "day", "until", "capacity")),
    ]
    for many in (1, 0):
        answer = client.post(f"{page}zones/", {"table": table(good)})
        assert answer.status_code == 200 and Zone.objects.count() == 1, many
    assert client.post(f"{page}do/start/").status_code == 302
    public = Client().get(f"/kk/help/campaign/{row.code.lower()}/").content.decode()
    assert "Мектеп ауласы" in public and "300" in public
    assert row.name in Client().get("/kk/help/").content.decode()
    assert client.get(page).status_code == 200


def test_the_desk_gives_a_zone_more_places() -> None:
    row, client = camp.campaign(camp.zone(capacity=2)), coordinator()
    for _ticket in range(2):
        camp.ticket(camp.team_of(row))
    page = f"/kk/desk/volunteers/campaigns/{row.pk}/"
    for zone, places, why in (
        ("1", "1", "Билет алғандар: 2"),
        ("7", "40", "мұндай нөмірлі аймақ жоқ"),
        ("1", "көп", "Сан"),
    ):
        said = client.post(f"{page}places/", {"places-zone": zone, "places-places": places})
        text = said.content.decode()
        assert said.status_code == 422 and why in text and f'value="{places}"' in text
        assert 'href="#id_places-' in text
    assert camp.zone_of(row).capacity == 2
    answer = client.post(f"{page}places/", {"places-zone": "1", "places-places": "40"})
    assert answer.status_code == 302 and camp.zone_of(row).capacity == 40
    assert coordinator("clerk").post(f"{page}places/", {"places-zone": "1", "places-places": "50"}).status_code == 404
    assert camp.zone_of(row).capacity == 40


def test_tables_that_are_none_are_told_why() -> None:
    client, row = coordinator(), camp.campaign(is_open=False)
    page = f"/kk/desk/volunteers/campaigns/{row.pk}/zones/"
    for file in (None, SimpleUploadedFile("a.csv", b"a;b\n1;2"), table(), SimpleUploadedFile("a.xlsx", b"PK\x03")):
        answer = client.post(page, {"table": file} if file else {})
        assert answer.status_code == 422 and "govuk-error-summary" in answer.content.decode()
    assert row.zones.count() == 1


def test_another_office_sees_no_campaign() -> None:
    row = camp.campaign()
    client = coordinator(code="volunteers/almaty")
    page = f"/kk/desk/volunteers/campaigns/{row.pk}/"
    assert client.get(page).status_code == 404
    for step in ("do/close/", "do/stand-down/", "zones/", "team/"):
        assert client.post(page + step, {"zone": "1", "name": "x", "most": "3", "key": str(uuid4())}).status_code == 404
    assert row.name not in client.get("/kk/desk/volunteers/campaigns/").content.decode()
    row.refresh_from_db()
    assert row.state == "open" and Team.objects.filter(is_open=False).count() == 0


def test_a_ticket_without_a_name_and_the_leaders_code() -> None:
    row, client = soon(), Client()
    page = f"/kk/help/campaign/{row.code}/zone/1/"
    assert client.post(page, {"key": str(uuid4())}).status_code == 422
    child = client.post(page, {"key": str(uuid4()), "from_age": "0"})
    assert child.status_code == 409 and "govuk-error-summary" in child.content.decode()
    assert not Enrolment.objects.exists()
    ticket = joined(client, row)
    own = f"/kk/help/ticket/{secret_of(ticket.pk, 'enrolment')}/"
    assert ticket.code in client.get(own).content.decode()
    team = camp.team_of(row)
    assert client.post(own, {"code": "222222", "key": str(uuid4())}).status_code == 422
    assert not CheckIn.objects.exists()
    scanned = client.get(f"/kk/help/team/{team.code}/?now={shown(team)}")
    assert scanned.headers["Location"] == f"{own}?code={shown(team)}"
    for _twice in range(2):
        assert client.post(own, {"code": shown(team), "key": str(uuid4())}).status_code == 200
    assert CheckIn.objects.get().enrolment_id == ticket.pk
    assert client.get(own).status_code == 200


def test_a_team_is_found_by_its_code() -> None:
    row = soon()
    team = actions.open_team(
        key=uuid4(), zone=camp.zone_of(row).pk, name="Көше тобы", most=2, leader=None, group=None,
        actor=help_.coordinator(), at=now(),
    )  # fmt: skip
    client, page = Client(), f"/kk/help/campaign/{row.code}/"
    assert client.get(page, {"team": "222222"}).status_code == 422
    found = client.get(page, {"team": team.code.lower()})
    assert found.headers["Location"] == f"/kk/help/team/{team.code}/"
    for status in (302, 302, 409):
        assert client.post(f"/kk/help/team/{team.code}/", {"key": str(uuid4()), "from_age": "14"}).status_code == status
    assert Enrolment.objects.filter(team=team).count() == 2


def test_a_leader_ticks_makes_tickets_and_prints() -> None:
    row = soon()
    team, client = camp.team_of(row), Client()
    page = lead_page(team)
    form = {"key": str(uuid4()), "people": "3", "from_age": "14"}
    for _twice in range(2):
        assert client.post(f"{page}do/tickets/", form).status_code == 302
    first, second, third = Enrolment.objects.order_by("code")
    assert client.post(f"{page}do/came/", {}).status_code == 422
    answer = client.post(f"{page}do/came/", {"ticket": [first.code], "codes": f"{second.code.lower()} zzz 999999"})
    text = answer.content.decode()
    assert answer.status_code == 200 and "zzz" in text and "999999" in text
    assert set(CheckIn.objects.values_list("enrolment", "way")) == {(first.pk, "leader"), (second.pk, "leader")}
    part = client.get(f"{page}code/").content.decode()
    assert shown(team) in part and re.search(r"2</b> / <span class=\"d-num\">3", part)
    assert third.code in client.get(f"{page}sheet/").content.decode()
    assert client.get("/kk/help/lead/nobody/").status_code == 404
    assert client.post(f"{page}do/other/").status_code == 404


def test_a_list_that_was_kept_in_the_phone_is_sent_later() -> None:
    row = soon()
    team, client = camp.team_of(row), Client(enforce_csrf_checks=True)
    tickets = [camp.ticket(team, help_.volunteer(7)), camp.ticket(team)]
    kept = client.get(f"{lead_page(team)}roster/").json()
    assert kept["codes"] == sorted(ticket.code for ticket in tickets) and kept["came"] == []
    assert "Ерікті" not in json.dumps(kept, ensure_ascii=False)
    lines = [{"id": str(uuid4()), "code": code, "at": int(now().timestamp() * 1000)} for code in kept["codes"]]
    about = {"device": str(uuid4()), "ticks": [*lines, {**lines[0], "id": str(uuid4()), "code": "222222"}]}

    def send(what: Any, **headers: str) -> Any:
        return client.post(kept["send"], what, content_type="application/json", headers=headers)

    assert send(about).status_code == 403
    token = {"X-CSRFToken": kept["csrf"]}
    assert send(about, **token).json() == {"new": 2, "here": 0, "unknown": ["222222"], "refused": []}
    assert send(about, **token).json() == {"new": 0, "here": 2, "unknown": ["222222"], "refused": []}
    assert {str(key) for key in CheckIn.objects.values_list("pk", flat=True)} == {line["id"] for line in lines}
    odd: list[Any] = [
        [], {}, {"ticks": 5, "device": str(uuid4())}, {"ticks": [{}], "device": str(uuid4())},
        {"ticks": [{**lines[0], "at": 10**30}], "device": str(uuid4())}, {"ticks": lines, "device": "x"},
        {"ticks": [{**lines[0], "code": 5}], "device": str(uuid4())},
        {"ticks": [lines[0]] * 10_001, "device": str(uuid4())},
    ]  # fmt: skip
    for what in odd:
        assert send(what, **token).status_code == 422
    assert client.post(kept["send"], b"\xff", content_type="application/json", headers=token).status_code == 422
    assert CheckIn.objects.count() == 2


def test_the_page_for_no_network_is_the_same_for_everybody_and_keeps_itself() -> None:
    client = Client()
    page = client.get("/kk/help/offline/")
    assert page.status_code == 200 and "csrf" not in page.content.decode()
    worker = client.get("/kk/help/offline/worker.js")
    assert worker.headers["Content-Type"].startswith("text/javascript")
    kept = json.loads(re.findall(r"KEPT = (\[.*?\]);", worker.content.decode())[0])
    assert kept[0] == "/kk/help/offline/" and any("offline" in path and path.endswith(".js") for path in kept[1:])
    manifest = client.get("/kk/help/offline/app.webmanifest").json()
    assert manifest["start_url"] == manifest["scope"] == "/kk/help/offline/"


def test_a_teacher_brings_the_class_by_one_press() -> None:
    row, client = soon(), Client()
    teacher = help_.volunteer(1)
    group = actions.open_group(
        key=uuid4(), office=help_.office(), kind="class", name="9 «А»", most=30, closes_on=None, leader=teacher,
        actor=help_.operator(), at=now(),
    )  # fmt: skip
    pupil = help_.volunteer(2)
    type(pupil).objects.filter(pk=pupil.pk).update(group=group)
    client.get(f"/kk/help/me/{secret_of(teacher.pk, 'volunteer')}/")
    page = f"/kk/help/campaign/{row.code}/zone/1/"
    assert group.name in client.get(page).content.decode()
    for _twice in range(2):
        assert client.post(f"{page}group/").status_code == 200
    team = Team.objects.get(group=group)
    assert list(team.enrolments.values_list("volunteer", flat=True)) == [pupil.pk]
    assert Client().post(f"{page}group/").headers["Location"] == "/kk/help/me/"


def test_nobody_is_needed_stands_on_the_ticket() -> None:
    row, client = soon(), Client()
    ticket = joined(client, row)
    desk = coordinator()
    assert desk.post(f"/kk/desk/volunteers/campaigns/{row.pk}/do/stand-down/").status_code == 302
    own = f"/kk/help/ticket/{secret_of(ticket.pk, 'enrolment')}/"
    assert "d-alarm" in client.get(own).content.decode()
    assert client.post(own, {"code": shown(camp.team_of(row)), "key": str(uuid4())}).status_code == 409
    assert not CheckIn.objects.exists()


def test_hours_of_everybody_are_written_down_by_one_and_approved_by_another() -> None:
    row = camp.campaign(camp.zone(starts=now() - timedelta(hours=4)), at=now() - timedelta(days=1))
    team = camp.team_of(row)
    tickets = [camp.ticket(team, help_.volunteer(n), at=now() - timedelta(hours=5)) for n in (1, 2)]
    actions.tick(
        team=team, ticks=camp.ticks(*tickets), way="leader", device=None, actor=ANONYMOUS, at=now() - timedelta(hours=3)
    )
    one, other = coordinator(), coordinator()
    page = f"/kk/desk/volunteers/campaigns/{row.pk}/"
    for _twice in range(2):
        assert one.post(f"{page}do/hours/").status_code == 302
    assert "d-tag" in one.get(page).content.decode() and Errand.objects.get().over_at is None
    camp.errands(now())
    assert Presence.objects.filter(state="said").count() == 2
    refused = one.post(f"{page}do/approve/")
    assert refused.status_code == 409 and "govuk-error-summary" in refused.content.decode()
    assert not Presence.objects.exclude(state="said").exists()
    assert other.post(f"{page}do/approve/").status_code == 302
    camp.errands(now())
    assert Presence.objects.filter(state="approved").count() == 2 and HourEntry.objects.count() == 2
    assert Client().post(f"{page}do/approve/").status_code == 302, "to the sign-in"


def test_tickets_stand_among_the_own_tasks_the_next_first_and_in_the_calendar() -> None:
    person, soon = help_.volunteer(1), now() + timedelta(hours=2)
    row = camp.campaign(camp.zone(starts=soon, meeting="Орталық алаң"), at=now())
    over = camp.campaign(camp.zone(1, starts=soon + timedelta(days=1)), at=now(), name="Болмайтын науқан")
    for campaign in (row, over):
        camp.ticket(camp.team_of(campaign), person, at=now())
    line = help_.need(help_.line(starts=now() + timedelta(hours=9)), at=now())[0]
    actions.invite(line=line.pk, volunteers=[person.pk], source="desk", actor=help_.coordinator(), at=now())
    (offer,) = Offer.objects.all()
    actions.accept(offer=offer.pk, actor=ANONYMOUS, at=now())
    actions.stand_campaign_down(campaign=over.pk, actor=help_.coordinator(), at=now())
    page = help_.remembered(person).get("/kk/help/me/").content.decode()
    ticket = Enrolment.objects.get(zone__campaign=row)
    own = f"/kk/help/ticket/{secret_of(ticket.pk, 'enrolment')}/"
    other = f"/kk/help/offer/{secret_of(offer.pk, 'offer')}/"
    assert 0 < page.index(own) < page.index(other)
    assert "Таза Ауыл" in page and "№ 1. " in page and "Орталық алаң" in page and "Болмайтын" not in page
    address = f"/kk/help/calendar/{person.pk}/{secret_of(person.pk, 'calendar')}/"
    feed = Client().get(address).content.decode().replace("\r\n ", "")
    assert feed.count("BEGIN:VEVENT") == 2 and "Орталық алаң" in feed and "Болмайтын" not in feed
    assert 0 < feed.index(f"{ticket.pk}@dauys") < feed.index(f"{offer.pk}@dauys")
    actions.leave(volunteer=person.pk, actor=ANONYMOUS, at=now())
    assert "BEGIN:VEVENT" not in Client().get(address).content.decode()


WRONG = {"what": "injury", "text": "Біреу қолын кесіп алды, жәрдем шақырылды."}


def test_what_went_wrong_in_a_campaign_is_told_from_the_ticket_and_is_a_case_of_its_office() -> None:
    row = soon()
    team = camp.team_of(row)
    named, nameless = camp.ticket(team, help_.volunteer(1)), camp.ticket(team)
    for ticket, name in ((named, "Ерікті 1"), (nameless, "")):
        own = f"/kk/help/ticket/{secret_of(ticket.pk, 'enrolment')}/"
        assert f'href="{own}incident/"' in Client().get(own).content.decode()
        wrong = Client().post(f"{own}incident/", {"key": str(uuid4()), "what": "flood", "text": "қысқа"})
        assert wrong.status_code == 422 and wrong.content.decode().count("govuk-error-message") == 2
        sent = {"key": str(uuid4()), **WRONG}
        for _twice in range(2):
            assert Client().post(f"{own}incident/", sent).status_code == 302
        found = Incident.objects.get(enrolment=ticket)
        assert (found.zone_id, found.line_id, found.team_id) == (ticket.zone_id, None, None)
        demand = found.case.obligations.select_related("owner").get()
        assert demand.owner.code == help_.AQJAR and found.case.urgent and found.case.anonymous == (not name)
        shown = Client().get(f"{own}incident/").content.decode()
        assert shown.count("Адам зардап шекті") == 2  # the choice, and what was told by this ticket alone
    assert Incident.objects.count() == 2
    assert Entry.objects.filter(verb="volunteers.report_campaign_incident").count() == 2
    assert coordinator().get(f"/kk/desk/cases/{Incident.objects.first().pk}/").status_code == 200


def test_who_leads_a_team_tells_what_went_wrong_and_nobody_else_reads_it_there() -> None:
    row, key = soon(), uuid4()
    one, other = (
        camp.whole(
            actions.open_team(
                key=uuid4(), zone=camp.zone_of(row).pk, name=f"Топ {n}", most=9, leader=help_.volunteer(n), group=None,
                actor=help_.coordinator(), at=now(),
            )
        )
        for n in (1, 2)
    )  # fmt: skip
    assert f'href="{lead_page(one)}incident/"' in Client().get(lead_page(one)).content.decode()
    assert Client().post(f"{lead_page(one)}incident/", {"key": str(key), **WRONG}).status_code == 302
    found = Incident.objects.get()
    assert found.team_id == one.pk and not found.case.anonymous
    number = number_of(found.case)
    assert number in Client().get(f"{lead_page(one)}incident/").content.decode()
    assert number not in Client().get(f"{lead_page(other)}incident/").content.decode()
    assert Client().post(f"{lead_page(one)[:-4]}xxx/incident/", {"key": str(uuid4()), **WRONG}).status_code == 404
    assert Incident.objects.count() == 1


def test_an_incident_belongs_to_a_line_or_to_a_zone() -> None:
    row = soon()
    ticket = camp.ticket(camp.team_of(row))
    about: dict[str, Any] = {"person": NewParty(""), "language": "kk", "actor": ANONYMOUS, "at": now(), **WRONG}
    found = actions.report_campaign_incident(key=uuid4(), zone=ticket.zone_id, enrolment=ticket, **about)
    for line in (None, help_.need()[0]):
        with pytest.raises(IntegrityError), transaction.atomic():
            Incident.objects.filter(pk=found.pk).update(line=line, zone=None if line is None else ticket.zone)
