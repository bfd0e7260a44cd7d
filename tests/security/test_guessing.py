"""Guessing is slow: limits hold across addresses and processes, say so clearly, and leave the owner their way in."""

from contextlib import suppress
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.cache import cache
from django.test import Client

from dauys.cases import actions
from dauys.cases.queries import number_of
from dauys.channels import drafts
from dauys.ground.accounts.actions import CODE_TRIES, CODES_AN_HOUR, TRIES, WrongCode, redeem_code
from dauys.ground.accounts.models import OneTimeCode
from dauys.ground.moment import now
from tests import factories as make
from tests.threads import together

WRONG = "AAAAA-AAAAA"
LANGUAGES = ("kk", "ru", "en")
WAIT = {"kk": "15 минут", "ru": "15 минут", "en": "15 minutes"}


def from_(address: str, **about: Any) -> Client:
    """A fresh browser at this address, talking to a process that has just started."""
    cache.clear()
    return Client(REMOTE_ADDR=address, **about)


def guess(address: str, number: str, code: str, language: str = "kk") -> Any:
    return from_(address).post(f"/{language}/track/", {"number": number, "code": code})


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_shut_for_who_guesses_and_open_for_its_owner(db: None, language: str) -> None:
    made = make.case()
    number = number_of(made.case)
    for _ in range(TRIES):
        assert guess("10.0.0.1", number, WRONG, language).status_code == 422
    shut = guess("10.0.0.1", number, made.code, language)
    assert shut.status_code == 422 and "dauys_case" not in shut.cookies
    assert WAIT[language] in shut.content.decode()
    assert f'lang="{language}"' in shut.content.decode()
    assert guess("10.0.0.2", number, made.code, language).status_code == 302, "the owner elsewhere is locked out"


def test_headers_and_cookies_do_not_make_a_new_guesser(db: None) -> None:
    made = make.case()
    number = number_of(made.case)
    for n in range(TRIES):
        fresh = f"9.9.9.{n}"
        headers = {"X-Forwarded-For": fresh, "X-Real-IP": fresh, "Forwarded": f"for={fresh}", "User-Agent": fresh}
        from_("10.0.0.1").post("/kk/track/", {"number": number, "code": WRONG}, headers=headers)
    assert guess("10.0.0.1", number, made.code).status_code == 422


def test_one_address_cannot_try_many_numbers(db: None) -> None:
    cases = [make.case(text=f"{make.TEXT} {n}") for n in range(3)]
    for n in range(30):
        guess("10.0.0.1", f"KZ-2026-{n:07d}-1", WRONG)
    assert guess("10.0.0.1", number_of(cases[0].case), cases[0].code).status_code == 422
    assert guess("10.0.0.2", number_of(cases[0].case), cases[0].code).status_code == 302


def test_many_addresses_together_cannot_try_one_number(db: None) -> None:
    """A hundred wrong codes in a quarter of an hour, of 2^50 there are; then the number rests for everybody."""
    made = make.case()
    number = number_of(made.case)
    for n in range(100):
        guess(f"10.0.{n}.1", number, WRONG)
    assert guess("10.1.0.1", number, made.code).status_code == 422


def test_the_wait_ends(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = make.case()
    for _ in range(TRIES):
        guess("10.0.0.1", number_of(made.case), WRONG)
    later = now() + timedelta(minutes=16)
    monkeypatch.setattr("dauys.channels.pages.track.now", lambda: later)
    assert guess("10.0.0.1", number_of(made.case), made.code).status_code == 302


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_password_is_not_guessed_from_one_address(db: None, language: str) -> None:
    user, _actor = make.staff("clerk", "centre")

    def enter(address: str, password: str, email: str = user.email) -> Any:
        return from_(address).post(f"/{language}/login/", {"email": email, "password": password})

    for n in range(TRIES):
        spelled = user.email.upper() if n % 2 else f" {user.email} "
        assert enter("10.0.0.1", "wrong password", spelled).status_code == 422
    shut = enter("10.0.0.1", make.PASSWORD)
    assert shut.status_code == 422 and "sessionid" not in shut.cookies
    assert WAIT[language] in shut.content.decode()
    assert enter("10.0.0.2", make.PASSWORD).status_code == 302, "the owner elsewhere is locked out"


def test_one_address_cannot_try_one_password_on_many_accounts(db: None) -> None:
    user, _actor = make.staff("clerk", "centre")
    for n in range(50):
        from_("10.0.0.1").post("/kk/login/", {"email": f"somebody{n}@example.kz", "password": make.PASSWORD})
    assert from_("10.0.0.1").post("/kk/login/", {"email": user.email, "password": make.PASSWORD}).status_code == 422
    assert from_("10.0.0.2").post("/kk/login/", {"email": user.email, "password": make.PASSWORD}).status_code == 302


def test_nobody_learns_who_has_an_account(db: None) -> None:
    user, _actor = make.staff("clerk", "centre")
    pages = []
    for email in (user.email, "nobody@example.kz"):
        page = from_("10.0.0.1").post("/kk/login/", {"email": email, "password": "wrong password"})
        pages.append(page.content.decode().replace(email, "").split("<main")[1].split("csrfmiddlewaretoken")[0])
    assert pages[0] == pages[1]


# One-time codes


def begun(address: str = "10.0.0.1", **about: Any) -> tuple[Client, Any]:
    key = uuid4()
    drafts.save(key, make.draft(**about), at=now())
    client = from_(address)
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    return client, key


def test_no_try_at_a_code_is_lost_between_processes(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Thirty at once are thirty counted, and after them the right one is refused."""
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)
    key, contact = uuid4(), "+77001234567"
    actions.send_code(subject=key, channel="sms", address=contact, language="kk", at=make.AT)

    def attempt(n: int) -> None:
        for more in range(3):
            with suppress(WrongCode):
                redeem_code(subject=key, contact=contact, code=f"{n:03d}{more:03d}", at=make.AT)

    assert together(10, attempt) == [None] * 10
    assert OneTimeCode.objects.get().tries == 30
    with pytest.raises(WrongCode):
        redeem_code(subject=key, contact=contact, code="424242", at=make.AT)


def test_codes_asked_for_at_once_are_no_more_than_one_after_another(transactional_db: None) -> None:
    def ask(_n: int) -> None:
        actions.send_code(subject=uuid4(), channel="sms", address="+77001234567", language="kk", at=make.AT)

    results = together(12, ask)
    assert sum(r is None for r in results) == CODES_AN_HOUR
    assert OneTimeCode.objects.count() == CODES_AN_HOUR


def test_the_right_code_after_five_wrong_ones_is_refused(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)
    client, _key = begun()
    client.post("/kk/say/code/")
    for n in range(CODE_TRIES):
        assert client.post("/kk/say/code/", {"code": f"{n:06d}"}).status_code == 422
    assert client.post("/kk/say/code/", {"code": "424242"}).status_code == 422
    client.post("/kk/say/code/")
    assert client.post("/kk/say/code/", {"code": "424242"}).status_code == 302, "a new code helps the owner"


@pytest.mark.parametrize("language", LANGUAGES)
def test_codes_to_one_contact_are_few_from_whatever_address(db: None, language: str) -> None:
    sent = 0
    for n in range(CODES_AN_HOUR + 3):
        client, _key = begun(f"10.0.{n}.1")
        page = client.post(f"/{language}/say/code/")
        sent += page.status_code == 302
    assert sent == CODES_AN_HOUR
    assert page.status_code == 422 and f'lang="{language}"' in page.content.decode()
    other, _key = begun("10.0.0.1", phone="+77019998877")
    assert other.post("/kk/say/code/").status_code == 302


def test_a_code_is_spent_once_and_for_its_own_draft_only(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.ground.accounts.actions.codes.secrets.randbelow", lambda _n: 424242)
    mine, key = begun()
    theirs, _other = begun("10.0.0.2", phone="+77019998877")
    mine.post("/kk/say/code/")
    assert theirs.post("/kk/say/code/", {"code": "424242"}).status_code == 422
    assert mine.post("/kk/say/code/", {"code": "424242"}).status_code == 302
    spent = OneTimeCode.objects.get(subject=key).used_at
    assert mine.post("/kk/say/code/", {"code": "424242"})["Location"] == "/kk/say/check/", "a second click"
    assert OneTimeCode.objects.get(subject=key).used_at == spent
    mine.post("/kk/say/you/", {"name": "Айгүл Серікқызы", "phone": "+77015554433", "email": ""})
    assert mine.post("/kk/say/code/", {"code": "424242"}).status_code == 422, "for no other contact"
