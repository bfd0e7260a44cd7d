"""A repeated appeal: hinted at by the person's contacts, marked by staff only, told to both sides, taken off again."""

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests.security.tables import changed, digests

from dauys.cases import actions
from dauys.cases.actions import CannotMark
from dauys.cases.models import Repeat
from dauys.cases.queries import number_of
from dauys.cases.repeats import earlier_of_case, earlier_of_person
from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.access.permissions import Denied
from dauys.ground.accounts.models import User
from dauys.ground.journal.models import Entry
from dauys.ground.moment import now
from dauys.site.doctor.examine import examine
from dauys.site.wiring import INVARIANTS

pytestmark = pytest.mark.django_db
AT, LATER = make.AT, make.AT + timedelta(days=30)
OTHER = "Аулада жарық жоқ, кешке балалармен шығу қорқынышты, шам орнатып беріңіздерші."


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(User.objects.get(pk=actor.id), settings.AUTHENTICATION_BACKENDS[0])
    return client


def opened(made: make.Made) -> Client:
    client = Client()
    client.post("/kk/track/", {"number": number_of(made.case), "code": made.code})
    return client


@pytest.fixture
def officer() -> Actor:
    return make.staff("officer")[1]


def twice(**about: Any) -> tuple[make.Made, make.Made]:
    return make.case(owner=make.HOUSING), make.case(owner=make.HOUSING, at=LATER, **about)


def healthy() -> bool:
    found = examine([i for i in INVARIANTS if i.code.startswith(("cases.repeat", "cases.signers"))])
    return all(r.is_good for r in found)


def test_what_the_same_person_wrote_before(officer: Actor, sql_count: Any) -> None:
    first, again = twice()
    same_topic = make.case(owner=make.HOUSING, at=AT + timedelta(days=1), text=OTHER)
    other = make.case(owner=make.HOUSING, at=AT + timedelta(days=2), text=OTHER, topic="roads")
    make.case(owner=make.HOUSING, phone="+77009998877")
    hidden = make.case(owner=make.SOCIAL)
    make.case(owner=make.HOUSING, at=LATER + timedelta(days=1))
    row = make.fresh(again.id)
    with sql_count() as sql:
        found = [(e.row.case_id, e.how) for e in earlier_of_case(officer, row)]
    assert len(sql) == 1
    assert found == [(first.id, "words"), (same_topic.id, "topic"), (other.id, "")]
    known = {e.row.case_id for e in earlier_of_person(officer, phone="+77001234567")}
    assert first.id in known and hidden.id not in known
    assert earlier_of_person(officer) == []


def test_by_mail_and_national_id_too(officer: Actor) -> None:
    mail = make.case(owner=make.HOUSING, phone="", email="Aigul@example.kz", answer_by="email")
    by_id = make.case(owner=make.HOUSING, phone="+77009998877", national_id="991231500006")
    again = make.case(
        owner=make.HOUSING, at=LATER, phone="", email="aigul@example.kz", national_id="991231500006", answer_by="email"
    )
    assert {e.row.case_id for e in earlier_of_case(officer, make.fresh(again.id))} == {mail.id, by_id.id}


def test_nothing_is_marked_by_itself(officer: Actor) -> None:
    _first, again = twice(before="KZ-2026-0000001-2")
    assert not Repeat.objects.exists()
    page = signed_in(officer).get(f"/ru/desk/cases/{again.id}/").content.decode()
    assert "KZ-2026-0000001-2" in page and not Repeat.objects.exists()


def test_marked_shown_on_both_sides_and_taken_off(officer: Actor) -> None:
    first, again = twice()
    desk, address = signed_in(officer), f"/en/desk/cases/{again.id}/repeat/"
    page = desk.get(f"/en/desk/cases/{again.id}/").content.decode()
    assert number_of(first.case) in page and address in page
    asked = {"earlier": str(first.id), "reason": "expired", "number": ""}
    assert [desk.post(address, asked).status_code for _ in range(2)] == [302, 302]
    made = Repeat.objects.get()
    assert (made.case_id, made.earlier_id, made.reason, made.marked_by_id) == (
        again.id,
        first.id,
        "expired",
        officer.id,
    )
    entries = Entry.objects.filter(verb="cases.mark_repeat")
    assert [e.payload for e in entries] == [{"earlier": str(first.id), "reason": "expired"}] and healthy()
    assert f"/en/desk/cases/{first.id}/" in desk.get(f"/en/desk/cases/{again.id}/").content.decode()
    assert f"/en/desk/cases/{again.id}/" in desk.get(f"/en/desk/cases/{first.id}/").content.decode()
    told = opened(again).get("/ru/track/case/").content.decode()
    assert number_of(first.case) in told and "до конца срока вам не ответили" in told
    assert number_of(again.case) in opened(first).get("/ru/track/case/").content.decode()
    assert desk.post(address, {**asked, "reason": "disputed"}).status_code == 409
    assert [desk.post(f"{address}off/").status_code for _ in range(2)] == [302, 302]
    assert not Repeat.objects.exists() and Entry.objects.filter(verb="cases.unmark_repeat").count() == 1 and healthy()
    assert desk.post(address, {**asked, "reason": "disputed"}).status_code == 302 and healthy()


def test_wrong_numbers_are_told_beside_the_field(officer: Actor) -> None:
    first, again = twice()
    hidden = make.case(owner=make.SOCIAL, at=AT - timedelta(days=1))
    desk, before = signed_in(officer), digests()
    for number, case in (
        ("", again), ("KZ-2026", again), (number_of(hidden.case), again), (number_of(again.case), again),
        (number_of(again.case), first), ("9" * 40, again),
    ):  # fmt: skip
        answer = desk.post(
            f"/kk/desk/cases/{case.id}/repeat/", {"earlier": "other", "number": number, "reason": "other"}
        )
        assert answer.status_code == 422, number
        assert "number" in answer.context["form"].errors and (not number or number in answer.content.decode())
    unseen = desk.post(f"/kk/desk/cases/{again.id}/repeat/", {"earlier": str(hidden.id), "reason": "other"})
    assert unseen.status_code == 422 and changed(before) == set()


def test_nobody_else_marks(officer: Actor) -> None:
    first, again = twice()
    stranger, reader = make.staff("officer", make.SOCIAL)[1], make.staff("auditor", "")[1]
    before = digests()
    for who in (stranger, reader, SYSTEM, Actor(kind="citizen", case_ids=frozenset({again.id}))):
        with pytest.raises((Denied, ValueError)):
            actions.mark_repeat(case_id=again.id, earlier=first.id, reason="other", actor=who, at=LATER)
        with pytest.raises(Denied):
            actions.unmark_repeat(case_id=again.id, actor=who, at=LATER)
    hidden = make.case(owner=make.SOCIAL, at=AT - timedelta(days=1))
    before = digests()
    with pytest.raises(Denied):
        actions.mark_repeat(case_id=again.id, earlier=hidden.id, reason="other", actor=officer, at=LATER)
    for case, earlier in ((first, again), (again, again)):
        with pytest.raises(CannotMark):
            actions.mark_repeat(case_id=case.id, earlier=earlier.id, reason="other", actor=officer, at=LATER)
    with pytest.raises(ValueError, match="reason"):
        actions.mark_repeat(case_id=again.id, earlier=first.id, reason="because", actor=officer, at=LATER)
    for who in (stranger, reader):
        assert signed_in(who).post(f"/kk/desk/cases/{again.id}/repeat/off/").status_code in (403, 404)
    assert changed(before) <= {"journal_entry", "django_session", "accounts_user"} and not Repeat.objects.exists()


def test_the_desk_is_told_while_it_registers() -> None:
    first = make.case(owner=make.HOUSING, at=now() - timedelta(days=9))
    clerk = make.staff("clerk", "akmola/aqjar")[1]
    page = signed_in(clerk).post("/kk/desk/register/", {"find": "1", "phone": "+77001234567"}).content.decode()
    assert number_of(first.case) in page
    page = signed_in(clerk).post("/kk/desk/register/", {"find": "1", "phone": "+77001234500"}).content.decode()
    assert number_of(first.case) not in page
