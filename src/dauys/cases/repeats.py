"""Earlier appeals of one person, found by the keys of their sealed contacts, as far as whoever asks may see them."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models.expressions import RawSQL

from dauys.cases.models import Obligation, Party
from dauys.cases.queries import visible_to
from dauys.core import similar
from dauys.ground.access.actors import Actor
from dauys.ground.sealed.keys import generations
from dauys.ground.sealed.seal import LOOKUP, lookup_keys

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


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier appeal of one person. `how`: nearly the same `words`, the same `topic`, or empty: another matter."""

    row: Obligation
    how: str


def earlier_ids(case_id: UUID) -> tuple[str, list[Any]]:
    """SQL of the ids of what the people of a case wrote before it, whoever may see them, with its parameters."""
    sql, params = _of_case(case_id)
    return f"SELECT case_id FROM ({sql}) before WHERE case_id < %s", [*params, case_id]  # noqa: S608


def earlier_of_case(actor: Actor, row: Obligation) -> list[Earlier]:
    """What the people of a case wrote before it, the likest and newest first. One statement, two while there are
    several look-up keys."""
    return _found(actor, *_of_case(row.case_id), row.case.voice.text, row.case.topic, row.case_id)


def earlier_of_person(
    actor: Actor, *, phone: str = "", email: str = "", national_id: str = "", text: str = "", topic: str = ""
) -> list[Earlier]:
    """What somebody with one of these contacts wrote, while a clerk still types. One statement."""
    if not (phone or email or national_id):
        return []
    return _found(actor, *_of_values(_asked(phone, email, national_id)), text, topic)


def _of_case(case_id: UUID) -> tuple[str, list[Any]]:
    """By the digests of the case's own rows; while there are several look-up keys by all digests of their contacts."""
    if len(generations(LOOKUP)) == 1:
        return _OF_CASE, [case_id]
    parties = Party.objects.filter(case=case_id)
    asked = [(*keys, p.created_at) for p in parties for *keys, _ in _asked(p.phone, p.email, p.national_id)]
    return _of_values(asked or [(None, None, None, None)])


def _asked(phone: str, email: str, national_id: str) -> list[tuple[Any, ...]]:
    """For each look-up key a row of digests, and until when: always."""
    given = {"phone": phone, "email": email.lower(), "national_id": national_id}
    by_kind = [
        lookup_keys(value, what=what) if value else [None] * len(generations(LOOKUP)) for what, value in given.items()
    ]
    return [(*keys, "infinity") for keys in zip(*by_kind, strict=True)]


def _of_values(asked: list[tuple[Any, ...]]) -> tuple[str, list[Any]]:
    values = ", ".join(["(%s::bytea, %s::bytea, %s::bytea, %s::timestamptz)"] * len(asked))
    return f"WITH asked ({_NAMES}, until) AS (VALUES {values}) {_EARLIER}", [v for row in asked for v in row]


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
