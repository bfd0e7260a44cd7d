"""Earlier appeals of one person, found by the keys of their sealed contacts, as far as whoever asks may see them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

from dauys.cases.models import Obligation
from dauys.cases.queries import visible_to
from dauys.core import similar
from dauys.ground.access.actors import Actor
from dauys.ground.sealed.seal import lookup_key

MOST = 20  # of each key, the newest
SHOWN = 6
KEYS = ("phone_key", "email_key", "national_id_key")
_NEWEST = " UNION ".join(
    f"(SELECT p.case_id FROM cases_party p WHERE p.{key} = m.{key} AND p.created_at < m.until "  # noqa: S608
    f"ORDER BY p.created_at DESC LIMIT {MOST})"
    for key in KEYS
)
_EARLIER = f"SELECT e.case_id FROM asked m, LATERAL ({_NEWEST}) e"  # noqa: S608
_NAMES = ", ".join(KEYS)
_OF_CASE = f"WITH asked AS (SELECT {_NAMES}, created_at AS until FROM cases_party WHERE case_id = %s) {_EARLIER}"  # noqa: S608
_OF_KEYS = (
    f"WITH asked ({_NAMES}, until) AS (VALUES (%s::bytea, %s::bytea, %s::bytea, 'infinity'::timestamptz)) {_EARLIER}"
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier appeal of one person. `how`: nearly the same `words`, the same `topic`, or empty: another matter."""

    row: Obligation
    how: str


def earlier_ids(case_id: UUID) -> tuple[str, list[Any]]:
    """SQL of the ids of what the people of a case wrote before it, whoever may see them, with its parameters."""
    return f"SELECT case_id FROM ({_OF_CASE}) before WHERE case_id < %s", [case_id, case_id]  # noqa: S608


def earlier_of_case(actor: Actor, row: Obligation) -> list[Earlier]:
    """What the people of a case wrote before it, the likest and newest first. One statement."""
    return _found(actor, _OF_CASE, [row.case_id], row.case.voice.text, row.case.topic, row.case_id)


def earlier_of_person(
    actor: Actor, *, phone: str = "", email: str = "", national_id: str = "", text: str = "", topic: str = ""
) -> list[Earlier]:
    """What somebody with one of these contacts wrote, while a clerk still types. One statement."""
    given = {"phone": phone, "email": email.lower(), "national_id": national_id}
    if not any(given.values()):
        return []
    keys = [lookup_key(value, what=what) if value else None for what, value in given.items()]
    return _found(actor, _OF_KEYS, keys, text, topic)


def _found(actor: Actor, sql: str, params: list[Any], text: str, topic: str, but: UUID | None = None) -> list[Earlier]:
    ids = RawSQL(sql, params)  # noqa: S611  # nosec B611  our own words; what was typed stands in the parameters
    rows = visible_to(actor).filter(case__in=ids).exclude(case=but)
    if but:
        rows = rows.filter(case__lt=but)
    newest = {r.case_id: r for r in rows.select_related("case__voice", "case__registered_at_org").order_by("leg")}
    mine = similar.runs(similar.plain(text))
    found = [Earlier(row, _how(row, mine, topic)) for row in newest.values()]
    order = {"words": 0, "topic": 1, "": 2}
    return sorted(found, key=lambda one: (order[one.how], -one.row.case.serial))[:SHOWN]


def _how(row: Obligation, mine: frozenset[str], topic: str) -> str:
    other = similar.runs(similar.plain(row.case.voice.text))
    if mine and other and similar.shared(mine, other) >= similar.SAME:
        return "words"
    return "topic" if topic and row.case.topic == topic else ""
