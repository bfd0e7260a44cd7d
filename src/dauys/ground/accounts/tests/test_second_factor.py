"""The second factor as a verb: right at the edges of its time, each code once, nothing kept readable."""

import base64
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.db import connection
from tests.threads import together

from dauys.ground.access.actors import SYSTEM, Actor
from dauys.ground.accounts import actions
from dauys.ground.accounts.actions import TRIES, AlreadyOn, NoSecondFactor, TooManyTries, WrongCode
from dauys.ground.accounts.models import Authenticator, RecoveryCode, User
from dauys.ground.accounts.second_factor import matching_counter
from dauys.ground.journal.models import Entry

AT = datetime.fromisoformat("2026-03-04T10:00:00+05:00")  # the first second of a step
# RFC 6238, appendix B: the last six digits of its eight, for SHA-1.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]


def shown(user: Any, at: datetime = AT) -> str:
    """What the device of this user shows at a moment."""
    secret = Authenticator.objects.get(user=user.pk if isinstance(user, User) else user.id).secret
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(int(at.timestamp())).decode()


def turned_on(actor: Actor, at: datetime = AT) -> list[str]:
    actions.begin_second_factor(actor=actor, at=at)
    return actions.turn_on_second_factor(code=shown(actor, at), actor=actor, at=at)


def accepts(verb: Callable[..., Any], code: str, actor: Actor, at: datetime) -> bool:
    try:
        verb(code=code, actor=actor, at=at)
    except WrongCode:
        return False
    return True


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__contains="second_factor").order_by("id").values_list("verb", flat=True))


@pytest.mark.parametrize(("seconds", "digits"), RFC)
def test_the_vectors_of_the_standard(seconds: int, digits: str) -> None:
    at = datetime.fromtimestamp(seconds, tz=AT.tzinfo)
    assert matching_counter(RFC_SECRET, digits, at=at, after=None) == seconds // 30
    assert matching_counter(RFC_SECRET, digits, at=at, after=seconds // 30) is None
    assert matching_counter(RFC_SECRET, f"{(int(digits) + 1) % 10**6:06d}", at=at, after=None) is None


@pytest.mark.parametrize("typed", ["", "28708", "2870822", "٢٨٧٠٨٢", "28708½", "-28708", "287082\x00"])
def test_what_is_not_six_digits_is_no_code(typed: str) -> None:
    assert matching_counter(RFC_SECRET, typed, at=datetime.fromtimestamp(59, tz=AT.tzinfo), after=None) is None


@pytest.mark.parametrize(
    ("late", "good"), [(-31, False), (-30, True), (-1, True), (0, True), (29, True), (59, True), (60, False)]
)
def test_one_step_early_or_late_is_taken_and_no_more(db: None, make: Any, late: int, good: bool) -> None:
    _user, actor = make.staff("officer")
    turned_on(actor, AT - timedelta(days=1))
    assert accepts(actions.use_second_factor, shown(actor), actor, AT + timedelta(seconds=late)) is good


def test_a_code_typed_with_a_blank_is_the_same_code(db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    turned_on(actor, AT - timedelta(hours=1))
    code = shown(actor)
    assert accepts(actions.use_second_factor, f" {code[:3]} {code[3:]}", actor, AT)


def test_a_code_works_once_and_none_before_it_works_again(db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    turned_on(actor)
    assert not accepts(actions.use_second_factor, shown(actor), actor, AT), "the code that turned it on"
    later = AT + timedelta(seconds=90)
    before = shown(actor, later - timedelta(seconds=30))
    assert accepts(actions.use_second_factor, shown(actor, later), actor, later)
    assert not accepts(actions.use_second_factor, shown(actor, later), actor, later)
    assert not accepts(actions.use_second_factor, before, actor, later)


def test_a_code_is_spent_once_even_at_once(transactional_db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    turned_on(actor, AT - timedelta(hours=1))
    code = shown(actor)
    assert sum(together(6, lambda _i: accepts(actions.use_second_factor, code, actor, AT))) == 1


def test_guessing_stops_after_ten_and_in_many_hands_too(transactional_db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    turned_on(actor, AT - timedelta(hours=1))
    good = shown(actor)
    bad = f"{(int(good) + 7) % 10**6:06d}"
    results = together(TRIES + 6, lambda _i: accepts(actions.use_second_factor, bad, actor, AT))
    assert results.count(False) == TRIES and sum(isinstance(r, TooManyTries) for r in results) == 6
    with pytest.raises(TooManyTries):
        actions.use_second_factor(code=good, actor=actor, at=AT)
    later = AT + timedelta(minutes=15)
    assert accepts(actions.use_second_factor, shown(actor, later), actor, later)


def test_each_recovery_code_opens_once(db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    codes = turned_on(actor)
    assert len(set(codes)) == 10
    for code in codes:
        typed = code.lower().replace("-", " ")
        assert accepts(actions.use_second_factor, typed, actor, AT)
        assert not accepts(actions.use_second_factor, code, actor, AT + timedelta(hours=1))
        actions.sweep(before=AT + timedelta(days=1))  # forget the tries
    assert Entry.objects.filter(verb="accounts.use_recovery_code").count() == 10


def test_a_recovery_code_belongs_to_one_account(db: None, make: Any) -> None:
    mine, theirs = make.staff("officer")[1], make.staff("officer")[1]
    codes = turned_on(mine)
    turned_on(theirs)
    assert not accepts(actions.use_second_factor, codes[0], theirs, AT)
    assert accepts(actions.use_second_factor, codes[0], mine, AT)


def test_new_codes_end_the_old_ones(db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    old, later = turned_on(actor), AT + timedelta(minutes=5)
    assert not accepts(actions.renew_recovery_codes, "000000", actor, later)
    assert RecoveryCode.objects.count() == 10 and accepts(actions.use_second_factor, old[0], actor, later)
    new = actions.renew_recovery_codes(code=shown(actor, later), actor=actor, at=later)
    assert not set(old) & set(new) and not accepts(actions.use_second_factor, old[1], actor, later)
    assert accepts(actions.use_second_factor, new[0], actor, later)


def test_secret_and_recovery_codes_are_not_kept_readable(db: None, make: Any) -> None:
    _user, actor = make.staff("officer")
    codes = turned_on(actor)
    secret = Authenticator.objects.get().secret
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(a)::text FROM accounts_authenticator a")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(to_jsonb(c)::text, ' ') FROM accounts_recoverycode c")
        kept += cursor.fetchone()[0]
    for said in (secret, *codes):
        assert said not in kept and said.encode().hex() not in kept
    assert base64.b32decode(secret).hex() not in kept


def test_it_counts_only_once_confirmed(db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    with pytest.raises(NoSecondFactor):
        actions.turn_on_second_factor(code="000000", actor=actor, at=AT)
    actions.begin_second_factor(actor=actor, at=AT)
    first = Authenticator.objects.get().secret
    actions.begin_second_factor(actor=actor, at=AT)
    assert Authenticator.objects.get().secret != first, "a fresh secret each time"
    assert not make.actor_for(user).second_factor
    assert not accepts(actions.turn_on_second_factor, "12345", actor, AT)
    for verb in (actions.use_second_factor, actions.turn_off_second_factor, actions.renew_recovery_codes):
        with pytest.raises(NoSecondFactor):
            verb(code=shown(actor), actor=actor, at=AT)
    actions.turn_on_second_factor(code=shown(actor), actor=actor, at=AT)
    assert make.actor_for(user).second_factor
    for again in (
        lambda: actions.begin_second_factor(actor=actor, at=AT),
        lambda: actions.turn_on_second_factor(code=shown(actor), actor=actor, at=AT),
    ):
        with pytest.raises(AlreadyOn):
            again()
    assert verbs() == ["accounts.turn_on_second_factor"]


def test_off_again_with_a_code_only(db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    codes = turned_on(actor)
    assert not accepts(actions.turn_off_second_factor, "000000", actor, AT)
    assert make.actor_for(user).second_factor and RecoveryCode.objects.count() == 10
    actions.turn_off_second_factor(code=codes[0], actor=actor, at=AT)
    assert not make.actor_for(user).second_factor
    assert not Authenticator.objects.exists() and not RecoveryCode.objects.exists()
    assert verbs() == ["accounts.turn_on_second_factor", "accounts.turn_off_second_factor"]


def test_the_operators_reset_forgets_everything(db: None, make: Any) -> None:
    user, actor = make.staff("officer")
    with pytest.raises(NoSecondFactor):
        actions.reset_second_factor(email=user.email, actor=SYSTEM, at=AT)
    turned_on(actor)
    before = User.objects.get(pk=user.pk).session_generation
    assert actions.reset_second_factor(email=user.email.upper(), actor=SYSTEM, at=AT) == user.pk
    assert not Authenticator.objects.exists() and not RecoveryCode.objects.exists()
    assert User.objects.get(pk=user.pk).session_generation == before + 1
    assert verbs()[-1] == "accounts.reset_second_factor"
    assert Entry.objects.latest("id").payload == {"user": str(user.pk)}
    with pytest.raises(User.DoesNotExist):
        actions.reset_second_factor(email="nobody@example.kz", actor=SYSTEM, at=AT)
