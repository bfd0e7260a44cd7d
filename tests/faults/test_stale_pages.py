"""A page that is out of date, and two people at one case: nothing is changed twice, and no word typed is lost."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.test import Client

from dauys.answers import actions as answers
from dauys.answers.models import Answer, Rating
from dauys.cases.models import Case
from dauys.cases.queries import number_of
from dauys.channels import drafts
from dauys.channels.models import Draft
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.routing import actions as routing
from dauys.site.doctor.examine import examine
from dauys.site.wiring import INVARIANTS
from tests.security.tables import changed, digests
from tests.threads import together

MOVED = {"kk": "Іс әрі қарай кетті", "ru": "Дело ушло дальше"}
WORDS = "Менің ұзақ жазған сөзім, ол жоғалмауы керек."


@pytest.fixture(autouse=True)
def _doctor(transactional_db: None) -> Iterator[None]:
    yield
    broken = [r.as_json() for r in examine(INVARIANTS) if not r.is_good]
    assert not broken


def desk(make: Any, role: str, body: str = "") -> tuple[Client, Any]:
    user, actor = make.staff(role, body or make.HOUSING)
    client = Client()
    client.force_login(user)
    return client, actor


def work(made: Any, what: str, language: str = "kk") -> str:
    return f"/{language}/desk/obligations/{made.obligation.pk}/{what}/"


def page(reply: Any) -> str:
    return str(reply.content.decode())


def refused(reply: Any, before: dict[str, str], *words: str) -> None:
    """A clear page that holds these words; nothing in the database is different."""
    assert reply.status_code in (409, 422), reply.status_code
    for text in words:
        assert text in page(reply)
    assert not changed(before)


def test_two_officers_take_at_once(make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    clients = [desk(make, "officer")[0] for _ in range(2)]
    replies = together(2, lambda n: clients[n].post(work(made, "take")))
    assert sorted(r.status_code for r in replies) == [302, 409]
    slower = next(r for r in replies if r.status_code == 409)
    assert "Іс" in page(slower) and f"/kk/desk/cases/{made.id}/" in page(slower)
    assert Entry.objects.filter(verb="cases.assign").count() == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_two_officers_write_at_once(make: Any, language: str) -> None:
    made = make.case(owner=make.HOUSING)
    people = [desk(make, "officer") for _ in range(2)]
    texts = [{**make.BLOCKS, "found": f"{n}: {WORDS}"} for n in range(2)]
    replies = together(
        2,
        lambda n: people[n][0].post(work(made, "answer", language), {**texts[n], "language": "kk", "revision": 0}),
    )
    assert sorted(r.status_code for r in replies) == [302, 409], replies
    slower = next(n for n in range(2) if replies[n].status_code == 409)
    assert texts[slower]["found"] in page(replies[slower]), "what the slower typed"
    assert Answer.objects.get().found == texts[1 - slower]["found"]
    assert texts[1 - slower]["found"] in page(replies[slower]), "and what the faster saved"


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_the_case_is_given_to_another_while_one_writes(make: Any, language: str) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    (client, first), (_other, second) = desk(make, "officer"), desk(make, "officer")
    routing.take(obligation=made.obligation.pk, actor=first, at=make.AT)
    assert client.get(work(made, "answer", language)).status_code == 200
    routing.give(obligation=made.obligation.pk, officer=second.user_id, actor=team.supervisor, at=make.AT)
    answers.save(
        obligation=made.obligation.pk, blocks={**make.BLOCKS, "found": "Екінші қызметкердің мәтіні."}, language="kk",
        revision=0, actor=second, at=make.AT,
    )  # fmt: skip
    before = digests()
    fields = {**make.BLOCKS, "found": WORDS, "language": "kk", "revision": 0, "submit": 1}
    refused(client.post(work(made, "answer", language), fields), before, WORDS, "Екінші қызметкердің мәтіні.")
    assert client.post(work(made, "answer/autosave"), fields).status_code in (404, 409) and not changed(before)


def test_two_windows_of_one_officer(make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    client, _actor = desk(make, "officer")
    fields = {**make.BLOCKS, "language": "kk", "revision": 0}
    assert client.post(work(made, "answer"), fields).status_code == 302
    before = digests()
    refused(client.post(work(made, "answer"), {**fields, "found": WORDS}), before, WORDS, make.BLOCKS["found"])
    assert client.post(work(made, "answer"), {**fields, "revision": 1, "submit": 1}).status_code == 302
    before = digests()
    refused(client.post(work(made, "answer"), {**fields, "found": WORDS, "revision": 2}), before, WORDS)


@pytest.mark.parametrize("what", [("send", "send"), ("send", "return"), ("return", "return")])
def test_two_supervisors_decide_at_once(make: Any, what: tuple[str, str]) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    people = [desk(make, "supervisor")[0] for _ in range(2)]
    revision = make.revision_of(made.obligation.pk)
    texts = [f"{n}: {WORDS}" for n in range(2)]
    replies = together(
        2, lambda n: people[n].post(work(made, "check"), {what[n]: 1, "revision": revision, "because": texts[n]})
    )
    assert sorted(r.status_code for r in replies) == [302, 409], replies
    slower = next(n for n in range(2) if replies[n].status_code == 409)
    assert texts[slower] in page(replies[slower])
    facts = Entry.objects.filter(verb__in=["answers.send", "answers.send_back"])
    assert facts.count() == 1
    done = "sent" if what[1 - slower] == "send" else "returned"
    assert Answer.objects.get().state == done


def test_the_kind_changes_while_the_answer_is_sent(make: Any) -> None:
    """Several rounds: whatever comes first, both are whole, and a sent answer's clock is not moved any more."""
    for _ in range(4):
        made, team = make.case(owner=make.HOUSING), make.team()
        make.submitted(made, team)
        clerk, supervisor = desk(make, "clerk", "akmola/aqjar")[0], desk(make, "supervisor")[0]
        revision = make.revision_of(made.obligation.pk)
        steps = [
            lambda c=supervisor, m=made, r=revision: c.post(work(m, "check"), {"send": 1, "revision": r}),
            lambda c=clerk, m=made: c.post(work(m, "kind"), {"choice": "complaint"}),
        ]
        sent, kind = together(2, lambda n, s=steps: s[n]())
        assert sent.status_code == 302 and kind.status_code in (302, 422)
        row = make.fresh(made.id)
        assert row.state == "answered" and (row.kind == "complaint") == (kind.status_code == 302)
        verbs = list(Entry.objects.filter(case_id=made.id).order_by("id").values_list("verb", flat=True))
        if "cases.change_kind" in verbs:
            assert verbs.index("cases.change_kind") < verbs.index("answers.send")


def test_assignment_while_writing(make: Any) -> None:
    """The save and the giving on at one moment: one order or the other, no deadlock, no lost text."""
    for _ in range(4):
        made = make.case(owner=make.HOUSING)
        (writer, first), (_c, second) = desk(make, "officer"), desk(make, "officer")
        supervisor = desk(make, "supervisor")[0]
        routing.take(obligation=made.obligation.pk, actor=first, at=make.AT)
        fields = {**make.BLOCKS, "found": WORDS, "language": "kk", "revision": 0}
        steps = [
            lambda c=writer, m=made, f=fields: c.post(work(m, "answer"), f),
            lambda c=supervisor, m=made, s=second: c.post(work(m, "give"), {"choice": str(s.user_id)}),
        ]
        saved, given = together(2, lambda n, s=steps: s[n]())
        assert given.status_code == 302 and make.fresh(made.id).assignee_id == second.user_id
        if saved.status_code == 302:
            assert Answer.objects.get(obligation=made.obligation.pk).found == WORDS
        else:
            assert saved.status_code == 409 and WORDS in page(saved)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_every_form_of_the_desk_after_the_case_moved_on(make: Any, language: str) -> None:
    made, _team, _answer = make.answered()
    (officer, colleague), supervisor = desk(make, "officer"), desk(make, "supervisor")[0]
    clerk = desk(make, "clerk", "akmola/aqjar")[0]
    before = digests()
    refused(clerk.post(work(made, "body", language), {"choice": make.SOCIAL}), before, MOVED[language])
    refused(officer.post(work(made, "take", language)), before, MOVED[language])
    refused(supervisor.post(work(made, "give", language), {"choice": str(colleague.user_id)}), before)
    refused(clerk.post(work(made, "kind", language), {"choice": "complaint"}), before)
    late = {"return": 1, "revision": 1, "because": WORDS}
    refused(supervisor.post(work(made, "check", language), late), before, WORDS, MOVED[language])
    refused(supervisor.post(work(made, "check", language), {"send": 1, "revision": 1}), before)
    fields = {**make.BLOCKS, "found": WORDS, "language": "kk", "revision": 1, "submit": 1}
    refused(officer.post(work(made, "answer", language), fields), before, WORDS)


def test_a_proof_of_the_same_call_typed_by_two(make: Any) -> None:
    made, _team, _answer = make.answered()
    officer, clerk = desk(make, "officer")[0], desk(make, "clerk", "akmola/aqjar")[0]
    first = {"proof": "11:20, өзі алды, сұрағы жоқ"}
    assert officer.post(work(made, "read-out"), first).status_code == 302
    before = digests()
    refused(clerk.post(work(made, "read-out"), {"proof": WORDS}), before, WORDS, first["proof"])
    assert officer.post(work(made, "read-out"), first).status_code == 302 and not changed(before), "a second click"


def test_a_clerk_comes_back_to_a_form_already_sent(make: Any) -> None:
    """The browser's "back" brings the old key; the next caller's words are not taken for the first one's."""
    clerk = desk(make, "clerk", "akmola/aqjar")[0]
    form = {
        "key": str(uuid4()), "channel": "phone", "kind": "application", "identity": "none", "answer_by": "phone",
        "answer_language": "kk", "text": make.TEXT, "area": make.AQJAR, "name": "Айгүл", "phone": "+77001234567",
    }  # fmt: skip
    assert clerk.post("/kk/desk/register/", form).status_code == 302
    before = digests()
    other = {**form, "text": WORDS, "name": "Болат Екінші"}
    reply = clerk.post("/kk/desk/register/", other)
    refused(reply, before, WORDS, "Болат Екінші", number_of(Case.objects.get()))
    key = page(reply).partition('name="key" value="')[2].partition('"')[0]
    assert key and key != form["key"]
    assert clerk.post("/kk/desk/register/", {**other, "key": key}).status_code == 302
    assert Case.objects.count() == 2


def opened(made: Any) -> Client:
    client = Client()
    reply = client.post("/kk/track/", {"number": number_of(made.case), "code": made.code})
    assert reply.status_code == 302
    return client


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_stale_page_of_rating(make: Any, language: str) -> None:
    made, _team, _answer = make.answered()
    client, path = opened(made), f"/{language}/track/rate/{make.fresh(made.id).pk}/"
    word = {"score": 5, "solved": "solved", "comment": ""}
    assert client.post(path, word).status_code == 302
    before = digests()
    assert client.post(path, word).status_code == 302, "a second click"
    refused(client.post(path, {"score": 1, "solved": "not_solved", "comment": WORDS}), before, WORDS)
    del client.cookies["dauys_case"]
    refused(client.post(path, {"score": 1, "solved": "not_solved", "comment": WORDS}), before, WORDS)
    assert Rating.objects.get().score == 5


@pytest.mark.parametrize("language", ["kk", "ru"])
@pytest.mark.parametrize("slip_seen", [True, False])
def test_a_draft_sent_in_another_window(make: Any, language: str, slip_seen: bool) -> None:
    client, key = Client(), uuid4()
    drafts.save(key, make.draft(), at=now())
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    assert client.post("/kk/say/check/")["Location"] == "/kk/receipt/"
    if slip_seen:
        client.get("/kk/receipt/")
    assert not Draft.objects.exists()
    before = digests()
    question = client.post(f"/{language}/say/place/", {"place_note": WORDS})
    check = client.post(f"/{language}/say/check/")
    if slip_seen:
        refused(question, before, WORDS, f"/{language}/receipt/")
        refused(check, before, f"/{language}/receipt/")
    else:  # the browser still knows which: it goes to its slip
        refused(question, before, WORDS)
        assert check["Location"] == f"/{language}/receipt/"
    refused(client.post(f"/{language}/say/code/", {"code": "123456"}), before)
    assert Case.objects.count() == 1


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_a_form_from_before_signing_in_again(make: Any, language: str) -> None:
    """Signing in gives new tokens; the old page's form is refused in clear words and changes nothing."""
    made = make.case(owner=make.HOUSING)
    user, _actor = make.staff("officer")
    client = Client(enforce_csrf_checks=True)

    def token(path: str) -> str:
        return page(client.get(path)).partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]

    def sign_in() -> None:
        fields = {"email": user.email, "password": make.PASSWORD, "csrfmiddlewaretoken": token("/kk/login/")}
        assert client.post("/kk/login/", fields).status_code == 302

    sign_in()
    old = token(work(made, "answer"))
    sign_in()
    before = digests()
    fields = {**make.BLOCKS, "language": "kk", "revision": 0, "csrfmiddlewaretoken": old}
    reply = client.post(work(made, "answer", language), fields)
    assert reply.status_code == 403 and not changed(before)
    assert {"kk": "браузерде", "ru": "браузер"}[language] in page(reply)
    fields["csrfmiddlewaretoken"] = token(work(made, "answer"))
    assert client.post(work(made, "answer"), fields).status_code == 302


def test_a_held_voice_decided_by_another(make: Any, settings: Any) -> None:
    settings.SENDINGS_PER_ADDRESS = 0
    client, key = Client(), uuid4()
    drafts.save(key, make.draft(), at=now() - timedelta(minutes=1))
    client.cookies[drafts.COOKIE] = signing.dumps(str(key), salt="dauys.draft")
    assert client.post("/kk/say/check/").status_code == 302
    clerks = [desk(make, "clerk", "akmola/aqjar")[0] for _ in range(2)]
    replies = together(2, lambda n: clerks[n].post(f"/kk/desk/held/{['accept', 'discard'][n]}/", {"draft": str(key)}))
    assert {r.status_code for r in replies} == {302}
    assert Entry.objects.filter(verb__in=["channels.accept_held", "channels.discard_held"]).count() == 1
    assert not Draft.objects.exists()
