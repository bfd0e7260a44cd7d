"""Writes accounts: staff with their grants, failed tries, and one-time codes made and redeemed."""

import hmac
import secrets
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from dauys.ground.access.actors import ANONYMOUS, SYSTEM, Actor
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.models import Attempt, OneTimeCode, RoleGrant, User
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import keyed_digest, lookup_key

CODE_LIFE = timedelta(minutes=15)
CODE_TRIES = 5
CODES_AN_HOUR = 5
TRIES = 10
TRIES_WINDOW = timedelta(minutes=15)


class TooManyTries(Exception):
    """Guessing is slowed down: come back in a quarter of an hour."""


class WrongCode(Exception):
    """The code is wrong, used or too old."""


def add_staff(
    *, email: str, name: str, password: str | None, language: str, position: dict[str, str], actor: Actor, at: datetime
) -> User:
    """A staff account; without a password nobody can sign in with it until one is set."""
    with acting(actor):
        user = User(email=email.strip(), name=name, language=language, position=position)
        user.set_password(password)
        user.save()
        record("accounts.add_staff", actor=actor, at=at, payload={"user": user.pk})
    return user


def grant(
    *, user: User, role: str, org_path: str = "", area_path: str = "", since: date, actor: Actor, at: datetime
) -> None:
    with acting(actor):
        RoleGrant.objects.update_or_create(
            user=user, role=role, org_path=org_path, area_path=area_path, defaults={"valid_from": since}
        )
        record(
            "accounts.grant",
            actor=actor,
            at=at,
            payload={"user": user.pk, "role": role, "org_path": org_path, "area_path": area_path},
        )


def check_tries(scope: str, *subjects: str, at: datetime, limit: int = TRIES) -> None:
    """Raises TooManyTries when any subject (an address, a number) failed `limit` times within the window."""
    keys = [lookup_key(s, what=scope) for s in subjects]
    recent = Attempt.objects.filter(scope=scope, subject_key__in=keys, at__gt=at - TRIES_WINDOW)
    counts: dict[bytes, int] = {}
    for key in recent.values_list("subject_key", flat=True)[: limit * len(keys) + 1]:
        counts[bytes(key)] = counts.get(bytes(key), 0) + 1
    if any(n >= limit for n in counts.values()):
        raise TooManyTries(scope)


def count_try(scope: str, *subjects: str, at: datetime) -> None:
    """Remembers one failed try for each subject, under a keyed digest."""
    Attempt.objects.bulk_create(Attempt(scope=scope, subject_key=lookup_key(s, what=scope), at=at) for s in subjects)


def _digest(code_id: UUID, code: str) -> bytes:
    return keyed_digest("codes", str(code_id), code)


def _take_turns(*names: str) -> None:
    """Whoever asks for one of these at the same moment waits until this transaction ends."""
    with connection.cursor() as cursor:
        for name in sorted(names):
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"code:{name}"])


def make_code(*, subject: UUID, contact: str, at: datetime) -> str:
    """A fresh six-digit code for `contact`, to be sent.

    Raises TooManyTries after five in an hour for the same contact or the same subject.
    """
    key = lookup_key(contact, what="code")
    code = f"{secrets.randbelow(10**6):06d}"
    code_id = new_id(at)
    with acting(ANONYMOUS):
        _take_turns(key.hex(), str(subject))
        recent = OneTimeCode.objects.filter(created_at__gt=at - timedelta(hours=1))
        if (
            recent.filter(contact_key=key).count() >= CODES_AN_HOUR
            or recent.filter(subject=subject).count() >= CODES_AN_HOUR
        ):
            raise TooManyTries("code")
        OneTimeCode.objects.create(
            id=code_id,
            subject=subject,
            contact_key=key,
            digest=_digest(code_id, code),
            created_at=at,
            expires_at=at + CODE_LIFE,
        )
        record("accounts.make_code", actor=SYSTEM, at=at, payload={"code": code_id})
    return code


def redeem_code(*, subject: UUID, contact: str, code: str, at: datetime) -> None:
    """Spends the newest code of `subject`; raises WrongCode and counts the try when it does not fit."""
    with acting(ANONYMOUS):
        row = OneTimeCode.objects.select_for_update().filter(subject=subject).order_by("-created_at").first()
        usable = (
            row is not None
            and row.used_at is None
            and row.expires_at > at
            and row.tries < CODE_TRIES
            and bytes(row.contact_key) == lookup_key(contact, what="code")
        )
        digits = "".join(c for c in code if c.isdigit())
        good = usable and row is not None and hmac.compare_digest(bytes(row.digest), _digest(row.pk, digits))
        if row is not None and good:
            row.used_at = at
            row.save(update_fields=["used_at"])
        elif row is not None:
            OneTimeCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    if not good:
        raise WrongCode


def sweep(*, before: datetime) -> int:
    """Deletes codes and failed tries older than `before`."""
    return (
        OneTimeCode.objects.filter(expires_at__lt=before).delete()[0]
        + Attempt.objects.filter(at__lt=before).delete()[0]
    )
