"""One-time codes and the counting of tries: guessing is slow, a code is spent once, grants hold for their time."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from tests.threads import together

from dauys.ground.accounts import actions
from dauys.ground.accounts.actions import (
    CODE_LIFE,
    CODE_TRIES,
    CODES_AN_HOUR,
    TRIES,
    TRIES_WINDOW,
    TooManyTries,
    WrongCode,
)
from dauys.ground.accounts.models import Attempt, OneTimeCode, RoleGrant
from dauys.ground.accounts.queries import staff_of
from dauys.ground.moment import now

AT = datetime.fromisoformat("2026-03-04T10:00+05:00")
PHONE = "+77001234567"


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06d}"


def redeem(subject: Any, code: str, *, contact: str = PHONE, at: datetime = AT) -> bool:
    try:
        actions.redeem_code(subject=subject, contact=contact, code=code, at=at)
    except WrongCode:
        return False
    return True


def test_a_code_works_once(db: None) -> None:
    subject = uuid4()
    code = actions.make_code(subject=subject, contact=PHONE, at=AT)
    assert len(code) == 6 and code.isdigit()
    assert redeem(subject, f" {code[:3]} {code[3:]}\n"), "typed with blanks"
    assert not redeem(subject, code)


def test_a_code_is_not_kept_readable(db: None) -> None:
    code = actions.make_code(subject=uuid4(), contact=PHONE, at=AT)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(c) - 'id' - 'subject' - 'created_at' - 'expires_at' FROM accounts_onetimecode c"
        )
        raw = str(cursor.fetchone()[0])
    assert code.encode().hex() not in raw and PHONE.encode().hex() not in raw and "7001234567" not in raw


def test_a_code_dies_after_its_time(db: None) -> None:
    subject = uuid4()
    code = actions.make_code(subject=subject, contact=PHONE, at=AT)
    assert not redeem(subject, code, at=AT + CODE_LIFE)
    assert redeem(subject, code, at=AT + CODE_LIFE - timedelta(seconds=1))


def test_a_code_dies_after_five_wrong_tries(db: None) -> None:
    subject = uuid4()
    code = actions.make_code(subject=subject, contact=PHONE, at=AT)
    for _ in range(CODE_TRIES):
        assert not redeem(subject, wrong(code))
    assert not redeem(subject, code)


def test_tries_are_counted_even_at_once(transactional_db: None) -> None:
    subject = uuid4()
    code = actions.make_code(subject=subject, contact=PHONE, at=AT)
    assert together(12, lambda _index: redeem(subject, wrong(code))) == [False] * 12
    assert OneTimeCode.objects.get().tries >= CODE_TRIES
    assert not redeem(subject, code)


def test_a_code_is_spent_once_even_at_once(transactional_db: None) -> None:
    subject = uuid4()
    code = actions.make_code(subject=subject, contact=PHONE, at=AT)
    assert sum(together(8, lambda _index: redeem(subject, code))) == 1


def test_a_code_fits_one_contact_and_one_subject(db: None) -> None:
    subject, other = uuid4(), uuid4()
    code = actions.make_code(subject=subject, contact=PHONE, at=AT)
    assert not redeem(subject, code, contact="+77009998877")
    assert not redeem(other, code)
    assert redeem(subject, code)


def test_only_the_newest_code_works(db: None) -> None:
    subject = uuid4()
    first = actions.make_code(subject=subject, contact=PHONE, at=AT)
    second = actions.make_code(subject=subject, contact=PHONE, at=AT + timedelta(minutes=1))
    at = AT + timedelta(minutes=2)
    assert first == second or not redeem(subject, first, at=at)
    assert redeem(subject, second, at=at)


@pytest.mark.parametrize("typed", ["", "abc", "12345", "1234567", "٠١٢٣٤٥", "½½½½½½"])
def test_nonsense_is_a_wrong_code(db: None, typed: str) -> None:
    subject = uuid4()
    actions.make_code(subject=subject, contact=PHONE, at=AT)
    assert not redeem(subject, typed)


def test_five_codes_an_hour_for_one_contact(db: None) -> None:
    for _ in range(CODES_AN_HOUR):
        actions.make_code(subject=uuid4(), contact=PHONE, at=AT)
    with pytest.raises(TooManyTries):
        actions.make_code(subject=uuid4(), contact=PHONE, at=AT + timedelta(minutes=59))
    actions.make_code(subject=uuid4(), contact="+77009998877", at=AT)
    actions.make_code(subject=uuid4(), contact=PHONE, at=AT + timedelta(hours=1))


def test_tries_are_slowed_down_by_subject(db: None) -> None:
    for _ in range(TRIES):
        actions.check_tries("track", "7", "8", at=AT)
        actions.count_try("track", "7", at=AT)
    for subjects in (("7",), ("8", "7")):
        with pytest.raises(TooManyTries):
            actions.check_tries("track", *subjects, at=AT)
    actions.check_tries("track", "8", at=AT)
    actions.check_tries("password", "7", at=AT)
    actions.check_tries("track", "7", at=AT + TRIES_WINDOW)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_attempt WHERE subject_key = '7'::bytea")
        assert cursor.fetchone() == (0,)


def test_old_codes_and_tries_are_swept(db: None) -> None:
    actions.make_code(subject=uuid4(), contact=PHONE, at=AT)
    actions.count_try("track", "7", at=AT)
    assert actions.sweep(before=AT) == 0
    assert actions.sweep(before=AT + timedelta(days=1)) == 2
    assert not Attempt.objects.exists() and not OneTimeCode.objects.exists()


def test_grants_hold_for_their_time(db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    assert actor.has_role("officer") and staff_of(actor.home, "officer") == [user]
    today = now().date()
    for since, until, holds in (
        (today + timedelta(days=2), None, False),
        (date(2026, 1, 1), today - timedelta(days=2), False),
        (date(2026, 1, 1), today + timedelta(days=2), True),
    ):
        RoleGrant.objects.filter(user=user).update(valid_from=since, valid_until=until)
        assert make.actor_for(user).has_role("officer") is holds
        assert staff_of(actor.home, "officer") == ([user] if holds else [])


def test_an_inactive_account_is_nobody(db: None, make: Any) -> None:
    from dauys.ground.accounts.backends import StaffBackend

    user, _actor = make.staff("officer")
    backend = StaffBackend()
    assert backend.authenticate(None, username=user.email.upper(), password=make.PASSWORD) == user
    assert backend.authenticate(None, username=user.email, password="wrong") is None
    assert backend.authenticate(None, username="nobody@example.kz", password=make.PASSWORD) is None
    assert backend.get_user(str(user.pk)) == user and backend.get_user("7") is None
    user.is_active = False
    user.save()
    assert backend.authenticate(None, username=user.email, password=make.PASSWORD) is None
    assert backend.get_user(str(user.pk)) is None and staff_of("akmola/aqjar/housing/", "officer") == []
