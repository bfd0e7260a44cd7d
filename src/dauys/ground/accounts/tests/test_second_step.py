"""Signing in in two steps: before the second nobody is signed in, and the pages that turn it on and off."""

import base64
import re
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core import signing
from django.test import Client

from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts import actions
from dauys.ground.accounts.actions import TRIES
from dauys.ground.accounts.models import Attempt, Authenticator, RecoveryCode
from dauys.ground.accounts.pending import COOKIE, LIFE
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now

DESK, CODE, SECURITY = "/kk/desk/", "/kk/login/code/", "/kk/desk/security/"


def shown(user: Any, *, steps: int = 0) -> str:
    """What the device shows now, or some steps of thirty seconds away."""
    secret = Authenticator.objects.get(user=user.pk).secret
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(now().timestamp()) + 30 * steps).decode()


def with_device(make: Any, role: str = "officer") -> tuple[Any, list[str]]:
    """A member of staff whose second factor was turned on an hour ago, and the recovery codes."""
    user, actor = make.staff(role)
    at = now() - timedelta(hours=1)
    actions.begin_second_factor(actor=actor, at=at)
    return user, actions.turn_on_second_factor(code=shown(user, steps=-120), actor=actor, at=at)


def password(client: Client, user: Any, make: Any, **more: str) -> Any:
    return client.post("/kk/login/", {"email": user.email, "password": make.PASSWORD, **more})


def is_in(client: Client) -> bool:
    return client.get(DESK).status_code == 200


def test_the_password_alone_opens_nothing(db: None, make: Any, client: Client) -> None:
    user, _codes = with_device(make)
    reply = password(client, user, make)
    assert (reply.status_code, reply["Location"]) == (302, CODE)
    assert not is_in(client) and "_auth_user_id" not in client.session
    assert client.get(SECURITY).status_code == 302 and client.post(f"{SECURITY}begin/").status_code == 302
    assert not Entry.objects.filter(verb="accounts.sign_in").exists()
    assert client.post(CODE, {"code": shown(user)})["Location"] == "/kk/desk/start/"
    assert is_in(client) and Entry.objects.filter(verb="accounts.sign_in").count() == 1
    assert client.cookies[COOKIE].value == "", "the waiting is over"


def test_the_page_wanted_is_kept_and_no_page_elsewhere(db: None, make: Any) -> None:
    user, codes = with_device(make)
    for wanted, led in ((f"{DESK}?view=new", f"{DESK}?view=new"), ("https://elsewhere.example/", "/kk/desk/start/")):
        client = Client()
        password(client, user, make, next=wanted)
        assert client.post(CODE, {"code": codes.pop()})["Location"] == led


def test_a_code_is_taken_once_in_any_browser(db: None, make: Any) -> None:
    user, _codes = with_device(make)
    code, first, second = shown(user), Client(), Client()
    for client in (first, second):
        password(client, user, make)
    assert first.post(CODE, {"code": code}).status_code == 302 and is_in(first)
    reply = second.post(CODE, {"code": code})
    assert reply.status_code == 422 and "id_code-error" in reply.content.decode() and not is_in(second)


def test_a_recovery_code_signs_in_once(db: None, make: Any) -> None:
    user, codes = with_device(make)
    for good in (True, False):
        client = Client()
        password(client, user, make)
        assert client.post(CODE, {"code": codes[0].lower()}).status_code == (302 if good else 422)
        assert is_in(client) is good


def test_the_waiting_ends_after_five_minutes(db: None, make: Any, client: Client) -> None:
    user, _codes = with_device(make)
    password(client, user, make)
    assert client.get(CODE).status_code == 200
    made = signing.time.time()
    with mock.patch("django.core.signing.time.time", return_value=made + LIFE.total_seconds() + 1):
        assert client.get(CODE)["Location"] == "/kk/login/"
        assert client.post(CODE, {"code": shown(user)})["Location"] == "/kk/login/"
    assert not is_in(client)


@pytest.mark.parametrize("value", ["", "x", "a:b:c"])
def test_who_gave_no_password_is_not_asked_for_a_code(db: None, make: Any, client: Client, value: str) -> None:
    user, _codes = with_device(make)
    forged = signing.dumps([str(user.pk), user.get_session_auth_hash()[:32], ""], salt="dauys.draft")
    client.cookies[COOKIE] = value or forged
    assert client.get(CODE)["Location"] == "/kk/login/"
    assert client.post(CODE, {"code": shown(user)})["Location"] == "/kk/login/" and not is_in(client)


def test_a_changed_password_and_a_closed_account_end_the_waiting(db: None, make: Any) -> None:
    for change in ("password", "closed", "reset"):
        user, _codes = with_device(make)
        client, code = Client(), shown(user)
        password(client, user, make)
        if change == "password":
            user.set_password("quite another password")
        user.is_active = change != "closed"
        user.save(update_fields=["password", "is_active"])
        if change == "reset":
            actions.reset_second_factor(email=user.email, actor=SYSTEM, at=now())
        assert client.post(CODE, {"code": code})["Location"] == "/kk/login/", change
        assert not is_in(client)


def test_guessing_the_code_is_slow_and_says_so(db: None, make: Any) -> None:
    user, codes = with_device(make)
    good = shown(user)
    for n in range(TRIES):
        client = Client(REMOTE_ADDR=f"10.0.0.{n + 1}")
        password(client, user, make)
        assert client.post(CODE, {"code": f"{(int(good) + 7) % 10**6:06d}"}).status_code == 422
    for right in (good, codes[0]):
        reply = client.post(CODE, {"code": right})
        assert reply.status_code == 422 and "15 минут" in reply.content.decode() and not is_in(client)
    Attempt.objects.filter(scope="second-factor").delete()
    assert client.post(CODE, {"code": good}).status_code == 302


def test_the_key_of_the_session_changes_at_each_door(db: None, make: Any) -> None:
    """A session planted into a browser before the sign-in is worth nothing after it."""
    plain, (user, _codes) = make.staff("officer")[0], with_device(make)
    for who in (plain, user):
        client = Client()
        session = client.session
        session["planted"] = "1"
        session.save()
        planted = session.session_key
        client.cookies["sessionid"] = planted
        password(client, who, make)
        if who is user:
            assert client.post(CODE, {"code": shown(user)}).status_code == 302
        assert is_in(client) and client.session.session_key != planted
        thief = Client()
        thief.cookies["sessionid"] = planted
        assert not is_in(thief)


def test_turned_on_by_its_pages(db: None, make: Any, client: Client) -> None:
    user, _actor = make.staff("officer")
    elsewhere = Client()
    for browser in (client, elsewhere):
        assert password(browser, user, make)["Location"] == "/kk/desk/start/"
    assert client.get(f"{SECURITY}set-up/")["Location"] == SECURITY
    assert not Authenticator.objects.exists(), "looking begins nothing"
    assert client.post(f"{SECURITY}begin/")["Location"] == f"{SECURITY}set-up/"
    page = client.get(f"{SECURITY}set-up/").content.decode()
    secret = Authenticator.objects.get().secret
    assert secret in re.sub(r"\s", "", page) and '<svg class="d-qr"' in page
    assert client.post(f"{SECURITY}set-up/", {"code": "12345"}).status_code == 422
    done = client.post(f"{SECURITY}set-up/", {"code": shown(user)})
    codes = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", done.content.decode())
    assert done.status_code == 200 and len(codes) == 10 and "no-store" in done["Cache-Control"]
    assert is_in(client) and not is_in(elsewhere), "other windows are signed out"
    assert not any(code in client.get(SECURITY).content.decode() for code in codes)
    assert client.get(f"{SECURITY}set-up/")["Location"] == SECURITY, "the secret is not shown again"

    fresh = client.post(f"{SECURITY}codes/", {"code": codes[0]}).content.decode()
    new = re.findall(r"<li>([0-9A-Z]{5}-[0-9A-Z]{5})</li>", fresh)
    assert len(new) == 10 and client.post(f"{SECURITY}off/", {"code": codes[1]}).status_code == 422
    assert client.post(f"{SECURITY}off/", {"code": new[0]})["Location"] == SECURITY
    assert not Authenticator.objects.exists() and not RecoveryCode.objects.exists() and is_in(client)
    assert client.get(f"{SECURITY}off/")["Location"] == client.get(f"{SECURITY}codes/")["Location"] == SECURITY


def test_the_policy_leads_to_the_set_up_and_nowhere_else(db: None, make: Any, settings: Any, client: Client) -> None:
    settings.SECOND_FACTOR_ROLES = ("administrator",)
    boss, officer = make.staff("administrator", "")[0], make.staff("officer")[0]
    password(client, boss, make)
    for page in ("/kk/desk/start/", "/kk/desk/undelivered/", DESK, f"{SECURITY}off/", f"{SECURITY}codes/"):
        assert client.get(page)["Location"] == SECURITY, page
    assert client.post("/kk/desk/register/", {})["Location"] == SECURITY
    assert client.get(SECURITY).status_code == 200
    client.post(f"{SECURITY}begin/")
    assert client.post(f"{SECURITY}set-up/", {"code": shown(boss)}).status_code == 200
    assert client.get("/kk/desk/undelivered/").status_code == 200
    other = Client()
    password(other, officer, make)
    assert is_in(other), "who is not named is not asked"


def test_the_policy_costs_no_statement(db: None, make: Any, settings: Any, client: Client, sql_count: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ("administrator", "officer")
    user, _codes = with_device(make)
    password(client, user, make)
    client.post(CODE, {"code": shown(user)})
    assert is_in(client)
    with sql_count() as sql:
        assert is_in(client)
    assert len(sql) <= 4, sql
    with sql_count() as sql:
        assert client.get(SECURITY).status_code == 200
    assert len(sql) <= 6 and not sql.writes, sql
