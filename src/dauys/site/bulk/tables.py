"""The tables a bulk load fills, with the columns it gives, and the taking away and putting back of their indexes."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from dauys.site.bulk.entries import COLUMNS as ENTRY_COLUMNS

TABLES: dict[str, Sequence[str]] = {
    "cases_case": (
        "id", "serial", "year", "idempotency_key", "channel", "language", "received_at", "identity", "area_id", "topic",
        "urgent", "answer_by", "external_number", "code_generation", "registered_by_id", "registered_at_org_id",
    ),
    "cases_voice": ("case_id", "subject", "text", "place_note", "salt"),
    "cases_party": (
        "id", "case_id", "role", "name", "phone", "phone_key", "email", "email_key", "national_id", "national_id_key",
        "address", "consent", "created_at",
    ),
    "cases_obligation": (
        "id", "case_id", "leg", "kind", "state", "owner_id", "controller_id", "assignee_id", "owner_path", "area_path",
        "registered_by_id", "priority", "route_rule", "route_confirmed", "received_at", "answered_at", "outcome",
        "reopens_id", "changed_at", "registered_on", "forward_by", "due_on", "due_at", "by_law", "paused", "ledger",
        "pack_version",
    ),
    "answers_answer": (
        "id", "obligation_id", "state", "language", "asked", "found", "decided", "appeal", "author_id", "writers",
        "approver_id", "returned_because", "revision", "returns", "saved_at", "submitted_at", "sent_at",
        "outcome",
    ),
    "answers_delivery": ("id", "answer_id", "way", "at", "by_id", "proof"),
    "answers_rating": ("answer_id", "score", "solved", "comment", "at"),
    "journal_entry": ENTRY_COLUMNS,
    "journal_leaf": ("index", "entry_id", "numbered_at", "leaf_hash"),
    "log_node": ("level", "index", "hash"),
}  # fmt: skip
Progress = Callable[[int, int], None]

_CONSTRAINTS = """
SELECT conrelid::regclass::text, conname, contype, pg_get_constraintdef(oid) FROM pg_constraint
WHERE contype = 'f' AND (conrelid = ANY(%s::regclass[]) OR confrelid = ANY(%s::regclass[]))
OR contype IN ('p', 'u') AND conrelid = ANY(%s::regclass[])
ORDER BY contype = 'f' DESC, conrelid::regclass::text, conname
"""
# Indexes of constraints come and go with them.
_INDEXES = """
SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint c WHERE c.conindid = i.indexrelid
AND c.contype IN ('p', 'u', 'x')) ORDER BY i.indrelid, 1
"""


@contextmanager
def without_indexes(cursor: Any, progress: Progress) -> Iterator[None]:
    """Keys and indexes of TABLES are away inside, and back behind, from the definitions PostgreSQL itself gave.

    All in the caller's transaction: whatever fails, the transaction takes everything back as it was.
    """
    names = list(TABLES)
    cursor.execute(_CONSTRAINTS, [names, names, names])
    constraints = cursor.fetchall()
    cursor.execute(_INDEXES, [names])
    indexes = cursor.fetchall()
    for table, name, _kind, _definition in constraints:
        cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for name, _definition in indexes:
        cursor.execute(f"DROP INDEX {name}")
    yield
    # Foreign keys last: they stand on the keys of others.
    back = [
        *(f'ALTER TABLE {t} ADD CONSTRAINT "{n}" {d}' for t, n, kind, d in constraints if kind != "f"),
        *(definition for _name, definition in indexes),
        *(f'ALTER TABLE {t} ADD CONSTRAINT "{n}" {d}' for t, n, kind, d in constraints if kind == "f"),
    ]
    for done, statement in enumerate(back):
        progress(done, len(back))
        cursor.execute(statement)
    progress(len(back), len(back))


def copy(cursor: Any, table: str, lines: str | bytes) -> None:
    columns = ", ".join(f'"{c}"' for c in TABLES[table])
    with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as pipe:
        pipe.write(lines)
