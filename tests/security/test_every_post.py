"""Every route that takes a POST, tried by every role: who is refused changes nothing, who is allowed does just that."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from tests import factories as make
from tests.security.tables import changed, digests
from tests.security.visitors import STAFF, VISITORS, Town, file_by_api, town, voice
from tests.sweep.test_sweep import NAMES

pytestmark = [pytest.mark.sweep, pytest.mark.django_db]

CASE = {"cases_case", "cases_voice", "cases_party", "cases_obligation", "journal_entry"}
CODE = {"accounts_onetimecode", "journal_entry", "messages_message"}
LOGIN = "/kk/login/?next="


@dataclass(frozen=True)
class Line:
    """Who may, what they get, which tables it changes, and where everybody else is sent."""

    may: tuple[str, ...] = VISITORS
    status: int = 302
    to: str = ""
    changes: set[str] = field(default_factory=set)
    else_to: str = ""  # empty: a staff page, so sign-in for who is not signed in and 404 for other staff


DESK = ("clerk", "officer", "supervisor", "head")
STEP = {"cases_obligation", "journal_entry"}

# Every route that takes a POST. One without a line here fails.
POSTS: dict[str, Line] = {
    "api-1:file_case": Line(status=201, changes=CASE),
    "login": Line(to="/kk/desk/start/", changes={"journal_entry"}),
    "logout": Line(STAFF, to="/kk/", changes={"journal_entry"}, else_to="/kk/"),
    "step": Line(changes={"channels_draft"}),
    "check_answers": Line(("writer",), to="/kk/receipt/", changes={*CASE, "channels_draft", "files_storedfile"},
                          else_to="/kk/say/"),
    "code": Line(("writer",), to="/kk/say/code/", changes=CODE, else_to="/kk/say/"),
    "remove_file": Line(("writer",), to="/kk/say/what/", changes={"files_storedfile"}, else_to="/kk/say/what/"),
    "track": Line(to="/kk/track/case/"),
    "confirm": Line(("citizen",), to="/kk/track/confirm/", changes=CODE, else_to="/kk/track/"),
    "close": Line(to="/kk/"),
    "rate": Line(("author",), to="/kk/track/case/", changes={*STEP, "answers_rating"}, else_to="/kk/track/"),
    "contacts": Line(DESK, 200, changes={"journal_entry"}),
    "change_kind": Line(("clerk", "supervisor", "head"), changes=STEP),
    "settle": Line(("clerk", "supervisor", "head"), changes=STEP),
    "take": Line(("officer", "supervisor", "head"), changes=STEP),
    "give": Line(("supervisor", "head"), changes=STEP),
    "write": Line(("officer",), changes={"answers_answer"}),
    "autosave": Line(("officer",), 200, changes={"answers_answer"}),
    "check": Line(("supervisor", "head"), changes={*STEP, "answers_answer", "answers_delivery"}),
    "read_out": Line(DESK, changes={"answers_delivery", "journal_entry"}),
    "posted": Line(DESK, changes={"answers_delivery", "journal_entry"}),
    "register": Line(("clerk",), changes=CASE),
    "register_autosave": Line(("clerk",), 200, changes={"channels_draft"}),
    "register_discard": Line(("clerk",), to="/kk/desk/register/", changes={"channels_draft"}),
    "slip": Line(("clerk",), 200, changes={"journal_entry"}),
}  # fmt: skip


def fields(here: Town, name: str) -> dict[str, Any]:
    """What a form of this route sends when everything is right."""
    world, answer = here.world, {**make.BLOCKS, "language": "kk", "revision": 1}
    phone_call = {
        "key": str(uuid4()), "channel": "phone", "name": "Айгүл", "phone": "+77001234567", "text": make.TEXT,
        "area": make.AQJAR, "kind": "application", "identity": "none", "answer_by": "phone", "answer_language": "kk",
    }  # fmt: skip
    proof = {"proof": "Өзі тыңдады, бәрі түсінікті деді."}
    return {
        "login": {"email": world.users["clerk"].email, "password": make.PASSWORD},
        "step": {"text": make.TEXT},
        "track": {"number": world.number, "code": world.code},
        "rate": {"solved": "solved", "score": 5},
        "contacts": {"purpose": "call_back"},
        "change_kind": {"choice": "complaint"},
        "settle": {"choice": make.SOCIAL},
        "give": {"choice": str(world.users["officer"].pk)},
        "write": {**answer, "save": 1},
        "autosave": answer,
        "check": {"send": 1, "revision": 1},
        "read_out": proof,
        "posted": proof,
        "register": phone_call,
        "register_autosave": phone_call,
        "register_discard": {"key": str(here.clerk_draft)},
    }.get(name, {})


def address(here: Town, name: str) -> str:
    kwargs = {"file_id": here.draft_file} if name == "remove_file" else here.world.kwargs.get(name, {})
    with override("kk"):
        return reverse(name, kwargs=kwargs)


def send(here: Town, name: str, client: Client, **about: Any) -> Any:
    if name == "api-1:file_case":
        return file_by_api(client, voice())
    return client.post(address(here, name), fields(here, name), **about)


def judge(name: str, line: Line, who: str, response: Any, did: set[str]) -> str:
    """What is wrong with the answer to `who`, empty if nothing."""
    status, to = response.status_code, response.headers.get("Location", "")
    if who in line.may:
        if status != line.status or (line.to and to != line.to) or did != line.changes:
            return f"{name} as {who}: {status} {to} changed {sorted(did)}"
        return ""
    if did:
        return f"{name} as {who}: refused, and yet it changed {sorted(did)}"
    if line.else_to:
        fits = status == 302 and to.split("?")[0] in (line.else_to, "/kk/track/case/")
    elif who in STAFF:
        fits = status == 404
    else:
        fits = status == 302 and to.startswith(LOGIN)
    return "" if fits else f"{name} as {who}: refused with {status} {to}"


def test_every_post_by_role(db: None) -> None:
    here, wrong = town(), []
    clients = {who: here.client(who) for who in VISITORS}
    before = digests()
    for name, line in POSTS.items():
        for who, client in clients.items():
            cookies = client.cookies.copy()
            with transaction.atomic():
                response = send(here, name, client)
                wrong.append(judge(name, line, who, response, changed(before)))
                transaction.set_rollback(True)
            client.cookies = cookies
    assert digests() == before
    assert not any(wrong), "\n" + "\n".join(filter(None, wrong))


def test_no_other_route_takes_a_post(db: None) -> None:
    here, wrong = town(), []
    before = digests()
    for name in sorted(set(NAMES) - set(POSTS)):
        for who in VISITORS:
            response = here.client(who).post(address(here, name), {"x": "1"})
            if response.status_code != 405 or changed(before):
                wrong.append(f"{name} as {who}: {response.status_code}, changed {sorted(changed(before))}")
    assert not wrong, "\n" + "\n".join(wrong)
