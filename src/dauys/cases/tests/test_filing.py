"""Filing: a voice becomes a case once for its key, whole or not at all, in one statement."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection
from tests.threads import together

from dauys.cases import actions
from dauys.cases.models import Case, Obligation, Party, Voice
from dauys.cases.queries import contact_party
from dauys.ground.access.actors import ANONYMOUS
from dauys.ground.journal.models import Entry
from dauys.ground.packs.current import current

TABLES = (Case, Voice, Party, Obligation)


def _file(make: Any, key: Any, **about: Any) -> actions.Filed:
    return actions.file(
        voice=make.voice(**about),
        owner=make.body(),
        route_rule="aqjar-utilities",
        idempotency_key=key,
        actor=ANONYMOUS,
        at=make.AT,
    )


def test_a_case_has_words_a_person_an_obligation_and_two_entries(db: None, make: Any) -> None:
    filed = _file(make, uuid4())
    row = make.fresh(filed.case_id)
    assert filed.fresh and row.case.serial == filed.serial
    assert row.case.voice.text == make.TEXT
    assert row.case.voice.subject == "Біздің көшеде үш күннен бері су жоқ"
    assert [p.phone for p in row.case.parties.all()] == ["+77001234567"]
    assert (row.state, row.owner.code, row.controller.code) == ("new", make.HOUSING, "akmola/aqjar")
    assert list(Entry.objects.order_by("id").values_list("verb", flat=True))[-2:] == [
        "cases.file",
        "cases.open_obligation",
    ]


def test_the_term_runs_from_the_day_after_registration(db: None, make: Any) -> None:
    """15 working days from 5 March 2026; 9 March (for the 8th) and 21-25 March are days off."""
    row = make.fresh(_file(make, uuid4(), identity="code").case_id)
    assert row.registered_on.isoformat() == "2026-03-04"
    assert row.due_on.isoformat() == "2026-03-31"
    assert row.by_law and row.ledger[-1]["code"] == "due"
    assert row.pack_version == current().version


@pytest.mark.parametrize(
    ("identity", "by_law"), [("none", False), ("code", True), ("in_person", True), ("signed", True)]
)
def test_the_term_is_legal_only_when_the_person_is_known(db: None, make: Any, identity: str, by_law: bool) -> None:
    assert make.fresh(_file(make, uuid4(), identity=identity).case_id).by_law is by_law


def test_filing_is_one_statement(db: None, make: Any, sql_count: Any) -> None:
    make.body()
    with sql_count() as sql:
        _file(make, uuid4())
    assert len(sql) == 1, sql


def test_the_same_key_again_finds_the_first_case(db: None, make: Any) -> None:
    key = uuid4()
    first = _file(make, key)
    before = {m: m.objects.count() for m in (*TABLES, Entry)}
    again = _file(make, key, text="Мүлде басқа сөз, бірақ кілт сол баяғы кілт.", phone="+77009998877")
    assert again == actions.Filed(first.case_id, first.serial, first.year, fresh=False)
    assert before == {m: m.objects.count() for m in (*TABLES, Entry)}
    assert make.fresh(first.case_id).case.voice.text == make.TEXT


def test_sixteen_at_once_file_one_case(transactional_db: None, make: Any) -> None:
    make.body()
    key = uuid4()
    results = together(16, lambda _index: _file(make, key))
    assert all(isinstance(r, actions.Filed) for r in results), results
    assert len({r.case_id for r in results}) == 1
    assert sum(r.fresh for r in results) == 1
    assert [m.objects.count() for m in TABLES] == [1, 1, 1, 1]
    assert Entry.objects.filter(verb="cases.file").count() == 1


def test_sixteen_keys_at_once_file_sixteen_cases(transactional_db: None, make: Any) -> None:
    make.body()
    results = together(16, lambda _index: _file(make, uuid4()))
    assert len({r.serial for r in results}) == 16
    assert Entry.objects.filter(verb="cases.open_obligation").count() == 16


def test_a_voice_that_a_table_refuses_leaves_nothing(transactional_db: None, make: Any) -> None:
    with pytest.raises(IntegrityError):
        _file(make, uuid4(), channel="pigeon")
    assert [m.objects.count() for m in TABLES] == [0, 0, 0, 0]
    assert not Entry.objects.filter(verb__startswith="cases.").exists()


def test_a_voice_is_not_received_later_than_filed(db: None, make: Any) -> None:
    with pytest.raises(ValueError, match="later"):
        make.case(owner=make.HOUSING, received_at=make.AT + timedelta(seconds=1))


def test_a_letter_counts_from_the_day_it_came(db: None, make: Any) -> None:
    letter = make.case(owner=make.HOUSING, channel="letter", received_at=make.AT - timedelta(days=2)).obligation
    call = make.case(owner=make.HOUSING, channel="phone").obligation
    assert letter.registered_on < call.registered_on and letter.due_on < call.due_on


def test_a_new_year_begins_at_local_midnight(db: None, make: Any) -> None:
    """At 20:00 UTC on 31 December it is already the new year in Almaty."""
    assert make.case(at=datetime(2025, 12, 31, 20, 0, tzinfo=UTC)).case.year == 2026


def test_danger_goes_first(db: None, make: Any) -> None:
    made = make.case(text="Үйден газ иісі шығып тұр, балалар ішінде, тез келіңіздер.", topic="other")
    assert made.case.urgent and made.obligation.priority == 0


def test_somebody_may_speak_for_another(db: None, make: Any) -> None:
    made = make.case(for_whom="other", other_name="Бибігүл Ахметова", consent=True)
    parties = {p.role: p for p in made.case.parties.all()}
    assert parties["applicant"].name == "Бибігүл Ахметова" and parties["applicant"].consent
    assert not parties["applicant"].phone
    answer_to = contact_party(made.id)
    assert answer_to is not None and answer_to.role == "representative" and answer_to.phone == "+77001234567"


def test_contacts_lie_sealed_and_are_found_exactly(db: None, make: Any) -> None:
    make.case(email="aigul@example.kz", national_id="850101300005", address="Бәйтерек көшесі, 14")
    with connection.cursor() as cursor:
        cursor.execute("SELECT convert_from(to_jsonb(p)::text::bytea, 'UTF8') FROM cases_party p")
        raw = cursor.fetchone()[0]
    for plain in ("7001234567", "aigul@", "850101300005", "Бәйтерек"):
        assert plain not in raw and plain.encode().hex() not in raw
    _user, clerk = make.staff("clerk")
    assert actions.find_person(phone="+77001234567", actor=clerk, at=make.AT) is not None
    assert actions.find_person(national_id="850101300005", actor=clerk, at=make.AT) is not None
    assert actions.find_person(phone="+77001234568", actor=clerk, at=make.AT) is None
    assert actions.find_person(actor=clerk, at=make.AT) is None
