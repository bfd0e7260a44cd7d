"""Adds, uses and removes passkeys: an account has them only beside its second factor, and each answer counts once."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from dauys.ground.access.actors import ANONYMOUS, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts import passkeys
from dauys.ground.accounts.actions.tries import TooManyTries, WrongCode, check_tries, count_try
from dauys.ground.accounts.models import Authenticator, Passkey
from dauys.ground.accounts.passkeys import Answer, Made, NotBelieved
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record

MOST_PASSKEYS = 10
FAILED_OF_ACCOUNT = 100  # in a quarter of an hour, as with passwords


class NoSecondFactor(Exception):
    """The account has no second factor, so there is nothing to check, renew or turn off, and no passkey beside it."""


class TooManyPasskeys(Exception):
    """The account has MOST_PASSKEYS already."""


def add_passkey(*, answer: Answer, name: str, actor: Actor, at: datetime) -> UUID:
    """Keeps a passkey that the browser made; raises NoSecondFactor, TooManyPasskeys and WrongCode."""
    with acting(actor):
        device = Authenticator.objects.only("confirmed_at").select_for_update().filter(user=actor.user_id).first()
        if device is None or device.confirmed_at is None:
            raise NoSecondFactor
        if Passkey.objects.filter(user=actor.user_id).count() >= MOST_PASSKEYS:
            raise TooManyPasskeys
        key = None
        if _is_fresh(answer, at) and (made := _made(answer)) is not None:
            key = _keep(made, name, actor, at)
    if key is None:
        raise WrongCode
    return key


def _made(answer: Answer) -> Made | None:
    try:
        return passkeys.made(answer)
    except NotBelieved:
        return None


def _keep(made: Made, name: str, actor: Actor, at: datetime) -> UUID | None:
    """None if somebody has it already."""
    key = new_id(at)
    try:
        with transaction.atomic():
            Passkey.objects.create(
                id=key,
                user_id=actor.user_id,
                name=name,
                credential_id=made.credential_id,
                public_key=made.public_key,
                counter=made.counter,
                created_at=at,
            )
    except IntegrityError:
        return None
    record("accounts.add_passkey", actor=actor, at=at, payload={"user": actor.id, "passkey": key})
    return key


def enter_by_passkey(*, answer: Answer, at: datetime) -> UUID:
    """The account whose passkey gave this answer; raises WrongCode and TooManyTries."""
    with acting(ANONYMOUS):
        user = spend_passkey(answer=answer, at=at)
    if user is None:
        raise WrongCode
    return user


def spend_passkey(*, answer: Answer, owner: UUID | None = None, at: datetime) -> UUID | None:
    """Inside a transaction: the account whose passkey answered, if all is right and it is the owner's; else None.

    Whoever sends the same answer at the same moment waits for the row, and finds its challenge used. Raises
    TooManyTries.
    """
    row = _row_of(answer)
    if row is None or (owner is not None and row.user_id != owner):
        return None
    account = str(row.user_id)
    check_tries("passkey-of", account, at=at, limit=FAILED_OF_ACCOUNT)
    counter = _counter(row, answer) if _is_fresh(answer, at) else None
    if counter is None:
        count_try("passkey-of", account, at=at)
        return None
    if passkeys.went_back(row.counter, counter):
        record("accounts.doubt_passkey", actor=ANONYMOUS, at=at, payload={"user": row.user_id, "passkey": row.pk})
        return None
    row.counter, row.used_at = counter, at
    row.save(update_fields=["counter", "used_at"])
    return row.user_id


def _row_of(answer: Answer) -> Passkey | None:
    if not passkeys.are_on():
        return None
    try:
        key = passkeys.claimed_by(answer)
    except NotBelieved:
        return None
    rows = Passkey.objects.select_for_update(of=("self",)).filter(user__is_active=True)
    return rows.filter(credential_id=key).first()


def _counter(row: Passkey, answer: Answer) -> int | None:
    try:
        return passkeys.counter_of(
            answer,
            credential_id=bytes(row.credential_id),
            public_key=bytes(row.public_key),
            owner=row.user_id,
        )
    except NotBelieved:
        return None


def _is_fresh(answer: Answer, at: datetime) -> bool:
    """Whether the challenge is tried for the first time; from now on it was. It lives shorter than tries are kept."""
    try:
        check_tries("passkey-challenge", answer.challenge.hex(), at=at, limit=1)
    except TooManyTries:
        return False
    count_try("passkey-challenge", answer.challenge.hex(), at=at)
    return True


def remove_passkey(*, passkey: UUID, actor: Actor, at: datetime) -> None:
    """Forgets one of one's own; another's or one removed already changes nothing."""
    with acting(actor):
        _remove(passkey, actor.user_id, actor, at)


def forget_passkeys(*, user: UUID, actor: Actor, at: datetime) -> None:
    """Inside a transaction: forgets all of an account."""
    for key in Passkey.objects.filter(user=user).order_by("pk").values_list("pk", flat=True):
        _remove(key, user, actor, at)


def _remove(passkey: UUID, user: UUID, actor: Actor, at: datetime) -> None:
    if Passkey.objects.filter(pk=passkey, user=user).delete()[0]:
        record("accounts.remove_passkey", actor=actor, at=at, payload={"user": user, "passkey": passkey})
