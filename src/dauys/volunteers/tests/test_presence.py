"""One says who was there, another one approves it, and only then does it stand in the ledgers of hours and points."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections, transaction
from django.db.models import Sum
from tests import factories as make
from tests import volunteers as people

from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.volunteers import actions, totals
from dauys.volunteers.actions import AS_PLANNED, Told
from dauys.volunteers.hours import OutOfPlan
from dauys.volunteers.models import HourEntry, Line, Offer, PointEntry, Presence, Volunteer
from dauys.volunteers.rules import ImpossibleOffer

pytestmark = pytest.mark.django_db
AT = make.AT
BEGINS = AT + timedelta(days=1)
ENDS = BEGINS + timedelta(hours=2)


def comes(line: Line, person: Volunteer) -> Offer:
    sent = actions.invite(line=line.pk, volunteers=[person.pk], source="desk", actor=people.coordinator(), at=AT)
    return actions.accept(offer=sent.offers[0].pk, actor=ANONYMOUS, at=AT)


def crew(*persons: Volunteer, **about: Any) -> tuple[Line, list[Offer]]:
    """A line of tomorrow to which these people come; the first of them leads."""
    line = people.need(people.line(people=len(persons) + 1, **about))[0]
    offers = [comes(line, person) for person in persons]
    actions.name_line_leader(offer=offers[0].pk, actor=people.coordinator(), at=AT)
    return line, offers


def says(offer: Offer, leader: Offer | None, told: Told = AS_PLANNED, at: datetime = ENDS, **about: Any) -> Presence:
    actor = ANONYMOUS if leader else people.coordinator()
    by = {"leader": leader.pk if leader else None, "actor": actor, **about}
    return actions.say_presence(offer=offer.pk, told=told, at=at, **by)


def approved(presence: Presence, actor: Actor | None = None, at: datetime = ENDS) -> Presence:
    return actions.approve(presence=presence.pk, actor=actor or people.lead(), at=at)


def minutes(person: Volunteer) -> int:
    return person.hour_entries.aggregate(n=Sum("minutes"))["n"] or 0


def points(person: Volunteer) -> dict[str, int]:
    return dict(person.point_entries.values_list("rule").annotate(Sum("points")).order_by("rule"))


def test_a_leader_says_it_with_one_tap_and_the_office_approves_it() -> None:
    line, offers = crew(people.volunteer(1), people.volunteer(2), people.volunteer(3))
    assert not actions.say_crew(line=line.pk, leader=offers[0].pk, actor=ANONYMOUS, at=ENDS)
    said = list(Presence.objects.order_by("offer"))
    assert len(said) == 3 and {row.said_by_volunteer_id for row in said} == {offers[0].volunteer_id}
    assert not HourEntry.objects.exists() and not PointEntry.objects.exists()
    for row in said:
        approved(row), approved(row)
    assert [minutes(offer.volunteer) for offer in offers] == [120, 120, 120]
    assert points(offers[1].volunteer) == {"first_time": 20, "hours": 20, "student_hours": 2}
    assert set(Offer.objects.filter(line=line).values_list("state", flat=True)) == {"came"}
    assert Entry.objects.filter(verb="volunteers.approve_hours").count() == 3


def test_nothing_is_said_before_it_is_nearly_over_nor_by_who_does_not_lead() -> None:
    line, (leader, other) = crew(people.volunteer(1), people.volunteer(2))
    _elsewhere, (stranger,) = crew(people.volunteer(3))
    with pytest.raises(actions.NotNow):
        says(other, leader, at=BEGINS + timedelta(minutes=30))
    with pytest.raises(actions.NotNow):
        says(other, leader, at=ENDS + timedelta(days=8))
    for by in (other, stranger):
        with pytest.raises(Denied):
            says(leader, by)
        with pytest.raises(Denied):
            actions.say_crew(line=line.pk, leader=by.pk, actor=ANONYMOUS, at=ENDS)
    with pytest.raises(Denied):
        says(other, None, actor=people.operator())
    with pytest.raises(Denied):
        says(other, None, actor=people.coordinator("volunteers/almaty"))
    assert not Presence.objects.exists()
    assert says(other, leader, Told("absent"), at=BEGINS + timedelta(minutes=30)).during is None


def test_time_is_capped_by_the_plan_unless_the_leader_says_why() -> None:
    _line, (leader, other) = crew(people.volunteer(1), people.volunteer(2))
    late = ENDS + timedelta(minutes=45)
    with pytest.raises(OutOfPlan):
        says(other, leader, Told("partial", BEGINS, late), at=late)
    with pytest.raises(OutOfPlan):
        says(other, leader, Told("longer", BEGINS, late), at=late)
    row = says(other, leader, Told("longer", BEGINS, late, "more_work"), at=late)
    assert row.during.upper == late and row.reason == "more_work"
    assert says(other, leader, Told("partial", BEGINS, BEGINS + timedelta(minutes=50)), at=late).reason == ""
    approved(Presence.objects.get())
    assert minutes(other.volunteer) == 50
    with pytest.raises(actions.AlreadyApproved):
        says(other, leader, at=late)
    assert minutes(other.volunteer) == 50 and HourEntry.objects.count() == 1


def test_nobody_is_at_two_places_at_one_time_and_the_database_says_so() -> None:
    person = people.volunteer(1)
    _line, (offer,) = crew(person)
    row = says(offer, None)
    about = {"volunteer": person.pk, "work": "mentoring", "actor": people.coordinator(), "at": ENDS}
    with pytest.raises(actions.Overlaps):
        actions.write_presence(key=uuid4(), starts=ENDS - timedelta(minutes=1), ends=ENDS, **about)
    again = Presence(
        id=uuid4(), volunteer=person, office=row.office, work="general", outcome="planned", during=row.during,
        said_at=AT, state="approved", approved_at=AT,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="presence_one_at_a_time"), transaction.atomic():
        again.save(force_insert=True)
    actions.refuse(presence=row.pk, reason="twice", actor=people.lead(), at=ENDS)
    again.save(force_insert=True)
    with pytest.raises(actions.Overlaps):
        says(offer, None)


def test_who_was_elsewhere_is_left_out_when_everybody_came_as_planned() -> None:
    busy, other = people.volunteer(1), people.volunteer(2)
    line, offers = crew(other, busy)
    actions.write_presence(
        key=uuid4(), volunteer=busy.pk, work="mentoring", starts=BEGINS, ends=BEGINS + timedelta(hours=1),
        actor=people.coordinator(), at=ENDS,
    )  # fmt: skip
    left = actions.say_crew(line=line.pk, leader=offers[0].pk, actor=ANONYMOUS, at=ENDS)
    assert [offer.pk for offer in left] == [offers[1].pk]
    assert Presence.objects.filter(line=line).count() == 1


def test_the_key_of_a_form_takes_no_stay_of_somebody_else() -> None:
    first, second = people.volunteer(1), people.volunteer(2)
    about = {"work": "mentoring", "starts": BEGINS, "ends": ENDS, "actor": people.coordinator(), "at": ENDS}
    row = actions.write_presence(key=uuid4(), volunteer=first.pk, **about)
    approved(row, people.lead())
    before = Presence.objects.values().get()
    with pytest.raises(Denied):
        actions.write_presence(key=row.pk, volunteer=second.pk, **about)
    assert Presence.objects.values().get() == before and minutes(first) == 120


def test_hours_without_a_need_that_were_taken_back_count_no_more() -> None:
    person = people.volunteer(1)
    about = {"key": uuid4(), "work": "mentoring", "starts": BEGINS, "ends": ENDS}
    row = actions.write_presence(volunteer=person.pk, actor=people.coordinator(), at=ENDS, **about)
    approved(row, people.lead())
    assert totals.approved(person.pk).minutes == 120
    later, told = ENDS + timedelta(hours=1), Told("partial", BEGINS, BEGINS + timedelta(hours=1))
    actions.correct(presence=row.pk, told=told, actor=people.lead(), at=later)
    assert totals.approved(person.pk) == totals.Totals()
    approved(row, people.coordinator(), later)
    assert (totals.approved(person.pk).minutes, totals.approved(person.pk).tasks) == (60, 1)


def test_who_said_it_does_not_approve_it_and_the_database_says_so() -> None:
    _line, (offer,) = crew(people.volunteer(1))
    one = people.coordinator()
    row = says(offer, None, actor=one)
    for step in (
        lambda: approved(row, one),
        lambda: actions.refuse(presence=row.pk, reason="other", actor=one, at=ENDS),
    ):
        with pytest.raises(actions.OwnHours):
            step()
    row.refresh_from_db()
    assert row.state == "said" and not HourEntry.objects.exists()
    with pytest.raises(IntegrityError, match="presence_two_hands"), transaction.atomic():
        Presence.objects.filter(pk=row.pk).update(state="approved", approved_by=one.user_id, approved_at=ENDS)


@pytest.mark.parametrize("who", ["themselves", "the leader", "themselves with a phone alone"])
def test_who_was_there_or_led_approves_nothing_there(who: str) -> None:
    actor = people.lead()
    user = User.objects.get(pk=actor.user_id)
    known = {"name": " ".join(reversed(user.name.upper().split()))} if "phone" in who else {"email": user.email.upper()}
    own, other = people.volunteer(1, **known), people.volunteer(2)
    _line, (leader, second) = crew(own, other) if who == "the leader" else crew(other, own)
    row = says(second, leader)
    with pytest.raises(actions.OwnHours):
        approved(row, actor)
    assert Presence.objects.get().state == "said" and not HourEntry.objects.exists()
    assert approved(row, people.coordinator()).state == "approved"


def test_who_may_not_approve_changes_nothing() -> None:
    _line, (offer,) = crew(people.volunteer(1))
    row = says(offer, None)
    for actor in (people.operator(), people.lead("volunteers/almaty"), ANONYMOUS):
        with pytest.raises(Denied):
            approved(row, actor)
    with pytest.raises(Denied):
        actions.correct(presence=row.pk, told=AS_PLANNED, actor=people.coordinator(), at=ENDS)
    with pytest.raises(Denied):
        actions.audit(presence=row.pk, verdict="wrong", actor=people.coordinator(), at=ENDS)
    assert Presence.objects.get().state == "said" and not HourEntry.objects.exists()


def test_what_was_wrong_is_taken_back_and_said_anew_by_one_and_approved_by_another() -> None:
    _line, (offer,) = crew(people.volunteer(1))
    row, lead = approved(says(offer, None)), people.lead()
    told = Told("partial", BEGINS, BEGINS + timedelta(hours=1))
    actions.correct(presence=row.pk, told=told, actor=lead, at=ENDS + timedelta(hours=1))
    assert minutes(offer.volunteer) == 0 and not any(points(offer.volunteer).values())
    with pytest.raises(actions.OwnHours):
        approved(row, lead)
    approved(row, people.coordinator(), ENDS + timedelta(hours=2))
    assert minutes(offer.volunteer) == 60 and points(offer.volunteer)["first_time"] == 20
    assert list(offer.volunteer.hour_entries.order_by("at").values_list("minutes", flat=True)) == [120, -120, 60]
    with pytest.raises(actions.PresenceMoved):
        actions.refuse(presence=row.pk, reason="other", actor=people.coordinator(), at=ENDS)


def test_the_sample_is_looked_at_by_a_third_person_and_what_is_wrong_is_taken_back() -> None:
    _line, (offer,) = crew(people.volunteer(1))
    row = approved(says(offer, None))
    auditor = people.lead()
    Presence.objects.update(sampled=False)
    with pytest.raises(actions.PresenceMoved):
        actions.audit(presence=row.pk, verdict="wrong", actor=auditor, at=ENDS)
    Presence.objects.update(sampled=True)
    with pytest.raises(actions.OwnHours):
        actions.audit(presence=row.pk, verdict="wrong", actor=make.actor_for(row.approved_by), at=ENDS)
    assert minutes(offer.volunteer) == 120
    for _again in range(2):
        actions.audit(presence=row.pk, verdict="wrong", actor=auditor, at=ENDS)
    assert minutes(offer.volunteer) == 0 and Presence.objects.get().state == "refused"
    assert Entry.objects.get(verb="volunteers.audit_hours").payload["verdict"] == "wrong"


def test_what_is_odd_and_a_share_of_the_rest_is_sampled_the_same_each_time() -> None:
    person = people.volunteer(1)
    found = []
    for number in range(120):
        starts = AT - timedelta(days=number + 1) + timedelta(minutes=number)
        about = {"key": UUID(int=number + 1), "volunteer": person.pk, "work": "mentoring", "at": AT}
        row = actions.write_presence(
            starts=starts, ends=starts + timedelta(minutes=61), actor=people.coordinator(), **about
        )
        assert not row.flags
        found.append(row.sampled)
    assert 0 < sum(found) < 30
    row = Presence.objects.get(pk=UUID(int=1))
    assert row.sampled == found[0]


def test_the_desk_writes_down_a_mentor_without_a_phone() -> None:
    elder = people.volunteer(1, phone="", born_on=date(1948, 2, 1))
    about = {"volunteer": elder.pk, "work": "mentoring", "actor": people.coordinator(), "at": AT}
    key, starts = uuid4(), AT - timedelta(hours=3)
    for _twice in range(2):
        row = actions.write_presence(key=key, starts=starts, ends=starts + timedelta(hours=2), **about)
    with pytest.raises(actions.NotNow):
        actions.write_presence(key=uuid4(), starts=AT, ends=AT + timedelta(hours=2), **about)
    with pytest.raises(OutOfPlan):
        actions.write_presence(key=uuid4(), starts=AT - timedelta(hours=30), ends=AT - timedelta(hours=5), **about)
    with pytest.raises(Denied):
        actions.write_presence(
            key=uuid4(), starts=starts, ends=AT, **{**about, "actor": people.coordinator("volunteers/almaty")}
        )
    child = people.volunteer(2, born_on=date(2014, 1, 1))
    with pytest.raises(actions.NotAllowed):
        actions.write_presence(key=uuid4(), starts=starts, ends=AT, **{**about, "volunteer": child.pk})
    assert Presence.objects.count() == 1
    approved(row, at=AT)
    assert minutes(elder) == 120
    assert points(elder) == {"first_time": 20, "hours": 20, "mentoring": 10, "student_hours": 2}


def absent(person: Volunteer, times: int) -> None:
    for number in range(times):
        Presence.objects.create(
            id=uuid4(), volunteer=person, office=person.office, work="general", outcome="absent", said_at=AT,
            state="approved", approved_at=AT - timedelta(days=number),
        )  # fmt: skip


def test_two_no_shows_are_free_and_then_the_person_confirms_twice() -> None:
    person, far = people.volunteer(1), AT + timedelta(days=5)
    absent(person, 1)
    declined = comes(people.need(people.line(starts=far + timedelta(days=1)))[0], person)
    actions.decline(offer=declined.pk, reason="busy", actor=ANONYMOUS, at=AT)  # who cancels is never counted
    assert comes(people.need(people.line(starts=far))[0], person).confirm_by is None
    absent(person, 1)
    soon = comes(people.need(people.line(starts=AT + timedelta(hours=30)))[0], person)
    assert soon.confirm_by is None
    offer = comes(people.need(people.line(starts=far + timedelta(days=2)))[0], person)
    assert offer.confirm_by == far + timedelta(days=1, hours=12)
    letter = Message.objects.get(once__contains=":confirm:")
    assert letter.not_before and letter.not_before >= far + timedelta(hours=12)
    actions.confirm_again(offer=offer.pk, actor=ANONYMOUS, at=far + timedelta(days=1))
    actions.confirm_again(offer=offer.pk, actor=ANONYMOUS, at=far + timedelta(days=1))
    assert Entry.objects.filter(verb="volunteers.confirm_again").count() == 1
    assert actions.run_out(at=far + timedelta(days=1, hours=13)) == 0
    assert Offer.objects.get(pk=offer.pk).state == "accepted"


def test_a_place_nobody_confirmed_goes_to_the_next_in_line() -> None:
    late, waiting = people.volunteer(1), people.volunteer(2)
    absent(late, 2)
    line = people.need(people.line(people=1, starts=AT + timedelta(days=5)))[0]
    offer, reserve = comes(line, late), comes(line, waiting)
    assert reserve.state == "reserve"
    until = AT + timedelta(days=4, hours=12)
    assert actions.run_out(at=until - timedelta(minutes=1)) == 0 and actions.run_out(at=until) == 1
    states = dict(Offer.objects.values_list("volunteer", "state"))
    assert states == {late.pk: "expired", waiting.pk: "offered"}
    with pytest.raises(ImpossibleOffer):
        actions.confirm_again(offer=offer.pk, actor=ANONYMOUS, at=until)


def test_who_leaves_takes_the_name_along_and_the_hours_stay() -> None:
    _line, (offer,) = crew(people.volunteer(1))
    approved(says(offer, None))
    actions.leave(volunteer=offer.volunteer_id, actor=ANONYMOUS, at=ENDS)
    gone = Volunteer.objects.get(pk=offer.volunteer_id)
    assert not gone.name and gone.state == "left" and minutes(gone) == 120


@pytest.mark.django_db(transaction=True)
def test_ceilings_hold_when_thirty_two_approve_at_once() -> None:
    person = people.volunteer(1)
    said = []
    for number in range(32):
        starts = AT - timedelta(days=number + 1)
        said.append(
            actions.write_presence(
                key=uuid4(), volunteer=person.pk, work="mentoring", starts=starts, ends=starts + timedelta(hours=3),
                actor=people.coordinator(), at=AT,
            ).pk
        )  # fmt: skip
    twice, lead = [*said, *said[:8]], people.lead()

    def approve(presence: UUID) -> str:
        try:
            return actions.approve(presence=presence, actor=lead, at=AT).state
        finally:
            connections.close_all()

    with ThreadPoolExecutor(32) as pool:
        assert set(pool.map(approve, twice)) == {"approved"}
    assert minutes(person) == 32 * 180 and person.hour_entries.count() == 32
    by_year: dict[int, int] = {}
    for day, given in person.point_entries.filter(rule="student_hours").values_list("day", "points"):
        by_year[day.year] = by_year.get(day.year, 0) + given
    assert max(by_year.values()) == 70 and points(person)["first_time"] == 20
