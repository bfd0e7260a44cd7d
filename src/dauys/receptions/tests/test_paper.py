"""The signed protocol on paper for who left no contact, and the doctor who sees that it is as it was signed."""

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.cases import actions as cases
from dauys.cases.models import Obligation
from dauys.ground.journal.models import Entry
from dauys.receptions import actions
from dauys.receptions.actions import Order
from dauys.receptions.invariants import INVARIANTS
from dauys.receptions.models import Instruction, Protocol, Visit

pytestmark = pytest.mark.django_db

AS_SIGNED = next(i for i in INVARIANTS if i.code == "receptions.protocols_are_as_signed")


def signed_in(role: str, code: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def received(**about: str) -> Visit:
    """Somebody was received and the protocol is signed; without a contact unless one is given."""
    visit = desk.unscheduled(desk.host(), person=desk.person(**{"phone": "", **about}))
    actions.serve(visit=visit.pk, actor=make.staff("supervisor")[1], at=make.AT)
    orders = [Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", desk.THURSDAY)]
    made = desk.written(visit, "instruction", orders=orders)
    actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)
    return Visit.objects.get(pk=visit.pk)


def test_who_left_no_contact_gets_the_signed_protocol_at_the_desk() -> None:
    visit = received()
    page, clerk = f"/ru/desk/receptions/visits/{visit.pk}/", signed_in("clerk")
    assert f"{page}paper/" in clerk.get(page).content.decode()
    shown = clerk.post(f"{page}paper/")
    assert shown.status_code == 200 and "no-store" in shown["Cache-Control"]
    assert all(words in shown.content.decode() for words in (desk.FOUND, desk.DECIDED))
    paper = clerk.post(f"{page}paper/", {"as": "pdf"})
    assert paper.content.startswith(b"%PDF") and "attachment" in paper["Content-Disposition"]
    told = Entry.objects.filter(verb="receptions.hand", case_id=visit.case_id)
    assert [e.payload["version"] for e in told] == [1, 1]


def test_nobody_else_opens_it_and_the_clerk_not_where_a_link_leads_to_it() -> None:
    visit = received(phone="+77000000001")
    page = f"/kk/desk/receptions/visits/{visit.pk}/"
    assert f"{page}paper/" not in signed_in("clerk").get(page).content.decode()
    for role, code in (("clerk", make.HOUSING), ("officer", make.HOUSING), ("head", make.SOCIAL), ("controller", "")):
        assert signed_in(role, code).post(f"{page}paper/").status_code == 404
    assert not Entry.objects.filter(verb="receptions.hand").exists()
    assert signed_in("supervisor").post(f"{page}paper/").status_code == 200


def test_an_unsigned_protocol_is_given_to_nobody() -> None:
    visit = desk.begun(desk.host())
    desk.written(visit)
    assert signed_in("head").post(f"/kk/desk/receptions/visits/{visit.pk}/paper/").status_code == 404
    assert not Entry.objects.filter(verb="receptions.hand").exists()


def test_the_doctor_sees_a_signed_protocol_that_was_changed() -> None:
    visit = received()
    made = Protocol.objects.get()
    assert AS_SIGNED.find().broken == 0
    Instruction.objects.update(text="Ештеңе істемеу.")
    assert AS_SIGNED.find().examples == (str(made.pk),)
    Instruction.objects.update(text="Отбасыға көмек көрсету.")
    Protocol.objects.update(norm="Басқа бап")
    assert AS_SIGNED.find().broken == 1
    Protocol.objects.update(norm="")
    Obligation.objects.filter(case=visit.case_id, state="new").update(state="left")
    cases.erase(case_id=visit.case_id, actor=make.SYSTEM, at=make.AT)
    assert AS_SIGNED.find().broken == 0, "erased words are no broken signature"
