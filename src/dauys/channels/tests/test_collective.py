"""An appeal of several people, and the number of an earlier one: asked at every door, shown to all it concerns."""

import json
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make

from dauys.cases.clocks import start_clock
from dauys.cases.models import Case
from dauys.cases.queries import number_of
from dauys.channels.import_rows import Known, read_appeals
from dauys.channels.models import Draft
from dauys.core.case_numbers import format_number
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.ground.packs.law import Collective, TermSpec
from dauys.ground.tables.lines import Line

pytestmark = pytest.mark.django_db
SAY = "/en/say/"


def begun(**more: Any) -> Client:
    """A web form at its question about whom the person writes for."""
    client = Client()
    client.post(f"{SAY}what/", {"text": make.TEXT})
    client.post(f"{SAY}where/?in=kz/11/aqjar/", {"area": make.AQJAR, "in": "kz/11/aqjar/"})
    client.post(f"{SAY}place/", {"place_note": ""})
    client.post(f"{SAY}about/", {"topic": "water", **more})
    client.post(f"{SAY}kind/", {"kind": "application"})
    return client


YOU = {"name": "Айгүл Үлгі", "phone": "+77001234567"}
ANSWER = {"answer_by": "sms", "answer_language": "ru"}


def kept() -> Any:
    return json.loads(Draft.objects.get().data)


def test_several_people_at_the_web_door() -> None:
    web = begun()
    assert "For several people" in web.get(f"{SAY}who/").content.decode()
    assert web.post(f"{SAY}who/", {"for_whom": "several"}).status_code == 302
    for wrong in ("", "1", "0", "-3", "many", "100001", "9" * 30):
        page = web.post(f"{SAY}you/", {**YOU, "signers": wrong})
        assert page.status_code == 422 and "signers" in page.context["form"].errors, wrong
        assert YOU["name"] in page.content.decode()
    assert web.post(f"{SAY}you/", {**YOU, "signers": "12"}).status_code == 302
    web.post(f"{SAY}answer/", ANSWER)
    assert "People who signed" in web.get(f"{SAY}check/").content.decode()
    assert [web.post(f"{SAY}check/").status_code for _ in range(2)] == [302, 302]
    case = Case.objects.get()
    assert case.signers == 12 and Entry.objects.get(verb="cases.file").payload["signers"] == 12
    assert "12" in web.get("/en/receipt/").content.decode() and web.get("/en/receipt/pdf/").status_code == 200
    assert "12 people signed this appeal together" in web.get("/en/track/case/").content.decode()


def test_an_answer_taken_back_takes_the_number_with_it() -> None:
    web = begun()
    web.post(f"{SAY}who/", {"for_whom": "several"})
    web.post(f"{SAY}you/", {**YOU, "signers": "12"})
    web.post(f"{SAY}who/", {"for_whom": "self"})
    assert "signers" not in kept()
    web.post(f"{SAY}answer/", ANSWER)
    web.post(f"{SAY}check/")
    assert Case.objects.get().signers == 0 and "signers" not in Entry.objects.get(verb="cases.file").payload


def test_the_number_of_an_earlier_appeal_tells_nothing() -> None:
    there = make.case(owner=make.HOUSING)
    right, absent = number_of(there.case), format_number("KZ", 2026, there.case.serial + 777)
    slip = right[:-1] + str((int(right[-1]) + 1) % 10)
    for number in (right, absent):
        begun(before=number.lower())
    said = [json.loads(data)["before"] for data in Draft.objects.values_list("data", flat=True)]
    assert sorted(said) == sorted([right, absent])
    for wrong in (slip, "4817-5", "XX-2026-0004817-5", "no", "9" * 39):
        web = begun()
        page = web.post(f"{SAY}about/", {"topic": "water", "before": wrong})
        assert page.status_code == 422 and wrong in page.content.decode(), wrong
        assert "before" in page.context["form"].errors


def test_at_the_desk() -> None:
    user, _clerk = make.staff("clerk", "akmola/aqjar")
    desk = Client()
    desk.force_login(user, settings.AUTHENTICATION_BACKENDS[0])
    first = make.case(owner=make.HOUSING)
    call = {"channel": "letter", **YOU, "text": make.TEXT, "area": make.AQJAR, "kind": "application", "topic": "water"}
    call |= {"identity": "signed", "answer_by": "sms", "answer_language": "kk", "before": number_of(first.case)}
    page = desk.post("/en/desk/register/", {**call, "key": str(uuid4()), "signers": "1"})
    assert page.status_code == 422 and "signers" in page.context["form"].errors
    answer = desk.post("/en/desk/register/", {**call, "key": str(uuid4()), "signers": "40"})
    assert answer.status_code == 302
    case = Case.objects.exclude(pk=first.id).get()
    assert (case.signers, case.named_before) == (40, number_of(first.case))
    shown = desk.get(answer.headers["Location"]).content.decode()
    assert "Signed together: 40" in shown and number_of(first.case) in shown
    assert "Signed together: 40" in desk.get("/en/desk/?view=body").content.decode()


def test_by_the_api_and_from_a_table() -> None:
    body = {"text": make.TEXT, "area": "kz/11", "name": "Айгүл", "phone": "+77001234567"}

    def send(signers: Any) -> Any:
        key = {"HTTP_IDEMPOTENCY_KEY": str(uuid4())}
        return Client().post("/api/v1/cases", {**body, "signers": signers}, "application/json", **key)

    assert [send(n).status_code for n in (1, -1, 100_001, "x")] == [422] * 4 and not Case.objects.exists()
    assert send(5).status_code == 201 and Case.objects.get().signers == 5
    cells = {"external_number": "1", "received_on": "2026-03-02", "name": "Асан", "text": make.TEXT, "place": "kz/11"}
    lines = [Line(n + 2, {**cells, "external_number": f"A{n}", "signers": s}) for n, s in enumerate(("", "1", "30"))]
    lines.append(Line(9, {**cells, "external_number": "A9", "signers": "көп"}))
    found = read_appeals(lines, Known({}, {}), home="", at=make.AT)
    assert [new.data["signers"] for new in found.new] == [0, 0, 30]
    assert [(p.line, p.column) for p in found.problems] == [(9, "signers")]


def test_a_kind_that_is_not_signed_together(monkeypatch: pytest.MonkeyPatch) -> None:
    web = begun()
    web.post(f"{SAY}who/", {"for_whom": "several"})
    monkeypatch.setattr(type(current()), "most_signers", lambda _self, _kind: 0)
    web.post(f"{SAY}kind/", {"kind": "inquiry"})
    assert "for_whom" not in kept()
    assert "For several people" not in web.get(f"{SAY}who/").content.decode()
    assert web.post(f"{SAY}who/", {"for_whom": "several"}).status_code == 422


def test_a_term_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = current().kinds["application"]
    term = TermSpec(amount=30, unit="working_day", count_from="next_working_day", rule="collective-appeal")
    own = kind.model_copy(update={"collective": Collective(most=10, rule="collective-appeal", consider=term)})
    alone = start_clock(kind="application", received_at=make.AT, identity="code").due_on
    assert start_clock(kind="application", received_at=make.AT, identity="code", collective=True).due_on == alone
    monkeypatch.setitem(current().__dict__, "kinds", {**current().kinds, "application": own})
    made = make.case(owner=make.HOUSING, signers=3)
    assert made.obligation.due_on and alone and made.obligation.due_on > alone
