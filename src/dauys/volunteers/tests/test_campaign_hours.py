"""Who was checked in at a campaign has hours once somebody else approved them."""

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from tests import campaigns as camp
from tests import factories as make
from tests import volunteers as people

from dauys.core.rotating_code import code_at
from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.volunteers import actions
from dauys.volunteers.actions import errands
from dauys.volunteers.invariants_of_hours import INVARIANTS
from dauys.volunteers.models import Campaign, CheckIn, Errand, HourEntry, PointEntry, Presence, Volunteer
from dauys.volunteers.totals import approved

pytestmark = pytest.mark.usefixtures("db")
OVER = camp.STARTS + timedelta(days=2)


def came_to(who: Iterable[Volunteer], days: int = 0) -> Campaign:
    """A campaign with these volunteers, whose leader ticked all of them."""
    starts = camp.STARTS + timedelta(days=days)
    row = camp.campaign(camp.zone(1, starts))
    team = camp.team_of(row)
    came = camp.ticks(*[camp.ticket(team, person) for person in who], at=starts)
    actions.tick(team=team, ticks=came, way="leader", device=None, actor=ANONYMOUS, at=starts)
    return row


def said_of(row: Campaign, days: int = 0) -> Actor:
    clerk = people.coordinator()
    actions.say_campaign(campaign=row.pk, actor=clerk, at=OVER + timedelta(days=days))
    camp.errands(OVER + timedelta(days=days))
    return clerk


def test_who_was_checked_in_has_hours_once_another_one_approved_them() -> None:
    row = camp.campaign(camp.zone(1))
    team = camp.team_of(row)
    helper, other = people.volunteer(1), people.volunteer(2)
    tickets = [camp.ticket(team, helper), camp.ticket(team, other), camp.ticket(team)]
    came = camp.ticks(tickets[0], tickets[2])
    actions.tick(team=team, ticks=came, way="leader", device=None, actor=ANONYMOUS, at=camp.STARTS)
    clerk = people.coordinator()
    with pytest.raises(actions.NotNow):
        actions.say_campaign(campaign=row.pk, actor=clerk, at=camp.STARTS)
    with pytest.raises(Denied):
        actions.say_campaign(campaign=row.pk, actor=people.operator(), at=OVER)
    assert not Presence.objects.exists()
    for _twice in range(2):
        actions.say_campaign(campaign=row.pk, actor=clerk, at=OVER)
        camp.errands(OVER)
    assert sorted(one.people for one in Errand.objects.all()) == [0, 1]
    said = Presence.objects.get()
    assert (said.volunteer_id, said.state, said.campaign) == (helper.pk, "said", row.pk)
    assert Entry.objects.filter(verb="volunteers.say_campaign").count() == 1
    with pytest.raises(actions.OwnHours):
        actions.approve(presence=said.pk, actor=clerk, at=OVER)
    assert not HourEntry.objects.exists()
    actions.approve(presence=said.pk, actor=people.lead(), at=OVER)
    found = approved(helper.pk)
    minutes = (said.during.upper - said.during.lower).total_seconds() / 60
    assert (found.minutes, found.tasks, approved(other.pk).minutes) == (minutes, 1, 0)


def test_who_was_somewhere_else_at_that_time_stays_as_it_is() -> None:
    row = camp.campaign(camp.zone(1))
    team, helper = camp.team_of(row), people.volunteer(1)
    ticket = camp.ticket(team, helper)
    actions.tick(team=team, ticks=camp.ticks(ticket), way="leader", device=None, actor=ANONYMOUS, at=camp.STARTS)
    there = actions.write_presence(
        key=uuid4(), volunteer=helper.pk, work="mentoring", starts=camp.STARTS,
        ends=camp.STARTS + timedelta(hours=1), actor=people.coordinator(), at=OVER,
    )  # fmt: skip
    said_of(row)
    assert [one.pk for one in Presence.objects.all()] == [there.pk]


def test_who_was_there_and_when() -> None:
    row = camp.campaign()
    team, noon = camp.team_of(row), camp.STARTS + timedelta(hours=1)
    early, late = people.volunteer(1), people.volunteer(2)
    first, second = camp.ticket(team, early), camp.ticket(team, late)
    came = [*camp.ticks(first, at=camp.STARTS - timedelta(hours=1)), *camp.ticks(second, at=noon)]
    came += camp.ticks(camp.ticket(team))
    actions.tick(team=team, ticks=came, way="offline", device=None, actor=ANONYMOUS, at=noon)
    said_of(row)
    ends = camp.STARTS + timedelta(hours=3)
    found = {one.volunteer_id: (one.during.lower, one.during.upper) for one in Presence.objects.all()}
    assert found == {early.pk: (camp.STARTS, ends), late.pk: (noon, ends)}


def test_a_list_on_paper_typed_in_the_day_after_gives_the_hours_of_the_zone() -> None:
    row = camp.campaign()
    team, after = camp.team_of(row), camp.STARTS + timedelta(days=1)
    ticket = camp.ticket(team, people.volunteer(1))
    actions.tick(
        team=team, ticks=camp.ticks(ticket, at=after), way="leader", device=None, actor=ANONYMOUS, at=after
    )  # fmt: skip
    said_of(row)
    (stay,) = Presence.objects.all()
    assert (stay.during.lower, stay.during.upper) == (camp.STARTS, camp.STARTS + timedelta(hours=3))


def test_what_nothing_is_odd_about_is_approved_at_once_and_by_somebody_else(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(errands, "AT_ONCE", 2)
    row = came_to(people.volunteer(n + 1) for n in range(5))
    clerk = said_of(row)
    odd = Presence.objects.order_by("pk")[3]
    Presence.objects.filter(pk=odd.pk).update(flags=["long"])
    with pytest.raises(actions.OwnHours):
        actions.approve_campaign(campaign=row.pk, actor=clerk, at=OVER)
    with pytest.raises(Denied):
        actions.approve_campaign(campaign=row.pk, actor=people.operator(), at=OVER)
    assert not HourEntry.objects.exists() and not Errand.objects.filter(what="approve").exists()
    lead = people.lead()
    actions.approve_campaign(campaign=row.pk, actor=lead, at=OVER)
    camp.errands(OVER)
    approved_now = Presence.objects.filter(state="approved")
    assert approved_now.count() == 4 and odd.pk not in approved_now.values_list("pk", flat=True)
    assert {(one.approved_by_id, one.approved_at) for one in approved_now} == {(lead.id, OVER)}
    assert [entry.minutes for entry in HourEntry.objects.all()] == [180] * 4
    assert Errand.objects.get(what="approve").people == 4
    told = Entry.objects.filter(verb="volunteers.approve_campaign")
    assert sum(entry.payload["people"] for entry in told) == 4
    assert sum(entry.payload["minutes"] for entry in told) == 4 * 180
    assert not [one.code for one in INVARIANTS if one.find().broken]


def test_points_of_many_are_those_of_one_by_one() -> None:
    who = [people.volunteer(n + 1) for n in range(2)]
    rows = [came_to(who), came_to(who, days=7)]
    for row in rows:
        said_of(row, days=7)
    lead = people.lead()
    for stay in Presence.objects.filter(volunteer=who[0]).order_by("during"):
        actions.approve(presence=stay.pk, actor=lead, at=OVER)
    for row in rows:
        actions.approve_campaign(campaign=row.pk, actor=lead, at=OVER)
        camp.errands(OVER)
    of_one, of_many = (
        sorted(PointEntry.objects.filter(volunteer=person).values_list("rule", "day", "points")) for person in who
    )
    assert of_one == of_many and of_one


def test_nobody_approves_themselves_or_the_team_they_lead() -> None:
    lead = people.lead()
    own = people.volunteer(1, email=User.objects.get(pk=lead.id).email)
    row = came_to([own, people.volunteer(2)])
    led = actions.open_team(
        key=uuid4(), zone=camp.zone_of(row).pk, name="Топ", most=9, leader=own, group=None,
        actor=people.coordinator(), at=make.AT,
    )  # fmt: skip
    mine = camp.ticket(camp.whole(led), people.volunteer(3))
    actions.tick(
        team=camp.whole(led), ticks=camp.ticks(mine), way="leader", device=None, actor=ANONYMOUS, at=camp.STARTS
    )
    said_of(row)
    for stay in Presence.objects.filter(volunteer__in=[own.pk, mine.volunteer_id]):
        with pytest.raises(actions.OwnHours):
            actions.approve(presence=stay.pk, actor=lead, at=OVER)
    actions.approve_campaign(campaign=row.pk, actor=lead, at=OVER)
    camp.errands(OVER)
    assert [one.volunteer.name for one in Presence.objects.filter(state="approved")] == ["Ерікті 2"]


def test_five_of_one_phone_are_looked_at() -> None:
    row = camp.campaign()
    team = camp.team_of(row)
    for n in range(9):
        ticket = camp.read(camp.ticket(team, people.volunteer(n + 1)))
        code = code_at(bytes.fromhex(team.secret), camp.STARTS.timestamp())
        device = bytes(32) if n < 5 else bytes([n]) * 32
        assert actions.check_in(key=uuid4(), ticket=ticket, typed=code, device=device, at=camp.STARTS)
    said_of(row)
    odd = Presence.objects.filter(flags=["same_device"])
    assert {one.volunteer.name for one in odd} == {f"Ерікті {n}" for n in range(1, 6)}
    assert all(one.sampled for one in odd)


def test_who_may_not_ask_any_more_approves_nothing() -> None:
    row = came_to([people.volunteer(1)])
    said_of(row)
    lead = people.lead()
    actions.approve_campaign(campaign=row.pk, actor=lead, at=OVER)
    User.objects.filter(pk=lead.id).update(is_active=False)
    camp.errands(OVER)
    assert Presence.objects.get().state == "said" and not HourEntry.objects.exists()
    assert Errand.objects.get(what="approve").over_at == OVER


def test_who_was_away_after_all_is_looked_at_alone() -> None:
    row = came_to([people.volunteer(1), people.volunteer(2)])
    said_of(row)
    away = Presence.objects.order_by("pk")[0]
    Presence.objects.filter(pk=away.pk).update(outcome="absent", during=None)
    actions.approve_campaign(campaign=row.pk, actor=people.lead(), at=OVER)
    camp.errands(OVER)
    assert Errand.objects.get(what="approve").people == 1 and Presence.objects.get(pk=away.pk).state == "said"


def test_which_phone_it_was_is_forgotten() -> None:
    row = came_to([people.volunteer(1)])
    CheckIn.objects.update(device=bytes(32), received_at=OVER)
    assert actions.forget_devices(at=OVER + timedelta(days=59)) == 0
    assert actions.forget_devices(at=OVER + timedelta(days=61)) == 1
    assert CheckIn.objects.get(enrolment__zone__campaign=row).device is None


def test_a_check_in_under_the_first_of_all_keys_counts_too() -> None:
    row = came_to([people.volunteer(1)])
    CheckIn.objects.update(id=UUID(int=0))
    said_of(row)
    assert Presence.objects.count() == 1
