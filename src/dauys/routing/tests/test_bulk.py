"""One step for many rows: what is possible is done, what is not stays, and all of it can be put back for an hour."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests.security.tables import changed, digests
from tests.threads import together

from dauys.cases.models import Obligation
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.routing import actions
from dauys.routing.models import Bulk, BulkRow
from dauys.routing.rules import MOST_ROWS, obstacle


def do(actor: Any, verb: str, made: list[Any], at: Any, officer: UUID | None = None, key: UUID | None = None) -> UUID:
    rows = [m.obligation.pk for m in made]
    return actions.do(key=key or uuid4(), verb=verb, rows=rows, officer=officer, actor=actor, at=at)


def picture(made: list[Any]) -> list[Any]:
    rows = Obligation.objects.filter(pk__in=[m.obligation.pk for m in made]).order_by("pk")
    return [(r.state, r.assignee_id, r.route_confirmed) for r in rows]


def outcomes(key: UUID) -> list[str]:
    return sorted(BulkRow.objects.filter(bulk=key).values_list("outcome", flat=True))


def test_given_together_and_put_back(db: None, make: Any) -> None:
    team, made = make.team(), [make.case(owner=make.HOUSING) for _ in range(5)]
    make.submitted(made[4], team)
    before = picture(made)
    key = do(team.supervisor, "give", made, make.AT, team.officer.id)
    assert outcomes(key) == ["done"] * 4 + ["refused"]
    rows = Obligation.objects.filter(pk__in=[m.obligation.pk for m in made[:4]])
    assert {(r.state, r.assignee_id) for r in rows} == {("assigned", team.officer.id)}
    assert actions.undo(bulk=key, actor=team.supervisor, at=make.AT + timedelta(minutes=59)) == 4
    assert picture(made) == before
    assert Entry.objects.filter(verb="cases.release").count() == 4
    assert Entry.objects.get(verb="routing.bulk").payload == {"bulk": str(key), "verb": "give", "count": 4}


def test_who_had_it_before_gets_it_back(db: None, make: Any) -> None:
    team, made = make.team(), [make.case(owner=make.HOUSING)]
    _user, other = make.staff("officer")
    do(team.supervisor, "give", made, make.AT, team.officer.id)
    key = do(team.supervisor, "give", made, make.AT + timedelta(hours=1), other.id)
    actions.undo(bulk=key, actor=team.supervisor, at=make.AT + timedelta(hours=1, minutes=1))
    assert picture(made) == [("assigned", team.officer.id, True)]


def test_bodies_confirmed_together_and_opened_again(db: None, make: Any) -> None:
    (_u, clerk), made = make.staff("clerk", "akmola/aqjar"), [make.case() for _ in range(3)]
    key = do(clerk, "settle", made, make.AT)
    assert {p[2] for p in picture(made)} == {True}
    assert actions.undo(bulk=key, actor=clerk, at=make.AT) == 3
    assert {p[2] for p in picture(made)} == {False}


def test_what_somebody_worked_on_since_stays(db: None, make: Any) -> None:
    team, made = make.team(), [make.case(owner=make.HOUSING) for _ in range(3)]
    key = do(team.officer, "take", made, make.AT)
    make.drafted(made[0], team, at=make.AT + timedelta(minutes=5))
    assert actions.undo(bulk=key, actor=team.officer, at=make.AT + timedelta(minutes=10)) == 2
    assert outcomes(key) == ["kept", "undone", "undone"]
    assert sorted(p[0] for p in picture(made)) == ["in_work", "new", "new"]


@pytest.mark.parametrize("late", [timedelta(seconds=3601), None])
def test_undone_once_and_only_for_an_hour(db: None, make: Any, late: timedelta | None) -> None:
    team, made = make.team(), [make.case(owner=make.HOUSING)]
    key = do(team.officer, "take", made, make.AT)
    if late is None:
        actions.undo(bulk=key, actor=team.officer, at=make.AT)
    before = digests()
    with pytest.raises(actions.TooLate):
        actions.undo(bulk=key, actor=team.officer, at=make.AT + (late or timedelta(minutes=1)))
    assert not changed(before)


def test_strangers_move_nothing(db: None, make: Any) -> None:
    team, made = make.team(), [make.case(owner=make.HOUSING) for _ in range(2)]
    (_u, stranger), (_u2, clerk) = make.staff("supervisor", make.SOCIAL), make.staff("clerk", "akmola/aqjar")
    key = do(stranger, "give", made, make.AT, stranger.id)
    assert outcomes(key) == [], "not even that they are there is kept"
    key = do(clerk, "give", made, make.AT, team.officer.id)
    assert outcomes(key) == ["refused"] * 2
    key = do(team.supervisor, "give", made, make.AT, stranger.id)
    assert outcomes(key) == ["refused"] * 2
    assert {p[1] for p in picture(made)} == {None}
    key = do(team.officer, "take", made, make.AT)
    before = digests()
    for other in (stranger, team.supervisor):
        with pytest.raises(Denied):
            actions.undo(bulk=key, actor=other, at=make.AT)
    assert not changed(before)


def test_a_double_click_does_it_once(transactional_db: None, make: Any) -> None:
    team, made, key = make.team(), [make.case(owner=make.HOUSING) for _ in range(4)], uuid4()
    results = together(4, lambda _index: do(team.officer, "take", made, make.AT, key=key))
    assert results == [key] * 4, results
    assert Bulk.objects.count() == 1 and Entry.objects.filter(verb="cases.assign").count() == 4


def test_two_who_take_the_same_rows_share_them(transactional_db: None, make: Any) -> None:
    made = [make.case(owner=make.HOUSING) for _ in range(10)]
    officers = [make.staff("officer")[1] for _ in range(4)]
    keys = together(4, lambda index: do(officers[index], "take", made[:: 1 if index % 2 else -1], make.AT))
    assert all(isinstance(key, UUID) for key in keys), keys
    assert BulkRow.objects.filter(outcome="done").count() == 10
    assert None not in {p[1] for p in picture(made)}


def test_too_many_rows_are_an_error(db: None, make: Any) -> None:
    team = make.team()
    with pytest.raises(ValueError, match="at most"):
        rows = [uuid4() for _ in range(MOST_ROWS + 1)]
        actions.do(key=uuid4(), verb="take", rows=rows, officer=None, actor=team.officer, at=make.AT)
    assert not Bulk.objects.exists()


@pytest.mark.parametrize(
    ("verb", "state", "taken", "confirmed", "reason"),
    [
        ("take", "new", False, False, ""),
        ("take", "assigned", True, True, "taken"),
        ("take", "in_work", False, True, "taken"),
        ("give", "in_work", True, True, ""),
        ("give", "in_approval", True, True, "waits"),
        ("settle", "new", False, False, ""),
        ("settle", "new", False, True, "settled"),
        ("settle", "assigned", True, False, "settled"),
        ("give", "answered", True, True, "over"),
        ("take", "withdrawn", False, False, "over"),
    ],
)
def test_obstacles(verb: str, state: str, taken: bool, confirmed: bool, reason: str) -> None:
    row = Obligation(state=state, route_confirmed=confirmed, assignee_id=uuid4() if taken else None)
    assert obstacle(verb, row) == reason


def test_on_the_page(db: None, make: Any) -> None:
    """Chosen, previewed with nothing changed, done, undone; a wrong officer is an error and the rows stay chosen."""
    team, made = make.team(), [make.case(owner=make.HOUSING, at=now()) for _ in range(3)]
    make.submitted(made[2], team, at=now())
    client = Client()
    client.force_login(User.objects.get(pk=team.supervisor.id), settings.AUTHENTICATION_BACKENDS[0])
    rows = [str(m.obligation.pk) for m in made]
    before = digests()
    page = client.post("/kk/desk/bulk/", {"row": rows, "verb": "give", "back": "view=new&evil=1"})
    text = page.content.decode()
    assert page.status_code == 200 and not changed(before)
    assert "Оның жауабы келісуде." in text and text.count("Өзгереді</span>") == 2
    assert 'href="/kk/desk/?view=new"' in text
    sent = {"row": rows, "verb": "give", "key": str(page.context["key"]), "back": "view=new"}
    wrong = client.post("/kk/desk/bulk/do/", {**sent, "choice": str(uuid4())})
    assert wrong.status_code == 422 and wrong.content.decode().count('name="row"') == 2
    assert not changed(before)
    done = client.post("/kk/desk/bulk/do/", {**sent, "choice": str(team.officer.id)})
    again = client.post("/kk/desk/bulk/do/", {**sent, "choice": str(team.officer.id)})
    assert done.status_code == 302 and done["Location"] == again["Location"]
    shown = client.get(done["Location"]).content.decode()
    assert "Өзгерді: <b>2</b>." in shown and "Қайтару" in shown
    assert client.post(done["Location"] + "undo/").status_code == 302
    assert "Қайтарылды: <b>2</b>." in client.get(done["Location"]).content.decode()
    assert Bulk.objects.count() == 1


@pytest.mark.parametrize("sent", [{}, {"verb": "x"}, {"verb": "take", "row": ["x"]}, {"verb": "settle"}])
def test_odd_forms_find_nothing(db: None, make: Any, sent: Any) -> None:
    user, _actor = make.staff("officer")
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    for address in ("/kk/desk/bulk/", "/kk/desk/bulk/do/"):
        assert client.post(address, {**sent, "key": str(uuid4())}).status_code == 404
    assert client.post("/kk/desk/bulk/do/", {"verb": "take", "key": "x"}).status_code == 404
    assert "Ешбір жол таңдалмады" in client.post("/kk/desk/bulk/", {"verb": "take"}).content.decode()
