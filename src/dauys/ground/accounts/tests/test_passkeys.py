"""Passkeys: one that was added opens its account once for each answer, and every spoiled answer opens nothing."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from fido2.utils import websafe_encode
from tests.authenticator import ADDRESS, UP, Phone, passkey_of
from tests.sweep.world import turned_on

from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.accounts import actions, asked_passkey
from dauys.ground.accounts.models import Attempt, Authenticator, Passkey, SignIn, User
from dauys.ground.accounts.passkeys import Answer, are_on
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now

ENTER, SECURITY, CODE = "/kk/login/passkey/", "/kk/desk/security/", "/kk/login/code/"
ADD, CREATE = f"{SECURITY}passkeys/add/", f"{SECURITY}passkeys/create/"


def holder(make: Any, role: str = "officer") -> tuple[Any, Actor, Phone, list[str]]:
    """A member of staff with a second factor and a passkey in a phone."""
    user, actor = make.staff(role)
    codes = turned_on(actor)
    return user, actor, passkey_of(actor, now())[0], codes


def asked(client: Client, address: str = ENTER, cookie: str = asked_passkey.SHOW) -> bytes:
    """The challenge that a page shows and its cookie remembers."""
    page = client.get(address).content.decode()
    challenge = bytes.fromhex(signing.loads(client.cookies[cookie].value, salt=cookie)[0])
    assert websafe_encode(challenge) in page
    return challenge


def enter(client: Client, phone: Phone, **about: Any) -> Any:
    return client.post(ENTER, {"credential": phone.show(asked(client), **about)})


def is_in(client: Client) -> bool:
    return client.get("/kk/desk/").status_code == 200


def refused(reply: Any, client: Client) -> None:
    assert reply.status_code == 422 and "govuk-error-summary" in reply.content.decode()
    assert not is_in(client) and not SignIn.objects.exists()
    assert not Entry.objects.filter(verb="accounts.sign_in").exists()


def test_a_passkey_signs_in_without_a_password_and_counts_as_both(db: None, make: Any, client: Client) -> None:
    user, actor, phone, _codes = holder(make)
    assert ENTER in client.get("/kk/login/").content.decode()
    page = client.get(f"{ENTER}?next=/kk/desk/calendar/")
    assert "no-store" in page["Cache-Control"] and user.email not in page.content.decode()
    said = phone.show(asked(client))
    reply = client.post(ENTER, {"credential": said, "next": "/kk/desk/calendar/"})
    assert reply["Location"] == "/kk/desk/calendar/" and is_in(client)
    entry = Entry.objects.get(verb="accounts.sign_in")
    assert entry.actor_id == actor.id and entry.payload == {"user": str(user.pk), "by": "passkey"}
    assert SignIn.objects.get().user_id == user.pk and Passkey.objects.get().used_at is not None
    assert client.cookies[asked_passkey.SHOW].value == ""
    assert "Телефон" in client.get(SECURITY).content.decode()


def test_who_must_have_a_second_factor_has_it(db: None, make: Any, client: Client, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ("officer",)
    _user, _actor, phone, _codes = holder(make)
    enter(client, phone)
    assert is_in(client)


@pytest.mark.parametrize(
    "spoiled",
    [
        {"origin": "https://evil.example"},
        {"origin": "http://localhost:8001"},
        {"origin": "https://localhost:8000"},
        {"origin": "http://sub.localhost:8000"},
        {"domain": "evil.example"},
        {"flags": int(UP)},
        {"flags": 0},
        {"credential_id": b"x" * 32},
    ],
    ids=str,
)
def test_an_answer_from_elsewhere_or_for_nobody_is_refused(
    db: None, make: Any, client: Client, spoiled: dict[str, Any]
) -> None:
    _user, _actor, phone, _codes = holder(make)
    for name, value in spoiled.items():
        setattr(phone, name, value)
    refused(enter(client, phone), client)
    assert Attempt.objects.filter(scope="passkey-from").count() == 1


@pytest.mark.parametrize(
    "about", [{"type": "webauthn.create"}, {"challenge": websafe_encode(b"y" * 32)}, {"cross_origin": True}], ids=str
)
def test_an_answer_to_another_question_is_refused(db: None, make: Any, client: Client, about: dict[str, Any]) -> None:
    _user, _actor, phone, _codes = holder(make)
    refused(enter(client, phone, **about), client)


def test_a_signature_of_another_key_is_refused(db: None, make: Any, client: Client) -> None:
    _user, _actor, phone, _codes = holder(make)
    forger = Phone(phone.owner, credential_id=phone.credential_id)
    refused(enter(client, forger), client)


@pytest.mark.parametrize("said", ["", "x", "[]", "{}", "7", "null", '{"rawId": 7}', "{" * 9000, "x" * 20_001], ids=len)
def test_what_is_no_answer_is_refused(db: None, make: Any, client: Client, said: str) -> None:
    holder(make)
    asked(client)
    refused(client.post(ENTER, {"credential": said}), client)


def test_an_answer_with_parts_cut_off_is_refused(db: None, make: Any, client: Client) -> None:
    _user, _actor, phone, _codes = holder(make)
    whole = json.loads(phone.show(asked(client)))
    for part in whole["response"]:
        for value in (None, "", "AAAA", whole["response"][part][:-8]):
            told = {**whole, "response": {**whole["response"], part: value}}
            challenge_again = asked(client)
            assert challenge_again
            refused(client.post(ENTER, {"credential": json.dumps(told)}), client)


def test_an_answer_works_once_even_with_the_cookie_kept(db: None, make: Any, client: Client) -> None:
    _user, _actor, phone, _codes = holder(make)
    said = phone.show(asked(client))
    kept = client.cookies[asked_passkey.SHOW].value
    assert client.post(ENTER, {"credential": said}).status_code == 302
    thief = Client()
    thief.cookies[asked_passkey.SHOW] = kept
    assert thief.post(ENTER, {"credential": said}).status_code == 422 and not is_in(thief)


def test_a_challenge_belongs_to_its_browser_and_its_minutes(db: None, make: Any, client: Client) -> None:
    user, _actor, phone, _codes = holder(make)
    said, elsewhere = phone.show(asked(client)), Client()
    refused(elsewhere.post(ENTER, {"credential": said}), elsewhere)
    asked(elsewhere)
    refused(elsewhere.post(ENTER, {"credential": said}), elsewhere)
    # The challenge of the second step is none of the sign-in by passkey alone.
    elsewhere.post("/kk/login/", {"email": user.email, "password": make.PASSWORD})
    step = phone.show(asked(elsewhere, CODE))
    refused(elsewhere.post(ENTER, {"credential": step}), elsewhere)


def test_a_challenge_is_too_old_after_five_minutes(
    db: None, make: Any, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    _user, _actor, phone, _codes = holder(make)
    said = phone.show(asked(client))
    late = signing.time.time() + asked_passkey.LIFE.total_seconds() + 1
    monkeypatch.setattr("django.core.signing.time.time", lambda: late)
    refused(client.post(ENTER, {"credential": said}), client)


def test_the_passkey_of_one_is_none_of_another(db: None, make: Any, client: Client) -> None:
    """Neither under another's name, nor as another's second step."""
    _user, _actor, phone, _codes = holder(make)
    other, _other_actor, others_phone, _others = holder(make)
    mine, phone.owner = phone.owner, other.pk
    refused(enter(client, phone), client)
    phone.owner = mine
    client.post("/kk/login/", {"email": other.email, "password": make.PASSWORD})
    reply = client.post(CODE, {"credential": phone.show(asked(client, CODE))})
    assert reply.status_code == 422 and not is_in(client)
    reply = client.post(CODE, {"credential": others_phone.show(asked(client, CODE))})
    assert reply.status_code == 302 and is_in(client)
    assert Entry.objects.get(verb="accounts.sign_in").payload == {"user": str(other.pk)}


def test_a_removed_passkey_opens_nothing_and_only_ones_own_is_removed(db: None, make: Any, client: Client) -> None:
    _user, actor, phone, _codes = holder(make)
    row = Passkey.objects.get()
    at_work, stranger = Client(), Client()
    enter(at_work, phone)
    stranger.force_login(make.staff("officer")[0])
    Client().post(f"{SECURITY}passkeys/{row.pk}/remove/")
    assert stranger.post(f"{SECURITY}passkeys/{row.pk}/remove/")["Location"] == SECURITY and Passkey.objects.exists()
    for _ in range(2):
        assert at_work.post(f"{SECURITY}passkeys/{row.pk}/remove/")["Location"] == SECURITY
    assert not Passkey.objects.exists()
    entry = Entry.objects.get(verb="accounts.remove_passkey")
    assert entry.actor_id == actor.id and entry.payload["passkey"] == str(row.pk)
    assert enter(client, phone).status_code == 422 and not is_in(client)


@pytest.mark.parametrize("how", ["closed", "ended", "reset", "turned off"])
def test_what_ends_the_account_or_its_second_factor_ends_its_passkeys(
    db: None, make: Any, client: Client, how: str
) -> None:
    user, actor, phone, codes = holder(make)
    if how == "closed":
        User.objects.update(is_active=False)
    elif how == "ended":
        actions.end_staff(user=user.pk, actor=SYSTEM, at=now())
    elif how == "reset":
        actions.reset_second_factor(email=user.email, actor=SYSTEM, at=now())
    else:
        actions.turn_off_second_factor(code=codes[0], actor=actor, at=now())
    assert Passkey.objects.exists() is (how == "closed")
    assert Entry.objects.filter(verb="accounts.remove_passkey").exists() is (how != "closed")
    refused(enter(client, phone), client)


def test_a_counter_that_went_back_is_refused_and_journalled(db: None, make: Any) -> None:
    _user, _actor, phone, _codes = holder(make)
    for counter, good in ((5, True), (5, False), (4, False), (0, False), (6, True)):
        client, phone.counter = Client(), counter
        assert enter(client, phone).status_code == (302 if good else 422), counter
        assert is_in(client) is good
    assert Entry.objects.filter(verb="accounts.doubt_passkey").count() == 3


def test_guessing_is_slow_from_an_address_and_for_an_account(db: None, make: Any, client: Client) -> None:
    _user, _actor, phone, _codes = holder(make)
    for _ in range(50):
        actions.count_try("passkey-from", "127.0.0.1", at=now())
    reply = enter(client, phone)
    assert reply.status_code == 422 and "15 минут" in reply.content.decode() and not is_in(client)
    elsewhere = Client(REMOTE_ADDR="10.0.0.2")
    enter(elsewhere, phone)
    assert is_in(elsewhere)
    for _ in range(100):
        actions.count_try("passkey-of", str(phone.owner), at=now())
    third = Client(REMOTE_ADDR="10.0.0.3")
    assert enter(third, phone).status_code == 422 and not is_in(third)


def test_it_is_added_by_its_pages_against_a_code(db: None, make: Any, client: Client) -> None:
    user, actor = make.staff("officer")
    codes = turned_on(actor)
    client.force_login(User.objects.get(pk=user.pk))
    for wrong in ({"name": "", "code": codes[0]}, {"name": "Кілт", "code": ""}, {"name": "Кілт", "code": "000000"}):
        reply = client.post(ADD, wrong)
        assert reply.status_code == 422 and asked_passkey.MAKE not in client.cookies, wrong
        assert f'value="{wrong["name"]}"' in reply.content.decode() or not wrong["name"]
    assert client.get(CREATE)["Location"] == SECURITY
    assert client.post(ADD, {"name": "Менің кілтім", "code": codes[1]})["Location"] == CREATE
    phone = Phone(user.pk)
    # What was made elsewhere is refused, and another try has another challenge.
    first = asked(client, CREATE, asked_passkey.MAKE)
    phone.origin = "https://evil.example"
    assert client.post(CREATE, {"credential": phone.make(first)}).status_code == 422
    phone.origin = ADDRESS
    assert client.post(CREATE, {"credential": phone.make(first)}).status_code == 422
    second = asked(client, CREATE, asked_passkey.MAKE)
    assert second != first and client.post(CREATE, {"credential": phone.make(second)})["Location"] == SECURITY
    row = Passkey.objects.get()
    assert (row.user_id, row.name) == (user.pk, "Менің кілтім")
    assert Entry.objects.get(verb="accounts.add_passkey").payload == {"user": str(user.pk), "passkey": str(row.pk)}
    assert "Менің кілтім" in client.get(SECURITY).content.decode()
    assert client.get(CREATE)["Location"] == SECURITY, "the permission is used up"
    # The next one needs no code: the first passkey is as good.
    said = phone.show(asked(client, ADD))
    assert client.post(ADD, {"name": "Екінші", "credential": said})["Location"] == CREATE


def test_what_was_agreed_in_one_session_makes_nothing_in_another(db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    codes, first, second = turned_on(actor), Client(), Client()
    for client in (first, second):
        client.force_login(User.objects.get(pk=user.pk))
    first.post(ADD, {"name": "Кілт", "code": codes[0]})
    second.cookies[asked_passkey.MAKE] = first.cookies[asked_passkey.MAKE].value
    assert second.get(CREATE)["Location"] == SECURITY
    second.post(CREATE, {"credential": Phone(user.pk).make(asked(first, CREATE, asked_passkey.MAKE))})
    assert not Passkey.objects.exists()


@pytest.mark.parametrize("spoiled", [{"flags": int(UP)}, {"domain": "evil.example"}, {"credential_id": b"short"}])
def test_a_passkey_that_verifies_nobody_is_not_kept(db: None, make: Any, spoiled: dict[str, Any]) -> None:
    _user, actor = make.staff("officer")
    turned_on(actor)
    phone, challenge = Phone(actor.user_id, **spoiled), asked_passkey.fresh()
    with pytest.raises(actions.WrongCode):
        actions.add_passkey(answer=Answer(challenge, phone.make(challenge)), name="К", actor=actor, at=now())
    assert not Passkey.objects.exists()


def test_there_is_none_without_a_second_factor_and_no_eleventh(db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    with pytest.raises(actions.NoSecondFactor):
        passkey_of(actor, now())
    turned_on(actor)
    phone, _key = passkey_of(actor, now())
    again = asked_passkey.fresh()
    with pytest.raises(actions.WrongCode):  # the same one twice
        actions.add_passkey(answer=Answer(again, phone.make(again)), name="К", actor=actor, at=now())
    for _ in range(actions.MOST_PASSKEYS - 1):
        passkey_of(actor, now())
    with pytest.raises(actions.TooManyPasskeys):
        passkey_of(actor, now())


def test_the_second_factor_is_turned_off_by_a_passkey(db: None, make: Any, client: Client) -> None:
    _user, _actor, phone, _codes = holder(make)
    enter(client, phone)
    off = f"{SECURITY}off/"
    stolen = phone.show(asked(client, f"{SECURITY}codes/"))
    assert client.post(f"{SECURITY}codes/", {"credential": stolen}).status_code == 200
    assert client.post(off, {"credential": stolen}).status_code == 422 and Authenticator.objects.exists()
    assert client.post(off, {"credential": phone.show(asked(client, off))})["Location"] == SECURITY
    assert not Authenticator.objects.exists() and not Passkey.objects.exists()


@pytest.mark.parametrize(
    ("address", "switched", "on"),
    [
        ("https://dauys.example", True, True),
        ("https://dauys.example", False, False),
        ("http://dauys.example", True, False),
        ("http://localhost:8000", True, True),
        ("http://127.0.0.1:8000", True, False),
        ("https://[::1]", True, False),
        ("https://192.0.2.1", True, False),
    ],
)
def test_they_are_off_by_setting_and_where_no_browser_has_them(
    db: None, make: Any, client: Client, settings: Any, address: str, switched: bool, on: bool
) -> None:
    _user, _actor, phone, codes = holder(make)
    challenge = asked_passkey.fresh()
    settings.PUBLIC_URL, settings.PASSKEYS = address, switched
    assert are_on() is on
    assert client.get(ENTER).status_code == (200 if on else 404)
    assert (ENTER in client.get("/kk/login/").content.decode()) is on
    if not on:
        with pytest.raises(actions.WrongCode):
            actions.enter_by_passkey(answer=Answer(challenge, phone.show(challenge)), at=now())
        client.force_login(User.objects.get(pk=phone.owner))
        assert client.get(ADD).status_code == 404 and codes
        assert "Телефон" in client.get(SECURITY).content.decode(), "what is there can be removed still"


def test_challenges_are_kept_no_longer_than_a_day(db: None, make: Any, client: Client) -> None:
    _user, _actor, phone, _codes = holder(make)
    enter(client, phone)
    assert Attempt.objects.filter(scope="passkey-challenge").count() == 2
    actions.sweep(before=now() + timedelta(days=1))
    assert not Attempt.objects.exists()
