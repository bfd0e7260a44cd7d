"""Words of a crime: an unknown author's case goes to the competent body at once; people pass on others, and undo."""

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from dauys.cases.filters import Filters
from dauys.cases.models import Obligation
from dauys.cases.rules import ImpossibleStep
from dauys.cases.worklist import page
from dauys.channels import actions as channels
from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.ground.packs.current import current
from dauys.routing import actions, queries
from dauys.routing.dry_run import dry_run, rules_in_force, with_rules

POLICE = "gov/mia"


def entries(case_id: Any, *verbs: str) -> list[Entry]:
    return list(Entry.objects.filter(case_id=case_id, verb__in=verbs).order_by("id"))


def picture() -> list[Any]:
    rows = Obligation.objects.order_by("pk").values("owner", "state", "priority", "case__crime", "unowned_as")
    return [*rows, Entry.objects.count()]


def test_it_goes_to_the_competent_body_at_once(db: None, make: Any) -> None:
    made = make.case(anonymous=True, text=make.CRIME)
    row = made.obligation
    assert (row.owner.code, row.route_rule, row.route_confirmed) == (POLICE, "crime-unknown-author", True)
    assert (row.priority, made.case.crime, made.case.anonymous, row.unowned_as) == (0, "passed", True, "")
    (told,) = entries(made.id, "cases.pass_crime")
    assert told.payload == {"rule": "crime-unknown-author", "to": POLICE} and told.at == make.AT
    said = str([(e.verb, e.payload) for e in Entry.objects.all()])
    assert "пара" not in said and "сұра" not in said


def test_who_named_themselves_is_only_marked_and_stands_first(db: None, make: Any) -> None:
    calm = make.case(owner=make.HOUSING)
    made = make.case(owner=make.HOUSING, text=make.CRIME)
    assert (made.case.crime, made.obligation.priority, made.obligation.owner.code) == ("found", 0, make.HOUSING)
    rows = page(make.staff("officer")[1], Filters(view="body"), make.AT).rows
    assert [row.case_id for row in rows] == [made.id, calm.id]
    assert not entries(made.id, "cases.pass_crime")


def test_an_unknown_author_without_a_crime_goes_the_usual_way(db: None, make: Any) -> None:
    named, made = make.case(), make.case(anonymous=True)
    assert made.obligation.owner_id == named.obligation.owner_id and made.case.crime == ""
    assert made.obligation.priority == 1 and not made.obligation.route_confirmed


@pytest.mark.parametrize("gone", ["rule", "body"])
def test_without_a_body_for_it_it_waits_for_an_owner(db: None, make: Any, gone: str, monkeypatch: Any) -> None:
    if gone == "rule":
        monkeypatch.setattr(queries, "_rules", lambda: tuple(r for r in current().routing_rules() if not r.when_crime))
    else:
        known = {code: body for code, body in queries.organizations().items() if code != POLICE}
        monkeypatch.setattr(queries, "organizations", lambda: known)
    filed = channels.file(
        data=make.draft(anonymous=True, text=make.CRIME), channel="web", key=uuid4(), actor=SYSTEM, at=make.AT
    )
    row = make.fresh(filed.case_id)
    assert (row.unowned_as, row.case.crime, row.priority) == ("unknown", "found", 0)
    assert row.settle_at is not None and row.settle_at > make.AT
    assert [e.payload for e in entries(filed.case_id, "cases.disown")] == [{"because": "unknown"}]


def test_a_named_case_is_passed_on_in_one_click_and_not_twice(db: None, make: Any) -> None:
    made, (_u, officer) = make.case(owner=make.HOUSING, text=make.CRIME), make.staff("officer")
    for _ in range(2):
        actions.pass_crime(obligation=made.obligation.pk, actor=officer, at=make.AT)
    legs = list(Obligation.objects.filter(case=made.id).order_by("leg").select_related("owner", "case"))
    assert [(r.state, r.owner.code) for r in legs] == [("forwarded", make.HOUSING), ("new", POLICE)]
    assert legs[0].case.crime == "passed" and len(entries(made.id, "cases.pass_crime", "cases.forward")) == 2


def test_only_who_may_pass_a_case_on_passes_it_and_only_for_words_of_a_crime(db: None, make: Any) -> None:
    made, calm = make.case(owner=make.HOUSING, text=make.CRIME), make.case(owner=make.HOUSING)
    before = picture()
    for role, body in (("officer", make.SOCIAL), ("auditor", "")):
        with pytest.raises(Denied):
            actions.pass_crime(obligation=made.obligation.pk, actor=make.staff(role, body)[1], at=make.AT)
    with pytest.raises(ImpossibleStep):
        actions.pass_crime(obligation=calm.obligation.pk, actor=make.staff("officer")[1], at=make.AT)
    with pytest.raises(ImpossibleStep):
        actions.clear_crime(obligation=calm.obligation.pk, actor=make.staff("officer")[1], at=make.AT)
    with pytest.raises(Denied):
        actions.clear_crime(obligation=made.obligation.pk, actor=make.staff("officer", make.SOCIAL)[1], at=make.AT)
    assert [row for row in picture() if isinstance(row, dict)] == [row for row in before if isinstance(row, dict)]


def test_a_false_alarm_goes_back_to_the_usual_way(db: None, make: Any) -> None:
    _u, clerk = make.staff("clerk", "akmola/aqjar")
    usual = make.case(text=make.CRIME).obligation.owner
    made = make.case(anonymous=True, text=make.CRIME, channel="letter", actor=clerk, desk="akmola/aqjar")
    assert made.obligation.owner.code == POLICE
    for _ in range(2):
        actions.clear_crime(obligation=made.obligation.pk, actor=clerk, at=make.AT)
    row = make.fresh(made.id)
    assert (row.owner_id, row.route_confirmed, row.priority, row.case.crime) == (usual.pk, False, 1, "false")
    found = entries(made.id, "cases.clear_crime", "cases.change_owner")
    assert [e.verb for e in found] == ["cases.clear_crime", "cases.change_owner"] and found[0].actor_id == clerk.id


def test_danger_to_life_stays_first_after_a_false_alarm(db: None, make: Any) -> None:
    text = f"{make.CRIME} Үйде өрт шықты."
    made = make.case(owner=make.HOUSING, text=text)
    actions.clear_crime(obligation=made.obligation.pk, actor=make.staff("officer")[1], at=make.AT)
    assert make.fresh(made.id).priority == 0


def test_a_body_that_began_to_work_keeps_it(db: None, make: Any) -> None:
    made, (_u, police) = make.case(anonymous=True, text=make.CRIME), make.staff("officer", POLICE)
    actions.take(obligation=made.obligation.pk, actor=police, at=make.AT)
    actions.clear_crime(obligation=made.obligation.pk, actor=police, at=make.AT)
    row = make.fresh(made.id)
    assert (row.owner.code, row.case.crime, row.priority) == (POLICE, "false", 1)


def test_an_unknown_author_is_no_ground_to_leave_what_may_tell_of_a_crime(db: None, make: Any) -> None:
    _u, officer = make.staff("officer", POLICE)
    made, about = make.case(anonymous=True, text=make.CRIME), {"ground": "anonymous", "text": ""}
    before = picture()
    with pytest.raises(actions.ToldOfCrime):
        actions.propose_leaving(obligation=made.obligation.pk, actor=officer, at=make.AT, **about)
    assert picture() == before
    actions.clear_crime(obligation=made.obligation.pk, actor=officer, at=make.AT)
    assert queries.anonymous_ground().code == "anonymous"


def test_the_dry_run_tells_what_goes_at_once(db: None, make: Any) -> None:
    made = make.case(anonymous=True, text=make.CRIME, at=now())
    make.case(text=make.CRIME, at=now())
    (crime,) = dry_run(current(), 100).crimes
    assert (crime.rule, crime.to_body, crime.count) == ("crime-unknown-author", POLICE, 1)
    moved = rules_in_force().replace("to: gov/mia", "to: gov", 1)
    (move,) = dry_run(with_rules(moved), 100).moves
    assert (move.from_body, move.to_body, move.count) == (POLICE, "gov", 1)
    assert made.case.crime == "passed"


def visit(client: Client, user: Any, case_id: Any, language: str = "kk") -> str:
    client.force_login(user)
    return client.get(f"/{language}/desk/cases/{case_id}/").content.decode()


@pytest.mark.parametrize(
    ("language", "author", "mark"),
    [
        ("kk", "Авторы белгісіз", "Қылмыс туралы болуы мүмкін"),
        ("ru", "Автор неизвестен", "Возможно, о преступлении"),
        ("en", "Author unknown", "May tell of a crime"),
    ],
)
def test_the_desk_sees_the_mark_the_words_and_nobody(
    db: None, make: Any, client: Client, language: str, author: str, mark: str
) -> None:
    user, _actor = make.staff("officer", POLICE)
    made = make.case(anonymous=True, text=make.CRIME, at=now())
    shown = visit(client, user, made.id, language)
    assert author in shown and mark in shown and "<mark>пара сұрап</mark>" in shown
    client.get(f"/{language}/desk/")
    listed = client.get(f"/{language}/desk/?view=body").content.decode()
    assert author in listed and mark in listed


def test_two_clicks_at_the_desk(db: None, make: Any, client: Client) -> None:
    user, _actor = make.staff("officer")
    made = make.case(owner=make.HOUSING, text=make.CRIME, at=now())
    address = f"/kk/desk/obligations/{made.obligation.pk}"
    assert f"{address}/crime/" in visit(client, user, made.id)
    assert client.get(f"{address}/crime/").status_code == 405
    assert [client.post(f"{address}/crime/").status_code for _ in range(2)] == [302, 302]
    assert Obligation.objects.filter(case=made.id).count() == 2


def test_the_desk_proposes_the_ground_and_refuses_it_for_a_crime(db: None, make: Any, client: Client) -> None:
    user, _actor = make.staff("officer")
    calm = make.case(owner=make.HOUSING, anonymous=True, at=now())
    leave = f"/kk/desk/obligations/{calm.obligation.pk}/leave/"
    assert leave in visit(client, user, calm.id)
    assert re.search(r'value="anonymous"[^>]*\bchecked', client.get(leave).content.decode())
    told = make.case(owner=make.HOUSING, anonymous=True, text=make.CRIME, at=now())
    refused = client.post(f"/kk/desk/obligations/{told.obligation.pk}/leave/", {"ground": "anonymous"})
    assert refused.status_code == 422 and make.fresh(told.id).state == "new"
