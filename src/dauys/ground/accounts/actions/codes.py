"""Makes and redeems the one-time codes by which a citizen shows that a phone or an e-mail is theirs."""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection
from django.db.models import F

from dauys.ground.access.actors import ANONYMOUS, SYSTEM
from dauys.ground.access.transactions import acting
from dauys.ground.accounts.actions.tries import TooManyTries, WrongCode
from dauys.ground.accounts.models import OneTimeCode
from dauys.ground.ids import new_id
from dauys.ground.journal.actions import record
from dauys.ground.sealed.seal import keyed_digest, lookup_key, lookup_keys

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 5


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
        # Only the last one made can be used, whatever the clock said when the others were.
        OneTimeCode.objects.filter(subject=subject, expires_at__gt=at).update(expires_at=at)
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


def redeem_code(*, subject: UUID, contact: str, code: str, at: datetime, again: timedelta = timedelta(0)) -> None:
    """Spends the newest code of `subject`; raises WrongCode and counts the try when it does not fit.

    One spent within `again` still fits, for the second of two clicks where nothing else can tell them apart.
    """
    with acting(ANONYMOUS):
        newest = OneTimeCode.objects.filter(subject=subject, expires_at__gt=at).order_by("-created_at")
        row = newest.select_for_update().first()
        usable = (
            row is not None
            and (row.used_at is None or (again and timedelta(0) <= at - row.used_at <= again))
            and row.tries < CODE_TRIES
            and bytes(row.contact_key) in lookup_keys(contact, what="code")
        )
        digits = "".join(c for c in code if c.isdigit())
        good = usable and row is not None and hmac.compare_digest(bytes(row.digest), _digest(row.pk, digits))
        if row is not None and good:
            row.used_at = row.used_at or at
            row.save(update_fields=["used_at"])
        elif row is not None:
            OneTimeCode.objects.filter(pk=row.pk).update(tries=F("tries") + 1)
    if not good:
        raise WrongCode
