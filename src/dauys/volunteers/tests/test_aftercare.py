"""What comes after a task: a report is a case, words are for the office, thanks reach who came, and a calendar."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import volunteers as people

from dauys.cases.actions import NewParty
from dauys.cases.models import Case
from dauys.ground.access.actors import ANONYMOUS, citizen
from dauys.ground.access.permissions import Denied
from dauys.ground.moment import now
from dauys.volunteers import actions, links
from dauys.volunteers.aftercare import after_line, thanks_to
from dauys.volunteers.models import Impression, Incident, Offer, Thanks

pytestmark = pytest.mark.usefixtures("db")
TOLD = "Баспалдақтан бір адам құлап, аяғын ауыртты."


def came(*numbers: int, to: bool = True) -> list[Offer]:
    """People who said yes to a task that began a little ago, and are there."""
    begun = now() - timedelta(minutes=10)
    line = people.need(people.line(starts=begun), at=begun - timedelta(hours=1))[0]
    persons = [people.volunteer(number).pk for number in numbers]
    sent = actions.invite(line=line.pk, volunteers=persons, source="desk", actor=people.coordinator(), at=begun)
    for offer in sent.offers:
        actions.accept(offer=offer.pk, actor=ANONYMOUS, at=begun)
        if to:
            actions.arrive(offer=offer.pk, actor=people.coordinator(), at=begun)
    return list(Offer.objects.filter(line=line).select_related("line__obligation", "volunteer").order_by("pk"))


def report(offer: Offer, what: str = "injury", **about: object) -> Incident:
    values = {"key": uuid4(), "text": TOLD, "language": "kk", "person": NewParty("Ерікті 1", phone="+77001000001"),
              "offer": offer, "actor": ANONYMOUS, "at": now()}  # fmt: skip
    return actions.report_incident(line=offer.line_id, what=what, **{**values, **about})  # type: ignore[arg-type]


@pytest.mark.parametrize(("what", "urgent"), [("injury", True), ("damage", False)])
def test_what_went_wrong_is_a_case_of_the_office(what: str, urgent: bool) -> None:
    (offer,), key = came(1), uuid4()
    first, second = (report(offer, what, key=key) for _ in range(2))
    assert first.pk == second.pk and Incident.objects.count() == 1, "a second click is no second case"
    case = Case.objects.get(pk=first.pk)
    (row,) = case.obligations.select_related("owner")
    assert (case.urgent, row.owner.code, row.kind, case.voice.text) == (urgent, people.AQJAR, "message", TOLD)


def test_the_key_of_a_form_leads_to_no_case_of_somebody_else() -> None:
    (offer,) = came(1)
    other = make.case()
    key = Case.objects.values_list("idempotency_key", flat=True).get(pk=other.id)
    assert report(offer, key=key).pk != other.id
    (second,) = came(2)
    assert report(second, key=key).pk != other.id and Incident.objects.count() == 2


def test_another_office_reports_nothing() -> None:
    (offer,) = came(1)
    with pytest.raises(Denied):
        report(offer, actor=people.operator("volunteers/turkistan"))
    assert not Incident.objects.exists() and Case.objects.count() == 1


def test_who_was_there_says_how_it_was_and_the_last_word_counts() -> None:
    (offer,) = came(1)
    for score in (2, 4):
        actions.say_how_it_was(offer=offer.pk, score=score, words="Күрек аз", actor=ANONYMOUS, at=now())
    assert [i.score for i in Impression.objects.all()] == [4]
    after = after_line(offer.line)
    assert (after.said, after.mean, [i.words for i in after.words]) == (1, 4.0, ["Күрек аз"])
    (absent,) = came(2, to=False)
    with pytest.raises(actions.NotThere):
        actions.say_how_it_was(offer=absent.pk, score=5, words="", actor=ANONYMOUS, at=now())
    assert Impression.objects.count() == 1


def test_thanks_reach_everybody_who_came_once_and_the_office_may_keep_them() -> None:
    offers = came(1, 2)
    case = offers[0].line.obligation.case_id
    first, second = (actions.give_thanks(case_id=case, words="Рақмет", actor=citizen(case), at=now()) for _ in range(2))
    assert (first, second) == (True, False)
    assert [[t.words for t in thanks_to(o.volunteer)] for o in offers] == [["Рақмет"], ["Рақмет"]]
    assert thanks_to(people.volunteer(9)) == []
    with pytest.raises(Denied):
        actions.hide_thanks(line=offers[0].line_id, actor=people.operator(), at=now())
    assert Thanks.objects.get().hidden_at is None
    actions.hide_thanks(line=offers[0].line_id, actor=people.coordinator(), at=now())
    assert thanks_to(offers[0].volunteer) == []


def test_nobody_came_so_nobody_is_thanked() -> None:
    (offer,) = came(1, to=False)
    case = offer.line.obligation.case_id
    with pytest.raises(actions.NotThere):
        actions.give_thanks(case_id=case, words="Рақмет", actor=citizen(case), at=now())
    page = Client().get(f"/kk/help/thanks/{case}/{links.secret_of(case, 'thanks')}/")
    assert page.status_code == 404 and not Thanks.objects.exists()


def test_wrong_input_is_said_beside_the_field_and_nothing_is_lost() -> None:
    (offer,) = came(1)
    address = f"/kk/help/offer/{links.secret_of(offer.pk, 'offer')}/incident/"
    answer = Client().post(address, {"key": str(uuid4()), "text": "қысқа", "what": "flood"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "қысқа" in page and page.count("govuk-error-message") == 2
    assert not Incident.objects.exists()
    assert Client().post(address, {"key": str(uuid4()), "text": TOLD, "what": "injury"}).status_code == 302
    shown = Client().get(address).content.decode()
    assert "Адам зардап шекті" in shown and Incident.objects.count() == 1


def test_the_link_of_a_task_tells_nothing_of_people_once_the_task_is_long_over(monkeypatch: Any) -> None:
    leader, other = came(1, 2)
    actions.name_line_leader(offer=leader.pk, actor=people.coordinator(), at=now())
    address = f"/kk/help/offer/{links.secret_of(leader.pk, 'offer')}/"
    page = Client().get(address).content.decode()
    assert "Отын жару" in page and other.volunteer.name in page
    later = leader.during.upper + timedelta(days=7, seconds=1)
    monkeypatch.setattr("dauys.volunteers.pages.offer.now", lambda: later)
    page = Client().get(address).content.decode()
    assert "Отын жару" not in page and other.volunteer.name not in page


def test_a_calendar_holds_tasks_and_no_address_and_ends_when_one_leaves() -> None:
    (offer,) = came(1)
    address = f"/kk/help/calendar/{offer.volunteer_id}/{links.secret_of(offer.volunteer_id, 'calendar')}/"
    body = Client().get(address).content.decode()
    assert body.count("BEGIN:VEVENT") == 1 and f"{offer.pk}@dauys" in body
    assert "Достық көшесі" not in body and "Әже" not in body and "Ерікті" not in body
    assert Client().get(address[:-3] + "xx/").status_code == 404
    actions.leave(volunteer=offer.volunteer_id, actor=ANONYMOUS, at=now())
    assert "BEGIN:VEVENT" not in Client().get(address).content.decode()


def test_an_erased_person_leaves_no_thanks() -> None:
    offers = came(1)
    case = offers[0].line.obligation.case_id
    actions.give_thanks(case_id=case, words="Рақмет", actor=citizen(case), at=now())
    actions.erase_aftercare(case_id=case)
    assert Thanks.objects.get().words == "" and thanks_to(offers[0].volunteer) == []


def test_the_desk_sees_what_came_after() -> None:
    (offer,) = came(1)
    case = offer.line.obligation.case_id
    report(offer)
    actions.give_thanks(case_id=case, words="Алғысымыз шексіз", actor=citizen(case), at=now())
    user, _actor = make.staff("officer", people.AQJAR, name="Үйлестіруші Үлгі")
    client = Client()
    client.force_login(user)
    page = client.get(f"/kk/desk/volunteers/needs/{offer.line_id}/after/").content.decode()
    assert "Алғысымыз шексіз" in page and "Адам зардап шекті" in page
