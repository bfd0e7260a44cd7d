"""One family, several bodies, one companion: each body has a demand of its own, and the companion sees them all."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from tests import factories as make
from tests import receptions as desk
from tests.support import counted_sql

from dauys.cases import actions as cases
from dauys.cases.models import Demand, Obligation
from dauys.cases.rules import ImpossibleStep
from dauys.channels.keys import open_case
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.receptions import actions
from dauys.receptions.actions import Ask
from dauys.receptions.invariants import INVARIANTS
from dauys.receptions.models import Errand, Referral, Visit
from dauys.receptions.rules import ImpossibleVisit

pytestmark = pytest.mark.django_db
HEALTH = "akmola/aqjar/health"
HELP, ROOF = "Отбасыға атаулы көмек тағайындау.", "Баланы оңалту орталығына жолдау."


def asks() -> list[Ask]:
    return [Ask(make.body(make.SOCIAL), HELP), Ask(make.body(HEALTH), ROOF)]


def referred(visit: Visit, companion: User, **about: Any) -> Referral:
    values: dict[str, Any] = {"key": uuid4(), "asks": asks(), "actor": make.staff("supervisor")[1], "at": make.AT}
    return actions.refer(visit=visit.pk, companion=companion.pk, **{**values, **about})


def sound() -> None:
    assert {i.code: found for i in INVARIANTS if (found := i.find()).broken} == {}


def test_each_body_has_a_demand_with_its_own_clock_and_the_hosts_goes_on() -> None:
    companion = make.staff("officer", name="Серік Үлгі")[0]
    visit = desk.begun(desk.host())
    made = referred(visit, companion)
    legs = list(Obligation.objects.filter(case=visit.case_id).order_by("leg"))
    assert [(leg.owner.code, leg.state) for leg in legs] == [
        (make.HOUSING, "new"), (make.SOCIAL, "new"), (HEALTH, "new"),
    ]  # fmt: skip
    assert [leg.demand.text for leg in legs[1:]] == [HELP, ROOF] and all(leg.due_on for leg in legs)
    assert list(Errand.objects.order_by("position").values_list("obligation", flat=True)) == [
        leg.pk for leg in legs[1:]
    ]
    told = Entry.objects.get(verb="receptions.refer").payload
    assert (told["bodies"], told["referral"], told["companion"]) == (2, str(made.pk), str(companion.pk))
    letter = Message.objects.get(once__startswith=f"referral:{made.pk}:{companion.pk}")
    assert "companions" in letter.body and visit.lead.name not in letter.body and HELP not in letter.body
    protocol = desk.written(visit)
    actions.sign(protocol=protocol.pk, revision=protocol.revision, actor=make.staff("head")[1], at=make.AT)
    assert Obligation.objects.get(pk=legs[0].pk).state == "answered"
    sound()


def test_the_same_form_again_is_one_referral() -> None:
    companion, visit, key = make.staff("officer")[0], desk.begun(desk.host()), uuid4()
    assert referred(visit, companion, key=key).pk == referred(visit, companion, key=key).pk == key
    assert Referral.objects.count() == 1 and Obligation.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_are_one_referral() -> None:
    companion, visit, key = make.staff("officer")[0], desk.begun(desk.host()), uuid4()
    boss, both = make.staff("supervisor")[1], Barrier(2)

    def click(_number: int) -> UUID:
        both.wait()
        try:
            return referred(visit, companion, key=key, actor=boss).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(click, range(2))) == {key}
    assert Obligation.objects.count() == 3 and Message.objects.filter(once__startswith="referral:").count() == 1


def test_who_may_not_refer_changes_nothing() -> None:
    visit, companion = desk.begun(desk.host()), make.staff("officer")[0]
    outsider = make.staff("officer", make.SOCIAL)[0]
    for role, code in (("clerk", make.HOUSING), ("officer", make.HOUSING), ("head", make.SOCIAL), ("controller", "")):
        with pytest.raises(Denied):
            referred(visit, companion, actor=make.staff(role, code)[1])
    with pytest.raises(actions.NoCompanion):
        referred(visit, outsider)
    for wrong in ([asks()[0], asks()[0]], [Ask(make.body(), HELP)]):
        with pytest.raises(actions.AskedTwice):
            referred(visit, companion, asks=wrong)
    desk.published(visit.host)
    with pytest.raises(ImpossibleVisit):
        referred(desk.booked(visit.host, number=5), companion)
    assert not Referral.objects.exists() and not Errand.objects.exists() and not Demand.objects.exists()
    assert Obligation.objects.count() == 1 and not Entry.objects.filter(verb="receptions.refer").exists()


def test_a_complaint_and_a_case_that_went_on_are_not_referred() -> None:
    host, companion = desk.host(), make.staff("officer")[0]
    complaint = make.case(owner=make.HOUSING, kind="complaint")
    visit = desk.unscheduled(host, case=complaint.case)
    with pytest.raises(ImpossibleStep):
        referred(visit, companion)
    other = desk.unscheduled(host, number=2, case=make.case(owner=make.SOCIAL).case)
    with pytest.raises(ImpossibleStep):
        referred(other, companion)
    assert not Referral.objects.exists()


def test_another_companion_takes_over_and_each_sees_only_their_own_families() -> None:
    (first, _one), (second, _two) = make.staff("officer"), make.staff("clerk")
    visit = desk.begun(desk.host())
    made = referred(visit, first)
    boss = make.staff("supervisor")[1]
    page = "/ru/desk/receptions/companions/"
    clients = {user.pk: Client() for user in (first, second)}
    for user in (first, second):
        clients[user.pk].force_login(user)
    assert visit.lead.name in clients[first.pk].get(page).content.decode()
    assert visit.lead.name not in clients[second.pk].get(page).content.decode()
    for _click in range(2):
        actions.accompany(referral=made.pk, companion=second.pk, actor=boss, at=make.AT)
    assert Entry.objects.filter(verb="receptions.accompany").count() == 1
    shown = clients[second.pk].get(page).content.decode()
    assert visit.lead.name in shown and make.body(HEALTH).name("ru") in shown and HELP not in shown
    assert visit.lead.name not in clients[first.pk].get(page).content.decode()
    with pytest.raises(actions.NoCompanion):
        actions.accompany(referral=made.pk, companion=make.staff("officer", make.SOCIAL)[0].pk, actor=boss, at=make.AT)
    with pytest.raises(Denied):
        actions.accompany(referral=made.pk, companion=first.pk, actor=make.staff("clerk")[1], at=make.AT)
    assert Referral.objects.get().companion_id == second.pk
    sound()


def test_the_list_asks_the_same_few_times_for_one_family_and_for_many() -> None:
    user, _actor = make.staff("officer")
    host, client, asked = desk.host(), Client(), []
    client.force_login(user)
    for number in range(4):
        visit = desk.unscheduled(host, number=number)
        referred(visit, user)
        with counted_sql() as sql:
            assert client.get("/kk/desk/receptions/companions/").status_code == 200
        asked.append(len(sql))
    assert len(set(asked)) == 1 and asked[0] <= 6


def test_nothing_is_asked_by_half_a_form_and_nothing_typed_is_lost() -> None:
    companion, visit = make.staff("officer")[0], desk.begun(desk.host())
    client = Client()
    client.force_login(make.staff("supervisor")[0])
    url = f"/ru/desk/receptions/visits/{visit.pk}/refer/"
    typed = {"key": str(uuid4()), "companion": str(companion.pk), "a0-body": make.SOCIAL, "a0-text": "", "a1-body": "",
             "a1-text": ROOF}  # fmt: skip
    answer = client.post(url, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and ROOF in page and 'id="id_a0-text"' in page and not Referral.objects.exists()
    assert client.post(url, {**typed, "a1-text": "", "a0-body": ""}).status_code == 422
    assert client.post(url, {**typed, "companion": str(uuid4()), "a0-text": HELP}).status_code == 422
    good = {**typed, "a0-text": HELP, "a1-body": HEALTH}
    assert [client.post(url, good).status_code for _click in range(2)] == [302, 302]
    assert Referral.objects.count() == 1 and Errand.objects.count() == 2
    assert make.body(HEALTH).name("ru") in client.get(url).content.decode()


def test_the_person_sees_how_many_bodies_work_on_it_and_who_goes_along() -> None:
    companion = make.staff("officer", name="Серік Үлгі")[0]
    visit = desk.begun(desk.host())
    client = Client()
    answer = HttpResponse()
    open_case(answer, visit.case_id)
    client.cookies.load({name: morsel.value for name, morsel in answer.cookies.items()})
    assert "Серік Үлгі" not in client.get("/ru/track/case/").content.decode()
    referred(visit, companion)
    page = client.get("/ru/track/case/").content.decode()
    assert "Серік Үлгі" in page and HELP in page


def test_erasing_the_case_leaves_nothing_of_what_was_asked() -> None:
    visit = desk.begun(desk.host())
    referred(visit, make.staff("officer")[0])
    Obligation.objects.filter(case=visit.case_id).update(state="left")
    cases.erase(case_id=visit.case_id, actor=make.SYSTEM, at=make.AT)
    assert not Demand.objects.exclude(text="").exists() and Referral.objects.exists()
    sound()
