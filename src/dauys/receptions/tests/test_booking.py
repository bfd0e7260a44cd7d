"""Schedules open slots, and a slot is given once: to whoever came first, also when many come at one moment."""

from collections import Counter
from contextlib import suppress
from datetime import date, timedelta
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from tests import factories as make
from tests import receptions as desk
from tests.threads import together

from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.actions import WrongCode
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.ui.moments import local
from dauys.receptions import actions
from dauys.receptions.links import secret_of
from dauys.receptions.models import ClosedDay, Schedule, Visit, Visitor
from dauys.receptions.rules import ImpossibleVisit
from dauys.receptions.slots_open import free_slots, openings_in_month

pytestmark = pytest.mark.django_db


def free(host: object, *, online: bool = False) -> list[str]:
    day = desk.THURSDAY
    found = free_slots([host.pk], day, day + timedelta(days=1), make.AT, online=online)[host.pk]  # type: ignore[attr-defined]
    return [f"{slot.starts.astimezone(make.AT.tzinfo):%H:%M}" for slot in found]


def test_only_a_published_schedule_opens_slots() -> None:
    host, clerk = desk.host(), make.staff("clerk")[1]
    head = make.staff("head")[1]
    row = actions.draft(
        host=host.pk, since=date(2026, 3, 1), until=date(2026, 3, 31), lines=[desk.line()], actor=clerk, at=make.AT
    )
    assert free(host) == []
    with pytest.raises(ImpossibleVisit):
        actions.publish(schedule=row.pk, actor=clerk, at=make.AT)
    actions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=head, at=make.AT)
    assert free(host) == [] and openings_in_month([host.pk], make.AT)[host.pk] == 0
    actions.publish(schedule=row.pk, actor=clerk, at=make.AT)
    assert free(host) == ["10:00", "10:20", "10:40", "11:00", "11:20", "11:40"]
    assert openings_in_month([host.pk], make.AT)[host.pk] == 4
    assert openings_in_month([host.pk], make.AT + timedelta(days=60))[host.pk] == 0


def test_who_drafted_does_not_approve_and_a_changed_draft_is_not_approved_unread() -> None:
    host, head = desk.host(), make.staff("head")[1]
    about = {"host": host.pk, "since": date(2026, 3, 1), "until": date(2026, 3, 31), "lines": [desk.line()]}
    own = actions.draft(actor=head, at=make.AT, **about)
    with pytest.raises(Denied):
        actions.approve(schedule=own.pk, drafted_at=own.drafted_at, actor=head, at=make.AT)
    clerk = make.staff("clerk")[1]
    row = actions.draft(actor=clerk, at=make.AT, **about)
    actions.draft(actor=clerk, at=make.AT + timedelta(minutes=1), schedule=row.pk, **about)
    with pytest.raises(ImpossibleVisit):
        actions.approve(schedule=row.pk, drafted_at=row.drafted_at, actor=head, at=make.AT)
    assert Schedule.objects.get(pk=row.pk).state == "draft"


def test_a_later_schedule_takes_the_place_of_the_one_it_overlaps_and_what_was_booked_stays() -> None:
    host = desk.host()
    first = desk.published(host)
    visit = desk.booked(host)
    second = desk.published(host, desk.line(opens=desk.line().opens.replace(hour=15)))
    assert Schedule.objects.get(pk=first.pk).state == "replaced" and second.version == 2
    assert free(host)[0] == "15:00" and Visit.objects.get(pk=visit.pk).state == "booked"


def test_a_holiday_is_no_day_of_reception() -> None:
    """The 9th of March 2026 is a day off of the pack for the 8th; its Monday is not open."""
    host = desk.host()
    desk.published(host, desk.line(first=date(2026, 3, 2), rule="FREQ=WEEKLY;BYDAY=MO"))
    found = free_slots([host.pk], date(2026, 3, 9), date(2026, 3, 17), make.AT, online=False)[host.pk]
    assert {slot.starts.date() for slot in found} == {date(2026, 3, 16)}


def test_a_slot_is_given_once_and_a_cancelled_one_is_free_again() -> None:
    host = desk.host()
    desk.published(host)
    visit = desk.booked(host)
    assert "10:00" not in free(host)
    with pytest.raises(actions.SlotTaken):
        desk.booked(host, number=2)
    clerk = make.staff("clerk")[1]
    actions.cancel(visit=visit.pk, actor=clerk, at=make.AT)
    actions.cancel(visit=visit.pk, actor=clerk, at=make.AT)
    assert Entry.objects.filter(verb="receptions.cancel").count() == 1
    assert desk.booked(host, number=2).state == "booked"


def test_the_database_refuses_an_appointment_that_contains_another() -> None:
    host = desk.host()
    desk.published(host)
    visit = desk.booked(host, minutes=20)
    longer = type(visit.during)(desk.ten(-60), desk.ten(120))
    copy = Visit.objects.get(pk=visit.pk)
    copy.pk, copy.during, copy.person_key = uuid4(), longer, None
    with pytest.raises(IntegrityError, match="visit_slot_once"), transaction.atomic():
        copy.save(force_insert=True)


def test_one_person_is_not_in_two_places_at_once() -> None:
    office = desk.office()
    host, other = desk.host(at_office=office), desk.host(make.SOCIAL, office)
    desk.published(host)
    desk.published(other)
    desk.booked(host)
    before = Visit.objects.count(), Visitor.objects.count()
    with pytest.raises(actions.AlsoBooked):
        desk.booked(other)
    assert (Visit.objects.count(), Visitor.objects.count()) == before
    assert desk.booked(other, minutes=20).state == "booked"


def test_a_hold_gives_way_when_it_ran_out_and_is_good_while_nobody_wants_it() -> None:
    host, citizen = desk.host(), make.Actor(kind="citizen")
    desk.published(host)
    about = {"host": host.pk, "starts": desk.ten(), "source": "web", "language": "kk", "actor": citizen}
    held = actions.hold(at=make.AT, **about)
    with pytest.raises(actions.SlotTaken):
        actions.hold(at=make.AT + timedelta(minutes=5), **about)
    later = make.AT + timedelta(minutes=16)
    words = {"person": desk.person(), "text": desk.MATTER, "area_path": make.AQJAR, "actor": citizen, "at": later}
    assert actions.book(visit=held.pk, confirmed=False, **words).state == "held"
    second = actions.hold(at=later, **about)
    assert Visit.objects.get(pk=held.pk).state == "expired"
    with pytest.raises(actions.HoldOver):
        actions.confirm(visit=held.pk, actor=citizen, at=later)
    actions.book(visit=second.pk, confirmed=False, **{**words, "person": desk.person(2)})
    with pytest.raises(WrongCode):
        actions.confirm(visit=second.pk, contact=desk.person().phone, actor=citizen, at=later)
    assert Visit.objects.get(pk=second.pk).state == "held", "a code to the first phone says nothing of the second"
    assert actions.confirm(visit=second.pk, contact=desk.person(2).phone, actor=citizen, at=later).state == "booked"
    assert actions.forget(at=later) == 1 and not Visitor.objects.filter(visit=held.pk).exclude(name="").exists()


def test_moving_takes_the_new_slot_and_frees_the_old_one_or_does_neither() -> None:
    host, clerk = desk.host(), make.staff("clerk")[1]
    desk.published(host)
    visit, other = desk.booked(host), desk.booked(host, minutes=20, number=2)
    with pytest.raises(actions.SlotTaken):
        actions.move(visit=visit.pk, starts=desk.ten(20), actor=clerk, at=make.AT)
    assert Visit.objects.get(pk=visit.pk).state == "booked"
    fresh = actions.move(visit=visit.pk, starts=desk.ten(40), actor=clerk, at=make.AT)
    old = Visit.objects.get(pk=visit.pk)
    assert (old.state, old.moved_to_id, old.text, fresh.sequence) == ("moved", fresh.pk, "", 1)
    assert fresh.visitors.get().name == "Келуші 1" and other.state == "booked"
    assert free(host)[0] == "10:00"


def test_the_last_places_are_not_given_to_the_web() -> None:
    host = desk.host()
    desk.published(host, desk.line(kept=4))
    assert free(host, online=True) == ["10:00", "10:20"]
    desk.booked(host, minutes=100)
    assert free(host, online=True) == ["10:00", "10:20"]  # the desk took one of its own


def test_a_stranger_of_another_body_books_nothing() -> None:
    host, stranger = desk.host(), make.staff("clerk", make.SOCIAL)[1]
    desk.published(host)
    with pytest.raises(Denied):
        desk.booked(host, actor=stranger)
    assert not Visit.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_thirty_two_at_one_moment_get_twelve_slots_and_nobody_twice() -> None:
    host = desk.host()
    desk.published(host, desk.line(minutes=240))
    citizen = make.Actor(kind="citizen")
    free_before = len(free(host))
    assert free_before == 12

    here = Barrier(32)

    def take(number: int) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            sessions.add(cursor.fetchone()[0])
        here.wait(30)  # nobody begins before all thirty-two are connected
        got = 0
        for turn in range(12):
            with suppress(actions.SlotTaken):
                starts = desk.ten(20 * ((number + turn) % 12))
                actions.hold(host=host.pk, starts=starts, source="web", language="kk", actor=citizen, at=make.AT)
                got += 1
        return got

    sessions: set[int] = set()
    found = together(32, take, direct=True)
    assert [one for one in found if not isinstance(one, int)] == [] and len(sessions) == 32
    given = sum(found)
    rows = Visit.objects.filter(state="held")
    assert given == rows.count() == 12 == len({row.during.lower for row in rows})
    assert free(host) == []


def test_a_day_the_head_is_away_is_no_day_of_the_schedule_and_who_is_booked_is_told() -> None:
    host = desk.host()
    desk.published(host)
    visit, clerk = desk.booked(host), make.staff("clerk")[1]
    about: dict[str, Any] = {"host": host.pk, "actor": clerk, "at": make.AT}
    week = desk.THURSDAY + timedelta(days=7)

    def days() -> set[date]:
        free = free_slots([host.pk], desk.THURSDAY, week + timedelta(days=1), make.AT, online=True)[host.pk]
        return {local(slot.starts).date() for slot in free}

    assert days() == {desk.THURSDAY, week}
    told = [actions.close_day(day=desk.THURSDAY, **about) for _click in range(2)]
    assert [[v.pk for v in once] for once in told] == [[visit.pk], []]
    assert days() == {week} and openings_in_month([host.pk], make.AT)[host.pk] == 3
    letter = Message.objects.get(once=f"visit:{visit.pk}:closed")
    assert "Қабылдау болмайды" in letter.body and secret_of(visit.pk) in letter.body
    with pytest.raises(actions.SlotTaken):
        actions.hold(host=host.pk, starts=desk.ten(20), source="web", language="kk", actor=clerk, at=make.AT)
    actions.move(visit=visit.pk, starts=desk.ten(day=week), actor=clerk, at=make.AT)
    for _click in range(2):
        actions.open_day(day=desk.THURSDAY, **about)
    assert days() == {desk.THURSDAY, week}
    verbs = Entry.objects.filter(verb__startswith="receptions.").values_list("verb", flat=True)
    assert Counter(verbs)["receptions.close_day"] == Counter(verbs)["receptions.open_day"] == 1
    with pytest.raises(Denied):
        actions.close_day(host=host.pk, day=week, actor=make.staff("clerk", make.SOCIAL)[1], at=make.AT)
    assert not ClosedDay.objects.exists()
