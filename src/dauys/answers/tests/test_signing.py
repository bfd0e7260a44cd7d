"""Signatures by the pack: nobody signs what they wrote or twice, a deputy signs for the absent, all are needed."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make

from dauys.answers import actions
from dauys.answers.models import Answer, Signature
from dauys.answers.rules import missing_signatures, signature_of
from dauys.cases.models import Obligation
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.actions import name_deputy
from dauys.ground.accounts.models import Deputy
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.ground.packs.pack import Pack

pytestmark = pytest.mark.django_db
AT = make.AT + timedelta(hours=5)


@pytest.fixture
def three(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Every kind wants a supervisor, a controller and another officer."""
    wanted = ("supervisor", "controller", "officer")
    monkeypatch.setattr(Pack, "signatures", lambda _pack, _kind: wanted)
    return wanted


def picture() -> list[Any]:
    return [list(m.objects.order_by("pk").values()) for m in (Obligation, Answer, Signature)] + [Entry.objects.count()]


def waiting() -> tuple[make.Made, make.Team]:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    return made, team


def sign(made: make.Made, actor: Actor, revision: int = 1) -> Signature:
    return actions.sign_answer(obligation=made.obligation.pk, revision=revision, actor=actor, at=AT)


def send(made: make.Made, actor: Actor) -> Answer:
    revision = make.revision_of(made.obligation.pk)
    return actions.send(obligation=made.obligation.pk, revision=revision, actor=actor, at=AT)


def test_what_is_missing_and_what_somebody_can_give() -> None:
    assert missing_signatures(("supervisor", "supervisor", "head"), ["supervisor"]) == ["supervisor", "head"]
    assert missing_signatures(("supervisor",), ["supervisor", "officer"]) == []
    assert signature_of(["head"], ["supervisor", "head"]) == "head"
    assert signature_of(["head"], ["supervisor"]) == "supervisor"
    assert signature_of(["supervisor"], ["head"]) == signature_of([], ["head"]) == ""


def test_by_default_who_sends_signs() -> None:
    made, team = waiting()
    sent = send(made, team.supervisor)
    given = Signature.objects.get()
    assert (given.answer_id, given.revision, given.role, given.by_id) == (sent.pk, 1, "supervisor", team.supervisor.id)
    assert sent.signs == 1 and given.instead_of_id is None
    assert not Entry.objects.filter(verb="answers.sign_answer").exists()


def test_it_is_sent_only_when_everybody_signed(three: tuple[str, ...]) -> None:
    made, team = waiting()
    before = picture()
    with pytest.raises(actions.Unsigned) as caught:
        send(made, team.supervisor)
    assert caught.value.missing == ["controller", "officer"] and picture() == before
    controller, colleague = make.staff("controller", "")[1], make.staff("officer")[1]
    sign(made, controller)
    sign(made, team.supervisor)
    others = [make.staff("head")[1], make.staff("officer", make.SOCIAL)[1]]
    before = picture()
    for again in (controller, team.supervisor, team.officer, *others):
        with pytest.raises(Denied):
            sign(made, again)
    assert picture() == before
    with pytest.raises(actions.Unsigned):
        send(made, team.supervisor)
    sign(made, colleague)
    assert send(made, team.supervisor).signs == 3
    entries = Entry.objects.filter(verb="answers.sign_answer").order_by("id")
    assert [e.payload["role"] for e in entries] == ["controller", "supervisor", "officer"]


def test_a_new_revision_and_a_return_void_the_signatures(three: tuple[str, ...]) -> None:
    made, team = waiting()
    controller, leg = make.staff("controller", "")[1], made.obligation.pk
    sign(made, controller)
    actions.send_back(obligation=leg, revision=1, because="Мерзімін жазыңыз", actor=team.supervisor, at=AT)
    later = AT + timedelta(hours=1)
    actions.submit(obligation=leg, actor=team.officer, at=later)
    actions.sign_answer(obligation=leg, revision=1, actor=controller, at=later)
    actions.send_back(obligation=leg, revision=1, because="Мерзімін жазыңыз", actor=team.supervisor, at=later)
    actions.save(obligation=leg, blocks=make.BLOCKS, language="kk", revision=1, actor=team.officer, at=later)
    actions.submit(obligation=leg, actor=team.officer, at=later)
    with pytest.raises(actions.StalePage):
        actions.sign_answer(obligation=leg, revision=1, actor=controller, at=later)
    assert actions.sign_answer(obligation=leg, revision=2, actor=controller, at=later).revision == 2


def stands_in(user: Any, other: Any, first: int, last: int) -> Actor:
    today = now().date()
    days = {"since": today + timedelta(days=first), "until": today + timedelta(days=last)}
    name_deputy(user=user, deputy=other, **days, actor=SYSTEM, at=now())
    return make.actor_for(other)


def test_a_deputy_signs_for_the_absent_until_the_last_day() -> None:
    (boss, _actor), (other, _own) = make.staff("supervisor", name="Басшы Демалыста"), make.staff("officer", make.SOCIAL)
    made, _team = waiting()
    too_late = stands_in(boss, other, -9, -1)
    before = picture()
    with pytest.raises(Denied):
        send(made, too_late)
    assert picture() == before
    Deputy.objects.all().delete()
    deputy = stands_in(boss, other, -1, 1)
    sent = send(made, deputy)
    given = Signature.objects.get()
    assert (given.by_id, given.instead_of_id, sent.approver_id) == (other.pk, boss.pk, other.pk)
    entry = Entry.objects.get(verb="answers.send")
    assert (entry.actor_id, entry.payload["instead_of"]) == (other.pk, str(boss.pk))
    reader = Client()
    reader.force_login(make.staff("head")[0], settings.AUTHENTICATION_BACKENDS[0])
    page = reader.get(f"/ru/desk/cases/{made.id}/").content.decode()
    assert "замещает: Басшы Демалыста" in page and other.name in page


def test_nobody_signs_through_a_deputy_what_they_wrote_or_signed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pack, "signatures", lambda _pack, _kind: ("supervisor", "supervisor"))
    (boss, actor), (other, _own) = make.staff("supervisor"), make.staff("officer", make.SOCIAL)
    made, _team = waiting()
    deputy = stands_in(boss, other, -1, 1)
    sign(made, actor)
    before = picture()
    with pytest.raises(Denied):
        sign(made, deputy)
    own = make.case(owner=make.HOUSING)
    actions.save(obligation=own.obligation.pk, blocks=make.BLOCKS, language="kk", revision=0, actor=actor, at=AT)
    actions.submit(obligation=own.obligation.pk, actor=actor, at=AT)
    with pytest.raises(Denied):
        sign(own, deputy)
    assert Signature.objects.count() == 1 and before[2] == picture()[2]


def test_pages_say_who_is_missing(three: tuple[str, ...], sql_count: Any) -> None:
    made, _team = waiting()
    (boss, _a), (control, _b) = make.staff("supervisor", name="Бірінші Басшы"), make.staff("controller", "")
    leads, controls = Client(), Client()
    leads.force_login(boss, settings.AUTHENTICATION_BACKENDS[0])
    controls.force_login(control, settings.AUTHENTICATION_BACKENDS[0])
    address = f"/ru/desk/obligations/{made.obligation.pk}/check/"
    page = leads.get(address).content.decode()
    assert 'name="sign"' in page and 'name="send"' not in page
    assert leads.post(address, {"sign": "1", "revision": "1"}).status_code == 302
    refused = leads.post(address, {"send": "1", "revision": "1"})
    assert refused.status_code == 422 and "Контролёр" in refused.content.decode()
    assert make.fresh(made.id).state == "in_approval"
    listed = controls.get("/ru/desk/to-sign/").content.decode()
    assert str(made.id) in listed and "Контролёр" in listed
    with sql_count() as sql:
        controls.get("/ru/desk/to-sign/")
    assert len(sql) <= 4
    case = controls.get(f"/ru/desk/cases/{made.id}/").content.decode()
    assert "Бірінші Басшы" in case


def as_staff(user: Any) -> Client:
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    return client


def test_lists_say_what_waits_for_whom(three: tuple[str, ...], sql_count: Any) -> None:
    made, team = waiting()
    head, _head = make.staff("head", name="Бірінші Басшы")
    control, controller = make.staff("controller", "", name="Бақылаушы Жоғары")
    colleagues = [make.staff("officer", name=f"Әріптес {n}")[0] for n in range(4)]
    sign(made, controller)
    reader = as_staff(colleagues[0])
    with sql_count() as sql:
        listed = reader.get("/ru/desk/to-sign/").content.decode()
    assert len(sql) <= 4
    assert "Бақылаушы Жоғары" in listed and "Подписать вам" in listed
    assert "Әріптес 0, Әріптес 1 и ещё 2" in listed  # not who wrote it
    leader = team.supervisor.name
    assert leader in listed and "Бірінші Басшы" in listed  # a head may sign as a supervisor
    mine = as_staff(head).get("/ru/desk/?view=approval").content.decode()
    assert "Ждёт подписи: Непосредственный руководитель, Исполнитель" in mine and "Подписать вам" in mine
    assert "Подписать вам" not in as_staff(control).get("/ru/desk/to-sign/").content.decode()  # signed already
    writer = Client()
    writer.force_login(Obligation.objects.get().assignee, settings.AUTHENTICATION_BACKENDS[0])
    theirs = writer.get("/ru/desk/").content.decode()
    assert "Ждёт подписи:" in theirs and "Подписать вам" not in theirs


def test_a_returned_answer_waits_for_nobody(three: tuple[str, ...]) -> None:
    made, team = waiting()
    actions.send_back(
        obligation=made.obligation.pk, revision=1, because="Мерзімін жазыңыз", actor=team.supervisor, at=AT
    )
    head, _head = make.staff("head")
    assert "Ждёт подписи" not in as_staff(head).get("/ru/desk/").content.decode()


def test_nobody_is_named_who_cannot_sign(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Pack, "signatures", lambda _pack, _kind: ("supervisor", "controller"))
    made, team = waiting()
    sign(made, team.supervisor)
    head, _head = make.staff("head")
    make.staff("controller", make.SOCIAL, name="Бөтен Органнан")
    listed = as_staff(head).get("/kk/desk/to-sign/").content.decode()
    assert "қол қоя алатын адам жоқ" in listed and "Бөтен Органнан" not in listed
