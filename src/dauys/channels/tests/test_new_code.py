"""A lost slip at the desk: after a look at the document a new code begins, the old one ends, the journal says who."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.log import follow

from dauys.cases import actions as cases
from dauys.cases.models import Case
from dauys.cases.queries import number_of, tracking_code
from dauys.channels.handlers import tell_new_code
from dauys.ground.access.actors import SYSTEM
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now


@pytest.fixture
def desk(db: None, make: Any) -> Any:
    """A case registered at the clerk's desk, the clerk's browser and that of somebody who holds the old slip."""
    user, clerk = make.staff("clerk", "centre")
    made = make.case(owner=make.HOUSING, channel="visit", actor=clerk, desk="centre", identity="in_person")
    browser, finder = Client(), Client()
    browser.force_login(user)
    assert finder.post("/kk/track/", {"number": number_of(made.case), "code": made.code}).status_code == 302
    return made, browser, finder, clerk


def address(made: Any) -> str:
    return f"/kk/desk/cases/{made.id}/new-code/"


def code_now(made: Any) -> str:
    return tracking_code(Case.objects.get(pk=made.id))


def test_a_new_slip_ends_the_old_one(desk: Any) -> None:
    made, browser, _finder, clerk = desk
    page = browser.get(address(made)).content.decode()
    assert "Айгүл Серікқызы" in page and made.code not in page and "+7700" not in page
    slip = browser.post(address(made), {"generation": 0, "seen": "on"})
    assert slip.status_code == 200 and "no-store" in slip["Cache-Control"]
    fresh = code_now(made)
    assert fresh != made.code and fresh in slip.content.decode() and made.code not in slip.content.decode()
    number = {"number": number_of(made.case)}
    assert Client().post("/kk/track/", {**number, "code": made.code}).status_code == 422
    holder = Client()
    assert holder.post("/kk/track/", {**number, "code": fresh}).status_code == 302
    assert holder.get("/kk/track/case/").status_code == 200
    entry = Entry.objects.get(verb="cases.renew_code")
    assert (entry.actor_id, entry.case_id, entry.payload) == (clerk.id, made.id, {"seen": "document", "generation": 1})


def test_what_the_old_code_opened_is_closed(desk: Any) -> None:
    made, browser, finder, _clerk = desk
    assert finder.get("/kk/track/case/").status_code == 200
    browser.post(address(made), {"generation": 0, "seen": "on"})
    for page in ("track/case/", "receipt/", "receipt/pdf/", "receipt/file/", "track/confirm/"):
        assert finder.get(f"/kk/{page}")["Location"] == "/kk/track/", page
    assert finder.post("/kk/track/publication/").status_code in (302, 404)
    word = {"score": 5, "solved": "solved"}
    assert finder.post(f"/kk/track/rate/{made.obligation.pk}/", word).status_code == 409


def test_without_the_tick_nothing_changes(desk: Any) -> None:
    made, browser, finder, _clerk = desk
    response = browser.post(address(made), {"generation": 0})
    assert response.status_code == 422 and 'href="#id_seen"' in response.content.decode()
    assert code_now(made) == made.code and finder.get("/kk/track/case/").status_code == 200
    assert not Entry.objects.filter(verb__in=["cases.renew_code", "cases.show_code"]).exists()


def test_sent_twice_it_is_one_new_code(desk: Any) -> None:
    made, browser, _finder, _clerk = desk
    first = browser.post(address(made), {"generation": 0, "seen": "on"})
    fresh = code_now(made)
    again = browser.post(address(made), {"generation": 0, "seen": "on"})
    assert fresh in first.content.decode() and fresh in again.content.decode()
    assert code_now(made) == fresh and Case.objects.get(pk=made.id).code_generation == 1
    assert Entry.objects.filter(verb="cases.renew_code").count() == 1
    assert Entry.objects.filter(verb="cases.show_code").count() == 1, "the second look at a code is journalled too"


def test_a_slip_lost_again_gets_another_code(desk: Any) -> None:
    made, browser, _finder, _clerk = desk
    codes = {made.code}
    for generation in range(3):
        assert f'value="{generation}"' in browser.get(address(made)).content.decode()
        browser.post(address(made), {"generation": generation, "seen": "on"})
        codes.add(code_now(made))
    assert len(codes) == 4


@pytest.mark.parametrize(
    ("role", "org"),
    [("officer", "housing"), ("supervisor", "housing"), ("clerk", "social"), ("administrator", ""), ("controller", "")],
)
def test_only_a_clerk_who_may_see_the_case_renews_it(desk: Any, make: Any, role: str, org: str) -> None:
    made, _browser, finder, _clerk = desk
    body = {"housing": make.HOUSING, "social": make.SOCIAL}.get(org, "")
    other = Client()
    other.force_login(make.staff(role, body)[0])
    entries = Entry.objects.count()
    assert other.get(address(made)).status_code == 404
    assert other.post(address(made), {"generation": 0, "seen": "on"}).status_code == 404
    assert Client().post(address(made), {"generation": 0, "seen": "on"}).status_code == 302
    assert code_now(made) == made.code and finder.get("/kk/track/case/").status_code == 200
    assert Entry.objects.count() == entries


def test_the_case_page_offers_it(desk: Any, make: Any) -> None:
    made, browser, _finder, _clerk = desk
    assert address(made) in browser.get(f"/kk/desk/cases/{made.id}/").content.decode()
    officer = Client()
    officer.force_login(make.staff("officer")[0])
    assert address(made) not in officer.get(f"/kk/desk/cases/{made.id}/").content.decode()


def test_who_was_erased_has_no_slip_to_renew(db: None, make: Any) -> None:
    user, clerk = make.staff("clerk", "centre")
    registered = make.case(owner=make.HOUSING, channel="visit", actor=clerk, desk="centre", identity="in_person")
    made, _team, _answer = make.answered(registered)
    cases.erase(case_id=made.id, actor=SYSTEM, at=make.AT + timedelta(days=9))
    browser = Client()
    browser.force_login(user)
    assert browser.post(address(made), {"generation": 0, "seen": "on"})["Location"] == f"/kk/desk/cases/{made.id}/"
    assert code_now(made) == made.code


def test_the_person_is_told_once(transactional_db: None, make: Any) -> None:
    _user, clerk = make.staff("clerk", "centre")
    made = make.case(owner=make.HOUSING, phone="+77001234567")
    follow(now())
    about: dict[str, Any] = {"case_id": made.id, "seen": "document", "actor": clerk, "at": make.AT}
    assert cases.renew_code(generation=0, **about)
    assert not cases.renew_code(generation=0, **about)
    for _ in range(2):
        tell_new_code(Entry.objects.get(verb="cases.renew_code"))
    message = Message.objects.get()
    assert (message.channel, message.address) == ("sms", "+77001234567")
    assert number_of(made.case) in message.body and code_now(made) not in message.body


def test_an_unknown_way_to_know_a_person_is_refused(desk: Any) -> None:
    made, _browser, _finder, clerk = desk
    with pytest.raises(ValueError, match="unknown way"):
        cases.renew_code(case_id=made.id, generation=0, seen="face", actor=clerk, at=now())
    assert code_now(made) == made.code
