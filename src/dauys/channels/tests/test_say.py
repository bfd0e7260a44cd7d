"""The public form: nothing typed is lost, a double press files once, a draft belongs to one browser and dies."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client
from tests.threads import together

from dauys.cases.models import Case, Party
from dauys.channels import drafts
from dauys.channels.models import Draft
from dauys.ground.moment import now


def browser(key: Any) -> Client:
    """A browser that holds this draft."""
    client = Client()
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    return client


def answer(client: Client, make: Any, **change: Any) -> list[int]:
    """Fills in every question in its order."""
    steps: dict[str, dict[str, str]] = {
        "what": {"text": make.TEXT},
        "where": {"area": "kz/11/aqjar/", "in": "kz/11/aqjar/"},
        "place": {"place_note": ""},
        "about": {"topic": "water"},
        "kind": {"kind": "application"},
        "who": {"for_whom": "self"},
        "you": {"name": "Айгүл Серікқызы", "phone": "8 (700) 123-45-67"},
        "answer": {"answer_by": "sms", "answer_language": "kk"},
    }
    return [
        client.post(f"/kk/say/{step}/", {**data, **change.get(step, {})}).status_code for step, data in steps.items()
    ]


def test_from_the_first_question_to_the_receipt(db: None, make: Any, client: Client) -> None:
    assert answer(client, make) == [302] * 8
    assert client.get("/kk/say/check/").status_code == 200
    sent = client.post("/kk/say/check/")
    assert sent.status_code == 302 and sent["Location"] == "/kk/receipt/"
    case = Case.objects.get()
    assert (case.channel, case.identity, case.topic) == ("web", "none", "water")
    assert Party.objects.get().phone == "+77001234567" and not Draft.objects.exists()
    assert f"{case.serial:07d}" in client.get("/kk/receipt/").content.decode()


@pytest.mark.parametrize(("ticked", "said"), [({}, "Жоқ"), ({"publish": "on"}, "Иә")])
def test_words_become_public_only_if_the_box_was_ticked(
    db: None, make: Any, client: Client, ticked: dict[str, str], said: str
) -> None:
    answer(client, make, answer=ticked)
    assert said in client.get("/kk/say/check/").content.decode()
    client.post("/kk/say/check/")
    case = Case.objects.get()
    assert case.publish_wanted is bool(ticked) and case.published_at is None


def test_who_lets_the_words_be_shown_sees_them_covered_first(db: None, make: Any, client: Client) -> None:
    said = {"text": f"{make.TEXT} Айгүл Серікқызы, 8 700 123 45 67."}
    answer(client, make, what=said)
    assert 'id="seen"' not in client.get("/kk/say/check/").content.decode()
    answer(client, make, what=said, answer={"publish": "on"})
    page = client.get("/kk/say/check/").content.decode()
    shown = page.split('id="seen"')[1].split("</section>")[0]
    assert make.TEXT[:40] in shown and "█" in shown
    assert "Айгүл" not in shown and "123" not in shown


def test_a_wrong_answer_comes_back_as_it_was_typed(db: None, make: Any, client: Client) -> None:
    answer(client, make)
    page = client.post("/kk/say/you/", {"name": "Айгүл Серікқызы", "phone": "12-ден қалған", "email": ""})
    assert page.status_code == 422 and "12-ден қалған" in page.content.decode()
    assert client.get("/kk/say/check/").status_code == 200, "the earlier answer still stands"


def test_pressing_send_at_once_files_one_case(transactional_db: None, make: Any) -> None:
    key = uuid4()
    drafts.save(key, make.draft(), at=now())
    make.body()
    results = together(8, lambda _index: browser(key).post("/kk/say/check/"))
    assert {r["Location"] for r in results} == {"/kk/receipt/"}, results
    assert Case.objects.count() == 1 and len({r.cookies["dauys_case"].value.split(":")[0] for r in results}) == 1


def test_going_back_after_sending_shows_the_same_receipt(db: None, make: Any) -> None:
    key = uuid4()
    drafts.save(key, make.draft(), at=now())
    client = browser(key)
    for _ in range(3):
        assert client.post("/kk/say/check/")["Location"] == "/kk/receipt/"
    assert Case.objects.count() == 1


def test_an_unfinished_form_is_not_sent(db: None, make: Any) -> None:
    for missing in ("text", "area", "topic", "kind", "name", "answer_by"):
        key = uuid4()
        drafts.save(key, {k: v for k, v in make.draft().items() if k != missing}, at=now())
        assert "/kk/say/" in browser(key).post("/kk/say/check/")["Location"]
    assert not Case.objects.exists()


@pytest.mark.parametrize("value", ["", "x", "{}", "a:b:c"])
def test_a_forged_draft_cookie_is_no_draft(db: None, make: Any, client: Client, value: str) -> None:
    key = uuid4()
    drafts.save(key, make.draft(), at=now())
    client.cookies[drafts.COOKIE] = value or str(key)
    reply = client.post("/kk/say/check/")
    assert reply.status_code == 409 and make.TEXT[:20] not in reply.content.decode()
    assert not Case.objects.exists()
    assert make.TEXT[:20] not in client.get("/kk/say/what/").content.decode()


def test_a_confirmed_contact_counts_only_while_it_stays(db: None, make: Any, sms: Any, client: Client) -> None:
    import re

    from dauys.ground.messages.actions import send_due

    answer(client, make)
    client.post("/kk/say/code/")
    send_due(at=now())
    code = re.search(r"\b\d{6}\b", sms.texts[-1])
    assert code is not None and client.post("/kk/say/code/", {"code": code[0]}).status_code == 302
    key = Draft.objects.get().pk
    assert (drafts.load(key) or {})["identity"] == "code"
    client.post("/kk/say/you/", {"name": "Айгүл Серікқызы", "phone": "+7 700 999 88 77"})
    assert (drafts.load(key) or {})["identity"] == "none"
    client.post("/kk/say/answer/", {"answer_by": "sms", "answer_language": "kk"})
    client.post("/kk/say/check/")
    assert Case.objects.get().identity == "none"


def test_the_form_does_not_take_what_it_did_not_ask(db: None, make: Any, client: Client) -> None:
    """Identity and urgency are ours to find; a hidden field more changes nothing."""
    extra = {"identity": "signed", "urgent": "1", "confirmed_contact": "+77001234567", "channel": "visit"}
    answer(client, make, **dict.fromkeys(("what", "who", "you", "answer"), extra))
    client.post("/kk/say/check/", extra)
    case = Case.objects.get()
    assert (case.identity, case.urgent, case.channel) == ("none", False, "web")


def test_drafts_are_sealed_and_swept(db: None, make: Any) -> None:
    key = uuid4()
    drafts.save(key, make.draft(), at=make.AT)
    assert drafts.load(key) == make.draft()
    assert drafts.load(key, door="desk") is None, "the doors do not open each other's drafts"
    assert drafts.sweep(before=make.AT) == 0
    assert drafts.sweep(before=make.AT + timedelta(seconds=1)) == 1 and drafts.load(key) is None


def test_a_clerk_cannot_write_over_or_discard_anothers_form(db: None, make: Any, client: Client) -> None:
    from django.conf import settings

    first, second, key = make.staff("clerk")[0], make.staff("clerk")[0], uuid4()
    client.force_login(first, settings.AUTHENTICATION_BACKENDS[0])
    assert client.post("/kk/desk/register/autosave/", {"key": str(key), "name": "Айгүл"}).status_code == 200
    client.force_login(second, settings.AUTHENTICATION_BACKENDS[0])
    assert client.post("/kk/desk/register/autosave/", {"key": str(key), "name": "Басқа"}).status_code == 409
    client.post("/kk/desk/register/discard/", {"key": str(key)})
    assert (drafts.load(key, door="desk") or {})["name"] == "Айгүл"
