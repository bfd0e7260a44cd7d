"""Checks somebody in by the link of their ticket as `checking_in` does, in two statements that the database keeps
prepared: for the minutes in which thousands press the button, when reading a ticket through models costs too much."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg import Cursor

from dauys.ground.sealed.seal import unseal
from dauys.ground.ui.moments import local
from dauys.volunteers.actions.checking_in import Shown, TriedTooOften, WrongCode, count_wrong, require_code
from dauys.volunteers.actions.offers import NotNow
from dauys.volunteers.campaign_ages import verdict_of
from dauys.volunteers.models import CheckIn, Team
from dauys.volunteers.rules import age_on

_FIND = """
SELECT e.id, e.wrong, e.tried_at, t.secret, lower(z.during), upper(z.during), c.stood_down_at IS NOT NULL,
    c.work, e.from_age, e.with_parent, e.volunteer_id IS NOT NULL, v.born_on,
    v.vetting, k.id IS NOT NULL
FROM volunteers_enrolment e
JOIN volunteers_team t ON t.id = e.team_id
JOIN volunteers_zone z ON z.id = e.zone_id
JOIN volunteers_campaign c ON c.id = z.campaign_id
LEFT JOIN volunteers_volunteer v ON v.id = e.volunteer_id
LEFT JOIN volunteers_checkin k ON k.enrolment_id = e.id
WHERE e.link_key = %s
"""
_INSERT = """
INSERT INTO volunteers_checkin (id, enrolment_id, way, at, received_at, device) VALUES (%s, %s, 'code', %s, %s, %s)
ON CONFLICT DO NOTHING
"""


def check_in_by_link(*, key: UUID, link_key: bytes, typed: str, device: bytes | None, at: datetime) -> bool:
    """Whether the holder of a ticket is checked in now, by this or before. False: somebody else has to look, for there
    is no such ticket, its time is wrong, or more is to be asked of its holder than an age. Raises WrongCode, and counts
    it."""
    row = _ask(_FIND, link_key).fetchone()
    if row is None:
        return False
    ticket, wrong, tried_at, secret, starts, ends, stood_down, *who, came = row
    if came:
        return True
    shown = Shown(unseal(secret, place=_place()), starts, ends, stood_down, wrong, tried_at)
    try:
        require_code(shown=shown, typed=typed, at=at)
    except WrongCode:
        count_wrong(ticket=ticket, tried_at=tried_at, at=at)
        raise
    except (NotNow, TriedTooOften):
        return False
    if not _may_take(starts, *who):
        return False
    if _ask(_INSERT, key, ticket, at, at, device).rowcount:
        return True
    return CheckIn.objects.filter(enrolment=ticket).exists()  # else the key belongs to somebody else


def _may_take(
    starts: datetime, work: str, from_age: int, with_parent: bool, is_volunteer: bool, born_on: Any, vetting: str | None
) -> bool:
    """`standing.may_take` of what was read, but for consents that were given before."""
    if is_volunteer and (born_on is None or vetting == "refused"):
        return False
    age = age_on(born_on, local(starts).date()) if is_volunteer else from_age
    return verdict_of(age, work, with_parent=with_parent).allowed


def _place() -> str:
    return Team._meta.get_field("secret").place


def _ask(statement: str, *values: Any) -> Cursor[Any]:
    """Django's own cursors bind values into the text, so that each statement would be planned anew, which takes ten
    times as long as it does. Neither table is fenced by row, so there is nothing to be told before."""
    connection.ensure_connection()
    session = connection.connection
    session.prepare_threshold = 0
    try:
        return Cursor(session).execute(statement, values, prepare=True)
    finally:
        session.prepare_threshold = None  # as Django keeps it
