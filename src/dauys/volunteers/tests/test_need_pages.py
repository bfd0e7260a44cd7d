"""The pages of needs: one screen takes a need in, ten thousand people fit on the page of a line, offers by link."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import volunteers as people

from dauys.cases.models import Case
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.ground.ui.moments import local
from dauys.volunteers import actions
from dauys.volunteers.links import COOKIE, link_key, secret_of
from dauys.volunteers.models import Line, Offer, Volunteer
from dauys.volunteers.people import NewPlace
from dauys.volunteers.rules import ALL_WEEK

pytestmark = pytest.mark.django_db


def signed_in(role: str, code: str = people.AQJAR) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def typed(**about: Any) -> dict[str, Any]:
    day = local(now()).date() + timedelta(days=1)
    values = {
        "key": str(uuid4()), "text": "Мектепке сағат 6-ға дейін күрегі бар 20 адам керек", "people": "20",
        "work": "disaster", "area": "Достық кенті", "day": day.isoformat(), "since": "02:00", "until": "06:00",
        "priority": "8", "language": "kk", "speaks": "", "address": "Мектеп, Абай көшесі 1", "phone": "", "name": "",
        "notice": "",
    }  # fmt: skip
    return {**values, **{f"l{n}-{name}": "" for n in range(3) for name in ("asked", "people")}, **about}


def soon(**about: Any) -> Line:
    """A line that begins in two hours by the real clock."""
    return people.need(people.line(starts=now() + timedelta(hours=2), **about), at=now())[0]


def remembered(person: Volunteer) -> Client:
    """A browser that knows a volunteer."""
    from django.core.signing import dumps

    client = Client()
    client.cookies[COOKIE] = dumps(str(person.pk), salt="dauys.volunteer")
    return client


def test_twenty_people_at_night_are_asked_for_on_one_screen() -> None:
    client = signed_in("clerk")
    assert client.get("/kk/desk/volunteers/needs/new/").status_code == 200
    sent = typed()
    first, again = (
        client.post("/kk/desk/volunteers/needs/new/", sent),
        client.post("/kk/desk/volunteers/needs/new/", sent),
    )
    line = Line.objects.get()
    assert first.status_code == again.status_code == 302 and first.url == again.url
    assert (line.capacity, line.priority, line.work) == (20, 8, "disaster")
    assert Case.objects.get().urgent and Case.objects.get().anonymous
    assert client.get(first.url).status_code == 200


def test_a_wrong_field_keeps_what_was_typed() -> None:
    answer = signed_in("clerk").post(
        "/kk/desk/volunteers/needs/new/", typed(people="көп", area="Жоқ жер", day="ертең", **{"l0-people": "2"})
    )
    page = answer.content.decode()
    assert answer.status_code == 422 and not Line.objects.exists()
    for name in ("people", "area", "day"):
        assert f'href="#id_{name}"' in page
    assert "күрегі бар 20 адам" in page and 'value="көп"' in page


def test_several_lines_are_one_need() -> None:
    extra = {"l0-asked": "Дәрігер", "l0-people": "1", "l0-work": "general", "l0-skills": ["medicine"]}
    signed_in("officer").post("/kk/desk/volunteers/needs/new/", typed(**extra))
    assert list(Line.objects.order_by("obligation__leg").values_list("capacity", "skills")) == [
        (20, []),
        (1, ["medicine"]),
    ]


def test_the_clerk_of_another_desk_comes_by_links_to_the_intake_and_on_to_the_case() -> None:
    client = signed_in("clerk", "centre")
    front = client.get("/kk/desk/", follow=True).content.decode()
    intake = "/kk/desk/volunteers/needs/new/"
    assert f'href="{intake}"' in front and 'href="/kk/desk/volunteers/needs/"' not in front
    page = client.get(intake).content.decode()
    assert 'href="/kk/desk/volunteers/needs/"' not in page  # neither the tab nor what cancels leads to a closed door
    for link in set(re.findall(r'href="(/kk/desk/[^"#]*)"', page)):
        assert client.get(link, follow=True).status_code == 200, link
    answer = client.post(intake, typed())
    assert answer.status_code == 302 and "/desk/cases/" in answer.url
    shown = client.get(answer.url)
    assert shown.status_code == 200 and "күрегі бар 20 адам" in shown.content.decode()
    assert client.get(f"/kk/desk/volunteers/needs/{Line.objects.get().pk}/").status_code == 404


def test_who_takes_no_need_in_has_no_way_to_it() -> None:
    assert "/desk/volunteers/" not in signed_in("officer", make.HOUSING).get("/kk/desk/", follow=True).content.decode()


def test_the_board_shows_what_is_open_in_ones_own_branch() -> None:
    line = soon(asked="Күрек керек")
    assert "Күрек керек" in signed_in("officer").get("/kk/desk/volunteers/needs/").content.decode()
    assert "Күрек керек" in signed_in("officer", "volunteers").get("/kk/desk/volunteers/needs/").content.decode()
    assert (
        "Күрек керек" not in signed_in("officer", "volunteers/abai").get("/kk/desk/volunteers/needs/").content.decode()
    )
    assert signed_in("officer", "volunteers/abai").get(f"/kk/desk/volunteers/needs/{line.pk}/").status_code == 404


def test_the_page_of_a_line_is_small_however_many_come(sql_count: Any) -> None:
    line = soon(people=10_000)
    at = now()
    rows = [
        Volunteer(
            id=uuid4(), office=people.office(), source="import", name=f"Ерікті {n}", born_on=date(1990, 1, 1),
            language="kk", created_at=at, changed_at=at,
        )
        for n in range(2_000)
    ]  # fmt: skip
    Volunteer.objects.bulk_create(rows)
    Offer.objects.bulk_create(
        Offer(id=uuid4(), line=line, volunteer=row, state="offered", source="plan", during=line.during, created_at=at)
        for row in rows
    )
    client = signed_in("officer")
    client.get(f"/kk/desk/volunteers/needs/{line.pk}/")
    with sql_count() as sql:
        answer = client.get(f"/kk/desk/volunteers/needs/{line.pk}/")
    assert answer.status_code == 200 and len(sql) <= 4
    assert len(answer.content) < 100_000


def test_an_offer_is_answered_by_its_link_without_an_account() -> None:
    line, person = soon(), people.volunteer()
    actions.invite(line=line.pk, volunteers=[person.pk], source="urgent", actor=people.coordinator(), at=now())
    offer = Offer.objects.get()
    page = f"/kk/help/offer/{secret_of(offer.pk, 'offer')}/"
    client = Client()
    before = client.get(page).content.decode()
    assert "Достық көшесі" not in before and 'name="answer" value="yes"' in before
    assert client.post(page, {"answer": "yes"}).status_code == client.post(page, {"answer": "yes"}).status_code == 302
    assert "Достық көшесі" in client.get(page).content.decode()
    assert client.post(page, {"answer": "no", "reason": "nothing"}).status_code == 422
    assert client.post(page, {"answer": "no", "reason": "ill"}).status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.declined) == ("declined", "ill")
    assert "Достық көшесі" not in client.get(page).content.decode()
    assert client.get("/kk/help/offer/nothing/").status_code == 404


def test_the_address_is_shown_the_day_before_and_not_earlier() -> None:
    line = people.need(people.line(starts=now() + timedelta(days=3)), at=now())[0]
    actions.invite(
        line=line.pk, volunteers=[people.volunteer().pk], source="desk", actor=people.coordinator(), at=now()
    )
    offer = Offer.objects.get()
    actions.accept(offer=offer.pk, actor=ANONYMOUS, at=now())
    assert "Достық көшесі" not in Client().get(f"/kk/help/offer/{secret_of(offer.pk, 'offer')}/").content.decode()


def test_a_fifteen_year_old_is_stopped_with_the_article_and_offered_something_lawful() -> None:
    disaster, lawful = soon(work="disaster"), people.need(people.line(starts=now() + timedelta(hours=9)), at=now())[0]
    for line, notice in ((disaster, "Тасқынға қарсы дамба"), (lawful, "Кітапханада көмек")):
        actions.share(line=line.pk, notice=notice, actor=people.coordinator(), at=now())
    today = local(now()).date()
    young = people.volunteer(born_on=today.replace(year=today.year - 15, day=1))
    answer = remembered(young).post(f"/kk/help/shift/{disaster.pk}/take/")
    page = answer.content.decode()
    assert answer.status_code == 409 and "12-бап" in page and "Кітапханада көмек" in page
    assert not Offer.objects.exists()
    assert remembered(young).post(f"/kk/help/shift/{lawful.pk}/take/").status_code == 302
    assert Offer.objects.get().state == "accepted"


def test_open_shifts_are_found_by_age_and_place_and_show_nothing_of_who_asked() -> None:
    line = soon(work="disaster", asked="Әже Үлгінің үйі, 8 701")
    assert "Дамба" not in Client().get("/kk/help/").content.decode()
    actions.share(line=line.pk, notice="Дамба", actor=people.coordinator(), at=now())
    page = Client().get("/kk/help/").content.decode()
    assert "Дамба" in page and "Әже" not in page
    assert "Дамба" not in Client().get("/kk/help/?age=15").content.decode()
    assert "Дамба" in Client().get("/kk/help/?age=18&place=Достық кенті").content.decode()
    assert Client().get("/kk/help/?age=он").status_code == 422
    assert "Әже" not in Client().get(f"/kk/help/shift/{line.pk}/").content.decode()


def test_what_is_no_open_shift_has_no_page() -> None:
    line = soon()
    assert Client().get(f"/kk/help/shift/{line.pk}/").status_code == 404


def test_the_call_list_is_a_paper_with_the_phone_of_whom_they_named() -> None:
    line = soon()
    person = people.volunteer(phone="", emergency_name="Ана", emergency_phone="+77001112233")
    actions.invite(line=line.pk, volunteers=[person.pk], source="desk", actor=people.coordinator(), at=now())
    address = f"/kk/desk/volunteers/needs/{line.pk}/calls.pdf"
    assert signed_in("clerk").post(address).status_code == 404
    assert signed_in("officer", "volunteers/abai").post(address).status_code == 404
    client = signed_in("officer")
    assert client.get(address).status_code == 405
    printed = Entry.objects.filter(verb="volunteers.print_call_list")
    assert not printed.exists()
    assert f'action="{address}"' in client.get(f"/kk/desk/volunteers/needs/{line.pk}/").content.decode()
    answer = client.post(address)
    assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
    (entry,) = printed
    assert entry.obligation_id == line.pk and str(entry.actor_id) == client.session["_auth_user_id"]


def test_phones_are_masked_until_somebody_asks_to_see_them_and_then_it_is_written_down() -> None:
    line, person = soon(), people.volunteer(1)
    actions.invite(line=line.pk, volunteers=[person.pk], source="desk", actor=people.coordinator(), at=now())
    page, client = f"/kk/desk/volunteers/needs/{line.pk}/", signed_in("officer")
    shown, told = client.get(page).content.decode(), Entry.objects.filter(verb="volunteers.show_phones")
    assert person.phone not in shown and "··· ·· 01" in shown and f"{page}phones/" in shown
    for who in (signed_in("clerk"), signed_in("officer", "volunteers/abai")):
        assert who.post(f"{page}phones/").status_code == 404
    assert person.phone not in signed_in("clerk").get(page).content.decode() and not told.exists()
    answer = client.post(f"{page}phones/?state=offered&after=")
    assert answer.status_code == 200 and person.phone in answer.content.decode()
    assert [entry.obligation_id for entry in told] == [line.pk]


def test_the_link_of_an_offer_is_found_by_its_digest_only() -> None:
    key = uuid4()
    assert link_key(key, "offer") != link_key(key, "consent") and secret_of(key, "offer") not in str(
        link_key(key, "offer")
    )


def test_who_asked_already_is_shown_before_a_second_need_is_taken_in() -> None:
    client, phone = signed_in("clerk"), "+77015550001"
    client.post("/kk/desk/volunteers/needs/new/", typed(phone=phone, name="Әже Үлгі"))
    again = typed(phone=phone, name="Әже Үлгі")
    shown = client.post("/kk/desk/volunteers/needs/new/", again)
    assert shown.status_code == 422 and "id_again" in shown.content.decode() and Line.objects.count() == 1
    assert client.post("/kk/desk/volunteers/needs/new/", {**again, "again": "on"}).status_code == 302
    assert Line.objects.count() == 2
    same_house = typed(address="мектеп,  АБАЙ көшесі 1")
    assert client.post("/kk/desk/volunteers/needs/new/", same_house).status_code == 422
    assert client.post("/kk/desk/volunteers/needs/new/", typed(address="Абай көшесі 2")).status_code == 302


def test_a_need_that_is_told_by_phone_belongs_to_its_call() -> None:
    user, actor = make.staff("clerk", people.AQJAR)
    client = Client()
    client.force_login(user)
    call = actions.answer_call(
        key=uuid4(), office=people.office(), name="Ана Үлгі", phone="+77015550002", language="kk", actor=actor, at=now()
    )
    page = client.get(f"/kk/desk/volunteers/needs/new/?call={call.pk}").content.decode()
    assert "Ана Үлгі" in page and "+77015550002" in page
    other = signed_in("clerk").get(f"/kk/desk/volunteers/needs/new/?call={call.pk}").content.decode()
    assert "Ана Үлгі" not in other
    answer = client.post(
        "/kk/desk/volunteers/needs/new/", typed(call=str(call.pk), phone="+77015550002", name="Ана Үлгі")
    )
    call.refresh_from_db()
    line = Line.objects.get()
    assert answer.url.endswith(f"/calls/{call.pk}/") and call.case_id == line.obligation.case_id
    assert line.source == "phone"


def test_who_can_come_now_is_ticked_and_asked_at_once() -> None:
    line = soon(people=2)
    near = [people.volunteer(n, free=ALL_WEEK) for n in range(3)]
    far = people.volunteer(8, places=[NewPlace("kz/71/", 52.9, 75.0, 5)])
    client = signed_in("officer")
    page = client.get(f"/kk/desk/volunteers/needs/{line.pk}/near/").content.decode()
    assert all(str(person.pk) in page for person in near) and str(far.pk) not in page
    assert page.count(" checked") == 2
    client.post(f"/kk/desk/volunteers/needs/{line.pk}/invite/", {"volunteer": [str(near[0].pk), str(near[1].pk)]})
    assert set(Offer.objects.filter(state="offered").values_list("volunteer", flat=True)) == {near[0].pk, near[1].pk}
    assert signed_in("clerk").get(f"/kk/desk/volunteers/needs/{line.pk}/near/").status_code == 404


def test_people_of_another_branch_are_asked_for_what_goes_first_only() -> None:
    stranger = people.volunteer(5, code="volunteers/abai")
    for work, asked in (("general", 0), ("disaster", 1)):
        line = soon(work=work)
        signed_in("officer").post(f"/kk/desk/volunteers/needs/{line.pk}/invite/", {"volunteer": [str(stranger.pk)]})
        assert Offer.objects.filter(line=line).count() == asked


def test_a_mark_that_is_none_begins_the_board_from_the_top() -> None:
    line = soon(asked="Күрек керек")
    client = signed_in("officer")
    for mark in ("", "2026-11-29T10:00:00~x", f"2026-11-29T10:00:00~{line.pk}", f"yesterday~{line.pk}"):
        assert "Күрек керек" in client.get("/kk/desk/volunteers/needs/", {"after": mark}).content.decode()
    behind = f"{(line.during.lower + timedelta(seconds=1)).isoformat()}~{line.pk}"
    assert "Күрек керек" not in client.get("/kk/desk/volunteers/needs/", {"after": behind}).content.decode()


def test_with_how_many_people_work_begins_is_asked_for_each_line() -> None:
    client, extra = signed_in("clerk"), {"l0-asked": "Дәрігер", "l0-people": "2", "l0-work": "general"}
    wrong = client.post("/kk/desk/volunteers/needs/new/", typed(min_crew="21", **{**extra, "l0-min_crew": "3"}))
    page = wrong.content.decode()
    assert wrong.status_code == 422 and not Line.objects.exists() and 'value="21"' in page
    assert 'id="id_min_crew-error"' in page and 'id="id_l0-min_crew-error"' in page
    assert client.post("/kk/desk/volunteers/needs/new/", typed(min_crew="0")).status_code == 422
    client.post("/kk/desk/volunteers/needs/new/", typed(min_crew="8", **{**extra, "l0-min_crew": ""}))
    assert list(Line.objects.order_by("obligation__leg").values_list("capacity", "min_crew")) == [(20, 8), (2, 1)]


def test_an_extra_line_has_its_own_time_language_and_urgency_or_those_of_the_need() -> None:
    client, day = signed_in("clerk"), local(now()).date() + timedelta(days=2)
    extra = {
        "l0-asked": "Дәрігер", "l0-people": "1", "l0-work": "general", "l0-day": day.isoformat(), "l0-since": "09:00",
        "l0-until": "11:00", "l0-priority": "1", "l0-speaks": "ru", "l1-asked": "Аспаз", "l1-people": "2",
        "l1-work": "general", "l2-asked": "Күзет", "l2-people": "2", "l2-work": "general", "l2-speaks": "any",
    }  # fmt: skip
    assert client.post("/kk/desk/volunteers/needs/new/", typed(speaks="kk", **extra)).status_code == 302
    first, other, same, any_ = Line.objects.order_by("obligation__leg")
    assert (other.priority, other.language) == (1, "ru")
    assert (local(other.during.lower).date(), f"{local(other.during.upper):%H:%M}") == (day, "11:00")
    assert (same.during, same.priority, same.language) == (first.during, first.priority, first.language) == (
        first.during, 8, "kk",
    )  # fmt: skip
    assert (any_.language, any_.priority) == ("", 8)


def test_a_wrong_time_of_an_extra_line_is_said_beside_its_field() -> None:
    client, yesterday = signed_in("clerk"), local(now()).date() - timedelta(days=1)
    extra = {
        "l0-asked": "Дәрігер", "l0-people": "1", "l0-work": "general", "l0-day": yesterday.isoformat(),
        "l1-asked": "Аспаз", "l1-people": "1", "l1-work": "general", "l1-since": "09:00",
    }  # fmt: skip
    half = client.post("/kk/desk/volunteers/needs/new/", typed(**extra))
    assert half.status_code == 422 and 'id="id_l1-until-error"' in half.content.decode()
    over = client.post("/kk/desk/volunteers/needs/new/", typed(**{**extra, "l1-since": ""}))
    assert over.status_code == 422 and 'id="id_l0-until-error"' in over.content.decode()
    assert yesterday.isoformat() in over.content.decode() and not Line.objects.exists()
