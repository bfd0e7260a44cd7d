"""Who comes has a case; what the head signs is its answer, or instructions that are demands of the case."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier
from uuid import uuid4

import pytest
from django.db import connections
from tests import factories as make
from tests import receptions as desk

from dauys.answers.models import Answer
from dauys.cases import actions as cases
from dauys.cases.models import Case, Obligation, Party
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.receptions import actions
from dauys.receptions.actions import Order
from dauys.receptions.invariants import INVARIANTS
from dauys.receptions.models import Instruction, Protocol, Visit, Visitor
from dauys.receptions.queries import instruction_of, under_control, visits_on
from dauys.receptions.rules import ImpossibleVisit

pytestmark = pytest.mark.django_db
DUE = date(2026, 4, 1)


def sound() -> None:
    assert {i.code: found for i in INVARIANTS if (found := i.find()).broken} == {}


def orders() -> list[Order]:
    return [
        Order(make.body(make.SOCIAL), "Отбасыға көмек тағайындау мәселесін шешу.", DUE),
        Order(make.body(make.HOUSING), "Үйдің жылу желісін тексеріп, жөндеу.", date(2026, 3, 6)),
    ]


def test_who_comes_unscheduled_has_a_case_at_once_and_a_second_click_makes_no_other() -> None:
    host, clerk = desk.host(), make.staff("clerk")[1]
    key = uuid4()
    about = {"key": key, "host": host.pk, "person": desk.person(), "text": desk.MATTER, "area_path": make.AQJAR,
             "language": "kk", "reason": "danger", "urgently": True, "actor": clerk, "at": make.AT}  # fmt: skip
    visit = actions.register(**about)
    assert actions.register(**about).pk == visit.pk
    case = Case.objects.get()
    row = Obligation.objects.get(case=case)
    assert (visit.case_id, visit.state, visit.during) == (case.pk, "arrived", None)
    assert (case.identity, case.channel, case.urgent, row.owner.code, row.priority) == (
        "in_person", "visit", True, make.HOUSING, 0,
    )  # fmt: skip
    assert Party.objects.get(case=case).phone == "+77000000001"
    sound()


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_one_moment_are_one_visit_and_one_case() -> None:
    host, clerk, key = desk.host(), make.staff("clerk")[1], uuid4()
    about = {"key": key, "host": host.pk, "person": desk.person(), "text": desk.MATTER, "area_path": make.AQJAR,
             "language": "kk", "reason": "other", "actor": clerk, "at": make.AT}  # fmt: skip
    both = Barrier(2)

    def click(_number: int) -> object:
        both.wait()
        try:
            return actions.register(**about).pk
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        assert set(pool.map(click, range(2))) == {key}
    assert Case.objects.count() == Visit.objects.count() == Visitor.objects.count() == 1


def test_a_booking_becomes_a_case_only_when_the_person_comes() -> None:
    host, clerk = desk.host(), make.staff("clerk")[1]
    desk.published(host)
    visit = desk.booked(host)
    assert not Case.objects.exists()
    at = desk.ten()
    actions.arrive(visit=visit.pk, actor=clerk, at=at)
    actions.arrive(visit=visit.pk, actor=clerk, at=at)
    assert Case.objects.get().received_at == at
    assert Entry.objects.filter(verb="receptions.arrive").count() == 1
    sound()


def test_who_comes_about_an_earlier_appeal_joins_it() -> None:
    made = make.case(owner=make.HOUSING)
    visit = desk.unscheduled(desk.host(), case=made.case)
    assert visit.case_id == made.id and Case.objects.count() == 1


def test_twelve_who_come_together_are_one_visit_and_one_collective_case() -> None:
    visit = desk.unscheduled(desk.host(), person=desk.person(people=12))
    assert visit.people == 12 and Case.objects.get().signers == 12


def test_who_did_not_come_can_come_all_the_same() -> None:
    host, clerk = desk.host(), make.staff("clerk")[1]
    desk.published(host)
    visit = desk.booked(host)
    actions.miss(visit=visit.pk, actor=clerk, at=desk.ten(20))
    assert actions.arrive(visit=visit.pk, actor=clerk, at=desk.ten(30)).state == "arrived"


def test_what_the_head_signs_on_the_spot_answers_the_case() -> None:
    visit = desk.begun(desk.host())
    made = desk.written(visit)
    head = make.staff("head")[1]
    signed = actions.sign(protocol=made.pk, revision=made.revision, actor=head, at=make.AT)
    row = Obligation.objects.get(case=visit.case_id)
    answer = Answer.objects.get(obligation=row)
    assert (row.state, row.outcome, answer.found, answer.approver_id) == (
        "answered", "solved", desk.FOUND, head.user_id,
    )  # fmt: skip
    assert answer.appeal and answer.author_id == made.written_by_id and answer.asked == desk.MATTER
    assert Visit.objects.get(pk=visit.pk).state == "done" and signed.digest
    with pytest.raises(ImpossibleVisit):
        actions.sign(protocol=made.pk, revision=made.revision, actor=head, at=make.AT)
    sound()


def test_instructions_are_demands_on_their_executors_under_control() -> None:
    visit = desk.begun(desk.host())
    made = desk.written(visit, "instruction", orders=orders())
    actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)
    legs = list(Obligation.objects.filter(case=visit.case_id).order_by("leg"))
    assert [(leg.owner.code, leg.state) for leg in legs] == [
        (make.HOUSING, "forwarded"), (make.SOCIAL, "new"), (make.HOUSING, "new"),
    ]  # fmt: skip
    assert legs[1].demand.text == "Отбасыға көмек тағайындау мәселесін шешу."
    found = instruction_of(legs[1].pk)
    assert found is not None and found.due_on == DUE
    controller = make.staff("controller", "akmola/aqjar")[1]
    assert [i.obligation_id for i in under_control(controller)] == [legs[2].pk, legs[1].pk]
    assert under_control(make.staff("controller", "gov/moh")[1]) == []
    sound()


def test_what_another_body_decides_is_forwarded_without_a_day_of_the_head() -> None:
    visit = desk.begun(desk.host())
    made = desk.written(visit, "forwarded", orders=[Order(make.body(make.SOCIAL), "Көмек тағайындау мәселесі.")])
    actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)
    legs = list(Obligation.objects.filter(case=visit.case_id).order_by("leg"))
    assert [(leg.owner.code, leg.state) for leg in legs] == [(make.HOUSING, "forwarded"), (make.SOCIAL, "new")]
    assert [i.due_on for i in under_control(make.staff("controller", "akmola/aqjar")[1])] == [None]
    sound()


def test_who_wrote_does_not_sign_and_only_what_was_read_is_signed() -> None:
    visit = desk.begun(desk.host())
    user, head = make.staff("head")
    own = desk.written(visit, actor=head)
    with pytest.raises(Denied):
        actions.sign(protocol=own.pk, revision=own.revision, actor=head, at=make.AT)
    again = desk.written(visit, revision=own.revision)
    with pytest.raises(actions.NotWritten):
        actions.sign(protocol=again.pk, revision=own.revision, actor=head, at=make.AT)
    with pytest.raises(Denied):
        actions.sign(protocol=again.pk, revision=again.revision, actor=make.staff("supervisor")[1], at=make.AT)
    with pytest.raises(Denied):
        actions.sign(protocol=again.pk, revision=again.revision, actor=make.staff("head", make.SOCIAL)[1], at=make.AT)
    assert Obligation.objects.get(case=visit.case_id).state == "new"
    assert not Entry.objects.filter(verb="receptions.sign").exists() and user.pk == head.id


def test_a_correction_is_a_new_version_and_the_first_stays() -> None:
    visit = desk.begun(desk.host())
    head = make.staff("head")[1]
    made = desk.written(visit)
    actions.sign(protocol=made.pk, revision=made.revision, actor=head, at=make.AT)
    better = desk.written(visit, summary=f"{desk.FOUND} Күні түзетілді.", revision=made.revision)
    actions.sign(protocol=better.pk, revision=better.revision, actor=head, at=make.AT)
    assert [(p.version, p.summary == desk.FOUND) for p in Protocol.objects.order_by("version")] == [
        (1, True), (2, False),
    ]  # fmt: skip
    assert Answer.objects.count() == 1
    sound()


@pytest.mark.parametrize(
    ("outcome", "given", "missing"),
    [
        ("refused", [], "norm"),
        ("instruction", [], "orders"),
        ("forwarded", [], "orders"),
        ("solved", [Order(None, "Тексеріп, жөндеу.", DUE)], "orders"),
        ("instruction", [Order(None, "Тексеріп, жөндеу.")], "due_on"),
    ],
)
def test_a_protocol_without_what_its_outcome_needs_is_not_written(outcome: str, given: list, missing: str) -> None:
    visit = desk.begun(desk.host())
    with pytest.raises(actions.NothingToSign) as error:
        desk.written(visit, outcome, orders=given)
    assert error.value.missing == missing and not Protocol.objects.exists()


def test_the_day_lists_urgent_ones_first_and_only_ones_own_body() -> None:
    host = desk.host()
    desk.published(host)
    early = desk.unscheduled(host, number=2, at=desk.ten(-30))
    late = desk.unscheduled(host, number=3, urgently=True, at=desk.ten(60))
    booked = desk.booked(host)
    clerk = make.staff("clerk")[1]
    assert [v.pk for v in visits_on(clerk, desk.THURSDAY)] == [late.pk, early.pk, booked.pk]
    assert visits_on(make.staff("clerk", make.SOCIAL)[1], desk.THURSDAY) == []
    assert visits_on(make.staff("officer")[1], desk.THURSDAY) == []


def test_who_booked_is_reminded_twice_and_no_more() -> None:
    host = desk.host()
    desk.published(host)
    visit = desk.booked(host)
    assert actions.remind(at=desk.ten() - timedelta(days=2)) == 0
    assert [actions.remind(at=desk.ten() - timedelta(hours=20)) for _ in range(2)] == [1, 0]
    assert [actions.remind(at=desk.ten() - timedelta(hours=1)) for _ in range(2)] == [1, 0]
    found = Message.objects.filter(once__startswith=f"visit:{visit.pk}:")
    assert found.count() == 3 and all("104" not in (m.body or "") and "Орталық" in (m.body or "") for m in found)


def test_erasing_the_case_empties_its_visits() -> None:
    visit = desk.begun(desk.host())
    made = desk.written(visit, "instruction", orders=orders())
    actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)
    Obligation.objects.filter(case=visit.case_id, state="new").update(state="left")
    cases.erase(case_id=visit.case_id, actor=make.SYSTEM, at=make.AT)
    row = Visit.objects.get(pk=visit.pk)
    assert (row.text, row.subject, row.person_key) == ("", "", None)
    assert not Visitor.objects.exclude(name="").exists() and not Instruction.objects.exclude(text="").exists()
    assert not Protocol.objects.exclude(summary="").exists()
    sound()


def test_what_no_case_came_of_is_emptied_after_a_month() -> None:
    host, clerk = desk.host(), make.staff("clerk")[1]
    desk.published(host)
    visit = desk.booked(host)
    actions.cancel(visit=visit.pk, actor=clerk, at=make.AT)
    assert actions.forget(at=make.AT + timedelta(days=29)) == 0
    assert actions.forget(at=make.AT + timedelta(days=31)) == 1
    assert Visit.objects.get(pk=visit.pk).text == ""
