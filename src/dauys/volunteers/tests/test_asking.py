"""Somebody asks for help by themselves: nothing typed is lost, a code, one need, and nobody asks twice unawares."""

import json
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from tests import factories as make
from tests import volunteers as help_
from tests.threads import together

from dauys.cases.actions import NewParty
from dauys.cases.models import Case, Party
from dauys.cases.queries import number_of, tracking_code
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.volunteers import actions
from dauys.volunteers.forms_of_asking import AskForm
from dauys.volunteers.models import Asking, Call, Line

pytestmark = pytest.mark.django_db
PHONE = "+77001009999"
FORM, CODE, ASKED = "/kk/help/ask/", "/kk/help/ask/code/", "/kk/help/asked/"
CALL_ME = "/kk/help/call-me/"


@pytest.fixture(autouse=True)
def _time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("secrets.randbelow", lambda most: 424242 if most == 10**6 else 600)
    monkeypatch.setattr("dauys.volunteers.pages.ask.now", lambda: make.AT)
    monkeypatch.setattr("dauys.cases.code_page.now", lambda: make.AT)


def typed(**about: Any) -> dict[str, Any]:
    """Wednesday 4 March, ten o'clock: help is needed on Friday."""
    return {
        "text": help_.NEED, "work": "general", "area": make.AQJAR, "address": "Достық көшесі 5", "when": "at",
        "day": "2026-03-06", "since": "10:00", "until": "12:00", "people": "2", "name": "Әже Үлгі",
        "phone": "8 700 100 99 99", "safety": ["dog"], **about,
    }  # fmt: skip


def ask(client: Client, **about: Any) -> None:
    answer = client.post(FORM, typed(**about))
    assert (answer.status_code, answer["Location"]) == (302, CODE), answer.content.decode()
    assert client.post(CODE)["Location"] == CODE


def send(client: Client, **about: Any) -> Any:
    ask(client, **about)
    return client.post(CODE, {"code": "424242"})


def test_a_need_is_filed_once_the_phone_is_confirmed(client: Client) -> None:
    ask(client)
    assert not Case.objects.exists()
    assert Message.objects.get().address == PHONE
    assert client.post(CODE, {"code": "424242"})["Location"] == ASKED
    line, case = Line.objects.get(), Case.objects.get()
    assert (line.source, line.work, line.capacity, line.safety, line.address) == (
        "web", "general", 2, ["dog"], "Достық көшесі 5",
    )  # fmt: skip
    assert (line.during.lower, line.during.upper) == (make.AT + timedelta(days=2), make.AT + timedelta(days=2, hours=2))
    assert (case.channel, case.identity, case.urgent) == ("web", "code", False)
    party = Party.objects.get()
    assert (party.name, party.phone, line.obligation.owner.code) == ("Әже Үлгі", PHONE, help_.AQJAR)
    page = client.get(ASKED).content.decode()
    assert number_of(case) in page and tracking_code(case) in page
    assert not Asking.objects.exists()


def test_a_second_click_and_a_second_code_make_no_second_need(client: Client) -> None:
    send(client)
    assert client.post(CODE, {"code": "424242"})["Location"] == ASKED
    assert client.post(CODE)["Location"] == ASKED
    assert Case.objects.count() == 1 and Message.objects.filter(once__startswith="code:").count() == 1


@pytest.mark.django_db(transaction=True)
def test_eight_clicks_at_once_file_one_need() -> None:
    client = Client()
    ask(client)

    def click(_index: int) -> str:
        twin = Client()
        twin.cookies = client.cookies
        return str(twin.post(CODE, {"code": "424242"})["Location"])

    assert set(together(8, click)) == {ASKED}
    assert Case.objects.count() == 1 and Line.objects.count() == 1


def test_a_wrong_code_files_nothing(client: Client) -> None:
    ask(client)
    assert client.post(CODE, {"code": "111111"}).status_code == 422
    assert not Case.objects.exists() and Asking.objects.count() == 1


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"text": "отын"}, "text"),
        ({"work": "made-up"}, "work"),
        ({"work": "offenders"}, "work"),
        ({"area": "Жоқ ауыл"}, "area"),
        ({"area": "kz/"}, "area"),
        ({"address": ""}, "address"),
        ({"when": ""}, "when"),
        ({"day": ""}, "day"),
        ({"day": "ертең"}, "day"),
        ({"since": ""}, "since"),
        ({"until": "09:00"}, "until"),
        ({"day": "2026-03-03"}, "day"),
        ({"day": "2026-03-04", "since": "08:00", "until": "10:00"}, "until"),
        ({"day": "2026-07-01"}, "day"),
        ({"people": "0"}, "people"),
        ({"people": "көп"}, "people"),
        ({"people": "51"}, "people"),
        ({"name": ""}, "name"),
        ({"phone": "112"}, "phone"),
        ({"phone": "8 700"}, "phone"),
        ({"safety": ["bomb"]}, "safety"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(
    client: Client, about: dict[str, Any], field: str
) -> None:
    answer = client.post(FORM, typed(**about))
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    page = answer.content.decode()
    assert f'id="id_{field}-error"' in page
    if field != "address":
        assert "Достық көшесі 5" in page
    assert not Asking.objects.exists()


def test_as_soon_as_possible_is_within_a_day_and_disasters_go_first(client: Client) -> None:
    send(client, when="soon", day="", since="", until="", work="disaster")
    line = Line.objects.get()
    assert (line.during.lower, line.during.upper, line.priority) == (make.AT, make.AT + timedelta(days=1), 8)
    assert Case.objects.get().urgent and 'href="tel:112"' in client.get(ASKED).content.decode()


def test_who_asked_for_the_same_already_is_told_and_decides(client: Client) -> None:
    (mine,) = help_.need(help_.line(starts=make.AT + timedelta(days=2)))
    assert send(client)["Location"] == ASKED
    assert Line.objects.count() == 1
    assert number_of(mine.obligation.case) in client.get(ASKED).content.decode()
    assert client.post(ASKED)["Location"] == ASKED
    assert client.post(ASKED).status_code == 200
    assert Line.objects.count() == 2


def test_nobody_is_told_of_another_persons_need(client: Client) -> None:
    (theirs,) = help_.need(
        help_.line(starts=make.AT + timedelta(days=2)), person=NewParty("Көрші", phone="+77001008888")
    )
    send(client)
    assert Line.objects.count() == 2
    assert number_of(theirs.obligation.case) not in client.get(ASKED).content.decode()


def test_another_phone_has_to_be_confirmed_anew(client: Client) -> None:
    help_.need(help_.line(starts=make.AT + timedelta(days=2)))
    send(client)
    assert client.post(FORM, typed())["Location"] == ASKED
    assert client.post(FORM, typed(phone="+77001007777"))["Location"] == CODE
    assert client.get(ASKED)["Location"] == CODE
    assert client.post(ASKED)["Location"] == CODE
    assert Line.objects.count() == 1


def test_what_was_typed_comes_back_and_a_time_that_is_over_is_told(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(client)
    page = client.get(FORM).content.decode()
    assert "Достық көшесі 5" in page and "2026-03-06" in page and "govuk-error-message" not in page
    monkeypatch.setattr("dauys.volunteers.pages.ask.now", lambda: make.AT + timedelta(days=3))
    assert client.get(CODE)["Location"] == FORM
    assert list(client.get(FORM).context["form"].errors) == ["day"]


def test_a_place_without_an_office_is_said_at_once(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.volunteers.forms_of_asking.office_of", lambda _area: None)
    answer = client.post(FORM, typed())
    assert answer.status_code == 422 and list(answer.context["form"].errors) == ["area"]
    assert not Asking.objects.exists()


def test_nothing_of_it_lies_open_in_table_or_cookie(client: Client) -> None:
    ask(client)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(a)::text FROM volunteers_asking a")
        raw = cursor.fetchone()[0] + str(client.cookies)
    for plain in ("Әже", "Достық", "7001009999", "100 99 99"):
        assert plain not in raw and plain.encode().hex() not in raw


def test_what_nobody_sends_goes_after_a_day(client: Client) -> None:
    ask(client)
    assert actions.sweep_asking(at=make.AT + timedelta(hours=24)) == 0
    assert actions.sweep_asking(at=make.AT + timedelta(hours=24, seconds=1)) == 1
    assert client.get(CODE)["Location"] == FORM and not Asking.objects.exists()


def call_me(client: Client, **about: Any) -> Any:
    return client.post(
        CALL_ME, {"key": str(uuid4()), "name": "Ана Үлгі", "phone": PHONE, "language": "kk", **about}
    )  # fmt: skip


def test_who_does_not_want_to_write_is_called_once(client: Client) -> None:
    key = str(uuid4())
    for _click in range(2):
        answer = call_me(client, key=key)
        assert answer.status_code == 302 and client.get(answer["Location"]).status_code == 200
    call_me(client, name="Ана")
    call = Call.objects.get()
    assert (call.state, call.way, call.name, call.phone, call.office.code) == (
        "waiting", "out", "Ана Үлгі", PHONE, "volunteers",
    )  # fmt: skip
    assert Entry.objects.filter(verb="volunteers.ask_for_call").count() == 1


@pytest.mark.parametrize(
    ("about", "field"), [({"phone": "101"}, "phone"), ({"name": ""}, "name"), ({"language": "xx"}, "language")]
)
def test_a_wrong_wish_to_be_called_is_corrected(client: Client, about: dict[str, str], field: str) -> None:
    answer = call_me(client, **about)
    assert answer.status_code == 422 and list(answer.context["form"].errors) == [field]
    assert not Call.objects.exists()


def test_calls_are_not_ordered_by_the_hundred(client: Client) -> None:
    answers = [call_me(client, phone=f"+770010000{n:02}").status_code for n in range(12)]
    assert answers == [302] * 10 + [429] * 2 and Call.objects.count() == 10


def test_the_form_reads_what_it_wrote(client: Client) -> None:
    ask(client, people="3")
    form = AskForm(json.loads(Asking.objects.get().content), at=make.AT)
    assert form.is_valid() and form.line().people == 3 and form.cleaned_data["safety"] == ["dog"]
