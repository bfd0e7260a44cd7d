"""The pages of receptions: the matter only for who receives, and the instruction on the case it became."""

import hashlib
import json
from datetime import time, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from tests import factories as make
from tests import receptions as desk

from dauys.cases.models import Obligation
from dauys.ground.journal.models import Entry
from dauys.ground.messages.models import Message
from dauys.ground.ui.moments import today
from dauys.receptions import actions
from dauys.receptions.actions import Order
from dauys.receptions.models import Protocol, Visit
from dauys.receptions.queries import under_control
from dauys.receptions.signing import digest_of

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


def test_a_representative_comes_with_a_power_of_attorney_or_not_at_all() -> None:
    host, client = desk.host(), signed_in("supervisor")
    typed: dict[str, Any] = {
        "key": uuid4(), "name": "Асан Үлгі", "text": desk.MATTER, "area": make.AQJAR, "language": "kk",
        "reason": "other", "host": host.pk, "when": "", "representative": "Бақыт Үлгі", "companions": "Екінші Үлгі",
    }  # fmt: skip
    refused = client.post("/kk/desk/receptions/new/", typed)
    assert refused.status_code == 422 and 'href="#id_authority"' in refused.content.decode()
    assert not Visit.objects.exists()
    done = client.post("/kk/desk/receptions/new/", {**typed, "authority": "№ 12, 2026-03-01"})
    visit = Visit.objects.get()
    assert visit.people == 3
    page = client.get(done["Location"]).content.decode()
    assert all(words in page for words in ("Бақыт Үлгі", "№ 12, 2026-03-01", "Екінші Үлгі"))
    actions.erase(case_id=visit.case_id)
    assert set(visit.visitors.values_list("name", "authority")) == {("", "")}


@pytest.mark.parametrize("way", ["now", "gap", "phone", "together"])
def test_the_desk_knows_the_topic_of_a_visit_in_every_way(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that the numbers by subject, and repeat visits for the same matter, count the main flow too."""
    monkeypatch.setattr("dauys.receptions.pages.day.now", lambda: make.AT)
    host, client = desk.host(), signed_in("supervisor")
    today = make.AT.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    desk.published(host, desk.line(), desk.line(first=make.AT.date(), opens=time(today.hour), minutes=20, rule=""))
    heating = "Көктем 5 үйінде жылу батареялары суық, екінші апта жылу жоқ."
    when = {"gap": today.isoformat(), "phone": desk.ten().isoformat()}.get(way, "")
    typed: dict[str, Any] = {
        "key": uuid4(), "name": "Асан Үлгі", "phone": "+77000000001", "text": heating, "area": make.AQJAR,
        "language": "kk", "reason": "" if when else "other", "host": host.pk, "when": when,
        "people": "12" if way == "together" else "",
    }  # fmt: skip
    assert client.post("/kk/desk/receptions/new/", typed).status_code == 302
    visit = Visit.objects.get()
    assert visit.topic == "heating" and visit.people == (12 if way == "together" else 1)
    if visit.case_id is None:
        actions.arrive(visit=visit.pk, actor=make.staff("clerk")[1], at=desk.ten())
        visit.refresh_from_db()
    assert visit.case is not None and visit.case.topic == "heating"


@pytest.mark.parametrize(
    ("typed", "kept"), [("", ""), ("43.23891,76.88971", "43.23891, 76.88971"), ("95, 10", None), ("Алматы", None)]
)
def test_a_centre_stands_at_a_point_of_the_map_or_at_none(typed: str, kept: str | None) -> None:
    of = desk.host()
    desk.published(of)
    client = signed_in("administrator", "")
    words = {f"{name}_{code}": "Орталық" for name in ("name", "address") for code in ("kk", "ru", "en")}
    path = f"/kk/desk/receptions/centres/{of.office_id}/"
    spoken = {"languages": ["kk"]}
    sent = client.post(path, {"organization": make.HOUSING, "is_open": "on", "point": typed, **words, **spoken})
    of.office.refresh_from_db()
    assert (sent.status_code, of.office.point) == ((302, kept) if kept is not None else (422, ""))
    shown = Client().get(f"/kk/meet/{of.pk}/").content.decode()
    assert ("geo:43.23891,76.88971" in shown) is bool(kept)
    assert ("Қазақша, Русский" not in shown) is (kept is not None)


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "ертең"])
def test_a_day_that_is_none_shows_today(day: str) -> None:
    assert f"{today():%Y-%m-%d}" not in signed_in("clerk").get("/kk/desk/receptions/?day=2026-03-05").content.decode()
    shown = signed_in("clerk").get("/kk/desk/receptions/", {"day": day})
    assert shown.status_code == 200 and f"{today() + timedelta(days=1):%Y-%m-%d}" in shown.content.decode()


def test_forwarding_asks_for_a_body_and_for_no_day() -> None:
    visit, client = desk.begun(desk.host()), signed_in("supervisor")
    path = f"/kk/desk/receptions/visits/{visit.pk}/protocol/"
    typed = {"outcome": "forwarded", "summary": desk.FOUND, "decided": desk.DECIDED, "revision": 0}
    assert client.post(path, typed).status_code == 422
    order = {"o0-executor": make.SOCIAL, "o0-text": "Көмек тағайындау мәселесі."}
    assert client.post(path, {**typed, **order, "outcome": "instruction"}).status_code == 422
    assert client.post(path, {**typed, **order}).status_code == 302
    assert visit.protocols.get().instructions.get().due_on is None


def test_a_controller_sees_the_heads_who_receive_too_seldom(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.receptions.pages.control.now", lambda: make.AT)
    at_work, idle = desk.host(), desk.host(make.SOCIAL)
    desk.published(at_work)
    names = [of.organization.short_name("kk") for of in (at_work, idle)]
    for code, shown in (("akmola/aqjar", [False, True]), ("gov/moh", [False, False])):
        page = signed_in("controller", code).get("/kk/desk/receptions/control/").content.decode()
        assert [f"· {name}<" in page for name in names] == shown


def test_a_day_is_closed_on_the_page_of_the_schedule_and_a_wrong_one_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("now", "today"):
        moment = make.AT if name == "now" else make.AT.date()
        monkeypatch.setattr(f"dauys.receptions.pages.setting_up.{name}", lambda moment=moment: moment)
    host, client = desk.host(), signed_in("clerk")
    desk.published(host)
    path = f"/kk/desk/receptions/schedules/{host.pk}/"
    for wrong in ("", "бейсенбі", "2020-01-01", "9999-12-31"):
        answer = client.post(f"{path}day/", {"day": wrong})
        assert answer.status_code == 422 and 'id="day-error"' in answer.content.decode()
    for _click in range(2):
        assert client.post(f"{path}day/", {"day": str(desk.THURSDAY)}).status_code == 302
    page = client.get(path).content.decode()
    assert page.count("Бәрібір қабылдайды") == 1
    client.post(f"{path}day/", {"day": str(desk.THURSDAY), "open": "1"})
    assert "Бәрібір қабылдайды" not in client.get(path).content.decode()


def test_a_matter_and_a_place_lead_to_who_decides_and_those_above(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dauys.receptions.pages.open_schedule.now", lambda: make.AT)
    decides, above, other = desk.host(), desk.host("akmola/aqjar"), desk.host(make.SOCIAL)
    for of in (decides, above, other):
        desk.published(of)
    client = Client()
    assert "Орнын да жазыңыз" in client.get("/kk/meet/?topic=heating").content.decode()
    page = client.get("/kk/meet/", {"topic": "heating", "place": "Ақжар ауданы, Достық"}).content.decode()
    links = [page.find(f"/kk/meet/{of.pk}/") for of in (decides, above, other)]
    assert 0 < links[0] < links[1] and links[2] == -1, "the body itself, the one above, nobody else"
    assert page.count("Осыны шешеді") == 1


def test_a_named_controller_sees_the_instruction_among_their_own_and_is_told() -> None:
    controller = make.staff("controller", make.HOUSING, name="Бақылаушы Үлгі")[0]
    stranger, other = make.staff("controller", make.SOCIAL, name="Бөтен Үлгі")[0], make.staff("supervisor")[0]
    visit, page = desk.begun(desk.host()), "/kk/desk/receptions/control/"
    executor = make.body(make.SOCIAL).name("kk")
    typed = {
        "revision": "0", "outcome": "instruction", "summary": desk.FOUND, "decided": desk.DECIDED,
        "o0-executor": make.SOCIAL, "o0-text": "Отбасыға көмек көрсету.",
        "o0-due_on": (today() + timedelta(days=7)).isoformat(),
        "o0-controller": str(controller.pk),
    }  # fmt: skip
    writing = f"/kk/desk/receptions/visits/{visit.pk}/protocol/"
    form = signed_in("supervisor").get(writing).content.decode()
    assert controller.name in form and stranger.name not in form
    officer = make.staff("officer")[0]
    refused = signed_in("supervisor").post(writing, {**typed, "o0-controller": str(officer.pk)})
    assert refused.status_code == 422 and not visit.protocols.exists()
    assert signed_in("supervisor").post(writing, typed).status_code == 302
    made = visit.protocols.get()
    actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)
    for user, own in ((controller, True), (other, False)):
        client = Client()
        client.force_login(user)
        assert executor in client.get(page).content.decode()
        assert (executor in client.get(f"{page}?whose=mine").content.decode()) is own
    letter = Message.objects.get(once__startswith="instruction:")
    assert (letter.address, letter.channel) == (controller.email, "mail")
    assert "whose=mine" in (letter.body or "") and "Отбасыға" not in (letter.body or "")
    assert controller.name in signed_in("head").get(f"/kk/desk/receptions/visits/{visit.pk}/").content.decode()


def test_who_controls_nothing_at_the_body_is_not_taken_as_controller() -> None:
    visit = desk.begun(desk.host())
    for named in (make.staff("controller", make.SOCIAL)[0].pk, make.staff("officer")[0].pk, uuid4()):
        orders = [Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", desk.THURSDAY, named)]
        with pytest.raises(actions.NotController):
            desk.written(visit, "instruction", orders=orders)
    assert not visit.protocols.exists()


def test_a_digest_without_a_named_controller_is_what_it_was() -> None:
    made = desk.written(desk.begun(desk.host()), "instruction", orders=[
        Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", desk.THURSDAY)
    ])  # fmt: skip
    listed = [[make.SOCIAL, "Отбасыға көмек көрсету.", "2026-03-05"]]
    told = ["instruction", made.summary, made.decided, made.norm]
    whole = json.dumps([str(made.pk), 1, told, listed], ensure_ascii=False).encode()
    orders = list(made.instructions.all())
    assert digest_of(made, orders) == hashlib.sha256(whole).digest()
    orders[0].controller = make.staff("controller", make.HOUSING)[0]
    assert digest_of(made, orders) != hashlib.sha256(whole).digest()


def corrected(visit: Visit, controller: Any) -> Protocol:
    """A new version of a signed protocol that names somebody, signed by the head."""
    orders = [Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", desk.THURSDAY, controller)]
    revision = max((p.revision for p in visit.protocols.all()), default=0)
    made = desk.written(visit, "instruction", orders=orders, revision=revision)
    return actions.sign(protocol=made.pk, revision=made.revision, actor=make.staff("head")[1], at=make.AT)


def test_a_correction_gives_the_control_to_somebody_else() -> None:
    first, second = (make.staff("controller", make.HOUSING, name=f"Бақылаушы {n}") for n in ("Үлгі", "Сынақ"))
    visit = desk.begun(desk.host())
    corrected(visit, first[0].pk)
    assert [len(under_control(actor, own=True)) for _user, actor in (first, second)] == [1, 0]
    corrected(visit, second[0].pk)
    assert [len(under_control(actor, own=True)) for _user, actor in (first, second)] == [0, 1]
    corrected(visit, second[0].pk)
    told = Message.objects.filter(once__startswith="instruction:")
    assert sorted(letter.address for letter in told) == sorted([first[0].email, second[0].email])
    corrected(visit, None)
    assert [row.named for row in under_control(first[1])] == [None]  # type: ignore[attr-defined]


def test_who_controls_nothing_any_more_is_not_signed_for_and_not_lost_unseen() -> None:
    named = make.staff("controller", make.HOUSING, name="Бақылаушы Үлгі")[0]
    visit = desk.begun(desk.host())
    orders = [Order(make.body(make.SOCIAL), "Отбасыға көмек көрсету.", desk.THURSDAY, named.pk)]
    made = desk.written(visit, "instruction", orders=orders)
    named.is_active = False
    named.save()
    head, page = signed_in("head"), f"/kk/desk/receptions/visits/{visit.pk}/"
    answer = head.post(f"/kk/desk/receptions/protocols/{made.pk}/sign/", {"revision": made.revision})
    assert answer.status_code == 409 and "енді бақылаушы емес" in answer.content.decode()
    assert (
        not Protocol.objects.filter(signed_at__isnull=False).exists()
        and not Message.objects.filter(once__startswith="instruction:").exists()
    )
    writing = signed_in("supervisor")
    assert named.name in writing.get(f"{page}protocol/").content.decode()
    again = writing.post(f"{page}protocol/", {
        "revision": made.revision, "outcome": "instruction", "summary": desk.FOUND, "decided": desk.DECIDED,
        "o0-executor": make.SOCIAL, "o0-text": "Отбасыға көмек көрсету.",
        "o0-due_on": (today() + timedelta(days=7)).isoformat(), "o0-controller": str(named.pk),
    })  # fmt: skip
    assert again.status_code == 422 and "енді бақылаушы емес" in again.content.decode()
