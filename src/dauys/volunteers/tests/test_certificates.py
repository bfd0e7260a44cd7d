"""Certificates: what the ledger says, one place in a list each, taken back, renewed keys, nothing of who left."""

import json
from collections import defaultdict
from contextlib import suppress
from datetime import date, timedelta
from itertools import count
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import factories as make
from tests import volunteers as help_

from dauys.core.credentials.verifying import NotVerified, Verified, verify
from dauys.ground.access.actors import SYSTEM
from dauys.ground.access.permissions import Denied
from dauys.ground.journal.models import Entry
from dauys.ground.sealed.keys import KeyUnreadable
from dauys.volunteers import actions, certificates
from dauys.volunteers.models import Certificate, OfficeKey, Volunteer
from dauys.volunteers.totals import Totals, approved

pytestmark = pytest.mark.django_db
LATER = make.AT + timedelta(hours=1)


def issued(row: Volunteer, **about: Any) -> Certificate:
    values: dict[str, Any] = {"key": uuid4(), "actor": help_.lead(), "at": make.AT}
    made = actions.issue(volunteer=row.pk, **{**values, **about})
    return Certificate.objects.select_related("office__area", "key", "volunteer").get(pk=made.pk)


def given_hours(minutes: int = 1447) -> Certificate:
    row = help_.volunteer()
    help_.approved(row, minutes)
    return issued(row)


def _list_at(address: str) -> str:
    key_id, name = address.split("/proof/status/")[1].split("/")
    number, form = name.split(".")
    key = OfficeKey.objects.select_related("office").get(key_id=key_id)
    return certificates.status_list(key, int(number), "json" if form == "json" else "jwt")


def _document_of(did: str) -> Any:
    found = certificates.did_document(help_.office())
    if found is None or found["id"] != did:
        raise LookupError(did)
    return found


def verified(said: str) -> Verified:
    return verify(said, at=LATER, document_of=_document_of, list_at=_list_at)


def both(row: Certificate, language: str = "kk") -> list[str]:
    return [certificates.document(row, language), certificates.token(row, language)]


def test_what_the_ledger_holds_is_confirmed_once() -> None:
    row, key = help_.volunteer(), uuid4()
    help_.approved(row, 90, 5)
    help_.approved(row, 30, 2, work="cooking")
    made = issued(row, key=key)
    assert (made.minutes, made.tasks, made.works) == (120, 2, ["cooking", "general"])
    assert (make.AT.date() - made.first_day).days == 5 and (make.AT.date() - made.last_day).days == 2
    assert issued(row, key=key) == made and Certificate.objects.count() == 1
    told = Entry.objects.get(verb="volunteers.issue")
    assert told.payload == {"volunteer": str(row.pk), "certificate": str(made.pk), "minutes": 120}


def test_a_period_takes_the_tasks_that_began_in_it() -> None:
    row = help_.volunteer()
    help_.approved(row, 60, 30)
    help_.approved(row, 45, 3)
    day = make.AT.date()
    assert issued(row, since=day - timedelta(days=10)).minutes == 45
    assert issued(row, until=day - timedelta(days=10)).minutes == 60
    with pytest.raises(actions.NoHours):
        issued(row, since=day)
    assert Certificate.objects.count() == 2


def test_a_correction_counts_for_its_task_whenever_it_was_made() -> None:
    row, campaign = help_.volunteer(), uuid4()
    help_.approved(row, 600, 30, campaign=campaign)
    help_.approved(row, -240, 1, campaign=campaign)
    help_.approved(row, 50, 20, campaign=uuid4())
    taken = uuid4()
    help_.approved(row, 50, 9, campaign=taken)
    help_.approved(row, -50, 9, campaign=taken)
    day = make.AT.date()
    assert approved(row.pk).minutes == 410 and approved(row.pk).tasks == 2
    assert approved(row.pk, until=day - timedelta(days=25)).minutes == 360
    assert approved(uuid4()) == Totals()


_NUMBERS = count(100)
_ENTRY = st.tuples(
    st.integers(0, 3), st.integers(0, 40), st.integers(-90, 240).filter(bool), st.sampled_from(["general", "cooking"])
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_ENTRY, max_size=14), st.integers(0, 40), st.integers(0, 40))
def test_the_sum_is_that_of_the_slow_twin(entries: list[Any], first: int, last: int) -> None:
    row = help_.volunteer(next(_NUMBERS))
    begin = date(2026, 1, 1)
    since, until = begin + timedelta(days=min(first, last)), begin + timedelta(days=max(first, last))
    tasks: dict[UUID, list[Any]] = defaultdict(list)
    for campaign, day, minutes, work in entries:
        tasks[UUID(int=campaign + 1)].append((begin + timedelta(days=day), minutes, work))
        help_.approved(row, minutes, campaign=UUID(int=campaign + 1), work=work, day=begin + timedelta(days=day))
    kept = [
        lines
        for lines in tasks.values()
        if sum(m for _d, m, _w in lines) > 0 and since <= min(d for d, _m, _w in lines) <= until
    ]
    days = [d for lines in kept for d, _m, _w in lines]
    assert approved(row.pk, since=since, until=until) == Totals(
        sum(m for lines in kept for _d, m, _w in lines),
        len(kept),
        min(days, default=None),
        max(days, default=None),
        tuple(sorted({w for lines in kept for _d, _m, w in lines})),
    )


def test_only_who_leads_the_office_issues_and_takes_back() -> None:
    row = help_.volunteer()
    help_.approved(row)
    for actor in (help_.operator(), help_.coordinator(), help_.lead("volunteers/abai")):
        with pytest.raises(Denied):
            issued(row, actor=actor)
    assert not Certificate.objects.exists() and not OfficeKey.objects.exists()
    made = issued(row)
    with pytest.raises(Denied):
        actions.revoke(certificate=made.pk, reason="hours", actor=help_.coordinator(), at=LATER)
    made.refresh_from_db()
    assert made.revoked_at is None


def test_each_certificate_has_its_own_place_and_code() -> None:
    rows = [help_.volunteer(number) for number in range(1, 6)]
    for row in rows[1:]:
        help_.approved(row)
    first = issued(rows[1])
    made = actions.issue_many(
        office=help_.office(), volunteers=[row.pk for row in rows], since=None, until=None, actor=SYSTEM, at=make.AT
    )
    assert len(made) == 4 and rows[0].pk not in {one.volunteer_id for one in made}
    last = issued(rows[2])
    everything = {first, *made, last}
    assert first in made, "who holds one that says the same gets no second one"
    assert sorted(one.status_index for one in everything) == list(range(5))
    assert len({one.code for one in everything}) == 5 and len({one.holder_salt for one in everything}) == 5
    told = Entry.objects.get(verb="volunteers.issue_many").payload["certificates"]
    assert told == [str(one.pk) for one in made if one != first]


def test_both_forms_verify_and_name_nobody() -> None:
    row = given_hours()
    for said in both(row):
        found = verified(said)
        assert not found.revoked and found.document["credentialSubject"]["creditsEarned"] == 24.11
        words = json.dumps(found.document, ensure_ascii=False)
        for secret in (row.volunteer.name, row.volunteer.phone, row.holder_salt, str(row.volunteer_id)):
            assert secret not in words
    assert both(row) == both(row) and both(row, "ru") != both(row)


def test_what_was_taken_back_is_in_the_list_of_its_key() -> None:
    first = given_hours()
    other = help_.volunteer(2)
    help_.approved(other)
    second = issued(other)
    actions.revoke(certificate=first.pk, reason="hours", actor=help_.lead(), at=LATER)
    actions.revoke(certificate=first.pk, reason="person", actor=help_.lead(), at=LATER)
    first.refresh_from_db()
    assert first.reason == "hours" and Entry.objects.filter(verb="volunteers.revoke").count() == 1
    assert all(verified(said).revoked for said in both(first))
    assert not any(verified(said).revoked for said in both(second))
    with pytest.raises(actions.NoSuchReason):
        actions.revoke(certificate=second.pk, reason="mood", actor=help_.lead(), at=LATER)


@pytest.mark.parametrize("address", ["http://localhost:8000", "https://office.example:8443"])
def test_a_renewed_key_leaves_what_the_old_one_signed(address: str, settings: Any) -> None:
    settings.PUBLIC_URL = address
    old = given_hours()
    before = both(old)
    newer = actions.renew_key(office=help_.office(), actor=SYSTEM, at=LATER)
    other = help_.volunteer(2)
    help_.approved(other)
    new = issued(other, at=LATER)
    assert new.key == newer and new.key != old.key and new.status_index == 0
    assert both(old) == before
    issuers = [verified(said).issuer for said in (*both(old), *both(new))]
    if address.startswith("https:"):
        assert set(issuers) == {"did:web:office.example%3A8443:proof:offices:volunteers:akmola:aqjar"}
    else:
        assert len(set(issuers)) == 2 and certificates.did_document(help_.office()) is None
    actions.revoke(certificate=old.pk, reason="asked", actor=help_.lead(), at=LATER)
    assert [verified(said).revoked for said in (*both(old), *both(new))] == [True, True, False, False]


def test_without_the_file_of_its_key_nothing_is_signed_by_another(settings: Any, tmp_path: Any) -> None:
    row = given_hours()
    settings.KEY_DIR = tmp_path
    for make_one in (certificates.document, certificates.token):
        with pytest.raises(KeyUnreadable):
            make_one(row, "kk")


def test_hours_that_are_changed_in_a_file_are_noticed() -> None:
    said = certificates.document(given_hours(24 * 60), "kk")
    assert verified(said)
    with pytest.raises(NotVerified):
        verified(said.replace('"creditsEarned": 24.0', '"creditsEarned": 99.0'))


def test_who_leaves_is_not_led_to_and_the_certificate_still_holds() -> None:
    row = given_hours()
    said = both(row)
    person = row.volunteer.phone
    assert certificates.is_holder(row, person) and not certificates.is_holder(row, "+77001009998")
    actions.leave(volunteer=row.volunteer_id, actor=help_.operator(), at=LATER)
    row = Certificate.objects.select_related("volunteer", "office", "key").get(pk=row.pk)
    assert row.holder_salt == "" and not certificates.is_holder(row, person) and not certificates.is_holder(row, "")
    assert all(not verified(one).revoked for one in said)
    with suppress(Volunteer.DoesNotExist):
        issued(row.volunteer)
    assert Certificate.objects.count() == 1


def test_who_has_no_contact_is_known_by_the_certificate() -> None:
    row = help_.volunteer(phone="")
    help_.approved(row)
    found = verified(certificates.token(issued(row), "kk")).document["credentialSubject"]
    assert found["id"].endswith("#holder") and "identifier" not in found
