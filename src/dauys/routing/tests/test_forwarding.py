"""Passing a case on: each part is a demand with its own clock, nobody plays ping-pong, a complaint only goes up."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from tests.log import follow
from tests.threads import together

from dauys.cases.actions import change_kind, erase
from dauys.cases.models import Demand, Obligation
from dauys.cases.rules import ImpossibleStep
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.moment import now
from dauys.routing import actions
from dauys.routing.actions import Part
from dauys.routing.chains import ways_up
from dauys.site.wiring import HEARERS

LAMPS = "akmola/aqjar/jaryq"
SOON = timedelta(days=1)
LATE = timedelta(days=9)


def picture() -> list[Any]:
    return [*Obligation.objects.order_by("pk").values(), Entry.objects.count(), Demand.objects.count()]


def pass_on(row: Obligation, actor: Actor, *to: str, at: datetime, stays: bool = False, key: UUID | None = None) -> Any:
    asked = "" if len(to) == 1 and not stays else "Осы бөлігін қарап, адамға жауап беріңіз."
    return actions.forward(
        obligation=row.pk,
        parts=[Part(code, asked) for code in to],
        stays=stays,
        key=key or uuid4(),
        seen=Obligation.objects.get(pk=row.pk).changed_at,
        actor=actor,
        at=at,
    )


def test_a_whole_case_goes_on_and_its_clock_starts_anew(db: None, make: Any) -> None:
    made, (_u, officer) = make.case(owner=make.HOUSING), make.staff("officer")
    pass_on(made.obligation, officer, make.SOCIAL, at=make.AT + SOON)
    old, new = make.fresh(made.id), make.fresh(made.id, leg=2)
    assert (old.state, new.state, new.owner.code, new.forwards) == ("forwarded", "new", make.SOCIAL, 1)
    assert new.previous_id == old.pk and new.registered_on == (make.AT + SOON).date() and new.due_at > old.due_at
    assert new.controller_id == make.body(make.SOCIAL).parent_id and new.forward_by > old.forward_by
    entry = Entry.objects.get(verb="cases.forward")
    assert entry.payload["to"] == [make.SOCIAL] and entry.payload["late"] is False and entry.payload["stays"] is False


def test_parts_go_to_several_bodies_and_one_stays(db: None, make: Any) -> None:
    made, (_u, boss) = make.case(owner=make.HOUSING), make.staff("supervisor")
    pass_on(made.obligation, boss, make.SOCIAL, LAMPS, at=make.AT + SOON, stays=True)
    rows = list(Obligation.objects.filter(case=made.id).order_by("leg"))
    assert [row.state for row in rows] == ["new", "new", "new"] and rows[0].due_at == made.obligation.due_at
    assert [row.demand.text for row in rows[1:]] == ["Осы бөлігін қарап, адамға жауап беріңіз."] * 2


def test_the_person_is_told_once_and_sees_one_case(db: None, make: Any) -> None:
    made, (_u, officer), key = make.case(owner=make.HOUSING), make.staff("officer"), uuid4()
    for _ in range(2):
        pass_on(made.obligation, officer, make.SOCIAL, at=make.AT + SOON, key=key)
    assert (
        Obligation.objects.filter(case=made.id).count() == 2 and Entry.objects.filter(verb="cases.forward").count() == 1
    )
    follow(make.AT + SOON, hearers=HEARERS)
    told = Message.objects.get(once=f"forward:{key}")
    assert told.language == "kk" and make.body(make.SOCIAL).short_name("kk") in told.body


def test_of_many_clicks_at_once_one_counts(transactional_db: None, make: Any) -> None:
    made, (_u, officer), key = make.case(owner=make.HOUSING), make.staff("officer"), uuid4()
    seen = made.obligation.changed_at
    results = together(
        4,
        lambda index: actions.forward(
            obligation=made.obligation.pk, parts=[Part(make.SOCIAL)], stays=False,
            key=key if index < 2 else uuid4(), seen=seen, actor=officer, at=make.AT + SOON,
        ),
    )  # fmt: skip
    assert Obligation.objects.filter(case=made.id).count() == 2
    assert all(isinstance(r, Obligation | actions.StalePage) for r in results), results


def test_it_does_not_come_back_unless_who_stands_above_says_so(db: None, make: Any) -> None:
    made, (_a, ours), (_b, theirs) = (
        make.case(owner=make.HOUSING),
        make.staff("officer"),
        make.staff("officer", make.SOCIAL),
    )
    pass_on(made.obligation, ours, make.SOCIAL, at=make.AT)
    second = make.fresh(made.id, leg=2)
    pass_on(second, theirs, LAMPS, at=make.AT)
    third = make.fresh(made.id, leg=3)
    for actor in (make.staff("officer", LAMPS)[1], make.staff("supervisor", LAMPS)[1]):
        for back in (make.HOUSING, make.SOCIAL, LAMPS):
            before = picture()
            with pytest.raises(actions.CannotForward):
                pass_on(third, actor, back, at=make.AT)
            assert picture() == before
    for role, place in (("controller", ""), ("head", "akmola/aqjar")):
        above = make.staff(role, place)[1]
        last = Obligation.objects.filter(case=made.id).order_by("-leg").first()
        pass_on(last, above, make.HOUSING if role == "controller" else make.SOCIAL, at=make.AT)
    assert [e.payload["again"] for e in Entry.objects.filter(verb="cases.forward").order_by("id")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert make.fresh(made.id, leg=5).forwards == 4


def test_after_the_laws_days_only_who_leads_or_controls(db: None, make: Any) -> None:
    made = make.case(owner=make.HOUSING)
    for actor in (make.staff("officer")[1], make.staff("clerk")[1]):
        before = picture()
        with pytest.raises(actions.DaysOver):
            pass_on(made.obligation, actor, make.SOCIAL, at=make.AT + LATE)
        assert picture() == before
    pass_on(made.obligation, make.staff("supervisor")[1], make.SOCIAL, at=make.AT + LATE)
    assert Entry.objects.get(verb="cases.forward").payload["late"] is True


def test_a_complaint_goes_up_and_never_down_or_sideways(db: None, make: Any) -> None:
    made, boss = make.case(owner="akmola/aqjar"), make.staff("head", "akmola/aqjar")[1]
    change_kind(obligation=made.obligation.pk, kind="complaint", actor=boss, at=make.AT)
    for wrong in (make.HOUSING, LAMPS, "gov/moh"):
        before = picture()
        with pytest.raises(actions.CannotForward) as error:
            pass_on(made.obligation, boss, wrong, at=make.AT)
        assert error.value.because == "sideways" and picture() == before
    assert "akmola/control" in (ways_up("complaint", make.HOUSING) or [])
    pass_on(made.obligation, boss, "akmola/control", at=make.AT)
    assert make.fresh(made.id, leg=2).owner.code == "akmola/control"


def test_strangers_and_what_is_over_are_refused(db: None, make: Any) -> None:
    made, stranger = make.case(owner=make.HOUSING), make.staff("supervisor", make.SOCIAL)[1]
    for actor in (stranger, make.staff("auditor", "")[1], Actor(kind="citizen")):
        before = picture()
        with pytest.raises(Denied):
            pass_on(made.obligation, actor, LAMPS, at=make.AT)
        assert picture() == before
    done, team, _answer = make.answered()
    before = picture()
    with pytest.raises(ImpossibleStep):
        pass_on(done.obligation, team.supervisor, LAMPS, at=make.AT + SOON)
    assert picture() == before


def test_what_was_asked_is_erased_with_the_person(db: None, make: Any) -> None:
    made, _team, _answer = make.answered()
    Demand.objects.create(obligation=made.obligation, text="Айгүлдің сөзі")
    erase(case_id=made.id, actor=SYSTEM, at=make.AT + LATE)
    assert Demand.objects.get().text == ""


def fields(row: Obligation, **about: Any) -> dict[str, Any]:
    return {"key": str(uuid4()), "seen": row.changed_at.isoformat(), "count": 1, "asked_1": "", **about}


def test_the_page_adds_looks_and_sends_without_a_script(db: None, make: Any) -> None:
    made, (user, _officer), client = make.case(owner=make.HOUSING, at=now()), make.staff("officer"), Client()
    client.force_login(user, "dauys.ground.accounts.backends.StaffBackend")
    address = f"/ru/desk/obligations/{made.obligation.pk}/forward/"
    assert client.get(address).status_code == 200
    social = make.body(make.SOCIAL).name("ru")
    more = client.post(address, fields(made.obligation, body_1="отд", act="add"))
    assert more.status_code == 200 and 'name="body_2"' in more.content.decode()
    wrong = client.post(address, fields(made.obligation, body_1="нет такого органа", act="look"))
    assert wrong.status_code == 422 and not Obligation.objects.filter(leg=2).exists()
    data = fields(made.obligation, body_1=social, act="look")
    look = client.post(address, data)
    assert look.status_code == 200 and social in look.content.decode() and not Obligation.objects.filter(leg=2).exists()
    for _ in range(2):
        assert client.post(address, {**data, "act": "send"}).status_code == 302
    assert Obligation.objects.filter(case=made.id).count() == 2
    stale = client.post(address, fields(made.obligation, body_1=social, asked_1="Мои слова", act="look"))
    assert stale.status_code == 409 and "Мои слова" in stale.content.decode()
    page = client.get(f"/ru/desk/cases/{made.id}/").content.decode()
    assert social in page and "?leg=" in page
