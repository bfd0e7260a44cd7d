"""The public pages are for caches and for everybody; the desk marks, covers and never loses what was typed."""

import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests.log import follow

from dauys.channels.keys import _SALT
from dauys.core.redaction import BLACK
from dauys.ground.moment import now
from dauys.publication import actions
from dauys.publication.models import Publication
from dauys.site.wiring import HEARERS

pytestmark = pytest.mark.django_db
NAMED = "Көршім Иван Петров <b>шулайды</b> & телефоны +7 701 111 22 33. Түнде ұйықтай алмаймыз, көмектесіңіздер."


def wanted(**about: Any) -> make.Made:
    made = make.case(owner=make.HOUSING, at=now() - timedelta(days=2), confirmed=True, publish=True, **about)
    follow(now(), hearers=HEARERS)
    return made


def published(count: int = 1, **about: Any) -> Publication:
    boss = make.staff("supervisor")[1]
    for _ in range(count):
        made = wanted(**about)
        row = actions.publish(
            case_id=made.id, text=about.get("text", make.TEXT), decided=None, actor=boss, at=now() - timedelta(hours=1)
        )
    return row


def desk(role: str = "supervisor", body: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff(role, body)[0], settings.AUTHENTICATION_BACKENDS[0])
    return client


def author(made: make.Made) -> Client:
    from django.core import signing

    client = Client()
    client.cookies["dauys_case"] = signing.dumps(str(made.id), salt=_SALT)
    return client


def test_lists_and_pages_are_for_caches(sql_count: Any) -> None:
    row = published(3)
    for address, most in (("/kk/voices/", 4), (f"/ru/voices/{row.public_id}/", 4), ("/kk/voices/feed/", 4)):
        Client().get(address)
        with sql_count() as sql:
            first = Client().get(address)
        assert first.status_code == 200 and not first.cookies and len(sql) <= most, sql
        again = Client().get(address, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304


def test_nothing_personal_and_nothing_raw_in_list_page_and_feed() -> None:
    row = published(text=NAMED)
    assert Publication.objects.get().text == NAMED  # nobody covered it: it is still text, never markup
    for address in ("/kk/voices/", f"/kk/voices/{row.public_id}/", "/kk/"):
        page = Client().get(address).content.decode()
        assert "<b>шулайды" not in page and "Айгүл" not in page and "7001234567" not in page
    feed = Client().get("/ru/voices/feed/?topic=water")
    root = Xml.fromstring(feed.content.decode())
    space = {"a": "http://www.w3.org/2005/Atom"}
    entries = root.findall("a:entry", space)
    assert len(entries) == 1
    assert "&lt;b&gt;шулайды" in (entries[0].findtext("a:summary", "", space))
    assert entries[0].find("a:author", space) is None
    assert "Айгүл" not in feed.content.decode()


@pytest.mark.parametrize("query", ["area=kz/nowhere", "topic=nothing", "area=../etc", "area=kz/11&topic=<script>"])
def test_a_filter_the_pack_does_not_know_is_said(query: str) -> None:
    page = Client().get(f"/kk/voices/?{query}")
    assert page.status_code == 404 and "error-summary" in page.content.decode()
    feed = Client().get(f"/kk/voices/feed/?{query}")
    assert feed.status_code == 404 and feed["Content-Type"].startswith("text/plain")
    assert "Мұндай" in feed.content.decode()


@pytest.mark.parametrize("mark", ["x", "W10", "e30", "A" * 300, "WyIyMDI2LTAxLTAxVDAwOjAwOjAwIiwiYSJd"])
def test_a_mark_that_is_not_ours_starts_from_the_top(mark: str) -> None:
    published()
    assert Client().get(f"/kk/voices/?after={mark}").status_code == 200


def test_what_is_not_shown_does_not_exist() -> None:
    made = wanted()
    row = Publication.objects.get()
    assert Client().get(f"/kk/voices/{row.public_id}/").status_code == 404
    row = published()
    client = author(make.Made(row.case, make.fresh(row.case_id), ""))
    assert "Көрсету" in client.get("/kk/track/case/").content.decode()
    assert client.post("/kk/track/publication/", {"wanted": "no"}).status_code == 302
    assert Client().get(f"/kk/voices/{row.public_id}/").status_code == 404
    client.post("/kk/track/publication/", {"wanted": "yes"})
    row.refresh_from_db()
    assert (row.state, made.id != row.case_id) == ("waiting", True)


def test_a_stranger_cannot_take_back() -> None:
    row = published()
    assert Client().post("/kk/track/publication/", {"wanted": "no"}).status_code == 302
    row.refresh_from_db()
    assert row.state == "published"


def test_the_desk_marks_covers_and_shows() -> None:
    made = wanted(text=NAMED)
    client = desk()
    assert str(made.id) in client.get("/kk/desk/publish/").content.decode()
    address = f"/kk/desk/publish/{made.id}/"
    page = client.get(address).content.decode()
    assert "<mark" in page and "+7 701 111 22 33</label>" in page and "Иван Петров</label>" in page
    assert f"Көршім {BLACK * 5} &lt;b&gt;" in page  # what is marked stands covered from the start
    ticks = re.findall(r'name="hide" value="([^"]+)" checked', page)
    assert len(ticks) == 2
    filled = client.post(address, {"act": "cover", "hide": ticks[1:], "also": "Түнде"}).content.decode()
    assert f"Көршім Иван Петров &lt;b&gt;шулайды&lt;/b&gt; &amp; телефоны {BLACK * 5}. {BLACK * 5} ұйықтай" in filled
    assert not Publication.objects.filter(state="published").exists()
    wrong = client.post(address, {"act": "publish", "text": "Өзім жазған сөз."})
    assert wrong.status_code == 422 and "Өзім жазған сөз." in wrong.content.decode()
    covered = f"Көршім {BLACK * 5} <b>шулайды</b> & телефоны {BLACK * 5}. Түнде ұйықтай алмаймыз, көмектесіңіздер."
    assert client.post(address, {"act": "publish", "text": covered}).status_code == 302
    assert Publication.objects.get().text == covered
    late = client.post(address, {"act": "publish", "text": covered})
    assert late.status_code == 409


def test_more_is_covered_later_from_the_desk() -> None:
    row = published(text=NAMED)
    client, address = desk(), f"/kk/desk/publish/{row.case_id}/"
    assert 'value="more"' in client.get(address).content.decode()
    for text in (NAMED, NAMED + " Рақмет.", ""):
        assert client.post(address, {"act": "more", "text": text}).status_code == 422
    row.refresh_from_db()
    assert row.text == NAMED
    less = NAMED.replace("Иван Петров", BLACK * 5)
    assert client.post(address, {"act": "more", "text": less}).status_code == 302
    for page in (f"/kk/voices/{row.public_id}/", "/kk/voices/", "/kk/voices/feed/"):
        found = Client().get(page).content.decode()
        assert "Петров" not in found and BLACK in found
    assert desk("officer").post(address, {"act": "more", "text": less}).status_code == 404


def test_the_desk_refuses_with_a_reason() -> None:
    made = wanted()
    client, address = desk(), f"/kk/desk/publish/{made.id}/"
    assert client.post(address, {"act": "refuse"}).status_code == 422
    assert client.post(address, {"act": "refuse", "reason": "insult"}).status_code == 302
    assert Publication.objects.get().reason == "insult"
    assert "балағат" in author(made).get("/kk/track/case/").content.decode()


def test_an_answer_is_looked_at_later() -> None:
    row = published()
    made = make.Made(row.case, make.fresh(row.case_id), "")
    make.answered(made, make.team(), at=now() - timedelta(minutes=30))
    follow(now(), hearers=HEARERS)
    client, address = desk(), f"/kk/desk/publish/{made.id}/"
    assert 'name="text"' not in client.get(address).content.decode()
    decided = make.BLOCKS["decided"]
    assert client.post(address, {"act": "publish", "decided": decided, "show_answer": "on"}).status_code == 302
    page = Client().get(f"/kk/voices/{row.public_id}/").content.decode()
    assert decided in page and make.BLOCKS["found"] not in page


@pytest.mark.parametrize(
    ("role", "body"), [("officer", make.HOUSING), ("supervisor", make.SOCIAL), ("clerk", make.SOCIAL)]
)
def test_others_find_nothing(role: str, body: str) -> None:
    made = wanted()
    client = desk(role, body)
    for response in (
        client.get(f"/kk/desk/publish/{made.id}/"),
        client.post(f"/kk/desk/publish/{made.id}/", {"act": "publish", "text": make.TEXT}),
    ):
        assert response.status_code == 404
    assert Publication.objects.get().state == "waiting"
