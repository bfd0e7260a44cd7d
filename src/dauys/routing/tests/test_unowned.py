"""What nobody owns: given back within the law's days, found vacant, shown to who stands above, and settled by them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dauys.cases.actions import erase
from dauys.cases.filters import Filters
from dauys.cases.models import Obligation
from dauys.cases.rules import ImpossibleStep
from dauys.cases.worklist import page, rail
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.routing import actions
from dauys.routing.models import GiveBack

WHY = "Бұл жол облыстікі, бізге қарамайды."
DAY = timedelta(days=1)


def picture() -> list[Any]:
    return [*Obligation.objects.order_by("pk").values(), Entry.objects.count(), GiveBack.objects.count()]


def give_back(row: Obligation, actor: Actor, at: Any, because: str = "dispute") -> Obligation:
    return actions.give_back(obligation=row.pk, because=because, text=WHY, actor=actor, at=at)


def test_it_waits_for_the_body_above_with_a_term(db: None, make: Any) -> None:
    made, (_u, officer), above = (
        make.case(owner=make.HOUSING),
        make.staff("officer"),
        make.staff("head", "akmola/aqjar")[1],
    )
    actions.take(obligation=made.obligation.pk, actor=officer, at=make.AT)
    row = give_back(made.obligation, officer, make.AT)
    assert (row.state, row.assignee_id, row.unowned_as) == ("new", None, "dispute")
    assert row.settle_at.date() == (make.AT + DAY).date() and row.due_at == made.obligation.due_at
    assert [r.pk for r in page(above, Filters(view="unowned"), make.AT).rows] == [row.pk]
    assert rail(above, make.AT).totals["unowned"] == 1


def test_the_queue_stands_by_its_term_page_by_page(db: None, make: Any) -> None:
    (_u, officer), above = make.staff("officer"), make.staff("head", "akmola/aqjar")[1]
    rows = [make.case(owner=make.HOUSING).obligation for _ in range(3)]
    for late, row in zip((2, 0, 1), rows, strict=True):
        give_back(row, officer, make.AT + late * DAY / 4)
    Obligation.objects.filter(pk=rows[0].pk).update(settle_at=make.AT)
    first = page(above, Filters(view="unowned"), make.AT, size=2)
    rest = page(above, Filters(view="unowned", after=first.next_cursor), make.AT, size=2)
    assert first.rows[0].pk == rows[0].pk and len(first.rows + rest.rows) == 3


def test_who_stands_above_names_the_body_and_it_is_not_given_back_again(db: None, make: Any) -> None:
    made, (_u, officer), above = (
        make.case(owner=make.HOUSING),
        make.staff("officer"),
        make.staff("head", "akmola/aqjar")[1],
    )
    give_back(made.obligation, officer, make.AT)
    for actor in (officer, make.staff("supervisor")[1], make.staff("head", make.SOCIAL)[1]):
        before = picture()
        with pytest.raises(Denied):
            actions.name_owner(obligation=made.obligation.pk, owner=make.body(), key=uuid4(), actor=actor, at=make.AT)
        assert picture() == before
    actions.name_owner(obligation=made.obligation.pk, owner=make.body(), key=uuid4(), actor=above, at=make.AT)
    assert make.fresh(made.id).unowned_as == "" and make.fresh(made.id).state == "new"
    before = picture()
    with pytest.raises(actions.Settled):
        give_back(made.obligation, officer, make.AT)
    assert picture() == before


def test_another_body_gets_it_with_a_clock_of_its_own_once(db: None, make: Any) -> None:
    made, (_u, officer), above = make.case(owner=make.HOUSING), make.staff("officer"), make.staff("controller", "")[1]
    give_back(made.obligation, officer, make.AT, "unknown")
    key = uuid4()
    for _ in range(2):
        actions.name_owner(
            obligation=made.obligation.pk, owner=make.body(make.SOCIAL), key=key, actor=above, at=make.AT + DAY
        )
    assert make.fresh(made.id).state == "forwarded" and make.fresh(made.id, leg=2).owner.code == make.SOCIAL
    assert Obligation.objects.filter(case=made.id).count() == 2
    with pytest.raises(ImpossibleStep):
        actions.name_owner(obligation=made.obligation.pk, owner=make.body(), key=uuid4(), actor=above, at=make.AT + DAY)


def test_after_the_laws_days_it_is_not_given_back(db: None, make: Any) -> None:
    made, (_u, officer) = make.case(owner=make.HOUSING), make.staff("officer")
    before = picture()
    with pytest.raises(actions.DaysOver):
        give_back(made.obligation, officer, make.AT + 9 * DAY)
    assert picture() == before


def test_a_body_with_nobody_is_found_and_left_again(db: None, make: Any) -> None:
    made, lively = make.case(owner=make.SOCIAL), make.case(owner=make.HOUSING)
    make.staff("officer")
    (user, _officer), moment = make.staff("supervisor", make.SOCIAL), now()
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert actions.find_vacant(at=moment) == 1 and actions.find_vacant(at=moment) == 0
    assert make.fresh(made.id).unowned_as == "vacant" and make.fresh(lively.id).unowned_as == ""
    User.objects.filter(pk=user.pk).update(is_active=True)
    assert actions.find_vacant(at=moment) == 1 and make.fresh(made.id).unowned_as == ""


def test_who_takes_it_owns_it(db: None, make: Any) -> None:
    made, (_u, officer) = make.case(owner=make.HOUSING), make.staff("officer")
    give_back(made.obligation, officer, make.AT)
    actions.take(obligation=made.obligation.pk, actor=officer, at=make.AT)
    assert make.fresh(made.id).unowned_as == ""


def test_reasons_are_erased_with_the_person(db: None, make: Any) -> None:
    made, (_u, officer) = make.case(owner=make.HOUSING), make.staff("officer")
    give_back(made.obligation, officer, make.AT)
    Obligation.objects.filter(pk=made.obligation.pk).update(state="withdrawn")
    erase(case_id=made.id, actor=SYSTEM, at=make.AT)
    assert GiveBack.objects.get().text == ""


def test_the_pages(db: None, make: Any) -> None:
    made, (user, _o), (above, _a) = (
        make.case(owner=make.HOUSING, at=now()),
        make.staff("officer"),
        make.staff("clerk", "akmola/aqjar"),
    )
    client = Client()
    client.force_login(user, "dauys.ground.accounts.backends.StaffBackend")
    address = f"/ru/desk/obligations/{made.obligation.pk}"
    assert client.get(f"{address}/not-ours/").status_code == 200
    assert client.post(f"{address}/not-ours/", {"because": "dispute", "text": "коротко"}).status_code == 422
    assert client.post(f"{address}/not-ours/", {"because": "dispute", "text": WHY}).status_code == 302
    assert client.get(f"{address}/owner/").status_code == 404
    assert WHY in client.get(f"/ru/desk/cases/{made.id}/").content.decode()
    client.force_login(above, "dauys.ground.accounts.backends.StaffBackend")
    assert f"/ru/desk/cases/{made.id}/" in client.get("/ru/desk/?view=unowned").content.decode()
    assert client.get(f"{address}/owner/").status_code == 200
    assert client.post(f"{address}/owner/", {"key": uuid4(), "body": "нет такого"}).status_code == 422
    social = make.body(make.SOCIAL).name("kk")
    assert client.post(f"{address}/owner/", {"key": uuid4(), "body": social}).status_code == 302
    assert make.fresh(made.id, leg=2).owner.code == make.SOCIAL
