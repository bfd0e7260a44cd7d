"""Forged hosts, addresses that lead elsewhere, and sessions that somebody else planted or kept."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.actions import send_due
from dauys.ground.ui.addresses import client_address
from dauys.site.wiring import HEARERS
from tests.security.test_every_post import address
from tests.security.visitors import file_by_api, town, voice
from tests.sweep.test_sweep import NAMES

EVIL = "elsewhere.example"
FORGED = (
    EVIL,
    f"localhost@{EVIL}",
    f"localhost.{EVIL}",
    f"localhost:80@{EVIL}",
    "localhost/x",
    "локалхост",
    "[::1].x",
    "a b",
    "",
)
_LINKS = re.compile(r'(?:href|src|action|content)="([^"]*)"')


@pytest.mark.parametrize("host", FORGED)
def test_a_forged_host_is_refused_with_a_page(db: None, host: str) -> None:
    client = Client(raise_request_exception=False)
    for path in ("/", "/kk/", "/kk/login/", "/kk/desk/", "/api/v1/cases", "/nothing"):
        for method in ("get", "post"):
            response = getattr(client, method)(path, headers={"host": host})
            assert response.status_code == 400, path
            assert EVIL not in response.content.decode() + str(response.headers)


FORWARDED = {
    "X-Forwarded-Host": EVIL, "X-Host": EVIL, "Forwarded": f"host={EVIL}", "X-Original-URL": "/kk/desk/",
    "X-Rewrite-URL": "/kk/desk/", "X-Forwarded-Proto": "https", "X-Forwarded-Server": EVIL, "X-Forwarded-Port": "1",
    "Referer": f"https://{EVIL}/", "Origin": "null", "X-HTTP-Method-Override": "DELETE",
}  # fmt: skip


@pytest.mark.sweep
def test_no_page_follows_a_header_of_the_caller(db: None) -> None:
    here, wrong = town(), []
    for who in ("nobody", "citizen", "officer", "clerk"):
        client = here.client(who)
        for name in NAMES:
            plain, forged = client.get(address(here, name)), client.get(address(here, name), headers=FORWARDED)
            where = forged.headers.get("Location", "")
            if plain.status_code != forged.status_code or where != plain.headers.get("Location", ""):
                wrong.append(f"{name} as {who}: {forged.status_code} {where}")
            if forged.headers.get("Content-Type", "").startswith("text/html"):
                links = _LINKS.findall(forged.content.decode())
                wrong += [f"{name} as {who}: {link}" for link in links if EVIL in link or link.startswith("//")]
    assert not wrong, "\n".join(wrong)


def test_links_of_mails_and_receipts_are_the_operators(
    transactional_db: None, make: Any, smtp: Any, settings: Any
) -> None:
    settings.PUBLIC_URL = "https://voice.example.kz"
    body = voice(email="a@example.kz", phone="")
    receipt = file_by_api(Client(), body, **{**FORWARDED, "Host": "localhost"})
    assert receipt.json()["track"].startswith("https://voice.example.kz/")
    JournalFollower(HEARERS).drain(make.AT)
    send_due(at=make.AT + timedelta(days=400))
    (mail,) = smtp.messages
    assert set(re.findall(r"https?://[^/\s]+", mail.get_content())) == {"https://voice.example.kz"}


ELSEWHERE = (
    f"https://{EVIL}/", f"//{EVIL}/", f"/\\{EVIL}", f"\\\\{EVIL}", f"http:{EVIL}", f"https:///{EVIL}", f"///{EVIL}",
    f"/\t/{EVIL}", f"\t//{EVIL}", f" //{EVIL}", f"http://localhost@{EVIL}/", f"http://testserver.{EVIL}/",
    f"//testserver@{EVIL}", "javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", f"https:{EVIL}",
    f"/%0d%0aLocation:%20https://{EVIL}", f"//{EVIL}%2f%2e%2e", f"http://[::1]@{EVIL}", "ftp://testserver/",
    f"\x00//{EVIL}", f"/%2f{EVIL}", f"//{EVIL}:80\\@testserver",
)  # fmt: skip


@pytest.mark.parametrize("target", ELSEWHERE, ids=repr)
def test_signing_in_never_leads_elsewhere(db: None, make: Any, target: str) -> None:
    user, _actor = make.staff("clerk", "centre")
    page = Client().get("/kk/login/", {"next": target}).content.decode()
    assert f'value="https://{EVIL}' not in page and 'value="//' not in page and 'value="javascript' not in page.lower()
    for how in ("form", "query"):
        fields = {"email": user.email, "password": make.PASSWORD, **({"next": target} if how == "form" else {})}
        query = {"next": target} if how == "query" else {}
        response = Client().post("/kk/login/", fields, query_params=query)
        if how == "query" and "\x00" in target:
            assert response.status_code == 400
            continue
        assert response.status_code == 302
        where = response["Location"]
        assert re.match(r"/[^/\\]", where), where
        assert where.startswith("/kk/desk/") or "%0" in where or where == f"/%2f{EVIL}", where
        assert not set(where) & set("\r\n\t\\")


def test_no_address_of_ours_turns_into_another_host(db: None) -> None:
    """Doubled slashes, missing slashes, languages: every redirect stays below one slash."""
    client = Client(raise_request_exception=False)
    for start in (
        f"//{EVIL}",
        f"///{EVIL}/kk/say",
        f"//{EVIL}/..;/kk/",
        f"/kk//{EVIL}",
        f"/%2f{EVIL}/",
        f"/kk/%5c{EVIL}",
        f"/\\{EVIL}",
    ):
        for path in (start, f"{start}/", f"{start}/say", f"{start}/%2e%2e"):
            response = client.get(path)
            assert response.status_code in (301, 302, 400, 404), path
            assert re.match(r"$|/[^/\\]|/$", response.headers.get("Location", "")), (path, response["Location"])
            assert f'href="//{EVIL}' not in response.content.decode(), path


# Sessions


def sign_in(client: Client, make: Any, user: Any) -> Any:
    return client.post("/kk/login/", {"email": user.email, "password": make.PASSWORD})


@pytest.mark.parametrize("planted", ["a" * 32, "x", "../../etc/passwd", "of a visitor", "of somebody signed in"])
def test_a_planted_session_is_not_kept(db: None, make: Any, planted: str) -> None:
    user, other = make.staff("clerk", "centre")[0], make.staff("officer")[0]
    attacker = Client()
    if planted == "of a visitor":
        session = attacker.session
        session["mine"] = "x"
        session.save()
        planted = session.session_key or ""
    elif planted == "of somebody signed in":
        sign_in(attacker, make, other)
        planted = attacker.cookies["sessionid"].value
    victim = Client()
    victim.cookies["sessionid"] = planted
    assert sign_in(victim, make, user).status_code == 302
    assert victim.cookies["sessionid"].value != planted
    attacker.cookies["sessionid"] = planted
    page = attacker.get("/kk/desk/")
    assert page.status_code == 302 or user.name not in page.content.decode()
    assert not Session.objects.filter(session_key=planted).exists()


def test_signing_out_ends_the_session_on_the_server(db: None, make: Any) -> None:
    client, user = Client(), make.staff("clerk", "centre")[0]
    sign_in(client, make, user)
    kept = client.cookies["sessionid"].value
    assert client.get("/kk/desk/").status_code == 200
    client.post("/kk/logout/")
    assert not Session.objects.filter(session_key=kept).exists()
    thief = Client()
    thief.cookies["sessionid"] = kept
    assert thief.get("/kk/desk/")["Location"].startswith("/kk/login/")


def test_a_session_of_who_was_dismissed_opens_nothing(db: None, make: Any) -> None:
    client, user = Client(), make.staff("clerk", "centre")[0]
    sign_in(client, make, user)
    user.is_active = False
    user.save()
    assert client.get("/kk/desk/").status_code == 302


def test_a_changed_password_ends_other_sessions(db: None, make: Any) -> None:
    client, user = Client(), make.staff("clerk", "centre")[0]
    sign_in(client, make, user)
    user.set_password("another long password")
    user.save()
    assert client.get("/kk/desk/").status_code == 302


def test_a_session_ends_by_itself(db: None, make: Any) -> None:
    client, user = Client(), make.staff("clerk", "centre")[0]
    answer = sign_in(client, make, user)
    assert int(answer.cookies["sessionid"]["max-age"]) <= 12 * 3600


# The address of a caller


@pytest.mark.parametrize(
    ("proxies", "forwarded", "seen"),
    [
        (0, "1.2.3.4", "127.0.0.1"),
        (1, "1.2.3.4", "1.2.3.4"),
        (1, "9.9.9.9, 1.2.3.4", "1.2.3.4"),
        (2, "9.9.9.9, 1.2.3.4, 10.0.0.1", "1.2.3.4"),
        (2, "1.2.3.4", "127.0.0.1"),
        (1, "", "127.0.0.1"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        (1, "::ffff:1.2.3.4", "1.2.3.4"),
        (1, "unknown", "unknown"),
    ],
)
def test_who_calls_is_what_our_own_proxy_wrote(rf: Any, settings: Any, proxies: int, forwarded: str, seen: str) -> None:
    """Hops a caller invents are not believed; a house with IPv6 has billions of addresses, which count as one."""
    settings.TRUSTED_PROXIES = proxies
    assert client_address(rf.get("/", headers={"X-Forwarded-For": forwarded})) == seen
