"""Erasing a person: nothing of theirs is left, the log stays provable, and no restore brings them back."""

import json
import sys
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.core import signing
from django.test import Client
from tests import factories as make
from tests.house.test_no_text_leaks import FIELDS, MARK, tables, traces_in
from tests.log import follow
from tests.sweep.world import a_pdf

from dauys.answers import actions as answers
from dauys.cases import actions, erased
from dauys.cases.models import Case, Party, Voice
from dauys.cases.rules import ImpossibleStep
from dauys.channels.receipts import receipt_of
from dauys.core.receipts import check, receipt_as_json, receipt_from_json
from dauys.ground.access.actors import SYSTEM, citizen
from dauys.ground.files.actions import path_of, store
from dauys.ground.files.models import StoredFile
from dauys.ground.journal.models import Entry
from dauys.ground.messages.actions import send_due
from dauys.ground.messages.models import Message
from dauys.site.doctor.examine import examine
from dauys.site.wiring import HEARERS, INVARIANTS

AT = make.AT
LATER = AT + timedelta(days=9)


@pytest.fixture
def settled(transactional_db: None, smtp: Any, sms: Any) -> make.Made:
    """A case full of its person's marks: answered, read out, rated, with a file, mails and a place in the log."""
    about = {k: v for k, v in FIELDS.items() if k != "external_number"}
    made = make.case(for_whom="other", consent=True, answer_by="email", owner=make.HOUSING, **about)
    store(data=a_pdf(), name=f"{MARK}.pdf", holder=made.id, at=AT)
    team = make.team()
    make.drafted(made, team)
    blocks = dict.fromkeys(make.BLOCKS, f"{MARK}: толық жауап осы жерде.") | {"outcome": "refused", "norm": MARK}
    step: dict[str, Any] = {"obligation": made.obligation.pk, "at": AT}
    answers.save(blocks=blocks, language="kk", revision=1, actor=team.officer, **step)
    answers.submit(actor=team.officer, **step)
    answers.send(revision=2, actor=team.supervisor, **step)
    answers.read_out(proof=MARK, actor=team.officer, **step)
    follow(AT, hearers=HEARERS)
    send_due(at=AT + timedelta(minutes=1))
    answers.rate(score=5, solved="solved", comment=MARK, actor=citizen(made.id), **step)
    follow(AT + timedelta(minutes=2), hearers=HEARERS)
    return made


def healthy() -> bool:
    return all(result.is_good for result in examine(INVARIANTS))


def everything() -> str:
    return "\n".join(row for rows in tables().values() for row in rows)


def test_nothing_of_the_person_is_left(settled: make.Made) -> None:
    assert traces_in(everything()) and healthy()
    stored = StoredFile.objects.get()
    actions.erase(case_id=settled.id, actor=SYSTEM, at=LATER)
    assert not traces_in(everything())
    assert not path_of(stored.pk).exists() and not StoredFile.objects.exists()
    assert set(Party.objects.values_list("name", "phone", "email", "national_id")) == {("", "", "", "")}
    assert all(not m.address and not m.body and not m.subject for m in Message.objects.all())
    assert bytes(Voice.objects.get().salt) == b""
    assert Case.objects.get().serial == settled.case.serial
    assert Entry.objects.filter(verb="cases.erase", case_id=settled.id).count() == 1
    assert healthy()


def test_the_proofs_stay_valid(settled: make.Made) -> None:
    before = receipt_of(settled.case)
    assert before and before.is_merged
    file = json.dumps(receipt_as_json(before))
    actions.erase(case_id=settled.id, actor=SYSTEM, at=LATER)
    follow(LATER)
    check(receipt_from_json(json.loads(file)))
    after = receipt_of(settled.case)
    assert after and (after.entries, after.places) == (before.entries, before.places)
    check(after)
    assert not traces_in(file)


def test_who_waits_for_an_answer_is_not_erased(transactional_db: None) -> None:
    made = make.case(owner=make.HOUSING)
    before = everything()
    with pytest.raises(actions.StillOpen):
        actions.erase(case_id=made.id, actor=SYSTEM, at=LATER)
    assert everything() == before and erased.noted() == set()


def test_a_restore_brings_nobody_back(settled: make.Made) -> None:
    voice, parties = Voice.objects.get(), list(Party.objects.all())
    actions.erase(case_id=settled.id, actor=SYSTEM, at=LATER)
    assert actions.erase_again(actor=SYSTEM, at=LATER) == 0
    voice.save()
    for party in parties:
        party.save()
    assert traces_in(everything())
    assert actions.erase_again(actor=SYSTEM, at=LATER) == 1
    assert not traces_in(everything())
    assert actions.erase_again(actor=SYSTEM, at=LATER) == 0


def test_an_erasure_cut_off_by_a_crash_is_finished(settled: make.Made, monkeypatch: pytest.MonkeyPatch) -> None:
    def crash(*_: Any) -> None:
        raise SystemExit

    monkeypatch.setattr(sys.modules["dauys.cases.actions.erase"], "_erase_rows", crash)
    with pytest.raises(SystemExit):
        actions.erase(case_id=settled.id, actor=SYSTEM, at=LATER)
    monkeypatch.undo()
    assert traces_in(everything()) and erased.noted() == {settled.id}


def test_who_was_erased_cannot_rate_or_open_the_case_again(transactional_db: None, smtp: Any, sms: Any) -> None:
    """With an old cookie, or with the code: words that come in later would never be erased."""
    made = make.case(owner=make.HOUSING)
    make.answered(made, make.team())
    follow(AT, hearers=HEARERS)
    browser = Client()
    browser.cookies["dauys_case"] = signing.dumps(str(made.id), salt="dauys.case")
    assert "d-rate" in browser.get("/kk/track/case/").content.decode()
    actions.erase(case_id=made.id, actor=SYSTEM, at=LATER)
    before = tables()
    form = {"solved": "not_solved", "score": 1, "comment": MARK}
    reply = browser.post(f"/kk/track/rate/{made.obligation.pk}/", form)
    assert reply.status_code == 409 and tables() == before
    page = browser.get("/kk/track/case/")
    assert page.status_code == 200 and "d-rate" not in page.content.decode()
    with pytest.raises(ImpossibleStep):
        answers.rate(
            obligation=made.obligation.pk, score=1, solved="not_solved", comment=MARK, actor=citizen(made.id), at=LATER
        )
    assert tables() == before and healthy()


def test_a_register_of_years(settled: make.Made) -> None:
    lines = (json.dumps({"case": str(UUID(int=n)), "at": LATER.isoformat()}) for n in range(60_000))
    settings.DELETION_REGISTER.write_text("\n".join(lines) + "\n")
    erased.note(settled.id, LATER)
    assert settings.DELETION_REGISTER.read_text().count("\n") == 60_001
    assert actions.erase_again(actor=SYSTEM, at=LATER) == 1
    assert not traces_in(everything())


def test_the_register_holds_no_more_than_ids(settled: make.Made) -> None:
    actions.erase(case_id=settled.id, actor=SYSTEM, at=LATER)
    line = json.loads(settings.DELETION_REGISTER.read_text())
    assert line == {"case": str(settled.id), "at": LATER.isoformat()}
    assert settings.DELETION_REGISTER.stat().st_mode & 0o777 == 0o600


def test_a_damaged_register_is_told(settled: make.Made) -> None:
    actions.erase(case_id=settled.id, actor=SYSTEM, at=LATER)
    whole = settings.DELETION_REGISTER.read_text()
    settings.DELETION_REGISTER.write_text(whole + '{"case": "cut')
    assert erased.noted() == {settled.id}
    erased.note(UUID(int=7), LATER)
    assert erased.noted() == {settled.id, UUID(int=7)}
    settings.DELETION_REGISTER.write_text("spoilt\n" + whole)
    with pytest.raises(erased.RegisterDamaged, match="Line 1"):
        erased.noted()
