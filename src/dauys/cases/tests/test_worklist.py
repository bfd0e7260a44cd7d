"""The worklist: danger first, then what ends soonest, each row on exactly one page, never a row out of scope."""

import random
from datetime import timedelta
from typing import Any

import pytest

from dauys.cases import worklist
from dauys.cases.filters import VIEWS, Filters
from dauys.cases.models import Obligation
from dauys.cases.worklist import ORDERS, BadCursor, decode_cursor, encode_cursor, page, rail
from dauys.ground.access.actors import Actor, Grant

HEAD = Actor(kind="staff", grants=(Grant("head", "akmola/aqjar/"),))


def walk(actor: Actor, filters: Filters, at: Any, size: int) -> list[Obligation]:
    """All rows, page by page; stops if the pages never end."""
    rows: list[Obligation] = []
    after = ""
    for _ in range(200):
        found = page(actor, filters.at(after), at, size=size)
        assert len(found.rows) <= size
        rows += found.rows
        after = found.next_cursor
        if not after:
            return rows
    raise AssertionError("the pages never end")


def many(make: Any, count: int = 40) -> list[Obligation]:
    """Cases with many ties: two priorities, three moments of ending."""
    chance = random.Random(7)
    rows = []
    for _ in range(count):
        row = make.case(owner=make.HOUSING).obligation
        row.priority = chance.choice([0, 1, 1])
        row.due_at = make.AT + timedelta(days=chance.choice([-1, 0, 5]))
        row.changed_at = make.AT + timedelta(hours=chance.choice([0, 1]))
        row.save()
        rows.append(row)
    return rows


def test_danger_first_then_what_ends_soonest(db: None, make: Any) -> None:
    rows = many(make)
    shown = page(HEAD, Filters(), make.AT, size=100).rows
    assert [r.pk for r in shown] == [r.pk for r in sorted(rows, key=lambda r: (r.priority, r.due_at, r.pk))]


@pytest.mark.parametrize("size", [1, 3, 7, 39, 40, 41])
def test_the_cursor_passes_every_row_once_at_ties(db: None, make: Any, size: int) -> None:
    rows = many(make)
    walked = [r.pk for r in walk(HEAD, Filters(), make.AT, size)]
    assert walked == [r.pk for r in sorted(rows, key=lambda r: (r.priority, r.due_at, r.pk))]


@pytest.mark.parametrize("size", [1, 3, 7, 40])
def test_answered_ones_newest_first_and_every_one_once(db: None, make: Any, size: int) -> None:
    rows = many(make)
    Obligation.objects.update(state="answered", answered_at=make.AT)
    walked = [r.pk for r in walk(HEAD, Filters(view="answered"), make.AT, size)]
    assert walked == [r.pk for r in sorted(rows, key=lambda r: (r.changed_at, r.pk), reverse=True)]


def test_a_row_that_is_settled_meanwhile_hides_no_other(db: None, make: Any) -> None:
    rows = sorted(many(make, 12), key=lambda r: (r.priority, r.due_at, r.pk))
    first = page(HEAD, Filters(), make.AT, size=5)
    Obligation.objects.filter(pk__in=[rows[4].pk, rows[0].pk]).update(state="answered", answered_at=make.AT)
    second = page(HEAD, Filters(after=first.next_cursor), make.AT, size=5)
    assert [r.pk for r in second.rows] == [r.pk for r in rows[5:10]]


@pytest.mark.parametrize(
    "text", ["", "x", "!!", "ab", "W10", "WzEsMl0", "eyJhIjoxfQ", "WyJ4Il0", "💧", "A" * 5000, "bnVsbA"]
)
@pytest.mark.parametrize("order", ORDERS)
def test_a_foreign_page_mark_is_refused(text: str, order: str) -> None:
    with pytest.raises(BadCursor):
        decode_cursor(text, order)


@pytest.mark.parametrize("order", ORDERS)
def test_a_page_mark_of_another_order_is_refused(db: None, make: Any, order: str) -> None:
    row = make.case().obligation
    row.settle_at = make.AT
    mark = encode_cursor(row, order)
    assert decode_cursor(mark, order)
    for other in set(ORDERS) - {order}:
        with pytest.raises(BadCursor):
            decode_cursor(mark, other)


@pytest.mark.parametrize("size", [1, 3, 40])
def test_the_newest_first_and_every_one_once(db: None, make: Any, size: int) -> None:
    rows = many(make)
    for index, row in enumerate(rows):
        row.received_at = make.AT - timedelta(days=index % 3)
        row.save()
    walked = [r.pk for r in walk(HEAD, Filters(sort="newest"), make.AT, size)]
    assert walked == [r.pk for r in sorted(rows, key=lambda r: (r.received_at, r.pk), reverse=True)]


def test_views_hold_what_they_say(db: None, make: Any) -> None:
    team = make.team()
    _user, clerk = make.staff("clerk", "akmola/aqjar")
    fresh = make.case(owner=make.HOUSING)
    mine = make.case(owner=make.HOUSING)
    make.drafted(mine, team)
    waiting = make.case(owner=make.HOUSING)
    make.submitted(waiting, team)
    done, _t, _a = make.answered()
    registered = make.case(owner="gov/mot", desk="akmola/aqjar", actor=clerk, channel="phone")
    late = make.case(owner=make.HOUSING, at=make.AT - timedelta(days=40))

    def ids(actor: Actor, view: str, at: Any = make.AT + timedelta(hours=4)) -> set[Any]:
        rows = {r.case_id for r in page(actor, Filters(view=view), at).rows}
        assert view == "answered" or rail(actor, at).totals[view] == len(rows)
        return rows

    assert ids(team.officer, "mine") == {mine.id, waiting.id}
    assert ids(team.supervisor, "approval") == {waiting.id}
    assert ids(team.supervisor, "new") == {fresh.id, late.id}
    assert ids(team.supervisor, "overdue") == {late.id}
    assert ids(team.supervisor, "body") == {fresh.id, mine.id, waiting.id, late.id}
    assert ids(team.supervisor, "answered") == {done.id}
    assert ids(clerk, "desk") == {registered.id}
    assert registered.id not in ids(clerk, "body"), "another body has it now"
    soon = fresh.obligation.due_at - timedelta(hours=5)
    assert fresh.id in ids(team.supervisor, "today", soon) and late.id not in ids(team.supervisor, "today", soon)


def test_filters_narrow_a_view(db: None, make: Any) -> None:
    complaint = make.case(owner=make.HOUSING, kind="complaint")
    message = make.case(owner=make.HOUSING, kind="message", at=make.AT - timedelta(days=40))
    assert [r.case_id for r in page(HEAD, Filters(kind="complaint"), make.AT).rows] == [complaint.id]
    assert [r.case_id for r in page(HEAD, Filters(due="overdue"), make.AT).rows] == [message.id]
    both = Filters(kind="complaint", due="overdue")
    assert page(HEAD, both, make.AT).rows == []
    elsewhere = make.case(owner=make.HOUSING, area="kz/11/aqjar/")
    assert [r.case_id for r in page(HEAD, Filters(area="kz/11/aqjar/dostyq/"), make.AT).rows] == [
        message.id,
        complaint.id,
    ]
    team = make.team()
    make.drafted(complaint, team)
    assert {r.case_id for r in page(HEAD, Filters(who="nobody"), make.AT).rows} == {message.id, elsewhere.id}
    assert [r.case_id for r in page(team.officer, Filters(who="mine"), make.AT).rows] == [complaint.id]


def test_counts_stop_at_the_cap(db: None, make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worklist, "COUNT_CAP", 3)
    for _ in range(6):
        make.case(owner=make.HOUSING)
    assert rail(HEAD, make.AT).totals["body"] == 4
    assert set(rail(HEAD, make.AT).totals) == set(VIEWS) - {"answered", "ended"}


def test_nobody_sees_a_neighbours_row(db: None, make: Any) -> None:
    make.case(owner=make.SOCIAL)
    _user, stranger = make.staff("head")
    for view in VIEWS:
        assert page(stranger, Filters(view=view), make.AT).rows == []
    assert set(rail(stranger, make.AT).totals.values()) == {0}
