"""Where a member of staff is signed in: the list is true, one session or all others end at once, and only one's own."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.test import Client
from tests.support import counted_sql

from dauys.ground.access.actors import SYSTEM
from dauys.ground.accounts import actions
from dauys.ground.accounts.models import SignIn
from dauys.ground.accounts.queries import sign_ins_of
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now

SECURITY = "/kk/desk/security/"
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
PHONE = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36"


def entered(user: Any, make: Any, browser: str = FIREFOX, address: str = "10.11.12.13") -> Client:
    client = Client(headers={"user-agent": browser}, REMOTE_ADDR=address)
    reply = client.post("/kk/login/", {"email": user.email, "password": make.PASSWORD})
    assert reply["Location"] == "/kk/desk/start/"
    return client


def is_in(client: Client) -> bool:
    return client.get("/kk/desk/").status_code == 200


def row_of(client: Client) -> SignIn:
    return SignIn.objects.get(session_key=client.session.session_key)


def end(client: Client, row: SignIn) -> Any:
    return client.post(f"{SECURITY}sessions/{row.pk}/end/")


def test_the_list_names_browsers_and_marks_this_one(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    other, _actor = make.staff("officer")
    desk, phone = entered(user, make), entered(user, make, PHONE)
    entered(other, make, "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/128.0")
    page = desk.get(SECURITY).content.decode()
    assert "Firefox, Linux" in page and "Chrome, Android" in page and "Windows" not in page
    assert page.count("осы браузер") == 1 and f"{row_of(phone).pk}/end/" in page
    assert f"{row_of(desk).pk}/end/" not in page, "this one is ended by signing out"


def test_no_address_is_kept(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    row = row_of(entered(user, make, "10.11.12.13 curl/8"))
    kept = {name: str(value) for name, value in vars(row).items() if name != "_state"}
    assert row.browser == "" and not [v for v in kept.values() if "10.11" in v or "curl" in v]


def test_one_session_is_ended_and_the_others_go_on(db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    desk, phone, third = (entered(user, make) for _ in range(3))
    assert end(desk, row_of(phone))["Location"] == SECURITY
    assert is_in(desk) and is_in(third) and not is_in(phone)
    assert {r.session_key for r in sign_ins_of(user.pk, now())} == {c.session.session_key for c in (desk, third)}
    assert Entry.objects.get(verb="accounts.end_session").actor_id == actor.id


def test_a_session_of_somebody_else_does_not_end(db: None, make: Any) -> None:
    mine, theirs = (entered(make.staff("officer")[0], make) for _ in range(2))
    for row in (row_of(theirs), SignIn(pk=uuid4())):
        assert end(mine, row)["Location"] == SECURITY
    assert is_in(theirs) and SignIn.objects.count() == 2
    assert not Entry.objects.filter(verb="accounts.end_session").exists()


def test_all_others_end_at_once_also_those_that_are_not_listed(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    other = entered(make.staff("officer")[0], make)
    desk, phone, unlisted = entered(user, make), entered(user, make, PHONE), Client()
    unlisted.force_login(user)
    assert desk.post(f"{SECURITY}sessions/end-others/")["Location"] == SECURITY
    assert is_in(desk) and is_in(other) and not is_in(phone) and not is_in(unlisted)
    assert [r.session_key for r in sign_ins_of(user.pk, now())] == [desk.session.session_key]
    assert desk.get(SECURITY).content.decode().count("осы браузер") == 1
    assert Entry.objects.filter(verb="accounts.end_other_sessions").count() == 1
    assert is_in(entered(user, make)), "a new sign-in works"


def test_what_ended_otherwise_leaves_the_list(db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    out, over, desk = entered(user, make), entered(user, make), entered(user, make)
    out.post("/kk/logout/")
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=now())
    assert [r.session_key for r in sign_ins_of(user.pk, now())] == [desk.session.session_key]
    actions.begin_second_factor(actor=actor, at=now())
    actions.reset_second_factor(email=user.email, actor=SYSTEM, at=now())
    assert not sign_ins_of(user.pk, now()), "also before the session was found to be over"
    assert not is_in(desk)


@pytest.mark.parametrize("same", [True, False])
def test_signing_in_once_more_begins_anew(db: None, make: Any, same: bool) -> None:
    """In place of what was there, whoever it is; a stolen key of before opens nothing."""
    user, other = make.staff("officer")[0], make.staff("officer")[0]
    desk = entered(user, make)
    before = desk.cookies["sessionid"].value
    who = user if same else other
    assert desk.post("/kk/login/", {"email": who.email, "password": make.PASSWORD}).status_code == 302
    assert [(row.user_id, row.session_key) for row in SignIn.objects.all()] == [(who.pk, desk.session.session_key)]
    thief = Client()
    thief.cookies["sessionid"] = before
    assert is_in(desk) and not is_in(thief)


def test_a_session_in_use_is_noted_now_and_then(db: None, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    user, _actor = make.staff("officer")
    desk, began = entered(user, make), now()

    def look(after: timedelta) -> list[str]:
        monkeypatch.setattr("dauys.ground.accounts.entering.now", lambda: began + after)
        with counted_sql() as sql:
            assert is_in(desk)
        return sql.writes

    assert not look(timedelta(minutes=4)), "a fresh session costs nothing"
    assert len(look(timedelta(minutes=6))) == 1
    assert row_of(desk).seen_at == began + timedelta(minutes=6)
    assert not look(timedelta(minutes=7)), "once in five minutes"
    cache.clear()
    look(timedelta(minutes=8))
    assert row_of(desk).seen_at == began + timedelta(minutes=6), "another process finds it noted"
    cache.clear()
    look(timedelta(hours=2))
    assert row_of(desk).seen_at == began + timedelta(hours=2)


def test_what_is_over_is_swept(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    over, desk = entered(user, make), entered(user, make)
    Session.objects.filter(session_key=over.session.session_key).update(expire_date=now() - timedelta(days=2))
    SignIn.objects.update(began_at=now() - timedelta(days=3))
    actions.sweep(before=now() - timedelta(days=1))
    assert [r.session_key for r in SignIn.objects.all()] == [desk.session.session_key]
    assert Session.objects.count() == 1


def test_only_the_owner_reaches_the_list(db: None, make: Any) -> None:
    user, _actor = make.staff("officer")
    desk = entered(user, make)
    nobody = Client()
    assert nobody.get(SECURITY).status_code == 302
    assert end(nobody, row_of(desk)).status_code == 302
    assert nobody.post(f"{SECURITY}sessions/end-others/").status_code == 302
    assert is_in(desk)


@pytest.mark.parametrize(("column", "limit"), [("seen_at", timedelta(minutes=60)), ("began_at", timedelta(hours=12))])
def test_a_session_ends_unused_or_after_twelve_hours(db: None, make: Any, column: str, limit: timedelta) -> None:
    user, _actor = make.staff("officer")
    desk, other = entered(user, make), entered(user, make)
    row = row_of(desk)
    SignIn.objects.filter(pk=row.pk).update(**{"began_at": now() - limit, column: now() - limit + timedelta(minutes=1)})
    assert is_in(desk)
    SignIn.objects.filter(pk=row.pk).update(**{"began_at": now() - limit, column: now() - limit})
    assert not is_in(desk) and is_in(other)
    assert [s.pk for s in sign_ins_of(user.pk, now())] == [row_of(other).pk]


def test_the_idle_limit_can_be_switched_off(db: None, make: Any, settings: Any) -> None:
    settings.IDLE_MINUTES = 0
    user, _actor = make.staff("officer")
    desk = entered(user, make)
    SignIn.objects.update(began_at=now() - timedelta(hours=5), seen_at=now() - timedelta(hours=5))
    assert is_in(desk)
