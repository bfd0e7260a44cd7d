"""Counts failed tries, so that guessing a password or a code becomes slow."""

from datetime import datetime, timedelta

from dauys.ground.accounts.models import Attempt
from dauys.ground.sealed.seal import lookup_key

TRIES = 10
TRIES_WINDOW = timedelta(minutes=15)


class TooManyTries(Exception):
    """Guessing is slowed down: come back in a quarter of an hour."""


class WrongCode(Exception):
    """The code is wrong, used or too old."""


def check_tries(scope: str, *subjects: str, at: datetime, limit: int = TRIES) -> None:
    """Raises TooManyTries when any subject (an address, a number) failed `limit` times within the window.

    Tries from a later time than a window ahead were counted before the clock was put back: they lock nobody out.
    """
    keys = [lookup_key(s, what=scope) for s in subjects]
    about_now = {"at__gt": at - TRIES_WINDOW, "at__lt": at + TRIES_WINDOW}
    recent = Attempt.objects.filter(scope=scope, subject_key__in=keys, **about_now)
    counts: dict[bytes, int] = {}
    for key in recent.values_list("subject_key", flat=True)[: limit * len(keys) + 1]:
        counts[bytes(key)] = counts.get(bytes(key), 0) + 1
    if any(n >= limit for n in counts.values()):
        raise TooManyTries(scope)


def count_try(scope: str, *subjects: str, at: datetime) -> None:
    """Remembers one failed try for each subject, under a keyed digest."""
    Attempt.objects.bulk_create(Attempt(scope=scope, subject_key=lookup_key(s, what=scope), at=at) for s in subjects)
