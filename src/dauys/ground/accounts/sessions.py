"""Sessions of staff in the database, asked only for keys that look like ours: anything else is no session."""

import re
from typing import Any

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
        rows = Session.objects.filter(session_key=self.session_key, expire_date__gt=timezone.now())
        if settings.IDLE_MINUTES:
            rows = rows.filter(~Exists(sign_ins_over(now()).filter(session_key=OuterRef("session_key"))))
        row = rows.first()
        if row is None:
            self._session_key = None
        return row
