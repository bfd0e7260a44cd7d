"""A case that ends without an answer: taken back by its author, or left on a ground that another agreed to."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from tests.log import follow

from dauys.cases.actions import erase, withdraw
from dauys.cases.models import Obligation
from dauys.cases.rules import ImpossibleStep
from dauys.channels.keys import _SALT, COOKIE
from dauys.ground.access.actors import SYSTEM, Actor, citizen
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.routing import actions
from dauys.routing.models import Leaving
from dauys.routing.queries import leavings
from dauys.site.wiring import HEARERS

WHY = "Мәтінде не сұралатыны жоқ."
BACKEND = "dauys.ground.accounts.backends.StaffBackend"


def picture() -> list[Any]:
    return [*Obligation.objects.order_by("pk").values(), Entry.objects.count(), *Leaving.objects.values()]


def propose(row: Obligation, actor: Actor, at: Any) -> Leaving:
    return actions.propose_leaving(obligation=row.pk, ground="no-substance", text=WHY, actor=actor, at=at)


def test_the_author_takes_every_demand_back_once(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    make.submitted(made, team)
    author = citizen(made.id)
    assert withdraw(case_id=made.id, asked_by="page", actor=author, at=make.AT + timedelta(days=1)) == 1
    assert make.fresh(made.id).state == "withdrawn"
    before = picture()
    assert withdraw(case_id=made.id, asked_by="page", actor=author, at=make.AT + timedelta(days=1)) == 0
    assert picture() == before
    follow(make.AT + timedelta(days=1), hearers=HEARERS)
    assert Message.objects.filter(once=f"withdrawn:{made.id}").count() == 1


def test_nobody_else_takes_it_back(db: None, make: Any) -> None:
    made, other = make.case(owner=make.HOUSING), make.case()
    for actor in (citizen(other.id), make.staff("officer")[1], make.staff("clerk", make.SOCIAL)[1]):
        before = picture()
        with pytest.raises(Denied):
            withdraw(case_id=made.id, asked_by="phone", actor=actor, at=make.AT)
        assert picture() == before
    assert withdraw(case_id=made.id, asked_by="phone", actor=make.staff("clerk")[1], at=make.AT) == 1


def test_it_is_left_when_another_agrees_and_the_person_is_told(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    propose(made.obligation, team.officer, make.AT)
    assert propose(made.obligation, team.officer, make.AT) == Leaving.objects.get()
    assert [row.pk for row in leavings(team.supervisor)] == [made.obligation.pk] and not leavings(team.officer)
    actions.decide_leaving(obligation=made.obligation.pk, agreed=True, actor=team.supervisor, at=make.AT)
    assert make.fresh(made.id).state == "left"
    follow(make.AT, hearers=HEARERS)
    told = Message.objects.get(once=f"left:{made.obligation.pk}").body
    assert current().grounds["no-substance"].name.get("kk") in told and make.body("akmola/aqjar").name("kk") in told


def test_who_proposed_does_not_agree_and_a_no_lets_work_go_on(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING), make.team()
    propose(made.obligation, team.supervisor, make.AT)
    for actor in (team.supervisor, team.officer, make.staff("head", make.SOCIAL)[1]):
        before = picture()
        with pytest.raises(Denied):
            actions.decide_leaving(obligation=made.obligation.pk, agreed=True, actor=actor, at=make.AT)
        assert picture() == before
    actions.decide_leaving(
        obligation=made.obligation.pk, agreed=False, actor=make.staff("head", "akmola/aqjar")[1], at=make.AT
    )
    assert make.fresh(made.id).state == "new" and not leavings(team.supervisor)
    with pytest.raises(ImpossibleStep):
        actions.decide_leaving(obligation=made.obligation.pk, agreed=True, actor=team.supervisor, at=make.AT)


def test_what_is_over_is_not_left_and_words_are_erased(db: None, make: Any) -> None:
    done, team, _answer = make.answered()
    with pytest.raises(ImpossibleStep):
        propose(done.obligation, team.officer, make.AT)
    made = make.case(owner=make.HOUSING)
    propose(made.obligation, team.officer, make.AT)
    actions.decide_leaving(obligation=made.obligation.pk, agreed=True, actor=team.supervisor, at=make.AT)
    erase(case_id=made.id, actor=SYSTEM, at=make.AT)
    assert Leaving.objects.get().text == ""


def test_grounds_of_the_pack_name_their_sources() -> None:
    assert current().grounds
    for ground in current().grounds.values():
        assert ground.source in current().info.sources and not (ground.confirmed and ground.source == "GK")


def test_the_pages(db: None, make: Any) -> None:
    made, team = make.case(owner=make.HOUSING, at=now()), make.team()
    (user, officer), (head, _h) = make.staff("officer"), make.staff("head")
    desk, address = Client(), f"/ru/desk/obligations/{made.obligation.pk}"
    desk.force_login(user, BACKEND)
    assert desk.post(f"{address}/leave/", {"text": WHY}).status_code == 422
    assert desk.post(f"{address}/leave/", {"ground": "no-substance", "text": WHY}).status_code == 302
    desk.force_login(head, BACKEND)
    assert f"{address}/leave/decide/" in desk.get(f"/ru/desk/cases/{made.id}/").content.decode()
    assert f"/ru/desk/cases/{made.id}/" in desk.get("/ru/desk/leavings/").content.decode()
    assert WHY in desk.get(f"{address}/leave/decide/").content.decode()
    assert desk.post(f"{address}/leave/decide/", {"choice": "agree"}).status_code == 302
    page = Client()
    page.cookies[COOKIE] = signing.dumps(str(made.id), salt=_SALT)
    shown = page.get("/ru/track/case/").content.decode()
    assert current().grounds["no-substance"].name.get("ru") in shown and make.body("akmola/aqjar").name("ru") in shown
    mine = make.case(owner=make.HOUSING, at=now())
    page.cookies[COOKIE] = signing.dumps(str(mine.id), salt=_SALT)
    assert page.get("/ru/track/withdraw/").status_code == 200 and make.fresh(mine.id).state == "new"
    for _ in range(2):
        assert page.post("/ru/track/withdraw/").status_code == 302
    assert make.fresh(mine.id).state == "withdrawn" and team and officer
