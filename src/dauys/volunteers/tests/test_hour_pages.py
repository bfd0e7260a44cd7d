"""The pages of hours: the leader's by a link, the desk that approves and looks again, and one's own."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import volunteers as people

from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.moment import now
from dauys.ground.ui.moments import local
from dauys.volunteers import actions
from dauys.volunteers.links import link_key, secret_of
from dauys.volunteers.models import HourEntry, Line, Offer, Presence, Volunteer

pytestmark = pytest.mark.django_db


def signed_in(role: str, code: str = people.AQJAR) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def crew(*persons: Volunteer) -> tuple[Line, list[Offer]]:
    """A line of two hours that is over since a minute; the first person leads there."""
    begins = (now() - timedelta(hours=2, minutes=1)).replace(second=0, microsecond=0)
    before = begins - timedelta(hours=3)
    line = people.need(people.line(starts=begins, people=len(persons)), at=before)[0]
    sent = actions.invite(
        line=line.pk, volunteers=[p.pk for p in persons], source="desk", actor=people.coordinator(), at=before
    )
    offers = [actions.accept(offer=offer.pk, actor=ANONYMOUS, at=before) for offer in sent.offers]
    offers.sort(key=lambda offer: [p.pk for p in persons].index(offer.volunteer_id))
    actions.name_line_leader(offer=offers[0].pk, actor=people.coordinator(), at=before)
    return line, offers


def clock(moment: datetime) -> str:
    return f"{local(moment):%H:%M}"


def page_of(offer: Offer) -> str:
    return f"/en/help/offer/{secret_of(offer.pk, 'offer')}/hours/"


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_day_at_the_end_of_all_calendars_is_a_slip_of_the_hand() -> None:
    person, desk = people.volunteer(1), signed_in("officer")
    page = f"/en/desk/volunteers/{person.pk}/hours/"
    told = {"key": str(uuid4()), "work": "mentoring", "day": "9999-12-31", "since": "23:00", "until": "01:00"}
    answer = desk.post(page, told)
    assert answer.status_code == 422 and "Write the day as 2026-03-15" in text(answer) and "23:00" in text(answer)
    assert not Presence.objects.exists()


def test_a_leader_says_it_for_all_and_then_for_one() -> None:
    line, (leader, other) = crew(people.volunteer(1), people.volunteer(2))
    browser = Client()
    assert page_of(leader) in text(browser.get(page_of(leader).removesuffix("hours/")))
    shown = text(browser.get(page_of(leader)))
    assert "Ерікті 2" in shown and "All others came as planned: 2" in shown and "+7700" not in shown
    assert browser.post(page_of(leader), {"everybody": "yes"}).status_code == 302
    assert set(Presence.objects.values_list("outcome", "state")) == {("planned", "said")}
    until = line.during.upper - timedelta(minutes=30)
    typed = {"offer": other.pk, "outcome": "partial", "since": clock(line.during.lower), "until": clock(until)}
    assert browser.post(page_of(leader), typed).status_code == 302
    assert Presence.objects.get(offer=other).during.upper == until
    wrong = browser.post(page_of(leader), {**typed, "outcome": "longer"})
    assert wrong.status_code == 422 and 'role="alert"' in text(wrong)
    assert browser.post(page_of(leader), {**typed, "until": "soon"}).status_code == 422
    assert Presence.objects.get(offer=other).outcome == "partial"


def test_the_link_of_who_does_not_lead_opens_nothing() -> None:
    line, (leader, other) = crew(people.volunteer(1), people.volunteer(2))
    elsewhere, (stranger,) = crew(people.volunteer(3))
    assert elsewhere.pk != line.pk
    browser = Client()
    for post in ({}, {"everybody": "yes"}):
        assert browser.post(page_of(other), post).status_code == 404
    assert browser.get(page_of(other)).status_code == 404
    typed = {"offer": leader.pk, "outcome": "planned"}
    assert browser.post(page_of(stranger), typed).status_code == 422
    assert not Presence.objects.exists()


def test_the_office_approves_what_the_leader_said_and_the_volunteer_sees_it() -> None:
    person = people.volunteer(1)
    _line, (offer,) = crew(person)
    Client().post(page_of(offer), {"everybody": "yes"})
    Volunteer.objects.filter(pk=person.pk).update(link_key=link_key(person.pk, "volunteer"))
    own = Client()
    own.get(f"/en/help/me/{secret_of(person.pk, 'volunteer')}/")
    assert "wait for approval: 1" in " ".join(text(own.get("/en/help/me/")).split())
    desk = signed_in("officer")
    row = Presence.objects.get()
    assert str(row.pk) in text(desk.get("/en/desk/volunteers/hours/"))
    step = "/en/desk/volunteers/hours/do/approve/"
    for _twice in range(2):
        assert desk.post(step, {"presence": str(row.pk)}).status_code == 302
    assert HourEntry.objects.get().minutes == 120
    shown = text(own.get("/en/help/me/"))
    assert "2 h" in shown and "For each hour" in shown and "Points are not hours." in shown
    assert str(row.pk) not in text(desk.get("/en/desk/volunteers/hours/"))


def test_who_said_it_is_told_that_somebody_else_decides() -> None:
    line, _offers = crew(people.volunteer(1))
    desk = signed_in("officer")
    assert desk.post(f"/en/desk/volunteers/needs/{line.pk}/hours/", {"everybody": "yes"}).status_code == 302
    row = Presence.objects.get()
    assert "Somebody else decides about this one." in text(desk.get("/en/desk/volunteers/hours/"))
    for step in ("approve", "refuse"):
        told = desk.post(f"/en/desk/volunteers/hours/do/{step}/", {"presence": str(row.pk), "reason": "twice"})
        assert told.status_code == 409 and "1" in text(told)
    assert Presence.objects.get().state == "said" and not HourEntry.objects.exists()
    refused = signed_in("supervisor").post(
        "/en/desk/volunteers/hours/do/refuse/", {"presence": str(row.pk), "reason": "not_there"}
    )
    assert refused.status_code == 302 and Presence.objects.get().reason == "not_there"


@pytest.mark.parametrize(
    ("role", "code", "step"),
    [
        ("clerk", people.AQJAR, "approve"),
        ("supervisor", "volunteers/almaty", "approve"),
        ("officer", people.AQJAR, "x"),
    ],
)
def test_who_may_not_decides_nothing(role: str, code: str, step: str) -> None:
    _line, (offer,) = crew(people.volunteer(1))
    Client().post(page_of(offer), {"everybody": "yes"})
    row = Presence.objects.get()
    told = signed_in(role, code).post(f"/en/desk/volunteers/hours/do/{step}/", {"presence": str(row.pk)})
    assert told.status_code in (403, 404)
    assert Presence.objects.get().state == "said" and not HourEntry.objects.exists()


def test_the_sample_is_looked_at_again_and_what_is_wrong_is_taken_back() -> None:
    _line, (offer,) = crew(people.volunteer(1))
    Client().post(page_of(offer), {"everybody": "yes"})
    Presence.objects.update(flags=["too_far"], sampled=True)
    row = actions.approve(presence=Presence.objects.get().pk, actor=people.coordinator(), at=now())
    lead = signed_in("supervisor")
    shown = text(lead.get("/en/desk/volunteers/hours/?list=sample"))
    assert str(row.pk) in shown and "Too far from the work before or after" in shown
    answer = lead.post("/en/desk/volunteers/hours/do/wrong/", {"presence": str(row.pk)})
    assert answer.status_code == 302 and answer["Location"].endswith("?list=sample")
    assert Presence.objects.get().verdict == "wrong" and sum(HourEntry.objects.values_list("minutes", flat=True)) == 0


def test_the_desk_writes_down_an_elder_who_mentors_and_a_lead_corrects() -> None:
    elder = people.volunteer(1, phone="", born_on=date(1950, 1, 1))
    desk, lead = signed_in("officer"), signed_in("supervisor")
    page = f"/en/desk/volunteers/{elder.pk}/hours/"
    yesterday = (local(now()) - timedelta(days=1)).date().isoformat()
    typed = {"key": str(uuid4()), "work": "mentoring", "day": yesterday, "since": "10:00", "until": "12:00"}
    for _twice in range(2):
        assert desk.post(page, typed).status_code == 302
    assert desk.post(page, {**typed, "key": str(uuid4()), "since": "11:00"}).status_code == 422
    row = Presence.objects.get()
    assert lead.post("/en/desk/volunteers/hours/do/approve/", {"presence": str(row.pk)}).status_code == 302
    shown = text(lead.get(page))
    assert "Mentoring" in shown and f"/en/desk/volunteers/hours/{row.pk}/" in shown
    assert f"/en/desk/volunteers/hours/{row.pk}/" not in text(desk.get(page))
    correct = f"/en/desk/volunteers/hours/{row.pk}/"
    assert desk.get(correct).status_code in (403, 404)
    wrong = {"outcome": "partial", "since": "09:00", "until": "11:00"}
    assert lead.post(correct, wrong).status_code == 422
    assert sum(HourEntry.objects.values_list("minutes", flat=True)) == 120
    assert lead.post(correct, {**wrong, "since": "10:00"}).status_code == 302
    assert sum(HourEntry.objects.values_list("minutes", flat=True)) == 0
    assert Presence.objects.get().state == "said"


def test_who_did_not_come_twice_says_yes_once_more_on_the_same_page() -> None:
    person = people.volunteer(1)
    for _number in range(2):
        Presence.objects.create(
            id=uuid4(), volunteer=person, office=person.office, work="general", outcome="absent", said_at=now(),
            state="approved", approved_at=now(),
        )  # fmt: skip
    line = people.need(people.line(starts=now() + timedelta(days=4)), at=now() - timedelta(hours=1))[0]
    sent = actions.invite(
        line=line.pk, volunteers=[person.pk], source="desk", actor=people.coordinator(), at=now()
    )  # fmt: skip
    page, browser = f"/en/help/offer/{secret_of(sent.offers[0].pk, 'offer')}/", Client()
    browser.post(page, {"answer": "yes"})
    assert "Do you still come?" in text(browser.get(page))
    browser.post(page, {"answer": "again"})
    assert "Do you still come?" not in text(browser.get(page)) and Offer.objects.get().confirm_by is None
