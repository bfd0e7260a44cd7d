"""A document made or made anew, one forgotten, and a look-up of a person noted."""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from dauys.ground.access.actors import Actor
from dauys.ground.access.transactions import acting
from dauys.ground.journal.actions import record
from dauys.search.composing import COLUMNS, SOURCES, lexemes_of, row_of, with_answers
from dauys.search.marks import Kept, Source, latin_key, vocabulary

_PUT = (
    f"INSERT INTO search_document ({', '.join(COLUMNS)}) VALUES ({', '.join(['%s'] * len(COLUMNS))}) "  # noqa: S608
    f"ON CONFLICT (case_id) DO UPDATE SET {', '.join(f'{c} = EXCLUDED.{c}' for c in COLUMNS[1:])}"
)
_WORDS = "INSERT INTO search_word (word, key) SELECT * FROM unnest(%s::text[], %s::text[]) ON CONFLICT DO NOTHING"
# The vocabulary keeps no word that only the forgotten document had: it may be a name.
_FORGET = """
WITH gone AS (DELETE FROM search_document WHERE case_id = %s RETURNING words)
DELETE FROM search_word w USING gone WHERE w.word = ANY (tsvector_to_array(gone.words)) AND NOT EXISTS
    (SELECT 1 FROM search_document d WHERE d.case_id <> %s AND d.words @@ ('''' || w.word || '''')::tsquery)
"""


def index(*, case_id: UUID) -> None:
    """Makes the document of a case, or makes it anew; of an erased case none is made. Four statements."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Held against an erasure that runs beside, which empties the words first.
        cursor.execute(f"{SOURCES} AND c.id = %s FOR UPDATE OF v", [case_id])
        found = cursor.fetchall()
        if not found:
            return
        source = with_answers([Source(*row) for row in found])[0]
        words = Kept.of(source)
        cursor.execute(_PUT, row_of(source, words, lexemes_of(words.every)))
        known = sorted(vocabulary(words.every))
        cursor.execute(_WORDS, [known, [latin_key(w) for w in known]])


def forget(*, case_id: UUID) -> None:
    """Deletes the document of a case, and the words that no other holds."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [case_id, case_id])


def note_look_up(*, by: str, found: int, actor: Actor, at: datetime) -> None:
    """Journals that somebody looked for a person's cases by phone or national id."""
    with acting(actor):
        record("search.look_up", actor=actor, at=at, payload={"by": by, "found": found})
