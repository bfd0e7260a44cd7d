"""Campaigns: made at the desk, tickets within the places, the law by age, and everybody told that nobody is needed."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from tests import campaigns as camp
from tests import factories as make
from tests import volunteers as help_
from tests.threads import together

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.packs.current import current
from dauys.volunteers import actions
from dauys.volunteers.actions import errands
from dauys.volunteers.campaign_ages import bands
from dauys.volunteers.campaign_codes import read_code, read_codes
from dauys.volunteers.consent import works_of
from dauys.volunteers.models import Campaign, Enrolment, Errand, Group, Team, Zone

pytestmark = pytest.mark.django_db
AT = make.AT


def verbs() -> list[str]:
    return list(Entry.objects.order_by("id").values_list("verb", flat=True))


def places(row: Campaign, number: int = 1) -> tuple[int, int]:
    zone = camp.zone_of(row, number)
    return zone.taken, zone.capacity


def class_of(leader_number: int = 1, *young: date) -> Group:
    """A class of a teacher and pupils born on these days."""
    teacher = help_.volunteer(leader_number)
    group = actions.open_group(
        key=uuid4(), office=help_.office(), kind="class", name="9 «А»", most=30, closes_on=None, leader=teacher,
        actor=help_.operator(), at=AT,
    )  # fmt: skip
    for number, born_on in enumerate(young, leader_number + 1):
        actions.register(
            key=uuid4(), office=help_.office(), person=help_.person(number, born_on=born_on), source="group",
            group=group, actor=ANONYMOUS, at=AT,
        )  # fmt: skip
    return group


def test_a_campaign_is_made_opened_and_closed() -> None:
    row = camp.campaign(camp.zone(1), camp.zone(2), is_open=False)
    assert row.state == "draft" and row.zones.count() == 2
    assert Team.objects.filter(zone__campaign=row, is_open=True).count() == 2
    actor = help_.coordinator()
    assert actions.add_zones(campaign=row.pk, zones=[camp.zone(1), camp.zone(3)], actor=actor, at=AT) == 1
    for _twice in range(2):
        actions.start_campaign(campaign=row.pk, actor=actor, at=AT)
        actions.close_campaign(campaign=row.pk, actor=actor, at=AT) if _twice else None
    row.refresh_from_db()
    assert row.state == "closed"
    with pytest.raises(actions.CampaignOver):
        actions.start_campaign(campaign=row.pk, actor=actor, at=AT)
    told = [verb for verb in verbs() if "campaign" in verb or "zones" in verb]
    assert told == [
        "volunteers.open_campaign", "volunteers.add_zones", "volunteers.add_zones", "volunteers.start_campaign",
        "volunteers.close_campaign",
    ]  # fmt: skip


def test_a_campaign_without_a_place_does_not_open() -> None:
    actor = help_.coordinator()
    about = {"office": help_.office(), "name": "Таза Ауыл", "notice": "", "work": "general"}
    key = uuid4()
    for _twice in range(2):
        row = actions.open_campaign(
            key=key, first_on=AT.date(), last_on=AT.date(), actor=actor, at=AT, **about
        )  # fmt: skip
    assert Campaign.objects.count() == 1
    with pytest.raises(actions.NoZones):
        actions.start_campaign(campaign=row.pk, actor=actor, at=AT)


def test_another_office_does_nothing_with_it() -> None:
    row = camp.campaign()
    stranger = help_.coordinator("volunteers/almaty")
    before = (Entry.objects.count(), Zone.objects.count(), Team.objects.count())
    for step in (actions.start_campaign, actions.close_campaign, actions.stand_campaign_down):
        with pytest.raises(Denied):
            step(campaign=row.pk, actor=stranger, at=AT)
    with pytest.raises(Denied):
        actions.add_zones(campaign=row.pk, zones=[camp.zone(9)], actor=stranger, at=AT)
    with pytest.raises(Denied):
        actions.open_team(
            key=uuid4(), zone=camp.zone_of(row).pk, name="", most=5, leader=None, group=None, actor=stranger, at=AT
        )
    row.refresh_from_db()
    assert (row.state, before) == ("open", (Entry.objects.count(), Zone.objects.count(), Team.objects.count()))


def test_tickets_end_with_the_places() -> None:
    row = camp.campaign(camp.zone(capacity=2))
    team, key = camp.team_of(row), uuid4()
    first = camp.ticket(team, key=key)
    assert camp.ticket(team, key=key).pk == first.pk
    camp.ticket(team, help_.volunteer(1))
    with pytest.raises(actions.Full):
        camp.ticket(team)
    assert places(row) == (2, 2) and Enrolment.objects.count() == 2
    team.refresh_from_db()
    assert team.signed == 2


def test_places_become_more_and_never_fewer_than_tickets() -> None:
    row, actor = camp.campaign(camp.zone(capacity=2)), help_.coordinator()
    team, zone = camp.team_of(row), camp.zone_of(row)
    about = {"campaign": row.pk, "zone": zone.pk, "at": AT}
    for _ticket in range(2):
        camp.ticket(team)
    for _twice in range(2):
        actions.change_places(places=3, actor=actor, **about)
    camp.ticket(team)
    with pytest.raises(actions.TooFew) as few:
        actions.change_places(places=2, actor=actor, **about)
    with pytest.raises(Denied):
        actions.change_places(places=9, actor=help_.coordinator("volunteers/almaty"), **about)
    actions.close_campaign(campaign=row.pk, actor=actor, at=AT)
    with pytest.raises(actions.CampaignOver):
        actions.change_places(places=9, actor=actor, **about)
    zone.refresh_from_db()
    team.refresh_from_db()
    assert (few.value.taken, zone.capacity, zone.taken, team.most, team.signed) == (3, 3, 3, 3, 3)
    assert verbs().count("volunteers.change_places") == 1


def test_a_volunteer_has_one_ticket_of_a_zone_and_none_elsewhere_at_the_time() -> None:
    row = camp.campaign(camp.zone(1), camp.zone(2), camp.zone(3, starts=camp.STARTS + timedelta(hours=4)))
    person = help_.volunteer(1)
    assert camp.ticket(camp.team_of(row), person).pk == camp.ticket(camp.team_of(row), person).pk
    with pytest.raises(actions.Busy):
        camp.ticket(camp.team_of(row, 2), person)
    camp.ticket(camp.team_of(row, 3), person)
    assert [places(row, n)[0] for n in (1, 2, 3)] == [1, 0, 1]


def test_the_law_is_asked_by_the_age_that_was_given() -> None:
    assert bands(works_of(current()), "general") == [(0, 14), (14, None)]
    assert bands(works_of(current()), "disaster") == [(0, 18), (18, None)]
    team = camp.team_of(camp.campaign())
    with pytest.raises(actions.NotAllowed):
        camp.ticket(team, from_age=camp.CHILD)
    with pytest.raises(actions.NotAllowed):
        actions.add_tickets(key=uuid4(), team=team.pk, people=3, from_age=0, with_parent=False, actor=ANONYMOUS, at=AT)
    assert not Enrolment.objects.exists()
    assert camp.ticket(team, from_age=camp.CHILD, with_parent=True).with_parent
    flood = camp.team_of(camp.campaign(work="disaster"))
    with pytest.raises(actions.NotAllowed):
        camp.ticket(flood, from_age=0, with_parent=True)
    with pytest.raises(actions.NotAllowed):
        camp.ticket(flood, help_.volunteer(1, born_on=date(2010, 1, 1)), from_age=18)
    assert camp.ticket(flood, from_age=18)


def test_a_closed_campaign_gives_no_tickets() -> None:
    row = camp.campaign(is_open=False)
    team = camp.team_of(row)
    with pytest.raises(actions.LineOver):
        camp.ticket(team)
    actions.start_campaign(campaign=row.pk, actor=help_.coordinator(), at=AT)
    with pytest.raises(actions.LineOver):
        camp.ticket(team, at=camp.STARTS + timedelta(hours=3))
    assert not Enrolment.objects.exists()


def test_tickets_without_names_for_people_without_a_phone() -> None:
    row = camp.campaign()
    team, key = camp.team_of(row), uuid4()
    about = {"team": team.pk, "from_age": 14, "with_parent": False, "actor": ANONYMOUS, "at": AT}
    made = actions.add_tickets(key=key, people=25, **about)
    assert len({ticket.code for ticket in made}) == 25 == places(row)[0]
    assert actions.add_tickets(key=key, people=25, **about) == []
    with pytest.raises(actions.Full):
        actions.add_tickets(key=uuid4(), people=26, **about)
    assert places(row)[0] == 25


def test_a_teacher_brings_the_class() -> None:
    row = camp.campaign()
    group = class_of(1, date(2010, 5, 1), date(2010, 6, 1), date(2014, 1, 1))
    about = {"zone": camp.zone_of(row).pk, "name": "9 «А»", "most": 30, "group": group, "actor": ANONYMOUS, "at": AT}
    with pytest.raises(actions.MayNotLead):
        actions.open_team(key=uuid4(), leader=help_.volunteer(40), **about)
    assert not Team.objects.filter(group=group).exists()
    team = actions.open_team(key=uuid4(), leader=group.leader, **about)
    assert actions.open_team(key=uuid4(), leader=group.leader, **about).pk == team.pk
    many, refused = actions.enrol_group(team=team.pk, actor=ANONYMOUS, at=AT)
    assert many == 2, "the child of eleven needs a parent; the teacher leads and is no member"
    assert [person.name for person in refused] == ["Ерікті 4"]
    assert actions.enrol_group(team=team.pk, actor=ANONYMOUS, at=AT)[0] == 0
    assert Message.objects.filter(once=f"team:{team.pk}:leads").count() == 1
    assert places(row)[0] == 2


def test_everybody_is_told_that_nobody_is_needed() -> None:
    row = camp.campaign(camp.zone(1), camp.zone(2))
    team = camp.team_of(row)
    coming, there = camp.ticket(team, help_.volunteer(1)), camp.ticket(team, help_.volunteer(2))
    camp.ticket(team, help_.volunteer(3, phone=""))
    camp.ticket(team)
    actions.tick(team=team, ticks=camp.ticks(there), way="leader", device=None, actor=ANONYMOUS, at=camp.STARTS)
    actor, leader = help_.coordinator(), help_.volunteer(9)
    led = actions.open_team(
        key=uuid4(), zone=team.zone_id, name="5 «А»", most=9, leader=leader, group=None, actor=actor, at=AT
    )
    camp.ticket(camp.whole(led), leader)
    for _twice in range(2):
        row = actions.stand_campaign_down(campaign=row.pk, actor=actor, at=camp.STARTS)
    assert row.state == "closed" and row.stood_down_at == camp.STARTS
    assert camp.errands(camp.STARTS) == 1 and camp.errands(camp.STARTS) == 0
    letters = Message.objects.filter(once__endswith=":stood_down")
    told = {f"campaign:{coming.pk}:stood_down", f"team:{led.pk}:stood_down"}
    assert {letter.once for letter in letters} == told, "who leads is told once, though they have a ticket too"
    actions.leave(volunteer=leader.pk, actor=ANONYMOUS, at=camp.STARTS)
    assert not letters.get(once=f"team:{led.pk}:stood_down").address
    assert Errand.objects.get().people == 2


def test_who_leads_another_day_is_told_of_their_own_ticket() -> None:
    row = camp.campaign(camp.zone(1, camp.STARTS - timedelta(days=1)), camp.zone(2))
    actor, leader = help_.coordinator(), help_.volunteer(1)
    over = camp.zone_of(row, 1)
    about = {"name": "Кеше", "most": 9, "leader": leader, "group": None, "actor": actor, "at": AT}
    actions.open_team(key=uuid4(), zone=over.pk, **about)
    ticket = camp.ticket(camp.team_of(row, 2), leader)
    actions.stand_campaign_down(campaign=row.pk, actor=actor, at=camp.STARTS)
    camp.errands(camp.STARTS)
    letters = Message.objects.filter(once__endswith=":stood_down")
    assert [letter.once for letter in letters] == [f"campaign:{ticket.pk}:stood_down"]


def test_an_errand_that_fails_holds_up_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = camp.campaign(), camp.campaign()
    for row in (first, second):
        camp.ticket(camp.team_of(row), help_.volunteer(row.zones.count() + Errand.objects.count()))
        actions.stand_campaign_down(campaign=row.pk, actor=help_.coordinator(), at=camp.STARTS)
    real = errands.tell_stood_down

    def fails(campaign: Campaign, *about: Any) -> int:
        if campaign.pk == first.pk:
            raise ValueError("something nobody thought of")
        return real(campaign, *about)

    monkeypatch.setattr(errands, "tell_stood_down", fails)
    assert camp.errands(camp.STARTS) == 2
    state = {one.campaign_id: (one.over_at is not None, one.failed_at is not None) for one in Errand.objects.all()}
    assert state == {first.pk: (False, True), second.pk: (True, False)}
    monkeypatch.setattr(errands, "tell_stood_down", real)
    assert camp.errands(camp.STARTS) == 0, "not before it is tried again"
    assert camp.errands(camp.STARTS + errands.AGAIN_AFTER) == 1
    done = Errand.objects.get(campaign=first)
    assert (done.people, done.failed_at, done.over_at) == (1, None, camp.STARTS + errands.AGAIN_AFTER)


def test_what_is_done_with_everybody_goes_on_after_it_was_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", 2)
    row = camp.campaign()
    for n in range(5):
        camp.ticket(camp.team_of(row), help_.volunteer(n + 1))
    actions.stand_campaign_down(campaign=row.pk, actor=help_.coordinator(), at=camp.STARTS)
    real = errands.tell_stood_down

    def killed(*_about: object) -> int:
        raise KeyboardInterrupt

    assert actions.run_errands(at=camp.STARTS) == 1
    monkeypatch.setattr(errands, "tell_stood_down", killed)
    with pytest.raises(KeyboardInterrupt):
        actions.run_errands(at=camp.STARTS)
    assert (Errand.objects.get().people, Message.objects.filter(once__endswith=":stood_down").count()) == (2, 2)
    monkeypatch.setattr(errands, "tell_stood_down", real)
    assert camp.errands(camp.STARTS) == 2
    assert (Errand.objects.get().people, Message.objects.filter(once__endswith=":stood_down").count()) == (5, 5)


def test_the_database_takes_no_more_than_places() -> None:
    zone = camp.zone_of(camp.campaign())
    for harm in ({"taken": 51}, {"came": 1}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Zone.objects.filter(pk=zone.pk).update(**harm)


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_take_the_last_seven_places() -> None:
    row = camp.campaign(camp.zone(capacity=7))
    team = camp.team_of(row)

    def take(number: int) -> bool:
        return bool(camp.ticket(team))

    done = together(16, take)
    assert done.count(True) == 7 and sum(isinstance(d, actions.Full) for d in done) == 9
    assert places(row) == (7, 7) and Enrolment.objects.count() == 7


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_eight_times_at_once_gives_one_ticket() -> None:
    row = camp.campaign()
    team, key, person = camp.team_of(row), uuid4(), help_.volunteer(1)
    nameless = together(8, lambda _n: camp.ticket(team, key=key).pk)
    named = together(8, lambda _n: camp.ticket(team, person).pk)
    assert set(nameless) == {key} and len(set(named)) == 1
    assert places(row)[0] == 2 == Enrolment.objects.count()


def test_codes_are_read_with_patience() -> None:
    assert read_code(" абб-23е ") == "" and read_code("авс-23") == ""
    assert read_code("авс-23е") == "ABC23E"
    assert read_codes("ABC23E, abc23e;\nXXXXXX nonsense") == (["ABC23E", "XXXXXX"], ["nonsense"])
