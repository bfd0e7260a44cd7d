"""A form sent from another site is refused with our page and changes nothing; cookies give no power at the API."""

import re

import pytest

from dauys.cases.models import Case
from dauys.ground.journal.models import Entry
from tests.security.tables import changed, digests
from tests.security.test_every_post import POSTS, address, fields, send
from tests.security.visitors import STAFF, VISITORS, file_by_api, town, voice
from tests.sweep.words import Visible

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]
# A reader leaves by the press of a mail program, which holds the signed link and no cookie; Telegram holds a secret.
BY_LINK = ("unsubscribe", "telegram_told")
WITH_COOKIES = [name for name in POSTS if not name.startswith("api-1:") and name not in BY_LINK]
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@pytest.mark.parametrize("token", ["none", "invented", "of another visitor", "from another site"])
def test_a_post_without_our_token_changes_nothing(db: None, token: str) -> None:
    here, wrong = town(), []
    stolen = _TOKEN.search(here.client("nobody").get("/kk/track/").content.decode())
    assert stolen
    before = digests()
    for name in WITH_COOKIES:
        who = POSTS[name].furthest
        client = here.client(who, enforce_csrf_checks=True)
        own = _TOKEN.search(client.get("/kk/track/").content.decode())
        assert own
        said = {"none": "", "invented": "x" * 64, "of another visitor": stolen[1], "from another site": own[1]}[token]
        origin = {"origin": "https://elsewhere.example"} if token == "from another site" else {}
        response = client.post(
            address(here, name),
            {**fields(here, name), **({"csrfmiddlewaretoken": said} if said else {})},
            headers=origin,
        )
        page = Visible("kk")
        page.feed(response.content.decode())
        if response.status_code != 403 or page.html_lang != "kk" or "тым ұзақ ашық" not in page.text:
            wrong.append(f"{name} as {who}: {response.status_code}, {page.text[:120]}")
        if did := changed(before):
            wrong.append(f"{name} as {who}: changed {did}")
    assert not wrong, "\n".join(wrong)


def test_with_our_token_it_goes_through(db: None) -> None:
    """The other half: the refusals above are about the token and nothing else."""
    here = town()
    client = here.client("officer", enforce_csrf_checks=True)
    token = _TOKEN.search(client.get("/kk/track/").content.decode())
    assert token
    about = {**fields(here, "write"), "csrfmiddlewaretoken": token[1]}
    assert client.post(address(here, "write"), about).status_code == 302


def test_cookies_give_no_power_at_the_api(db: None) -> None:
    """The API asks no token because it takes no cookie: whoever calls, what is filed is filed by nobody."""
    here = town()
    receipts = []
    for who in VISITORS:
        client = here.client(who, enforce_csrf_checks=True)
        response = file_by_api(client, voice())
        assert response.status_code == 201, who
        assert not response.cookies, who
        receipts.append(set(response.json()))
        case = Case.objects.order_by("-serial")[0]
        assert (case.registered_by_id, case.registered_at_org_id, case.identity) == (None, None, "none")
        entries = Entry.objects.filter(case_id=case.pk)
        assert {e.actor_kind for e in entries} == {"citizen"} and {e.actor_id for e in entries} == {None}
    assert len({frozenset(r) for r in receipts}) == 1
    assert len(VISITORS) > len(STAFF)


def test_no_other_site_may_read_or_send_json(db: None) -> None:
    """No CORS: a page elsewhere can neither send the header we ask for nor read what we answer."""
    client = town().client("clerk", enforce_csrf_checks=True)
    asked = client.options(
        "/api/v1/cases",
        headers={"origin": "https://elsewhere.example", "access-control-request-method": "POST"},
    )
    answered = file_by_api(client, voice(), Origin="https://elsewhere.example")
    for response in (asked, answered, client.get("/kk/desk/"), client.get("/api/v1/openapi.json")):
        assert not [h for h in response.headers if h.lower().startswith("access-control-")]


def test_every_cookie_stays_with_its_site(db: None) -> None:
    here = town()
    seen = set()
    for name in ("login", "step", "track", "check_answers"):
        who = POSTS[name].may[0] if name == "check_answers" else "nobody"
        for cookie, morsel in send(here, name, here.client(who)).cookies.items():
            if morsel.value:
                seen.add(cookie)
                assert morsel["samesite"] == "Lax" and morsel["httponly"], cookie
    assert seen >= {"sessionid", "dauys_draft", "dauys_case"}
