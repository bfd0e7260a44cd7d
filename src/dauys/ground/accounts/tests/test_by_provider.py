"""Staff sign in at the office's provider: the right answer lets in who works here, and every spoiled one nobody."""

import logging
import time
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from joserfc.jwk import OctKey, RSAKey

from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts import actions
from dauys.ground.accounts.asked_provider import COOKIE
from dauys.ground.accounts.models import Attempt, RoleGrant, SignIn, User
from dauys.ground.accounts.tests.openid_provider import CLIENT, SECRET, OpenIdProvider, openid_provider
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now

BEGIN, BACK = "/kk/login/provider/", "/kk/login/provider/back/"


@pytest.fixture
def office(db: None, settings: Any) -> Iterator[OpenIdProvider]:
    cache.clear()
    with openid_provider() as provider:
        settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = provider.issuer, CLIENT
        settings.OIDC_CLIENT_SECRET, settings.OIDC_LABEL = SECRET, ""
        yield provider
    cache.clear()


def begun(client: Client, address: str = BEGIN, **query: str) -> str:
    reply = client.get(address, query)
    assert reply.status_code == 302 and "no-store" in reply["Cache-Control"]
    return str(reply["Location"])


def come_back(client: Client, office: OpenIdProvider, email: str, /, **claims: Any) -> Any:
    return client.get(BACK, office.agree(begun(client), email, **claims))


def is_in(client: Client) -> bool:
    return client.get("/kk/desk/").status_code == 200


def refused(reply: Any, client: Client, why: str = "failed") -> None:
    assert (reply.status_code, reply["Location"]) == (302, f"/kk/login/?provider={why}")
    assert not is_in(client) and not SignIn.objects.exists()
    assert not Entry.objects.filter(verb="accounts.sign_in").exists()
    assert "govuk-error-summary" in client.get(reply["Location"]).content.decode()


def test_who_works_here_is_let_in(office: OpenIdProvider, make: Any, client: Client) -> None:
    user, actor = make.staff("officer")
    assert BEGIN in client.get("/kk/login/").content.decode()
    reply = come_back(client, office, user.email.upper())
    assert reply["Location"] == "/kk/desk/start/" and is_in(client)
    entry = Entry.objects.get(verb="accounts.sign_in")
    assert entry.actor_id == actor.id and entry.payload == {"user": str(user.pk), "by": "provider"}
    assert SignIn.objects.get().user_id == user.pk
    assert client.cookies[COOKIE].value == ""


def test_the_secret_goes_as_the_provider_takes_it(office: OpenIdProvider, make: Any, client: Client) -> None:
    office.by_form = True
    user, _actor = make.staff("officer")
    come_back(client, office, user.email)
    assert is_in(client)


def test_the_page_wanted_and_the_language_are_kept(office: OpenIdProvider, make: Any) -> None:
    user, _actor = make.staff("officer")
    for asked, to in (("/ru/desk/calendar/", "/ru/desk/calendar/"), ("https://evil.kz/", "/ru/desk/start/")):
        client = Client()
        address = begun(client, "/ru/login/provider/", next=asked)
        assert "redirect_uri=http%3A%2F%2F" in address and "%2Fkk%2Flogin%2Fprovider%2Fback%2F" in address
        assert client.get(BACK, office.agree(address, user.email))["Location"] == to


def test_nobody_unknown_is_let_in_and_no_account_is_made(office: OpenIdProvider, make: Any, client: Client) -> None:
    make.staff("officer")
    refused(come_back(client, office, "somebody@example.kz"), client, "unknown")
    assert User.objects.count() == 1


@pytest.mark.parametrize("how", ["closed", "roles ended", "no roles"])
def test_who_left_is_not_let_in(office: OpenIdProvider, make: Any, client: Client, how: str) -> None:
    user, _actor = make.staff("officer")
    if how == "closed":
        User.objects.update(is_active=False)
    elif how == "roles ended":
        RoleGrant.objects.update(valid_until=date(2026, 1, 2))
    else:
        RoleGrant.objects.all().delete()
    refused(come_back(client, office, user.email), client, "unknown")


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "http://127.0.0.1/other"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": []},
        {"aud": [CLIENT, "another"]},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"azp": "another"},
        {"nonce": "of another sign-in"},
        {"nonce": None},
        {"exp": timedelta(minutes=-2)},
        {"exp": None},
        {"exp": "soon"},
        {"iat": None},
        {"iat": timedelta(hours=1)},
        {"nbf": timedelta(hours=1)},
        {"sub": None},
        {"email": None},
        {"email": ["officer@example.kz"]},
        {"email_verified": False},
        {"email_verified": None},
        {"email_verified": "true"},
    ],
    ids=str,
)
def test_an_answer_for_another_purpose_is_refused(
    office: OpenIdProvider, make: Any, client: Client, claims: dict[str, Any]
) -> None:
    user, _actor = make.staff("officer")
    from_now = {k: int(time.time() + v.total_seconds()) for k, v in claims.items() if isinstance(v, timedelta)}
    refused(come_back(client, office, user.email, **{**claims, **from_now}), client)
    assert Attempt.objects.filter(scope="provider-from").count() == 1


def test_several_audiences_are_fine_when_it_was_made_for_us(office: OpenIdProvider, make: Any, client: Client) -> None:
    user, _actor = make.staff("officer")
    come_back(client, office, user.email, aud=["another", CLIENT], azp=CLIENT)
    assert is_in(client)


@pytest.mark.parametrize("how", ["another key", "shared secret", "no signature", "unknown key", "cut", "empty"])
def test_a_signature_that_is_not_the_providers_is_refused(
    office: OpenIdProvider, make: Any, client: Client, how: str
) -> None:
    user, _actor = make.staff("officer")
    other = RSAKey.generate_key(2048, {"kid": "one"})
    if how == "another key":
        office.signing = other
    elif how == "shared secret":
        office.signing, office.header = OctKey.import_key(SECRET), {"alg": "HS256"}
    elif how == "unknown key":
        office.signing, office.header = other, {"kid": "two"}
    elif how == "no signature":
        office.spoiled["/realm/token"] = (200, b'{"id_token": "eyJhbGciOiJub25lIn0.eyJpc3MiOiJ4In0."}')
    else:
        office.spoiled["/realm/token"] = (200, b'{"id_token": "x.y"}' if how == "cut" else b"{}")
    refused(come_back(client, office, user.email), client)


def test_a_new_key_of_the_provider_is_found(office: OpenIdProvider, make: Any) -> None:
    user, _actor = make.staff("officer")
    first, second = Client(), Client()
    come_back(first, office, user.email)
    office.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    office.header = {"kid": "two"}
    come_back(second, office, user.email)
    assert is_in(first) and is_in(second)
    assert office.asked.count("/realm/keys") == 2
    assert office.asked.count("/realm/.well-known/openid-configuration") == 1, "remembered"


def test_what_comes_back_belongs_to_the_browser_that_went(office: OpenIdProvider, make: Any, client: Client) -> None:
    """A code stolen or planted in another browser opens nothing there."""
    user, _actor = make.staff("officer")
    theirs = Client()
    query = office.agree(begun(client), user.email)
    refused(theirs.get(BACK, query), theirs, "again")
    begun(theirs)
    refused(theirs.get(BACK, query), theirs, "again")
    state = client.get(BACK, {**query, "state": query["state"] + "x"})
    refused(state, client, "again")
    assert "/realm/token" not in office.asked


def test_a_code_with_the_state_of_another_browser_does_not_fit_its_challenge(office: OpenIdProvider, make: Any) -> None:
    user, _actor = make.staff("officer")
    one, two = Client(), Client()
    stolen = office.agree(begun(one), user.email)
    own = office.agree(begun(two), "somebody@example.kz")
    refused(two.get(BACK, {"code": stolen["code"], "state": own["state"]}), two)


def test_a_code_works_once(office: OpenIdProvider, make: Any, client: Client) -> None:
    user, _actor = make.staff("officer")
    query = office.agree(begun(client), user.email)
    held = client.cookies[COOKIE].value
    client.get(BACK, query)
    again = Client()
    again.cookies[COOKIE] = held
    assert again.get(BACK, query)["Location"] == "/kk/login/?provider=failed"
    assert is_in(client) and not is_in(again)


def test_a_spoiled_cookie_is_none(office: OpenIdProvider, make: Any, client: Client) -> None:
    user, _actor = make.staff("officer")
    query = office.agree(begun(client), user.email)
    client.cookies[COOKIE] = client.cookies[COOKIE].value[:-2] + "zz"
    refused(client.get(BACK, query), client, "again")


def test_who_turned_back_at_the_provider_reads_so(office: OpenIdProvider, client: Client) -> None:
    state = office.agree(begun(client), "x@example.kz")["state"]
    refused(client.get(BACK, {"error": "access_denied", "state": state}), client)


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/realm/.well-known/openid-configuration", (500, b"")),
        ("/realm/.well-known/openid-configuration", (200, b"[]")),
        ("/realm/.well-known/openid-configuration", (200, b'{"issuer": "http://127.0.0.1/another"}')),
        ("/realm/.well-known/openid-configuration", (302, b"http://127.0.0.1/elsewhere")),
        ("/realm/token", (400, b'{"error": "invalid_grant"}')),
        ("/realm/token", (200, b"no json")),
        ("/realm/token", (302, b"http://127.0.0.1/elsewhere")),
        ("/realm/keys", (503, b"")),
        ("/realm/keys", (200, b'{"keys": []}')),
        ("/realm/keys", (200, b'{"keys": [{"kty": "RSA"}, 7]}')),
        ("/realm/keys", (200, b'{"keys": 7}')),
    ],
    ids=str,
)
def test_a_failing_provider_lets_nobody_in(
    office: OpenIdProvider, make: Any, client: Client, path: str, answer: tuple[int, bytes]
) -> None:
    user, _actor = make.staff("officer")
    office.spoiled[path] = answer
    reply = client.get(BEGIN)
    if "/auth?" in reply["Location"]:
        reply = client.get(BACK, office.agree(reply["Location"], user.email))
    refused(reply, client)


def test_a_provider_that_names_unsafe_addresses_is_not_used(
    office: OpenIdProvider, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = office.discovery()
    monkeypatch.setattr(office, "discovery", lambda: {**told, "token_endpoint": "http://example.kz/token"})
    refused(client.get(BEGIN), client)


def test_a_provider_that_is_away_is_said_in_words(
    office: OpenIdProvider, client: Client, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.OIDC_ISSUER = "http://127.0.0.1:1/realm"
    with caplog.at_level(logging.WARNING):
        refused(client.get(BEGIN), client)
    assert "OpenID provider failed" in caplog.text


def test_many_failures_close_the_way_for_an_address(office: OpenIdProvider, make: Any, client: Client) -> None:
    user, _actor = make.staff("officer")
    for _ in range(50):
        actions.count_try("provider-from", "127.0.0.1", at=now())
    refused(come_back(client, office, user.email), client, "wait")
    elsewhere = Client(REMOTE_ADDR="10.0.0.2")
    come_back(elsewhere, office, user.email)
    assert is_in(elsewhere)


def test_the_second_factor_is_the_providers(office: OpenIdProvider, make: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_ROLES = ("officer",)
    user, _actor = make.staff("officer")
    by_provider, by_password = Client(), Client()
    come_back(by_provider, office, user.email)
    assert is_in(by_provider)
    by_password.post("/kk/login/", {"email": user.email, "password": make.PASSWORD})
    assert by_password.get("/kk/desk/")["Location"] == "/kk/desk/security/"
    assert by_provider.get("/kk/desk/security/").status_code == 200


def test_an_own_device_is_not_asked_for_after_the_provider(office: OpenIdProvider, make: Any, client: Client) -> None:
    from tests.sweep.world import turned_on

    user, actor = make.staff("officer")
    turned_on(actor)
    come_back(client, office, user.email)
    assert is_in(client)
    actions.reset_second_factor(email=user.email, actor=SYSTEM, at=now())
    assert not is_in(client)


def test_nothing_personal_reaches_the_log(
    office: OpenIdProvider, client: Client, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        come_back(client, office, "zhasyryn@example.kz", email_verified=False)
        come_back(client, office, "zhasyryn@example.kz", email_verified=True)
    assert "zhasyryn" not in caplog.text


def test_without_a_provider_there_is_no_such_way(db: None, client: Client) -> None:
    assert client.get(BEGIN).status_code == client.get(BACK).status_code == 404
    assert "provider" not in client.get("/kk/login/?provider=unknown").content.decode()


def test_the_account_stays_with_who_came_first(office: OpenIdProvider, make: Any) -> None:
    """An address that the provider gave to somebody else opens nothing; a new address of the same person does."""
    user, actor = make.staff("officer")
    first, other, renamed = Client(), Client(), Client()
    come_back(first, office, user.email, sub="7")
    assert is_in(first) and User.objects.get(pk=user.pk).provider_key
    assert Entry.objects.get(verb="accounts.bind_provider").actor_id == actor.id
    reply = come_back(other, office, user.email, sub="8")
    assert reply["Location"] == "/kk/login/?provider=unknown" and not is_in(other)
    come_back(renamed, office, "new-name@office.example", sub="7")
    assert is_in(renamed) and Entry.objects.filter(verb="accounts.bind_provider").count() == 1


def test_a_letter_from_an_administrator_unbinds_it(office: OpenIdProvider, make: Any) -> None:
    user, _actor = make.staff("officer")
    come_back(Client(), office, user.email, sub="7")
    _pk, token = actions.make_invitation(user=user, actor=SYSTEM, at=now())
    actions.accept_invitation(token=token, password="қой жұлдыз терезе", at=now())
    again = Client()
    come_back(again, office, user.email, sub="8")
    assert is_in(again)


@pytest.mark.parametrize("subject", ["", 7, None])
def test_an_answer_without_a_subject_is_refused(
    office: OpenIdProvider, make: Any, client: Client, subject: Any
) -> None:
    user, _actor = make.staff("officer")
    refused(come_back(client, office, user.email, sub=subject), client)
