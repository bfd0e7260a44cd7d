"""The pages of receptions: the matter only for who receives, and the instruction on the case it became."""

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.cases.models import Obligation
from dauys.ground.journal.models import Entry
from dauys.receptions import actions
from dauys.receptions.actions import Order
from dauys.receptions.models import Visit

pytestmark = pytest.mark.django_db


def signed_in(role: str, code: str = make.HOUSING) -> Client:
    client = Client()
    client.force_login(make.staff(role, code)[0])
    return client


def test_the_matter_is_for_who_receives_and_who_assists() -> None:
    visit = desk.unscheduled(desk.host())
    page = f"/kk/desk/receptions/visits/{visit.pk}/"
    for role, sees in (("clerk", False), ("supervisor", True), ("head", True)):
        client = signed_in(role)
        shown, listed = client.get(page), client.get(f"/kk/desk/receptions/?day={visit.created_at:%Y-%m-%d}")
        assert (shown.status_code, listed.status_code) == (200, 200)
        assert (desk.MATTER in shown.content.decode()) is sees
        assert (visit.subject in listed.content.decode()) is sees
    for role, code in (("officer", make.HOUSING), ("head", make.SOCIAL), ("administrator", ""), ("controller", "")):
        client = signed_in(role, code)
        before = Entry.objects.count()
        assert client.get(page).status_code == client.post(f"{page}serve/").status_code == 404
        assert Entry.objects.count() == before and Visit.objects.get().state == "arrived"


def test_the_case_shows_whose_instruction_it_is_and_until_when() -> None:
    visit = desk.begun(desk.host())
    orders = [Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", desk.THURSDAY)]
    made = desk.written(visit, "instruction", orders=orders)
    actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)
    page = signed_in("officer", make.SOCIAL).get(f"/ru/desk/cases/{visit.case_id}/").content.decode()
    card = page.split('id="instruction"')[1].split("</section>")[0]
    assert visit.host.name("ru") in card and "5\u00a0марта" in card
    assert Obligation.objects.filter(case=visit.case_id).count() == 2


def test_nothing_typed_is_lost_and_nothing_is_written_by_half_a_form() -> None:
    host = desk.host()
    typed = {
        "host": str(host.pk),
        "name": "А",
        "text": desk.MATTER,
        "when": "",
        "needs": ["step_free"],
        "language": "kk",
    }
    answer = signed_in("clerk").post("/kk/desk/receptions/new/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and desk.MATTER in page and not Visit.objects.exists()
    assert 'value="step_free" checked' in page and 'href="#id_reason"' in page and 'href="#id_area"' in page
