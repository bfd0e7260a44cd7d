"""The phone desk: the longest waiting is called first, by one operator; what came of it is kept, also in the case."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests import factories as make
from tests import volunteers as help_
from tests.threads import together

from dauys.cases import display
from dauys.cases.models import Case
from dauys.cases.queries import number_of, timeline
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.volunteers import actions
from dauys.volunteers.actions.calls import AGAIN, KEPT
from dauys.volunteers.call_queue import LEFT_LYING, standing
from dauys.volunteers.models import Call

pytestmark = pytest.mark.django_db
PHONE = "+77001009999"
QUEUE = "/kk/desk/volunteers/calls/"
AT = make.AT


def wanted(number: int = 1, minutes: int = 0, language: str = "kk") -> Call:
    """Somebody asked to be called, so many minutes ago."""
    key = uuid4()
    actions.ask_for_call(
        key=key, name=f"Ана {number}", phone=f"+7700200{number:04d}", language=language,
        at=AT - timedelta(minutes=minutes),
    )  # fmt: skip
    return Call.objects.get(pk=key)


def national() -> Any:
    return help_.operator("volunteers")


@pytest.fixture
def desk(client: Client, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("dauys.volunteers.pages.calls.now", lambda: AT)
    client.force_login(make.staff("clerk", "volunteers", name="Оператор Үлгі")[0])
    return client


def test_the_longest_waiting_is_called_first_and_who_has_one_gets_it_again() -> None:
    wanted(1, minutes=5)
    oldest = wanted(2, minutes=9)
    one, two = national(), national()
    assert actions.take_next(actor=one, at=AT) == oldest == actions.take_next(actor=one, at=AT)
    second = actions.take_next(actor=two, at=AT)
    assert second is not None and second.name == "Ана 1"
    assert actions.take_next(actor=national(), at=AT) is None
    assert Entry.objects.filter(verb="volunteers.take_call").count() == 2


@pytest.mark.django_db(transaction=True)
def test_eight_operators_at_once_get_eight_calls() -> None:
    for number in range(8):
        wanted(number, minutes=number)
    people = [national() for _ in range(8)]
    taken = together(8, lambda index: actions.take_next(actor=people[index], at=AT))
    assert len({call.pk for call in taken}) == 8


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_are_one_call() -> None:
    for number in range(4):
        wanted(number, minutes=number)
    actor = national()
    taken = together(8, lambda _index: actions.take_next(actor=actor, at=AT))
    assert len({call.pk for call in taken}) == 1
    keys = [uuid4(), uuid4()]
    about: dict[str, Any] = {"name": "", "phone": PHONE, "language": "kk", "at": AT}
    together(8, lambda index: actions.ask_for_call(key=keys[index % 2], **about))
    more = {"key": uuid4(), "office": help_.office("volunteers"), "actor": actor}
    together(8, lambda _index: actions.answer_call(**more, **about))
    assert Call.objects.count() == 6
    assert Entry.objects.filter(verb="volunteers.ask_for_call").count() == 5
    assert Entry.objects.filter(verb="volunteers.take_call").count() == 2


def test_nobody_is_called_before_their_time_nor_by_another_office() -> None:
    call = wanted(1)
    Call.objects.update(due_at=AT + timedelta(minutes=1))
    assert actions.take_next(actor=national(), at=AT) is None
    assert actions.take_next(actor=help_.operator(), at=AT + timedelta(hours=1)) is None, (
        "it lies with the office above"
    )
    with pytest.raises(Denied):
        actions.take_next(actor=make.staff("officer", make.HOUSING)[1], at=AT + timedelta(hours=1))
    call.refresh_from_db()
    assert call.state == "waiting"


def test_a_call_that_was_left_lying_is_anybodys() -> None:
    call, sleeper, other = wanted(1), national(), national()
    actions.take_next(actor=sleeper, at=AT)
    assert actions.take_next(actor=other, at=AT + LEFT_LYING) is None
    later = AT + LEFT_LYING + timedelta(seconds=1)
    assert actions.take_next(actor=other, at=later) == call
    with pytest.raises(actions.CallMoved):
        actions.end_call(call=call.pk, about="", case=None, actor=sleeper, at=later)


def test_three_times_in_vain_and_no_more() -> None:
    call, at = wanted(1), AT
    for tries in (1, 2, 3):
        actor = national()
        assert actions.take_next(actor=actor, at=at) == call
        row = actions.try_again(call=call.pk, again_at=None, about="", case=None, actor=actor, at=at)
        assert (row.tries, row.state) == (tries, "waiting" if tries < 3 else "no_answer")
        assert actions.take_next(actor=national(), at=at + AGAIN - timedelta(seconds=1)) is None
        at += AGAIN
    assert row.ended_at and Entry.objects.filter(verb="volunteers.miss_call").count() == 3


def test_who_asked_to_be_called_later_is() -> None:
    call, actor, again = wanted(1), national(), AT + timedelta(hours=3)
    actions.take_next(actor=actor, at=AT)
    row = actions.try_again(call=call.pk, again_at=again, about="Кешке", case=None, actor=actor, at=AT)
    assert (row.tries, row.due_at, row.about, row.taken_by_id) == (0, again, "Кешке", None)
    assert actions.take_next(actor=actor, at=again) == call


@pytest.mark.parametrize("who", ["another operator", "an officer of another body"])
def test_nobody_ends_anothers_call(who: str) -> None:
    call, actor = wanted(1), national()
    actions.take_next(actor=actor, at=AT)
    other, refused = (national(), actions.CallMoved) if who == "another operator" else (
        make.staff("officer", make.HOUSING)[1], Denied,
    )  # fmt: skip
    entries = Entry.objects.count()
    for end in (actions.end_call, actions.try_again):
        more = {"again_at": None} if end is actions.try_again else {}
        with pytest.raises(refused):
            end(call=call.pk, about="Басқа", case=None, actor=other, at=AT, **more)
    call.refresh_from_db()
    assert (call.state, call.taken_by_id, call.about) == ("taken", actor.id, "") and Entry.objects.count() == entries


def test_a_call_about_a_case_stands_in_its_course_without_a_word_of_it() -> None:
    actor = national()
    case = help_.need()[0].obligation.case
    call = actions.answer_call(
        key=uuid4(), office=help_.office("volunteers"), name="Әже", phone=PHONE, language="kk", actor=actor, at=AT
    )
    actions.name_case(call=call.pk, case_id=case.pk, actor=actor, at=AT)
    actions.end_call(call=call.pk, about="Отын ертең керек", case=None, actor=actor, at=AT)
    entries = Entry.objects.filter(case_id=case.pk, verb__startswith="volunteers.").order_by("id")
    assert [e.verb for e in entries] == ["volunteers.ask", "volunteers.call_about", "volunteers.end_call"]
    assert "Отын" not in str([e.payload for e in entries])
    for staff, sentence in ((True, "Оператор адаммен сөйлесті"), (False, "Сіз еріктілер кеңсесімен")):
        assert sentence in str(display.timeline(timeline(case.pk), "kk", staff=staff))


def test_picking_up_twice_is_one_call() -> None:
    about: dict[str, Any] = {
        "key": uuid4(), "office": help_.office("volunteers"), "name": "", "phone": PHONE, "language": "kk",
        "actor": national(), "at": AT,
    }  # fmt: skip
    assert actions.answer_call(**about) == actions.answer_call(**about)
    assert Call.objects.get().state == "taken" and Entry.objects.filter(verb="volunteers.take_call").count() == 1
    with pytest.raises(Denied):
        actions.answer_call(**{**about, "key": uuid4(), "actor": make.staff("officer", make.HOUSING)[1]})
    assert Call.objects.count() == 1


def test_the_numbers_of_the_desk() -> None:
    today = AT.replace(hour=0)
    for number, minutes in enumerate((4, 10, 30), 1):
        wanted(number, minutes=minutes)
    wanted(9)
    Call.objects.filter(name=None).delete()
    for _ in range(3):
        actions.take_next(actor=national(), at=AT)
    late = wanted(10)
    Call.objects.filter(pk=late.pk).update(due_at=AT + timedelta(hours=1))
    found = standing(national(), AT, today)
    assert (found.waiting, found.later, found.wait) == (1, 1, timedelta(minutes=10))
    assert standing(help_.operator(), AT, today).wait is None


def test_an_erased_person_and_what_is_long_over_leave_no_word() -> None:
    actor, case = national(), help_.need()[0].obligation.case
    for number, about in ((1, case), (2, None)):
        call = wanted(number)
        actions.take_next(actor=actor, at=AT)
        actions.end_call(call=call.pk, about="Бірнәрсе", case=about, actor=actor, at=AT)
    actions.erase_calls(case_id=case.pk)
    assert [bool(c.name or c.phone or c.about or c.phone_key) for c in Call.objects.order_by("name")].count(True) == 1
    assert actions.forget_calls(at=AT + KEPT) == 0
    assert actions.forget_calls(at=AT + KEPT + timedelta(seconds=1)) == 1
    assert not Call.objects.exclude(name=None, phone=None, about=None, phone_key=None).exists()
    assert actions.forget_calls(at=AT + 2 * KEPT) == 0


def test_name_and_phone_lie_sealed() -> None:
    wanted(1)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(c)::text FROM volunteers_call c")
        raw = cursor.fetchone()[0]
    for plain in ("Ана 1", "7002000001"):
        assert plain not in raw and plain.encode().hex() not in raw


# Pages


def take(desk: Client) -> Call:
    desk.post(f"{QUEUE}next/")
    return Call.objects.get(state="taken")


def test_the_queue_costs_two_statements_beside_who_asks(desk: Client, django_assert_num_queries: Any) -> None:
    for number in range(5):
        wanted(number)
    desk.get(QUEUE)
    with django_assert_num_queries(4):
        page = desk.get(QUEUE).content.decode()
    assert page.count("data-row") == 5 and "+7700" not in page


def test_an_operator_takes_a_call_and_sees_what_to_ask_in_the_callers_language(desk: Client) -> None:
    wanted(1, language="ru")
    help_.volunteer(1, name="Ерікті Ана", phone="+77002000001")
    call = take(desk)
    page = desk.get(f"{QUEUE}{call.pk}/").content.decode()
    assert "Спросите, что нужно сделать" in page and "Ерікті Ана" in page and 'href="tel:+77002000001"' in page


def test_an_empty_queue_is_said(desk: Client) -> None:
    assert desk.post(f"{QUEUE}next/")["Location"] == QUEUE
    assert "d-card--quiet" in desk.get(QUEUE).content.decode()


def test_looking_for_appeals_of_the_number_is_journalled(desk: Client) -> None:
    case = help_.need(actor=help_.operator("volunteers"))[0].obligation.case
    actions.ask_for_call(key=uuid4(), name="Әже", phone=PHONE, language="kk", at=AT)
    call = take(desk)
    assert number_of(case) not in desk.get(f"{QUEUE}{call.pk}/").content.decode()
    page = desk.post(f"{QUEUE}{call.pk}/", {"find": "1"}).content.decode()
    assert number_of(case) in page and Entry.objects.filter(verb="cases.find_person").count() == 1


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "later"}, "day"),
        ({"outcome": "later", "day": "2026-03-04"}, "time"),
        ({"outcome": "later", "day": "2026-03-04", "time": "09:00"}, "time"),
        ({"outcome": "later", "day": "2026-03-01", "time": "09:00"}, "day"),
        ({"outcome": "later", "day": "2027-03-04", "time": "09:00"}, "day"),
        ({"outcome": "done", "number": "KZ-2026-9999999-1"}, "number"),
    ],
)
def test_a_wrong_outcome_is_corrected_and_changes_nothing(desk: Client, typed: dict[str, str], field: str) -> None:
    wanted(1)
    call = take(desk)
    answer = desk.post(f"{QUEUE}{call.pk}/", {"about": "Сөйлестік", **typed})
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert "Сөйлестік" in answer.content.decode()
    call.refresh_from_db()
    assert call.state == "taken" and call.about == ""


def test_outcomes_by_page(desk: Client) -> None:
    case = Case.objects.get(pk=help_.need(actor=help_.operator("volunteers"))[0].obligation.case_id)
    wanted(1)
    call = take(desk)
    path, number = f"{QUEUE}{call.pk}/", number_of(case)
    later = {"outcome": "later", "day": "2026-03-04", "time": "18:00", "about": "Кешке"}
    assert desk.post(path, later)["Location"] == QUEUE
    call.refresh_from_db()
    assert (call.state, call.due_at) == ("waiting", AT + timedelta(hours=8))
    assert desk.post(path, later).status_code == 409, "the second of two clicks"
    Call.objects.update(due_at=AT)
    take(desk)
    assert desk.post(path, {"outcome": "done", "about": "Сөйлестік", "number": number})["Location"] == QUEUE
    call.refresh_from_db()
    assert (call.state, call.about, call.case_id) == ("done", "Сөйлестік", case.pk)


def test_a_call_that_comes_in_is_picked_up(desk: Client) -> None:
    path = f"{QUEUE}new/"
    key = str(desk.get(path).context["form"]["key"].value())
    wrong = desk.post(path, {"key": key, "phone": "12", "name": "Ана", "language": "kk"})
    assert wrong.status_code == 422 and 'id="id_phone-error"' in wrong.content.decode()
    answer = desk.post(path, {"key": key, "phone": "8 700 200 11 22", "name": "Ана", "language": "kk"})
    call = Call.objects.get()
    assert (call.state, call.way, call.phone) == ("taken", "in", "+77002001122")
    assert answer["Location"] == f"{QUEUE}{call.pk}/"


def test_without_a_number_nobody_is_called_again(desk: Client) -> None:
    key = str(uuid4())
    path = desk.post(f"{QUEUE}new/", {"key": key, "name": "Ана", "language": "kk"})["Location"]
    answer = desk.post(path, {"outcome": "no_answer"})
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["outcome"]
    assert Call.objects.get().state == "taken"
    assert desk.post(path, {"outcome": "done"})["Location"] == QUEUE


def test_another_office_sees_no_call(client: Client) -> None:
    call = wanted(1)
    client.force_login(make.staff("clerk", help_.AQJAR)[0])
    assert client.get(QUEUE).status_code == 200 and "Ана 1" not in client.get(QUEUE).content.decode()
    assert client.get(f"{QUEUE}{call.pk}/").status_code == 404
    client.force_login(make.staff("officer", make.HOUSING)[0])
    assert client.get(QUEUE).status_code == 404
