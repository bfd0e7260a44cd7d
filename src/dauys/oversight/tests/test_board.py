"""The board of a body: its sums, its lists, and nothing its reader may not see."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from dauys.answers import actions as answers
from dauys.answers.queries import of_obligation
from dauys.cases import actions as cases
from dauys.cases.models import Obligation
from dauys.ground.access.actors import SYSTEM, citizen
from dauys.ground.accounts.models import User
from dauys.ground.moment import now
from dauys.oversight.pages.board import end_of_week
from dauys.oversight.queries import SHOWN, board


def seen(actor: Any, make: Any, at: Any, path: str = "akmola/aqjar/housing/") -> Any:
    return board(actor, path, at, end_of_week(at))


def ids(found: Any, name: str) -> list[Any]:
    return [row.case_id for row in found.lists[name]]


def test_every_part_holds_what_it_says(db: None, make: Any) -> None:
    team, at = make.team(), make.AT + timedelta(days=20)
    overdue = make.case(owner=make.HOUSING, at=at - timedelta(days=60))
    due = at + timedelta(hours=1)
    week = make.case(owner=make.HOUSING, at=at)
    Obligation.objects.filter(case=week.id).update(due_at=due)
    later = make.case(owner=make.HOUSING, at=at)
    returned = make.case(owner=make.HOUSING, at=at)
    make.submitted(returned, team, at=at)
    answer = of_obligation(returned.obligation.pk)
    answers.send_back(
        obligation=returned.obligation.pk, revision=answer.revision, because="Күні жоқ", actor=team.supervisor, at=at
    )
    low, _team, _answer = make.answered(team_=team, at=at - timedelta(days=2))
    answers.rate(
        obligation=low.obligation.pk, score=1, solved="partly", comment="", actor=citizen(low.id), at=at
    )  # fmt: skip
    waiting = make.case(owner=make.HOUSING, at=at)
    make.submitted(waiting, team, at=at)
    found = seen(team.supervisor, make, at)
    assert ids(found, "overdue") == [overdue.id] and ids(found, "week") == [week.id]
    assert ids(found, "returned") == [returned.id] and found.lists["returned"][0].returns == 1
    assert ids(found, "low") == [low.id] and found.lists["low"][0].score == 1
    assert {load.name: load.open for load in found.loads} == {"": 3, "Қызметкер officer": 2}
    assert (found.total("overdue"), found.total("week"), found.total("approval")) == (1, 1, 1)
    month = type(found.month)(answered=1, in_time=1, rated=1, low=1, returned=0, outcomes={"solved": 1})
    assert found.month == month
    assert later.id not in {row.case_id for rows in found.lists.values() for row in rows}


def test_the_longest_chain_first_with_the_bodies_it_went_through(db: None, make: Any) -> None:
    (_u, head), at = make.staff("head", "akmola/aqjar"), make.AT
    short, long, once = (make.case(owner=make.HOUSING, at=at) for _ in range(3))
    for made, codes in (
        (short, [make.SOCIAL, make.HOUSING]),
        (long, [make.SOCIAL, "akmola/aqjar/education", make.HOUSING]),
        (once, [make.SOCIAL]),
    ):
        for code in codes:
            Obligation.objects.filter(case=made.id).update(route_confirmed=False)
            cases.set_owner(obligation=made.obligation.pk, owner=make.body(code), rule="by-hand", actor=SYSTEM, at=at)
    found = seen(head, make, at, "akmola/aqjar/")
    assert ids(found, "chains") == [long.id, short.id]
    moves = found.lists["chains"][0].moves
    assert [m["new"] for m in moves] == [make.SOCIAL, "akmola/aqjar/education", make.HOUSING]


def test_nobody_sees_more_than_elsewhere(db: None, make: Any) -> None:
    at = make.AT + timedelta(days=60)
    make.case(owner=make.HOUSING, at=make.AT)
    (_u, stranger), (_v, head) = make.staff("supervisor", make.SOCIAL), make.staff("head", "akmola/aqjar")
    for path in ("", "akmola/aqjar/", "akmola/aqjar/housing/"):
        found = seen(stranger, make, at, path)
        assert not found.loads and not any(found.lists.values()) and not found.month.answered
    assert seen(head, make, at, "").total("overdue") == 1
    assert seen(make.staff("head", make.HOUSING, "kz/71/")[1], make, at).total("open") == 0


def test_lists_are_short_and_statements_few(db: None, make: Any, sql_count: Any) -> None:
    team, at = make.team(), make.AT + timedelta(days=90)
    for _ in range(SHOWN + 3):
        make.case(owner=make.HOUSING, at=make.AT)
    with sql_count() as sql:
        found = seen(team.supervisor, make, at)
    assert len(found.lists["overdue"]) == SHOWN and found.total("overdue") == SHOWN + 3
    assert len(sql) == 4, sql


@pytest.mark.parametrize(
    ("at", "days"), [("2026-03-02T00:00+05:00", 7), ("2026-03-04T10:00+05:00", 5), ("2026-03-08T23:59+05:00", 1)]
)
def test_the_week_ends_with_its_sunday(at: str, days: int) -> None:
    from datetime import datetime

    end = end_of_week(datetime.fromisoformat(at))
    assert end.isoformat() == "2026-03-09T00:00:00+05:00", days


def test_on_the_page(db: None, make: Any) -> None:
    user, _head = make.staff("head", "akmola/aqjar")
    make.case(owner=make.HOUSING, at=now() - timedelta(days=60))
    make.case(owner=make.SOCIAL, at=now())
    client = Client()
    client.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    page = client.get("/kk/desk/board/").content.decode()
    assert "Бүгін назарыңызды не күтеді" in page and "?body=akmola/aqjar/housing" in page
    assert 'href="/kk/desk/?view=overdue"' in page
    below = client.get("/kk/desk/board/?body=akmola/aqjar/social").content.decode()
    assert 'view=overdue"' not in below, "its lists are not the head's own"
    for foreign in ("gov/mot", "x", "../"):
        same = client.get("/kk/desk/board/", {"body": foreign}).content.decode()
        assert "?body=akmola/aqjar/housing" in same
    officer = Client()
    officer.force_login(User.objects.get(pk=make.staff("officer")[0].pk), settings.AUTHENTICATION_BACKENDS[0])
    assert officer.get("/kk/desk/board/").status_code == 404


def test_how_answers_ended_and_advice_apart(db: None, make: Any) -> None:
    team = make.team()
    for outcome in ("solved", "solved", "explained", "consultation"):
        made = make.case(owner=make.HOUSING, at=now() - timedelta(days=3))
        leg, blocks = made.obligation.pk, {**make.BLOCKS, "outcome": outcome}
        at = now() - timedelta(days=2)
        answers.save(obligation=leg, blocks=blocks, language="kk", revision=0, actor=team.officer, at=at)
        answers.submit(obligation=leg, actor=team.officer, at=at)
        answers.send(obligation=leg, revision=1, actor=team.supervisor, at=at)
    head = make.staff("head")
    month = seen(head[1], make, now()).month
    assert (month.answered, month.apart) == (3, 1)
    assert month.ways == [("solved", 2, 66), ("explained", 1, 33)]
    client = Client()
    client.force_login(head[0], settings.AUTHENTICATION_BACKENDS[0])
    page = client.get("/ru/desk/board/").content.decode()
    assert 'id="b-outcomes"' in page and "66 %" in page and "Консультации считаются отдельно: 1" in page
