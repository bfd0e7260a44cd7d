"""What is listed under a contact: the cases its holder wrote in their own name, and nobody else's."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from tests.support import counted_sql

from dauys.cases import actions as cases
from dauys.cases.models import Obligation, Party
from dauys.cases.of_contact import PAGE, contact_of, owns, page
from dauys.ground.access.actors import ANONYMOUS, SYSTEM

PHONE, OTHER = "+77001234567", "+77019998877"
MINE = contact_of("sms", PHONE)


def listed(contact: Any = MINE) -> list[Any]:
    return [row.case_id for row in page(contact)[0]]


def test_own_cases_stand_newest_first(db: None, make: Any) -> None:
    made = [make.case(at=make.AT + timedelta(hours=n), phone=PHONE).id for n in (2, 0, 1)]
    make.case(phone=OTHER)
    assert listed() == [made[0], made[2], made[1]]


def test_an_email_finds_its_cases_however_it_was_written(db: None, make: Any) -> None:
    made = make.case(phone="", email="Aigul@Example.kz", answer_by="email")
    make.case(phone="", email="other@example.kz", answer_by="email")
    assert listed(contact_of("mail", "aigul@example.KZ")) == [made.id]


def test_a_phone_is_no_email(db: None, make: Any) -> None:
    make.case(phone=PHONE)
    assert listed(contact_of("mail", PHONE)) == []


def test_what_was_written_for_somebody_else_is_not_ones_own(db: None, make: Any) -> None:
    made = make.case(phone=PHONE, for_whom="other", other_name="Серік Үлгі", consent=True)
    assert Party.objects.filter(case=made.id, phone_key=MINE.key, role="representative").exists()
    assert listed() == [] and not owns(MINE, made.id)


def test_who_joined_a_case_does_not_see_it_as_theirs(db: None, make: Any) -> None:
    made = make.case(phone=OTHER)
    person = cases.Joining("Ерлан Үлгі", PHONE, "", "kk", True)
    cases.support(case_id=made.id, person=person, idempotency_key=uuid4(), actor=ANONYMOUS, at=make.AT)
    assert listed() == [] and not owns(MINE, made.id)


def test_who_was_erased_is_found_no_more(db: None, make: Any) -> None:
    made, _team, _answer = make.answered(phone=PHONE)
    assert listed() == [made.id] and owns(MINE, made.id)
    cases.erase(case_id=made.id, actor=SYSTEM, at=make.AT + timedelta(days=9))
    assert listed() == [] and not owns(MINE, made.id)


def test_the_newest_demand_stands_for_the_case(db: None, make: Any) -> None:
    from dauys.answers import actions as answers
    from dauys.ground.access.actors import citizen

    made, _team, _answer = make.answered(phone=PHONE)
    about = {"score": 1, "solved": "not_solved", "comment": "", "actor": citizen(made.id)}
    answers.rate(obligation=made.obligation.pk, at=make.AT + timedelta(days=2), **about)
    assert [row.leg for row in page(MINE)[0]] == [2]
    assert Obligation.objects.filter(case=made.id).count() == 2


@pytest.mark.parametrize("same_moment", [False, True])
def test_pages_of_twenty_five_hold_every_case_once(db: None, make: Any, same_moment: bool) -> None:
    step = timedelta(0) if same_moment else timedelta(minutes=1)
    made = {make.case(at=make.AT + n * step, phone=PHONE).id for n in range(2 * PAGE + 3)}
    seen, mark, sizes = [], None, []
    while True:
        rows, mark = page(MINE, mark)
        seen += [row.case_id for row in rows]
        sizes.append(len(rows))
        if mark is None:
            break
    assert sizes == [PAGE, PAGE, 3]
    assert len(seen) == len(set(seen)) and set(seen) == made


def test_the_mark_of_a_case_of_others_begins_from_the_top(db: None, make: Any) -> None:
    made, theirs = make.case(phone=PHONE), make.case(phone=OTHER)
    assert [row.case_id for row in page(MINE, theirs.id)[0]] == [made.id]
    assert [row.case_id for row in page(MINE, uuid4())[0]] == [made.id]


def test_a_page_costs_two_statements(db: None, make: Any) -> None:
    for _ in range(4):
        make.case(phone=PHONE)
    with counted_sql() as sql:
        for row in page(MINE)[0]:
            assert row.case.voice.subject
    assert len(sql) == 2, str(sql)
