"""Reads what documents are made of and makes their rows; the same for one case and for a million."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import connection

from dauys.core import similar
from dauys.ground.ui.slots import gather
from dauys.search.marks import Kept, Source, vector

COLUMNS = (
    "case_id", "serial", "received_at", "topic", "owner_paths", "area_path", "desk_path", "words", "text_hash", "bands",
)  # fmt: skip
SOURCES = """
SELECT c.id, c.serial, c.year, c.received_at, c.topic, c.external_number, a.path, COALESCE(d.path, ''),
    v.subject, v.text, v.place_note,
    (SELECT array_agg(DISTINCT o.owner_path ORDER BY o.owner_path) FROM cases_obligation o WHERE o.case_id = c.id),
    (SELECT array_agg(p.name ORDER BY p.role) FROM cases_party p WHERE p.case_id = c.id)
FROM cases_case c JOIN cases_voice v ON v.case_id = c.id JOIN places_area a ON a.id = c.area_id
    LEFT JOIN directory_organization d ON d.id = c.registered_at_org_id
WHERE v.salt <> ''
"""
_LEXEMES = "SELECT w, COALESCE((ts_lexize('russian_stem', w))[1], '') FROM unnest(%s::text[]) w"


def with_answers(sources: Sequence[Source]) -> list[Source]:
    """The sources joined by what upper rooms say of their cases."""
    texts: dict[UUID, list[str]] = {}
    for part in gather("search.sources", [s.case_id for s in sources]):
        for case_id, text in part.items():
            texts.setdefault(case_id, []).append(text)
    return [replace(s, answers="\n".join(texts.get(s.case_id, ()))) for s in sources]


def lexemes_of(found: Iterable[str]) -> dict[str, str]:
    """The Russian lexeme of each word, as PostgreSQL's own stemmer gives it. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_LEXEMES, [list(found)])
        return dict(cursor.fetchall())


def row_of(source: Source, found: Kept, lexemes: dict[str, str]) -> list[Any]:
    """The values of COLUMNS."""
    text = similar.plain(source.text)
    return [
        source.case_id, source.serial, source.received_at, source.topic, list(source.owner_paths), source.area_path,
        source.desk_path, vector(source, found, lexemes), similar.text_hash(text), similar.bands(text),
    ]  # fmt: skip
