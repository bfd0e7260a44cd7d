"""Offers are answered within the places there are; whoever is next is asked; nobody is sent where the law forbids."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connections
from tests import factories as make
from tests import volunteers as people

from dauys.cases.models import Obligation
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.access.permissions import Denied
from dauys.ground.messages.models import Message
from dauys.volunteers import actions
from dauys.volunteers.models import Call, Claim, Group, Line, Offer, Volunteer
from dauys.volunteers.rules import ImpossibleOffer

pytestmark = pytest.mark.django_db
AT = make.AT


def asked(line: Line, *volunteers: Volunteer, source: str = "urgent") -> list[Offer]:
    sent = actions.invite(
        line=line.pk, volunteers=[v.pk for v in volunteers], source=source, actor=people.coordinator(), at=AT
    )
    return sorted(sent.offers, key=lambda offer: [v.pk for v in volunteers].index(offer.volunteer_id))


def accepted(offer: Offer, at: Any = AT) -> Offer:
    return actions.accept(offer=offer.pk, actor=ANONYMOUS, at=at)


def taken(line: Line) -> int:
    return Line.objects.get(pk=line.pk).accepted


def group(leader: Volunteer | None = None) -> Group:
    made = Group.objects.create(
        id=uuid4(), office=people.office(), kind="class", name="9А", leader=leader, created_at=AT
    )
    if leader:
        Volunteer.objects.filter(pk=leader.pk).update(group=made)
    return made


def test_three_of_four_come_and_the_fourth_is_asked_when_one_cannot() -> None:
    line = people.need()[0]
    offers = asked(line, *(people.volunteer(n) for n in range(4)))
    assert Message.objects.filter(channel="sms").count() == 4
    states = [accepted(offer).state for offer in offers]
    assert states == ["accepted", "accepted", "accepted", "reserve"] and taken(line) == 3
    actions.decline(offer=offers[0].pk, reason="ill", actor=ANONYMOUS, at=AT)
    moved = Offer.objects.get(pk=offers[3].pk)
    assert moved.state == "offered" and moved.until == AT + timedelta(hours=1) and taken(line) == 2
    assert accepted(moved).state == "accepted" and taken(line) == 3


def test_the_letter_says_neither_who_asked_nor_where() -> None:
    asked(people.need()[0], people.volunteer())
    body = Message.objects.get().body
    assert "Достық" not in body and "Әже" not in body and "/help/offer/" in body


def test_who_does_not_answer_is_passed_over() -> None:
    line = people.need(people.line(people=1))[0]
    first, second = asked(line, people.volunteer(1), people.volunteer(2))
    accepted(first), accepted(second)
    actions.decline(offer=first.pk, reason="busy", actor=ANONYMOUS, at=AT)
    assert actions.run_out(at=AT + timedelta(minutes=59)) == 0
    assert actions.run_out(at=AT + timedelta(hours=1)) == 1
    assert Offer.objects.get(pk=second.pk).state == "expired" and taken(line) == 0
    assert accepted(Offer.objects.get(pk=second.pk), AT + timedelta(hours=2)).state == "accepted"


def test_nobody_has_two_tasks_at_one_time_and_the_database_says_so() -> None:
    person = people.volunteer()
    one, other = people.need()[0], people.need()[0]
    first, second = asked(one, person)[0], asked(other, person)[0]
    accepted(first)
    with pytest.raises(actions.Busy):
        accepted(second)
    assert Offer.objects.get(pk=second.pk).state == "offered" and taken(other) == 0


@pytest.mark.parametrize("work", ["disaster", "victims", "offenders", "heavy", "hazardous"])
def test_a_minor_is_asked_for_nothing_the_law_forbids(work: str) -> None:
    minor = people.volunteer(born_on=date(2010, 1, 1))
    line = people.need(people.line(work=work))[0]
    sent = actions.invite(line=line.pk, volunteers=[minor.pk], source="desk", actor=people.coordinator(), at=AT)
    assert not sent.offers and [person.pk for person, _v in sent.refused] == [minor.pk]
    band = sent.refused[0][1].verdict.band
    assert band is not None and band.rule == "volunteers-12-2-1"
    assert not Message.objects.exists() and not Offer.objects.exists()


def test_the_law_is_asked_again_when_the_person_says_yes_and_when_they_arrive() -> None:
    person = people.volunteer()
    line = people.need(people.line(work="disaster", starts=AT + timedelta(hours=1)))[0]
    offer = asked(line, person)[0]
    Volunteer.objects.filter(pk=person.pk).update(born_on=date(2012, 1, 1))
    with pytest.raises(actions.NotAllowed):
        accepted(offer)
    Volunteer.objects.filter(pk=person.pk).update(born_on=date(1990, 1, 1))
    accepted(offer)
    Volunteer.objects.filter(pk=person.pk).update(born_on=date(2012, 1, 1))
    with pytest.raises(actions.NotAllowed):
        actions.arrive(offer=offer.pk, actor=people.coordinator(), at=AT + timedelta(hours=1))
    assert Offer.objects.get(pk=offer.pk).came_at is None


def test_who_arrives_is_checked_in_once_and_not_the_day_before() -> None:
    line = people.need()[0]
    offer = accepted(asked(line, people.volunteer())[0])
    with pytest.raises(actions.NotNow):
        actions.arrive(offer=offer.pk, actor=people.coordinator(), at=AT)
    when = AT + timedelta(days=1)
    came = actions.arrive(offer=offer.pk, actor=people.coordinator(), at=when)
    again = actions.arrive(offer=offer.pk, actor=people.coordinator(), at=when + timedelta(minutes=5))
    assert came.came_at == again.came_at == when and taken(line) == 1
    with pytest.raises(ImpossibleOffer):
        actions.decline(offer=offer.pk, reason="busy", actor=ANONYMOUS, at=when)


def test_stand_down_reaches_everybody_and_who_has_no_contact_is_called() -> None:
    line = people.need()[0]
    with_phone = people.volunteer(1)
    without = people.volunteer(2, phone="", emergency_name="Ана", emergency_phone="+77001112233")
    never_asked = people.volunteer(3)
    first, second = asked(line, with_phone, without)
    accepted(first), accepted(second)
    Message.objects.all().delete()
    assert actions.stand_down(line=line.pk, actor=people.coordinator(), at=AT) == 2
    assert actions.stand_down(line=line.pk, actor=people.coordinator(), at=AT) == 0
    assert [m.address for m in Message.objects.all()] == [with_phone.phone]
    assert [call.phone for call in Call.objects.all()] == ["+77001112233"]
    assert set(Offer.objects.values_list("state", flat=True)) == {"stood_down"} and taken(line) == 0
    assert not Offer.objects.filter(volunteer=never_asked).exists()
    with pytest.raises((actions.LineOver, ImpossibleOffer)):
        accepted(first)


def test_quiet_hours_are_kept_but_for_what_is_urgent() -> None:
    night = AT.replace(hour=23)
    calm = people.need(people.line(starts=night + timedelta(days=1)))[0]
    urgent = people.need(people.line(starts=night + timedelta(hours=3), priority=8))[0]
    person = people.volunteer(quiet_since=22, quiet_until=7)
    for line in (calm, urgent):
        actions.invite(line=line.pk, volunteers=[person.pk], source="urgent", actor=people.coordinator(), at=night)
    due = dict(Message.objects.values_list("case_id", "not_before"))
    assert due[calm.obligation.case_id] == (night + timedelta(days=1)).replace(hour=7)
    assert due[urgent.obligation.case_id] is None


def test_an_open_shift_is_taken_by_oneself_and_a_closed_one_is_not() -> None:
    line = people.need(people.line(people=1))[0]
    person, other = people.volunteer(1), people.volunteer(2)
    with pytest.raises(actions.LineOver):
        actions.take_shift(line=line.pk, volunteer=person.pk, actor=ANONYMOUS, at=AT)
    actions.share(line=line.pk, notice="Отын жару", actor=people.coordinator(), at=AT)
    first = actions.take_shift(line=line.pk, volunteer=person.pk, actor=ANONYMOUS, at=AT)
    again = actions.take_shift(line=line.pk, volunteer=person.pk, actor=ANONYMOUS, at=AT)
    assert first.pk == again.pk and first.state == "accepted" and taken(line) == 1
    assert actions.take_shift(line=line.pk, volunteer=other.pk, actor=ANONYMOUS, at=AT).state == "reserve"


def test_a_claim_holds_places_for_its_members_and_gives_back_what_they_do_not_fill() -> None:
    line = people.need(people.line(people=3, starts=AT + timedelta(days=3)))[0]
    actions.share(line=line.pk, notice="Отын жару", actor=people.coordinator(), at=AT)
    leader, stranger = people.volunteer(1), people.volunteer(9)
    of = group(leader)
    with pytest.raises(actions.NotLeader):
        actions.claim(line=line.pk, group=of.pk, people=2, by=stranger.pk, actor=ANONYMOUS, at=AT)
    with pytest.raises(actions.Full):
        actions.claim(line=line.pk, group=of.pk, people=4, by=leader.pk, actor=ANONYMOUS, at=AT)
    actions.claim(line=line.pk, group=of.pk, people=3, by=leader.pk, actor=ANONYMOUS, at=AT)
    assert actions.take_shift(line=line.pk, volunteer=stranger.pk, actor=ANONYMOUS, at=AT).state == "reserve"
    assert actions.take_shift(line=line.pk, volunteer=leader.pk, actor=ANONYMOUS, at=AT).state == "accepted"
    row = Line.objects.get(pk=line.pk)
    assert (row.accepted, row.claimed) == (1, 2)
    assert actions.release_late(at=AT + timedelta(hours=24)) == 1
    row.refresh_from_db()
    assert (row.accepted, row.claimed) == (1, 0) and Claim.objects.get().state == "expired"


def test_nobody_claims_what_lies_more_than_six_days_ahead() -> None:
    line = people.need(people.line(starts=AT + timedelta(days=7)))[0]
    actions.share(line=line.pk, notice="Отын жару", actor=people.coordinator(), at=AT)
    leader = people.volunteer()
    with pytest.raises(actions.TooFarAhead):
        actions.claim(line=line.pk, group=group(leader).pk, people=1, by=leader.pk, actor=ANONYMOUS, at=AT)
    assert not Claim.objects.exists()


def test_the_lead_says_what_came_of_it_and_the_person_gets_an_answer() -> None:
    line = people.need()[0]
    accepted(asked(line, people.volunteer())[0])
    words = {"outcome": "solved", "found": "Үш ерікті келіп, отын жарып берді.", "decided": "Көмек толық көрсетілді."}
    with pytest.raises(Denied):
        actions.close(line=line.pk, **words, actor=people.coordinator(), at=AT)
    assert Obligation.objects.get().state == "new"
    actions.close(line=line.pk, **words, actor=people.lead(), at=AT)
    row = Obligation.objects.get()
    assert (row.state, row.outcome, Line.objects.get().state) == ("answered", "solved", "done")


@pytest.mark.parametrize("asks", [False, True])
def test_who_asked_the_volunteers_does_not_sign_the_answer(asks: bool) -> None:
    line, lead = people.need()[0], people.lead()
    if asks:
        actions.invite(line=line.pk, volunteers=[people.volunteer().pk], source="desk", actor=lead, at=AT)
    with pytest.raises(actions.OneHand):
        actions.close(
            line=line.pk, outcome="solved", found="Үш ерікті келді.", decided="Көмек берілді.", actor=lead, at=AT
        )
    assert Obligation.objects.get().state == "new"


def test_where_help_was_wanted_goes_with_the_person() -> None:
    line = people.need()[0]
    assert Line.objects.get().address
    actions.erase_address(case_id=line.obligation.case_id)
    row = Line.objects.get()
    assert (row.address, row.notice) == ("", "") and (row.lat, row.lon) != (line.lat, line.lon)


@pytest.mark.parametrize("code", ["volunteers/turkistan", make.HOUSING])
def test_another_office_dispatches_nobody(code: str) -> None:
    line, person = people.need()[0], people.volunteer()
    actor = make.staff("officer", code)[1]
    for do in (
        lambda: actions.invite(line=line.pk, volunteers=[person.pk], source="desk", actor=actor, at=AT),
        lambda: actions.stand_down(line=line.pk, actor=actor, at=AT),
        lambda: actions.share(line=line.pk, notice="Отын", actor=actor, at=AT),
    ):
        with pytest.raises(Denied):
            do()
    row = Line.objects.get()
    assert row.state == "open" and not row.is_shared and not Offer.objects.exists() and not Message.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_thirty_people_who_say_yes_at_once_get_the_places_there_are() -> None:
    line = people.need(people.line(people=7))[0]
    offers = asked(line, *(people.volunteer(n) for n in range(30)))

    def say_yes(offer: Offer) -> str:
        try:
            return accepted(offer).state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        states = list(pool.map(say_yes, offers))
    assert states.count("accepted") == 7 and states.count("reserve") == 23 and taken(line) == 7


def test_a_coordinator_takes_one_out_and_names_who_leads() -> None:
    line = people.need()[0]
    first, second = (accepted(offer) for offer in asked(line, people.volunteer(1), people.volunteer(2)))
    actions.name_line_leader(offer=first.pk, actor=people.coordinator(), at=AT)
    actions.name_line_leader(offer=second.pk, actor=people.coordinator(), at=AT)
    assert list(Offer.objects.filter(is_leader=True).values_list("pk", flat=True)) == [second.pk]
    actions.drop_offer(offer=first.pk, actor=people.coordinator(), at=AT)
    actions.drop_offer(offer=first.pk, actor=people.coordinator(), at=AT)
    assert taken(line) == 1 and Message.objects.filter(once__contains=":dropped:").count() == 1


def test_the_system_lets_nothing_run_out_twice() -> None:
    line = people.need()[0]
    asked(line, people.volunteer())
    late = AT + timedelta(hours=13)
    assert actions.run_out(at=late) == 1 and actions.run_out(at=late) == 0


def test_who_leaves_gives_back_every_place_and_the_next_one_is_asked() -> None:
    line = people.need(people.line(people=1))[0]
    first, second = asked(line, people.volunteer(1), people.volunteer(2))
    accepted(first), accepted(second)
    actions.leave(volunteer=first.volunteer_id, actor=ANONYMOUS, at=AT)
    assert Offer.objects.get(pk=first.pk).state == "declined" and taken(line) == 0
    assert Offer.objects.get(pk=second.pk).state == "offered"
    assert {m.address for m in Message.objects.filter(once__startswith=f"offer:{first.pk}:")} == {""}
