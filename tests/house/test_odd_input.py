"""Marks, cookies and pages that are not ours, or no longer true, are refused and never become a failure."""

import base64
import re
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from dauys.answers import actions as answers
from dauys.answers.models import Answer
from dauys.ground.accounts.models import User

DAY, SOME = "2026-01-01T00:00:00+00:00", "00000000-0000-0000-0000-000000000001"


def enter(user_id: UUID | None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(User.objects.get(pk=user_id))
    return client


@pytest.mark.parametrize(
    ("view", "mark"),
    [
        ("body", f'[1e999, "{DAY}", "{SOME}"]'),
        ("body", f'[1, "{DAY}", 5]'),
        ("body", f'[1, "{DAY}", []]'),
        ("body", f'[1, "0001-01-01T00:00:00+23:59", "{SOME}"]'),
        ("body", f'[1, "9999-12-31T23:59:59-23:59", "{SOME}"]'),
        ("body", "[" * 3000),
        ("answered", f'["{DAY}", 5]'),
        ("answered", f'["9999-12-31T23:59:59-23:59", "{SOME}"]'),
    ],
)
def test_a_forged_page_mark_starts_the_list_again(db: None, make: Any, view: str, mark: str) -> None:
    after = base64.urlsafe_b64encode(mark.encode()).decode()
    page = enter(make.staff("officer")[0].pk).get("/kk/desk/", {"view": view, "after": after})
    assert page.status_code in (200, 302)


def test_a_session_cookie_with_a_nul_is_no_session(db: None) -> None:
    client = Client(raise_request_exception=False)
    page = client.get("/kk/desk/", headers={"Cookie": 'sessionid="abcdefghijkl\\000mnop"'})
    assert page.status_code == 302 and "login" in page["Location"]


def test_an_answer_changed_after_it_was_read_is_not_sent(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    where = f"/kk/desk/obligations/{made.obligation.pk}/check/"
    reader = enter(team.supervisor.id)
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', reader.get(where).content.decode()))

    second = make.staff("supervisor")[1]
    at, about = make.AT + timedelta(hours=5), {"obligation": made.obligation.pk}
    answers.send_back(**about, revision=1, because="Нақты күнін жазыңыз.", actor=second, at=at)
    changed = {**make.BLOCKS, "decided": "Мүлде басқа шешім, оны ешкім оқыған жоқ."}
    answers.save(**about, blocks=changed, language="kk", revision=1, actor=team.officer, at=at)
    answers.submit(**about, actor=team.officer, at=at)

    reader.post(where, {**hidden, "send": "1"})
    assert Answer.objects.get().state == "submitted", "the supervisor sent a text they never read"


def test_an_unknown_case_and_a_forbidden_one_look_alike(db: None, make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    stranger = enter(make.staff("officer", make.SOCIAL)[0].pk)
    pages = [stranger.get(f"/kk/desk/cases/{key}/") for key in (made.id, uuid4())]
    bodies = [re.sub(r'(nonce|value)="[^"]*"|[0-9a-f-]{36}', "", p.content.decode()) for p in pages]
    assert [p.status_code for p in pages] == [404, 404] and bodies[0] == bodies[1]
