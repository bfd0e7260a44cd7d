"""One's own password is changed against the old one: other sessions end, a letter tells, a guess counts."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from tests.log import follow

from dauys.ground.accounts.models import SignIn, User
from dauys.ground.accounts.passwords import NotOfTheOffice
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS

PAGE = "/kk/desk/security/password/"
NEW = "қой жұлдыз терезе"


def entered(user: Any, password: str) -> Client:
    client = Client()
    client.post("/kk/login/", {"email": user.email, "password": password})
    return client


def is_in(client: Client) -> bool:
    return client.get("/kk/desk/").status_code == 200


def change(client: Client, old: str, new: str = NEW, again: str | None = None) -> Any:
    return client.post(PAGE, {"old": old, "password": new, "again": new if again is None else again})


def test_the_new_one_opens_and_other_sessions_end(transactional_db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    desk, phone = entered(user, make.PASSWORD), entered(user, make.PASSWORD)
    assert is_in(desk) and is_in(phone)
    assert change(desk, make.PASSWORD)["Location"] == "/kk/desk/security/"
    assert is_in(desk) and not is_in(phone) and SignIn.objects.filter(user=user).count() == 1
    assert not is_in(entered(user, make.PASSWORD)) and is_in(entered(user, NEW))
    entry = Entry.objects.get(verb="accounts.change_password")
    assert entry.actor_id == actor.id and entry.payload == {"user": str(user.pk)}
    for _ in range(2):
        follow(now(), hearers=HEARERS)
    letter = Message.objects.get()
    assert letter.address == user.email and "/kk/desk/security/" in letter.body and NEW not in letter.body


@pytest.mark.parametrize(
    ("old", "new", "again"),
    [("wrong", NEW, NEW), ("", NEW, NEW), (None, "short", "short"), (None, NEW, "another one of it"),
     (None, "password123", "password123")],
)  # fmt: skip
def test_what_does_not_fit_changes_nothing(db: None, make: Any, old: str | None, new: str, again: str) -> None:
    user, _actor = make.staff("officer")
    desk = entered(user, make.PASSWORD)
    before = User.objects.get(pk=user.pk).password
    reply = change(desk, make.PASSWORD if old is None else old, new, again)
    assert reply.status_code == 422 and "govuk-error-message" in reply.content.decode()
    assert User.objects.get(pk=user.pk).password == before and is_in(desk)
    assert not Entry.objects.filter(verb="accounts.change_password").exists()


def test_a_borrowed_window_cannot_guess_the_old_one(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    desk = entered(user, make.PASSWORD)
    for _ in range(10):
        assert change(desk, "wrong").status_code == 422
    assert "15 минут" in change(desk, make.PASSWORD).content.decode()
    assert User.objects.get(pk=user.pk).check_password(make.PASSWORD)


@pytest.mark.parametrize("password", ["serikbayev-1", "dauys-voice1", "voice.example", "Serikbayev99"])
def test_words_of_the_office_are_no_password(settings: Any, password: str) -> None:
    settings.PUBLIC_URL = "https://voice.example.kz"
    user = User(name="Ася Serikbayev", email="a.serikbayev@office.example")
    with pytest.raises(ValidationError):
        NotOfTheOffice().validate(password, user)
    NotOfTheOffice().validate(f"{password} қой жұлдыз", user)
