"""Turns a member of staff's second factor on and off, and checks a code of it, or a passkey, once."""

import hmac
from datetime import datetime
from uuid import UUID

from django.db.models import F

from dauys.core.tracking_codes import BadCode, normalize
from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts import second_factor
from dauys.ground.accounts.actions.passkeys import NoSecondFactor, forget_passkeys, spend_passkey
from dauys.ground.accounts.actions.tries import WrongCode, check_tries, count_try
from dauys.ground.accounts.models import Authenticator, RecoveryCode, User
from dauys.ground.accounts.passkeys import Answer
from dauys.ground.journal.actions import record

SCOPE = "second-factor"


class AlreadyOn(Exception):
    """The second factor is on; it has to be turned off before another device is set up."""


def begin_second_factor(*, actor: Actor, at: datetime) -> None:
    """Puts a fresh secret ready, in place of one that was never confirmed; raises AlreadyOn."""
    with acting(actor):
        row, fresh = Authenticator.objects.get_or_create(
            user_id=actor.user_id, defaults={"secret": second_factor.fresh_secret(), "created_at": at}
        )
        if row.confirmed_at is not None:
            raise AlreadyOn
        if not fresh:
            Authenticator.objects.filter(pk=row.pk, confirmed_at=None).update(
                secret=second_factor.fresh_secret(), created_at=at
            )


def turn_on_second_factor(*, code: str, actor: Actor, at: datetime) -> list[str]:
    """Confirms the secret put ready by its first code; the recovery codes, shown this once.

    Signs the account out everywhere. Raises NoSecondFactor, AlreadyOn, WrongCode, TooManyTries.
    """
    with acting(actor):
        row = _locked(actor.user_id)
        if row.confirmed_at is not None:
            raise AlreadyOn
        check_tries(SCOPE, str(actor.user_id), at=at)
        counter = second_factor.matching_counter(row.secret, code, at=at, after=None)
        if counter is None:
            count_try(SCOPE, str(actor.user_id), at=at)
        else:
            row.confirmed_at, row.last_counter = at, counter
            row.save(update_fields=["confirmed_at", "last_counter"])
            codes = _fresh_codes(row)
            _sign_out_everywhere(actor.user_id)
            record("accounts.turn_on_second_factor", actor=actor, at=at, payload={"user": actor.id})
    if counter is None:
        raise WrongCode
    return codes


def use_second_factor(*, code: str | Answer, actor: Actor, at: datetime) -> None:
    """Spends six digits of the device, a recovery code or a passkey's answer, each only once.

    Raises NoSecondFactor, WrongCode, TooManyTries.
    """
    with acting(actor):
        good = _spend(_confirmed(actor.user_id), code, actor=actor, at=at)
    if not good:
        raise WrongCode


def renew_recovery_codes(*, code: str | Answer, actor: Actor, at: datetime) -> list[str]:
    """Ten new recovery codes instead of all old ones; raises NoSecondFactor, WrongCode, TooManyTries."""
    codes: list[str] = []
    with acting(actor):
        row = _confirmed(actor.user_id)
        if good := _spend(row, code, actor=actor, at=at):
            codes = _fresh_codes(row)
            record("accounts.renew_recovery_codes", actor=actor, at=at, payload={"user": actor.id})
    if not good:
        raise WrongCode
    return codes


def turn_off_second_factor(*, code: str | Answer, actor: Actor, at: datetime) -> None:
    """Forgets secret, recovery codes and passkeys; raises NoSecondFactor, WrongCode, TooManyTries."""
    with acting(actor):
        row = _confirmed(actor.user_id)
        if good := _spend(row, code, actor=actor, at=at):
            forget_passkeys(user=row.user_id, actor=actor, at=at)
            _forget(row.user_id)
            record("accounts.turn_off_second_factor", actor=actor, at=at, payload={"user": actor.id})
    if not good:
        raise WrongCode


def reset_second_factor(*, email: str, actor: Actor, at: datetime) -> UUID:
    """The operator's way for who lost device and codes: forgets them and the passkeys, and signs out everywhere.

    The id of the account; raises User.DoesNotExist and NoSecondFactor.
    """
    with acting(actor):
        user = User.objects.get_by_natural_key(email.strip())
        if not _forget(user.pk):
            raise NoSecondFactor
        forget_passkeys(user=user.pk, actor=actor, at=at)
        _sign_out_everywhere(user.pk)
        record("accounts.reset_second_factor", actor=actor, at=at, payload={"user": user.pk})
    return user.pk


def _locked(user_id: UUID) -> Authenticator:
    """The account's authenticator; whoever comes at the same moment waits, so a code is spent once."""
    row = Authenticator.objects.select_for_update().filter(user=user_id).first()
    if row is None:
        raise NoSecondFactor
    return row


def _confirmed(user_id: UUID) -> Authenticator:
    row = _locked(user_id)
    if row.confirmed_at is None:
        raise NoSecondFactor
    return row


def _spend(row: Authenticator, code: str | Answer, *, actor: Actor, at: datetime) -> bool:
    """Whether the code was good; if so it is spent, if not the try is counted. Inside the caller's transaction."""
    check_tries(SCOPE, str(row.user_id), at=at)
    good = _spend_answer(row, code, at) if isinstance(code, Answer) else _spend_code(row, code, actor, at)
    if not good:
        count_try(SCOPE, str(row.user_id), at=at)
    return good


def _spend_answer(row: Authenticator, answer: Answer, at: datetime) -> bool:
    return spend_passkey(answer=answer, owner=row.user_id, at=at) is not None


def _spend_code(row: Authenticator, code: str, actor: Actor, at: datetime) -> bool:
    counter = second_factor.matching_counter(row.secret, code, at=at, after=row.last_counter)
    if counter is not None:
        row.last_counter = counter
        row.save(update_fields=["last_counter"])
        return True
    if (spent := _matching_recovery_code(row, code)) is not None:
        spent.used_at = at
        spent.save(update_fields=["used_at"])
        record("accounts.use_recovery_code", actor=actor, at=at, payload={"user": row.user_id})
        return True
    return False


def _matching_recovery_code(row: Authenticator, typed: str) -> RecoveryCode | None:
    try:
        wanted = second_factor.digest_of(row.user_id, normalize(typed[:40]))
    except BadCode:
        return None
    unused = RecoveryCode.objects.filter(authenticator=row, used_at=None)
    return next((c for c in unused if hmac.compare_digest(bytes(c.digest), wanted)), None)


def _fresh_codes(row: Authenticator) -> list[str]:
    codes = second_factor.fresh_recovery_codes()
    RecoveryCode.objects.filter(authenticator=row).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(authenticator=row, digest=second_factor.digest_of(row.user_id, code)) for code in codes
    )
    return codes


def _sign_out_everywhere(user_id: UUID) -> None:
    User.objects.filter(pk=user_id).update(session_generation=F("session_generation") + 1)


def _forget(user_id: UUID) -> bool:
    """Whether there was something to forget. The secret is not read, so a lost key file is no obstacle."""
    return bool(Authenticator.objects.only("user").filter(user=user_id).delete()[0])
