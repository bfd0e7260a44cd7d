"""Plans at the desk: made once a form, seen by who has the lines, and settled pair by pair."""

from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from tests import factories as make
from tests import volunteers as help_
from tests.support import counted_sql

from dauys.ground.access.actors import SYSTEM
from dauys.ground.moment import now
from dauys.volunteers import actions
from dauys.volunteers.models import Pin, Run
from dauys.volunteers.pages import plans as pages

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client: Client) -> Client:
    client.force_login(make.staff("officer", help_.AQJAR)[0])
    return client


def need(**about: Any) -> Any:
    return help_.need(help_.line(starts=now() + timedelta(days=2), **about), at=now())[0]


def form(**about: str) -> dict[str, str]:
    return {"key": str(uuid4()), "office": help_.AQJAR, "acceptance": "1.0", **about}


def page(client: Client, name: str, **kwargs: Any) -> str:
    response = client.get(reverse(name, kwargs=kwargs))
    assert response.status_code == 200
    return response.content.decode()


def test_the_form_makes_one_plan_however_often_it_is_sent(lead: Client) -> None:
    person, line = help_.volunteer(1), need(people=2)
    sent = form()
    for _click in range(2):
        response = lead.post(reverse("volunteer_plans"), sent)
        assert response.status_code == 302
    run = Run.objects.get()
    assert response["Location"] == reverse("volunteer_plan", args=[run.pk])
    text = page(lead, "volunteer_plan", run_id=run.pk)
    assert person.name in text and reverse("settle_volunteer", args=[line.pk, "pin"]) in text
    assert reverse("volunteer_line", args=[line.pk]) in text
    assert reverse("volunteer_plan", args=[run.pk]) in page(lead, "volunteer_plans")


def test_wrong_input_stands_beside_its_field_and_makes_nothing(lead: Client) -> None:
    for wrong in ({"office": "volunteers"}, {"acceptance": "7"}, {"key": "x"}):
        response = lead.post(reverse("volunteer_plans"), form(**wrong))
        assert response.status_code == 422 and not Run.objects.exists()


def test_without_the_packages_it_is_said_and_nothing_is_made(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.volunteers.actions.plans.find_spec", lambda name: None)
    response = lead.post(reverse("volunteer_plans"), form())
    assert response.status_code == 422 and "error-summary" in response.content.decode()
    assert not Run.objects.exists()


def test_an_office_sees_of_the_plan_of_the_whole_country_what_concerns_it(lead: Client) -> None:
    people = [help_.volunteer(1), help_.volunteer(2, code="volunteers/turkistan")]
    need()
    help_.need(help_.line(starts=now() + timedelta(days=2)), area_path="kz/61/arys/", at=now())
    actions.plan_by_night(at=now())
    run = Run.objects.get()
    assert run.offers.count() == 6 - sum(gap.places for gap in run.gaps.all()) == 2
    text = page(lead, "volunteer_plan", run_id=run.pk)
    shown = [person for person in people if person.name in text]
    of_line = run.offers.filter(line__obligation__owner__code=help_.AQJAR).values_list("volunteer", flat=True)
    assert {person.pk for person in shown} == set(of_line)
    lead.force_login(make.staff("officer", make.HOUSING)[0])
    assert lead.get(reverse("volunteer_plan", args=[run.pk])).status_code == 404


def test_why_somebody_has_no_task_is_said_in_words(lead: Client) -> None:
    person = help_.volunteer(1, born_on=date(now().year - 13, 1, 1))
    need()
    run = actions.make_plan(key=uuid4(), office=help_.office(), actor=SYSTEM, at=now())
    text = page(lead, "volunteer_plan_person", run_id=run.pk, volunteer_id=person.pk)
    assert pages.IDLE_WORDS["law"]() in text
    other = help_.volunteer(3, code="volunteers/turkistan")
    address = reverse("volunteer_plan_person", args=[run.pk, other.pk])
    assert lead.get(address).status_code == 404


def test_a_pair_is_settled_by_a_button_and_one_against_the_law_is_refused_with_its_article(lead: Client) -> None:
    person, child, line = help_.volunteer(1), help_.volunteer(2, born_on=date(now().year - 13, 1, 1)), need()
    run = actions.make_plan(key=uuid4(), office=help_.office(), actor=SYSTEM, at=now())

    def settle(step: str, who: Any) -> Any:
        sent = {"volunteer": str(who.pk), "run": str(run.pk)}
        return lead.post(reverse("settle_volunteer", args=[line.pk, step]), sent)

    for _click in range(2):
        assert settle("pin", person)["Location"] == reverse("volunteer_plan", args=[run.pk])
    assert Pin.objects.get().kind == "pin"
    assert settle("forbid", person).status_code == 302 and Pin.objects.get().kind == "forbid"
    assert settle("unpin", person).status_code == 302 and not Pin.objects.exists()
    refused = settle("pin", child)
    assert refused.status_code == 409 and "12" in refused.content.decode() and not Pin.objects.exists()
    assert settle("marry", person).status_code == 404
    assert lead.post(reverse("settle_volunteer", args=[line.pk, "pin"]), {"volunteer": "x"}).status_code == 404


def test_lists_stay_within_their_statements_at_any_length(lead: Client) -> None:
    for number in range(1, 8):
        help_.volunteer(number)
        need(people=2, skills=["medicine"] if number % 2 else [])
    run = actions.make_plan(key=uuid4(), office=help_.office(), actor=SYSTEM, at=now())
    addresses = {reverse("volunteer_plans"): 4, reverse("volunteer_plan", args=[run.pk]): 6}
    for address, most in addresses.items():
        lead.get(address)
        with counted_sql() as sql:
            assert lead.get(address).status_code == 200
        assert len(sql) <= most, str(sql)


def test_long_plans_are_read_page_by_page(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "ROWS", 2)
    people = [help_.volunteer(number) for number in range(1, 6)]
    need(people=5)
    run = actions.make_plan(key=uuid4(), office=help_.office(), actor=SYSTEM, at=now())
    seen: list[str] = []
    for number in (1, 2, 3):
        response = lead.get(reverse("volunteer_plan", args=[run.pk]), {"pairs": number})
        found = [person.name for person in people if f">{person.name}<" in response.content.decode()]
        assert len(found) == (2 if number < 3 else 1)
        seen += found
    assert sorted(seen) == sorted(person.name for person in people)
    assert lead.get(reverse("volunteer_plan", args=[run.pk]), {"pairs": "x"}).status_code == 200
