"""Settled cases past their confirmed term are anonymised, unless held; an open one and a young one never."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from django.conf import settings
from django.test import Client
from tests import factories as make
from tests.security.tables import changed, digests

from dauys.cases import actions as cases
from dauys.cases.invariants import LATE_DAYS, _past_their_term
from dauys.cases.models import Hold, Obligation, Voice
from dauys.cases.queries import number_of
from dauys.cases.retention import Due, due_until, months_later
from dauys.cases.rules import OUTCOMES
from dauys.ground.access.actors import citizen
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current
from dauys.ground.packs.retention import Retention
from dauys.ground.ui.moments import local

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(days=6 * 366)


@pytest.fixture
def confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack's terms as if a lawyer had read them."""
    terms = tuple(t.model_copy(update={"confirmed": True}) for t in current().section("retention.yaml"))
    assert [t.months for t in terms] == [12, 36, 60]
    monkeypatch.setattr(type(current()), "section", lambda _s, file: terms if file == "retention.yaml" else ())


def due(at: Any = LATER) -> list[Due]:
    return list(due_until(local(at).date(), at))


def words(made: make.Made) -> str:
    return Voice.objects.get(case=made.case).text


def taken_back() -> make.Made:
    made = make.case(owner=make.HOUSING)
    cases.withdraw(case_id=made.id, asked_by="page", actor=citizen(made.id), at=make.AT)
    return made


def test_a_month_later_stays_within_the_month() -> None:
    day = make.AT.date().replace(month=1, day=31, year=2027)
    assert [months_later(day, n).isoformat() for n in (0, 1, 12, 13)] == [
        "2027-01-31", "2027-02-28", "2028-01-31", "2028-02-29",
    ]  # fmt: skip


def test_the_first_term_that_fits_counts() -> None:
    back, (answered, _t, _a), waiting = taken_back(), make.answered(), make.case(owner=make.HOUSING)
    assert {d.case_id: d.term.code for d in due()} == {back.id: "taken-back", answered.id: "settled"}
    assert waiting.id not in {d.case_id for d in due()}
    year = make.AT + timedelta(days=367)
    assert [d.case_id for d in due(year)] == [back.id]
    assert due(make.AT + timedelta(days=364)) == []


def test_what_the_answer_named_has_a_term_of_its_own() -> None:
    made = {outcome: make.answered()[0].id for outcome in ("solved", "consultation")}
    Obligation.objects.filter(case=made["consultation"]).update(outcome="consultation")
    assert {d.case_id: d.term.code for d in due()} == {made["solved"]: "settled", made["consultation"]: "advice"}
    assert [d.case_id for d in due(make.AT + timedelta(days=4 * 366))] == [made["consultation"]]


def test_a_pack_may_name_every_outcome_there_is() -> None:
    (named, _and_so_on) = get_args(Retention.model_fields["outcomes"].annotation)
    assert set(get_args(named)) == set(OUTCOMES)


def test_terms_that_nobody_confirmed_anonymise_nothing_by_themselves() -> None:
    made = taken_back()
    assert cases.anonymise_due(at=LATER, most=10) == 0 and words(made)
    assert cases.anonymise_due(at=LATER, most=10, unconfirmed=True) == 1 and not words(made)


def test_what_is_past_its_term_is_anonymised_in_batches(confirmed: None) -> None:
    made = [taken_back() for _ in range(3)]
    assert cases.anonymise_due(at=LATER, most=2) == 2
    assert cases.anonymise_due(at=LATER, most=2) == 1
    assert cases.anonymise_due(at=LATER, most=2) == 0
    assert not any(words(m) for m in made)
    register = Path(settings.DELETION_REGISTER).read_text()
    assert {str(m.id) for m in made} <= {json.loads(line)["case"] for line in register.splitlines()}
    assert Entry.objects.filter(verb="cases.erase").count() == 3


def test_a_hold_keeps_it_and_lifting_ends_it(confirmed: None) -> None:
    made = taken_back()
    user, head = make.staff("head", make.HOUSING)
    cases.hold_erasure(case_id=made.id, reason="Сот қарап жатыр", actor=head, at=make.AT)
    with pytest.raises(cases.CannotHold):
        cases.hold_erasure(case_id=made.id, reason="Тағы", actor=head, at=make.AT)
    assert [d.held for d in due()] == ["hold"]
    assert cases.anonymise_due(at=LATER, most=10) == 0 and words(made)
    entry = Entry.objects.get(verb="cases.hold_erasure")
    assert entry.actor_id == user.pk and "Сот" not in str(entry.payload)
    cases.lift_hold(case_id=made.id, actor=head, at=make.AT)
    with pytest.raises(cases.CannotHold):
        cases.lift_hold(case_id=made.id, actor=head, at=make.AT)
    assert cases.anonymise_due(at=LATER, most=10) == 1
    assert Hold.objects.get().reason == ""
    with pytest.raises(cases.CannotHold):
        cases.hold_erasure(case_id=made.id, reason="Кеш", actor=head, at=LATER)


def test_an_open_complaint_about_it_keeps_it(confirmed: None) -> None:
    made, complaint = taken_back(), make.case(owner=make.HOUSING)
    complaint.case.about = made.case
    complaint.case.save(update_fields=["about"])
    assert [d.held for d in due()] == ["complaint"]
    assert cases.anonymise_due(at=LATER, most=10) == 0 and words(made)
    Obligation.objects.filter(case=complaint.case).update(state="left")
    assert cases.anonymise_due(at=LATER, most=10) == 2 and not words(made)


def test_the_doctor_sees_what_lies_too_long(confirmed: None, monkeypatch: pytest.MonkeyPatch) -> None:
    made = taken_back()
    for days, broken in ((367, 0), (367 + LATE_DAYS, 1)):
        monkeypatch.setattr("dauys.cases.invariants.now", lambda days=days: make.AT + timedelta(days=days))
        assert _past_their_term().broken == broken
    _user, head = make.staff("head", make.HOUSING)
    cases.hold_erasure(case_id=made.id, reason="Сот", actor=head, at=make.AT)
    assert _past_their_term().broken == 0


def test_administrators_see_what_falls_due(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    made = taken_back()
    monkeypatch.setattr("dauys.site.doctor.retention.now", lambda: make.AT + timedelta(days=300))
    user, _admin = make.staff("administrator", "")
    client.force_login(user)
    page = client.get("/kk/desk/retention/")
    (row,) = page.context["rows"]
    assert (row["past"], row["soon"], row["held"], row["confirmed"]) == (0, 1, 0, False)
    _user, head = make.staff("head", make.HOUSING)
    cases.hold_erasure(case_id=made.id, reason="Сот", actor=head, at=make.AT)
    assert client.get("/kk/desk/retention/").context["rows"][0]["held"] == 1
    client.force_login(make.staff("clerk", "centre")[0])
    assert client.get("/kk/desk/retention/").status_code == 404


REASON = {"reason": "Сот қарап жатыр"}


def test_a_leader_keeps_a_case_from_its_page_and_lifts_it(client: Client, sql_count: Any) -> None:
    made = make.case(owner=make.HOUSING)
    client.force_login(make.staff("supervisor", make.HOUSING)[0])
    page, step = f"/kk/desk/cases/{made.id}/", f"/kk/desk/cases/{made.id}/hold/"
    assert step in client.get(page).content.decode()
    assert client.post(step, {"reason": "  "}).status_code == 422 and not Hold.objects.exists()
    assert client.post(step, REASON).headers["Location"] == page
    with sql_count() as sql:
        shown = client.get(page).content.decode()
    assert len(sql) <= 6 and REASON["reason"] in shown and f"{step}lift/" in shown
    again = client.post(step, {"reason": "Тағы бір себеп"})
    assert again.status_code == 409 and "Тағы бір себеп" in again.content.decode()
    assert client.post(f"{step}lift/").headers["Location"] == page
    assert client.post(f"{step}lift/").status_code == 409
    assert REASON["reason"] not in client.get(page).content.decode()
    assert Entry.objects.filter(verb__in=["cases.hold_erasure", "cases.lift_hold"]).count() == 2


@pytest.mark.parametrize(("role", "at"), [("officer", make.HOUSING), ("clerk", "centre"), ("head", make.SOCIAL)])
def test_who_leads_no_owner_of_it_neither_keeps_nor_lifts(client: Client, role: str, at: str) -> None:
    made, kept = make.case(owner=make.HOUSING), make.case(owner=make.HOUSING)
    head = make.staff("head", make.HOUSING)[1]
    hold = cases.hold_erasure(case_id=kept.id, reason="Сот", actor=head, at=make.AT)
    client.force_login(make.staff(role, at)[0])
    client.get("/kk/desk/")
    before = digests()
    assert client.post(f"/kk/desk/cases/{made.id}/hold/", REASON).status_code == 404
    assert client.post(f"/kk/desk/cases/{kept.id}/hold/lift/").status_code == 404
    assert client.post("/kk/desk/retention/", {**REASON, "number": number_of(made.case)}).status_code == 404
    assert client.post(f"/kk/desk/retention/{hold.pk}/lift/").status_code == 404
    assert not changed(before)


def test_an_administrator_keeps_a_case_by_its_number_and_lifts_it(client: Client) -> None:
    made, page = taken_back(), "/kk/desk/retention/"
    client.force_login(make.staff("administrator", "")[0])
    for number in ("", "KZ-2020-0000001-1", "x"):
        refused = client.post(page, {**REASON, "number": number})
        assert refused.status_code == 422 and REASON["reason"] in refused.content.decode()
    assert not Hold.objects.exists()
    assert client.post(page, {**REASON, "number": number_of(made.case)}).headers["Location"] == page
    assert client.post(page, {**REASON, "number": number_of(made.case)}).status_code == 422
    hold = Hold.objects.get()
    assert f"{page}{hold.pk}/lift/" in client.get(page).content.decode()
    assert client.post(f"{page}{hold.pk}/lift/").headers["Location"] == page
    assert client.post(f"{page}{hold.pk}/lift/").status_code == 404
    hold.refresh_from_db()
    assert hold.ended_at is not None
