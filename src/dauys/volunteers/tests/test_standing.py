"""Who was refused, or lacks a skill that is asked, takes nothing, whichever way they come; the reason is said."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import campaigns as camp
from tests import factories as make
from tests import volunteers as people
from tests.volunteers import remembered, signed_in

from dauys.core.rotating_code import code_at
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.links import link_key, secret_of
from dauys.volunteers.models import CheckIn, Claim, Enrolment, Group, Held, Line, Offer, Volunteer, Zone
from dauys.volunteers.standing import lacking

pytestmark = pytest.mark.django_db
AT = make.AT
DAY = (AT + timedelta(days=1)).date()
OFFICE_SAYS, PAPER_SAYS = "Еріктілер кеңсесі бұл адамға тапсырма бермейді", "Алғашқы көмек"


def refused(number: int = 1, **about: Any) -> Volunteer:
    row = people.volunteer(number, **about)
    return actions.vet(volunteer=row.pk, vetting="refused", actor=people.lead(), at=AT)


def holder(number: int = 1, *, days: int | None = None, seen: bool = True, skill: str = "first_aid") -> Volunteer:
    """Somebody with a skill; its paper was seen, and counts for so many days from the test's morning."""
    row = people.volunteer(number, skills={skill: "№ 1"})
    if seen:
        until = AT.date() + timedelta(days=days) if days is not None else None
        actions.check_skill(volunteer=row.pk, skill=skill, evidence="", until=until, actor=people.lead(), at=AT)
    return row


def shared(**about: Any) -> Line:
    row = people.need(people.line(**about))[0]
    actions.share(line=row.pk, notice="Көмек", actor=people.coordinator(), at=AT)
    return row


def nothing_changed(line: Line) -> bool:
    row = Line.objects.get(pk=line.pk)
    return (row.accepted, row.claimed) == (0, 0) and not Offer.objects.filter(line=line).exists()


def test_a_skill_counts_as_a_plan_counts_it() -> None:
    def lacks(row: Volunteer, *skills: str) -> tuple[str, ...]:
        return lacking(row, skills, DAY)

    assert lacks(people.volunteer(1, skills={"cooking": ""}), "cooking", "first_aid") == ("first_aid",)
    assert lacks(holder(2, seen=False), "first_aid") == ("first_aid",)
    assert lacks(holder(3, days=0), "first_aid") == ("first_aid",)
    assert lacks(holder(4, days=1), "first_aid") == () == lacks(holder(5), "first_aid")
    unknown = people.volunteer(6)
    Held.objects.create(id=uuid4(), volunteer=unknown, skill="juggling")
    assert lacks(unknown, "juggling") == ("juggling",)


@pytest.mark.parametrize("who", ["refused", "unskilled", "unseen", "expired"])
def test_an_open_shift_is_not_taken(who: str) -> None:
    make_one = {
        "refused": lambda: refused(1, skills={"cooking": ""}),
        "unskilled": people.volunteer,
        "unseen": lambda: holder(seen=False),
        "expired": lambda: holder(days=0),
    }
    person = make_one[who]()
    line = shared(skills=["cooking"] if who == "refused" else ["first_aid"])
    with pytest.raises(actions.NotAllowed):
        actions.take_shift(line=line.pk, volunteer=person.pk, actor=ANONYMOUS, at=AT)
    assert nothing_changed(line) and not Message.objects.exists()
    assert actions.take_shift(
        line=shared(skills=["first_aid"]).pk, volunteer=holder(8, days=1).pk, actor=ANONYMOUS, at=AT
    ).state == "accepted"  # fmt: skip


def test_nobody_invites_who_may_not_and_of_them_nothing_is_written() -> None:
    line = people.need(people.line(skills=["first_aid"]))[0]
    good, none, out = holder(1), people.volunteer(2), refused(3)
    sent = actions.invite(
        line=line.pk, volunteers=[good.pk, none.pk, out.pk], source="desk", actor=people.coordinator(), at=AT
    )
    assert [offer.volunteer_id for offer in sent.offers] == [good.pk]
    assert {person.pk: (s.refused, s.lacks) for person, s in sent.refused} == {
        none.pk: (False, ("first_aid",)), out.pk: (True, ("first_aid",)),
    }  # fmt: skip
    assert Offer.objects.count() == 1


def test_it_is_asked_again_when_they_say_yes_when_they_arrive_and_when_the_plan_is_sent() -> None:
    line = people.need(people.line(skills=["first_aid"], starts=AT + timedelta(hours=1)))[0]
    person = holder()
    offer = actions.invite(
        line=line.pk, volunteers=[person.pk], source="desk", actor=people.coordinator(), at=AT
    ).offers[0]  # fmt: skip
    Held.objects.update(until=AT.date() - timedelta(days=1))
    with pytest.raises(actions.NotAllowed):
        actions.accept(offer=offer.pk, actor=ANONYMOUS, at=AT)
    assert Offer.objects.get().state == "offered" and Line.objects.get().accepted == 0
    Held.objects.update(until=None)
    actions.accept(offer=offer.pk, actor=ANONYMOUS, at=AT)
    actions.vet(volunteer=person.pk, vetting="refused", actor=people.lead(), at=AT)
    with pytest.raises(actions.NotAllowed):
        actions.arrive(offer=offer.pk, actor=people.coordinator(), at=AT + timedelta(hours=1))
    assert Offer.objects.get().came_at is None
    Offer.objects.update(state="planned")
    Line.objects.update(accepted=0)
    sent = actions.send_plan(line=line.pk, actor=people.coordinator(), at=AT)
    assert not sent.offers and Offer.objects.get().state == "dropped"


def test_a_campaign_gives_no_ticket_to_who_was_refused_and_opens_no_door() -> None:
    row = camp.campaign()
    team, person = camp.team_of(row), refused(1)
    with pytest.raises(actions.NotAllowed):
        camp.ticket(team, person)
    assert not Enrolment.objects.exists() and Zone.objects.get().taken == 0
    other = people.volunteer(2)
    ticket = camp.ticket(team, other)
    actions.vet(volunteer=other.pk, vetting="refused", actor=people.lead(), at=AT)
    code = code_at(bytes.fromhex(team.secret), camp.STARTS.timestamp())
    about: dict[str, Any] = {"key": uuid4(), "typed": code, "device": None, "at": camp.STARTS}
    with pytest.raises(actions.NotAllowed):
        actions.check_in(ticket=camp.read(ticket), **about)
    assert actions.check_in_by_link(link_key=link_key(ticket.pk, "enrolment"), **about) is False
    done = actions.tick(team=team, ticks=camp.ticks(ticket), way="leader", device=None, actor=ANONYMOUS, at=camp.STARTS)
    assert done.refused == (ticket.code,) and not CheckIn.objects.exists()
    actions.vet(volunteer=other.pk, vetting="checked", actor=people.lead(), at=AT)
    assert actions.check_in_by_link(link_key=link_key(ticket.pk, "enrolment"), **about) is True


def test_a_refused_member_gets_no_ticket_with_their_group_and_a_refused_one_leads_nothing() -> None:
    teacher = people.volunteer(1)
    group = actions.open_group(
        key=uuid4(), office=people.office(), kind="team", name="Топ", most=30, closes_on=None, leader=teacher,
        actor=people.operator(), at=AT,
    )  # fmt: skip
    Volunteer.objects.filter(pk=refused(2).pk).update(group=group)
    zone = camp.zone_of(camp.campaign())
    about: dict[str, Any] = {"zone": zone.pk, "name": "Топ", "most": 31, "group": group}
    team = actions.open_team(key=uuid4(), leader=teacher, actor=ANONYMOUS, at=AT, **about)
    many, left = actions.enrol_group(team=team.pk, actor=ANONYMOUS, at=AT)
    assert many == Enrolment.objects.count() and "Ерікті 2" in [person.name for person in left]
    Group.objects.filter(pk=group.pk).update(leader=refused(4))
    line = shared(starts=AT + timedelta(days=2))
    with pytest.raises(actions.NotLeader):
        actions.claim(
            line=line.pk, group=group.pk, people=2, by=Volunteer.objects.get(leads=group).pk, actor=ANONYMOUS, at=AT
        )
    assert nothing_changed(line) and not Claim.objects.exists()
    with pytest.raises(actions.MayNotLead):
        actions.open_team(key=uuid4(), leader=refused(5), actor=people.coordinator(), at=AT, **{**about, "group": None})


def test_the_reason_is_said_on_the_page_of_the_shift_and_something_else_is_offered() -> None:
    skilled, easy = (
        people.need(people.line(starts=now() + timedelta(hours=h), skills=skills), at=now())[0]
        for h, skills in ((2, ["first_aid"]), (9, []))
    )
    for line, notice in ((skilled, "Медпункт"), (easy, "Кітапханада көмек")):
        actions.share(line=line.pk, notice=notice, actor=people.coordinator(), at=now())
    person = people.volunteer(1)
    page = remembered(person).get(f"/kk/help/shift/{skilled.pk}/").content.decode()
    assert PAPER_SAYS in page and f"/kk/help/shift/{skilled.pk}/take/" not in page
    answer = remembered(person).post(f"/kk/help/shift/{skilled.pk}/take/")
    shown = answer.content.decode()
    assert answer.status_code == 409 and PAPER_SAYS in shown and "Кітапханада көмек" in shown
    out = remembered(refused(2)).post(f"/kk/help/shift/{easy.pk}/take/")
    assert out.status_code == 409 and OFFICE_SAYS in out.content.decode()
    assert not Offer.objects.exists()


def test_who_invites_or_accepts_by_hand_reads_the_reason_as_an_error() -> None:
    line = people.need(people.line(starts=now() + timedelta(hours=2)), at=now())[0]
    person = refused(1)
    page = f"/kk/desk/volunteers/needs/{line.pk}/"
    answer = signed_in("officer").post(f"{page}invite/", {"volunteer": [str(person.pk)]})
    assert answer.status_code == 409 and OFFICE_SAYS in answer.content.decode() and nothing_changed(line)
    assert not Message.objects.exists() and not Entry.objects.filter(verb="volunteers.offer").exists()
    other = people.volunteer(2)
    offer = actions.invite(
        line=line.pk, volunteers=[other.pk], source="desk", actor=people.coordinator(), at=now()
    ).offers[0]  # fmt: skip
    Volunteer.objects.filter(pk=other.pk).update(vetting="refused")
    answer = signed_in("officer").post(f"{page}accept/", {"offer": str(offer.pk)})
    assert answer.status_code == 409 and OFFICE_SAYS in answer.content.decode()
    own = Client().post(f"/kk/help/offer/{secret_of(offer.pk, 'offer')}/", {"answer": "yes"})
    assert own.status_code == 409 and OFFICE_SAYS in own.content.decode()
    assert Offer.objects.get().state == "offered" and Line.objects.get(pk=line.pk).accepted == 0


def test_the_page_where_a_ticket_is_asked_for_says_it() -> None:
    row = camp.campaign(camp.zone(starts=now() + timedelta(hours=1)), at=now())
    team, client = camp.team_of(row), remembered(refused(1))
    address = f"/kk/help/campaign/{row.code}/zone/1/"
    page = client.get(address)
    assert page.status_code == 200 and OFFICE_SAYS in page.content.decode()
    answer = client.post(address, {"key": str(uuid4()), "from_age": "14"})
    assert answer.status_code == 409 and OFFICE_SAYS in answer.content.decode()
    assert not Enrolment.objects.filter(team=team).exists()
