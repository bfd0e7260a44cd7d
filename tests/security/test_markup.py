"""Hostile words in every field of every form: every page that shows them shows words, never an element."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dauys.answers.rules import BLOCKS
from dauys.cases.models import Obligation
from dauys.channels import drafts
from dauys.channels.actions import hold
from dauys.ground.accounts import actions as accounts
from dauys.ground.accounts.backends import actor_of, with_grants
from dauys.ground.accounts.models import User
from dauys.ground.journal.follower import JournalFollower
from dauys.ground.messages.models import Attempt, Message
from dauys.ground.moment import now
from dauys.site.wiring import HEARERS
from tests import factories as make
from tests.security.payloads import born, handfuls
from tests.security.visitors import file_by_api, six_digits, voice
from tests.sweep.world import a_pdf

pytestmark = pytest.mark.sweep
HOUSE = make.HOUSING


class Stage:
    """A body whose staff have hostile names; everything goes through the forms."""

    def __init__(self, words: str) -> None:
        self.words = words
        self.line = words[:110]
        self.clients: dict[str, Client] = {}
        for role, body in (("clerk", "akmola/aqjar"), ("officer", HOUSE), ("supervisor", HOUSE), ("administrator", "")):
            user, _actor = make.staff(role, body, name=self.line)
            User.objects.filter(pk=user.pk).update(position={"kk": self.line, "ru": self.line})
            self.clients[role] = Client()
            self.clients[role].force_login(user)
        self.seen: dict[str, str] = {}

    def note(self, what: str, response: Any, *statuses: int) -> Any:
        assert response.status_code in (statuses or (200,)), f"{what}: {response.status_code}"
        self.seen[what] = response.content.decode()
        return response

    def get(self, who: str | Client, path: str, what: str = "") -> Any:
        client = self.clients[who] if isinstance(who, str) else who
        return self.note(what or path, client.get(path))

    def text(self) -> str:
        """Long enough for every field that asks for a sentence."""
        return f"{self.words} {make.TEXT}"


def through_the_public_form(stage: Stage) -> Client:
    citizen = Client()
    line = stage.line
    file = SimpleUploadedFile(f"{line}.pdf", a_pdf(), content_type="text/html")
    steps: list[tuple[str, dict[str, Any]]] = [
        ("what", {"text": stage.text(), "files": file, "attach": "1"}),
        ("what", {"text": stage.text()}),
        ("where", {"area": make.AQJAR, "in": "kz/11/aqjar/"}),
        ("place", {"place_note": line}),
        ("about", {"topic": "water"}),
        ("kind", {"kind": "application"}),
        ("who", {"for_whom": "other"}),
        ("you", {"name": line, "other_name": line, "phone": "+77001234567", "email": "a@example.kz", "address": line,
                 "consent": "on"}),
        ("answer", {"answer_by": "post", "answer_language": "kk"}),
    ]  # fmt: skip
    for step, data in steps:
        hostile = {name: stage.words for name in data if name not in ("files", "text")} | {"phone": line, "email": line}
        stage.note(f"say/{step} refused", citizen.post(f"/kk/say/{step}/?in={line}", {**hostile, "in": line}), 422, 302)
        stage.note(f"say/{step}", citizen.post(f"/kk/say/{step}/", data), 302, 200, 422)
        stage.get(citizen, f"/kk/say/{step}/", f"say/{step} again")
    stage.get(citizen, "/kk/say/check/")
    stage.note("code wrong", citizen.post("/kk/say/code/", {"code": stage.words}), 422)
    assert citizen.post("/kk/say/check/").status_code == 302
    stage.get(citizen, "/kk/receipt/")
    return citizen


def by_the_clerk(stage: Stage) -> None:
    line = stage.line
    form = {
        "key": str(uuid4()), "channel": "letter", "name": line, "other_name": line, "phone": "+77001234567",
        "email": "a@example.kz", "address": line, "text": stage.text(), "subject": line, "area": make.AQJAR,
        "place_note": line, "kind": "application", "identity": "in_person", "answer_by": "post",
        "answer_language": "kk", "external_number": line[:60], "national_id": "850101300005",
    }  # fmt: skip
    clerk = stage.clients["clerk"]
    stage.note("register refused", clerk.post("/kk/desk/register/", dict.fromkeys(form, stage.words)), 422)
    autosaved = clerk.post("/kk/desk/register/autosave/", {**form, "area": line, "kind": line, "topic": line})
    assert autosaved.status_code == 200
    stage.get("clerk", "/kk/desk/register/", "register restored")
    stage.note("register person", clerk.post("/kk/desk/register/", {**form, "name": "", "find": "1"}))
    assert clerk.post("/kk/desk/register/", form).status_code == 302
    stage.get("clerk", "/kk/desk/today/")


def answered_and_rated(stage: Stage, row: Obligation, author: Client) -> None:
    where, officer, boss = f"/kk/desk/obligations/{row.pk}", stage.clients["officer"], stage.clients["supervisor"]
    blocks = dict.fromkeys(BLOCKS, stage.text())
    about = {**blocks, "outcome": "refused", "norm": stage.words[:300], "language": "kk"}
    stage.note(
        "write refused", officer.post(f"{where}/answer/", {**about, "language": stage.words, "revision": "x"}), 422
    )
    stage.note("draft", officer.post(f"{where}/answer/", {**about, "revision": 0, "save": 1}), 302)
    stage.get("officer", f"{where}/answer/", "write draft")
    stage.get("officer", f"/kk/desk/cases/{row.case_id}/", "case with a draft")
    # brackets and braces count as gaps of the template, so an answer with them is not sent
    about |= {name: text.translate(dict.fromkeys(map(ord, "{}[]"))) for name, text in blocks.items()}
    stage.note("submit", officer.post(f"{where}/answer/", {**about, "revision": 1, "submit": 1}), 302)
    stage.get("supervisor", f"{where}/check/", "check")
    stage.note("return refused", boss.post(f"{where}/check/", {"return": 1, "revision": 2, "because": "<b>"}), 422)
    assert boss.post(f"{where}/check/", {"return": 1, "revision": 2, "because": stage.text()}).status_code == 302
    stage.get("officer", f"{where}/answer/", "write")
    assert officer.post(f"{where}/answer/", {**about, "revision": 2, "submit": 1}).status_code == 302
    assert boss.post(f"{where}/check/", {"send": 1, "revision": 3}).status_code == 302
    proof = stage.text()[:900]
    assert officer.post(f"{where}/read-out/", {"proof": proof}).status_code == 302
    stage.note("posted refused", officer.post(f"{where}/posted/", {"proof": stage.words * 3}), 422, 302)
    officer.post(f"{where}/posted/", {"proof": stage.line})
    stage.get("officer", f"{where}/letter/", "letter")
    rating = f"/kk/track/rate/{row.pk}/"
    stage.note(
        "rating refused", author.post(rating, {"solved": stage.words, "score": "9", "comment": stage.words}), 422
    )
    comment = {"solved": "not_solved", "score": "1", "comment": stage.text()}
    assert author.post(rating, comment).status_code == 302
    stage.get(author, "/kk/track/case/", "tracking")


def everything(stage: Stage) -> list[Message]:
    """Walks all roads; the messages that were written."""
    author = through_the_public_form(stage)
    public = Obligation.objects.get(case__channel="web")
    by_the_clerk(stage)
    assert file_by_api(
        Client(), voice(text=stage.text(), name=stage.line, place_note=stage.line, external_number=stage.line[:60],
                        email="b@example.kz")
    ).status_code == 201  # fmt: skip
    Obligation.objects.exclude(pk=public.pk).update(changed_at=now())
    if public.owner.code != HOUSE:
        stage.clients["clerk"].post(f"/kk/desk/obligations/{public.pk}/body/", {"choice": HOUSE})
    answered_and_rated(stage, public, author)
    for row in Obligation.objects.all():
        stage.clients["clerk"].get(f"/kk/desk/obligations/{row.pk}/body/")
        page = stage.clients["clerk"].get(f"/kk/desk/cases/{row.case_id}/")
        stage.note(f"case of {row.case.channel} {row.leg}", page, 200)
        path = f"/kk/desk/cases/{row.case_id}/contacts/"
        stage.note(f"contacts {row.case.channel}", stage.clients["clerk"].post(path, {"purpose": "call_back"}), 200)
        stage.note(f"purpose {row.case.channel}", stage.clients["clerk"].post(path, {"purpose": stage.words}), 422)
        slip = stage.clients["clerk"].post(f"/kk/desk/cases/{row.case_id}/slip/")
        stage.note(f"slip {row.case.channel}", slip, 200, 404)
        stage.get("clerk", f"/kk/desk/obligations/{row.pk}/kind/", f"kind {row.case.channel} {row.leg}")
    for role in ("clerk", "officer", "supervisor"):
        for view in ("body", "answered", "new", "mine", "reopened"):
            stage.get(role, f"/kk/desk/?view={view}&kind={stage.line}&due={stage.line}", f"worklist {role} {view}")
    stage.get("supervisor", f"/kk/desk/obligations/{Obligation.objects.get(leg=2).pk}/give/", "give")
    stage.note("find", stage.clients["clerk"].post("/kk/desk/find/", {"q": stage.words}), 200)
    stage.note("track", Client().post("/kk/track/", {"number": stage.words, "code": stage.words}), 422)
    stage.note(
        "login", Client().post("/kk/login/", {"email": stage.words, "password": stage.words, "next": stage.words}), 422
    )
    JournalFollower(HEARERS).drain(now())
    messages = list(Message.objects.all())
    Message.objects.update(state="uncertain")
    for message in messages:  # a mail server may answer with anything
        Attempt.objects.create(message=message, at=now(), outcome="uncertain", proof=stage.words)
    stage.get("administrator", "/kk/desk/undelivered/", "undelivered")
    stage.get("clerk", f"/kk/desk/cases/{public.case_id}/", "case with messages")
    held_and_checked(stage)
    with_a_second_factor(stage)
    return messages


def held_and_checked(stage: Stage) -> None:
    """The list of held voices, the page of who waits, and the public check of receipts."""
    key, data = uuid4(), make.draft(text=stage.text(), name=stage.line, place_note=stage.line)
    drafts.save(key, data, at=now())
    hold(draft=key, data=data, source=b"s" * 32, because="address", at=now())
    stage.get("clerk", "/kk/desk/held/", "held")
    sender = Client()
    sender.cookies[drafts.HELD_COOKIE] = signing.dumps(str(key), salt="dauys.held")
    stage.get(sender, "/kk/say/waiting/", "waiting")
    stage.note("held wrong", stage.clients["clerk"].post("/kk/desk/held/discard/", {"draft": stage.words}), 302)
    stage.note("leaf", Client().get("/kk/check/", {"leaf": stage.words}), 200, 422)
    for content in (stage.words, f'{{"number": "{stage.line}"}}'):
        file = SimpleUploadedFile(f"{stage.line}.json", content.encode("utf-8", "replace"), "application/json")
        stage.note("receipt refused", Client().post("/kk/check/", {"receipt": file}), 200, 422)
    for name in ("leaf", "index", "size", "first", "second", "after", "log"):
        for page in ("head", "heads", "logs", "inclusion", "consistency"):
            reply = Client().get(f"/log/{page}", {name: stage.words})
            assert reply.status_code in (200, 404) and reply["Content-Type"] == "application/json"
            assert json.loads(reply.content) is not None


def with_a_second_factor(stage: Stage) -> None:
    """The pages of the second factor of somebody with a hostile name."""
    client, pages = stage.clients["officer"], "/kk/desk/security/"
    stage.note("begin", client.post(f"{pages}begin/"), 302)
    stage.get("officer", pages, "security")
    stage.note("set up refused", client.post(f"{pages}set-up/", {"code": stage.words}), 422)
    codes = turn_on(User.objects.get(pk=client.session["_auth_user_id"]))
    client.force_login(User.objects.get(pk=client.session["_auth_user_id"]))
    stage.get("officer", pages, "security on")
    for page in ("codes", "off"):
        stage.note(f"{page} refused", client.post(f"{pages}{page}/", {"code": stage.words}), 422)
    user = User.objects.get(pk=client.session["_auth_user_id"])
    halfway = Client()
    stage.note("password", halfway.post("/kk/login/", {"email": user.email, "password": make.PASSWORD}), 302)
    stage.note("second step refused", halfway.post("/kk/login/code/", {"code": stage.words}), 422)
    stage.note("new codes", client.post(f"{pages}codes/", {"code": codes[0]}))


def turn_on(user: User) -> list[str]:
    actor = actor_of(with_grants().get(pk=user.pk))
    accounts.begin_second_factor(actor=actor, at=now())
    return accounts.turn_on_second_factor(code=six_digits(user.pk), actor=actor, at=now())


# Pages on which the words must really have been shown: a walk that misses them proves nothing.
SHOWN = {
    "say/you again", "/kk/say/check/", "write draft", "case with a draft", "register refused", "register restored",
    "/kk/desk/today/",
    "check", "write", "letter", "tracking", "case of web 1", "case of letter 1", "case of api 1", "contacts web",
    "held", "security", "second step refused",
    "worklist supervisor answered", "give", "find", "track", "login", "undelivered",
}  # fmt: skip


@pytest.mark.parametrize("words", handfuls(), ids=lambda words: words[:16])
def test_no_words_become_a_part_of_any_page(db: None, words: str, sms: Any) -> None:
    stage = Stage(words)
    messages = everything(stage)
    wrong = [f"{what}: {found}" for what, html in stage.seen.items() if (found := born(html).found)]
    assert not wrong, "\n".join(wrong)
    shown = {what for what, html in stage.seen.items() if born(html).shown}
    assert not SHOWN - shown, f"not shown on {SHOWN - shown} but on {shown}"
    assert messages
