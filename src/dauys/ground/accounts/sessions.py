"""Sessions of staff in the database, asked only for keys that look like ours: anything else is no session."""

import re
from datetime import UTC, datetime
from functools import cache
from typing import Any, cast

from django.conf import settings
from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db.models import Exists, OuterRef
from django.utils import timezone

from dauys.ground.accounts.queries import sign_ins_over
from dauys.ground.moment import now

_OURS = re.compile(r"[a-z0-9]{32}\Z")


class SessionStore(db.SessionStore):
    """Django's own store with two stricter checks: how a key looks, and since when nobody used it."""

    def _validate_session_key(self, key: Any) -> bool:
        return isinstance(key, str) and bool(_OURS.match(key))

    def _get_session_from_db(self) -> Session | None:
        """The row under the key, None if it ran out, began too long ago or nobody used it for too long. One
        statement."""
        later = now() - _SOME_TIME
        words, values = _statement(settings.IDLE_MINUTES, settings.SESSION_COOKIE_AGE)
        given = {_SOME_KEY: self.session_key, _SOME_END: timezone.now()}
        moved = [given.get(value, value + later if isinstance(value, datetime) else value) for value in values]
        for row in Session.objects.raw(words, moved):
            return row
        self._session_key = None
        return None


_SOME_KEY = "k" * 32
_SOME_TIME, _SOME_END = datetime(2000, 1, 1, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)


@cache
def _statement(_idle_minutes: int, _longest_seconds: int) -> tuple[str, tuple[Any, ...]]:
    """What is asked for one session while these limits hold, and its values: the key, the time it must not have
    ended by, and times beside _SOME_TIME.

    Django takes several times as long to put it into words as the database takes to answer, and every page of staff
    asks it.
    """
    rows = Session.objects.filter(session_key=_SOME_KEY, expire_date__gt=_SOME_END)
    if settings.IDLE_MINUTES:
        rows = rows.filter(~Exists(sign_ins_over(_SOME_TIME).filter(session_key=OuterRef("session_key"))))
    return cast("tuple[str, tuple[Any, ...]]", rows.query.sql_with_params())
