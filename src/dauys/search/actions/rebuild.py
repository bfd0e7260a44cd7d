"""Makes the documents of all cases anew, in bulk on every core; needs the role that owns the tables."""

import multiprocessing
import os
from collections.abc import Callable, Iterator

import django
from django.db import connection, transaction
from django.db.models import Max

from dauys.cases.models import Case
from dauys.search.composing import COLUMNS, SOURCES, lexemes_of, row_of, with_answers
from dauys.search.marks import Kept, Source, latin_key, vocabulary
from dauys.search.models import Document, Word

CHUNK = 10_000
ALONE = 2 * CHUNK  # fewer are not worth other processes
_COPY = f"COPY search_document ({', '.join(COLUMNS)}) FROM STDIN"
_COPY_WORDS = "COPY search_word (word, key) FROM STDIN"
_lexemes: dict[str, str] = {}


def rebuild(progress: Callable[[int, int], None]) -> int:
    """Empties search and fills it from the tables; `progress` hears documents made so far and cases there are.

    Indexes are made after the rows, which is many times quicker. Cut off, it leaves search incomplete: run it again.
    Returns how many documents were made.
    """
    total, last = Case.objects.count(), Case.objects.aggregate(last=Max("serial"))["last"] or 0
    indexes = [(model, index) for model in (Document, Word) for index in model._meta.indexes]
    _empty()
    done, words = 0, set[str]()
    for count, found in _chunks(total, last):
        done += count
        words |= found
        progress(done, total)
    with transaction.atomic(), connection.cursor() as cursor, cursor.copy(_COPY_WORDS) as copy:
        for word in sorted(words):
            copy.write_row((word, latin_key(word)))
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '256MB'")
    with connection.schema_editor() as editor:
        for model, index in indexes:
            editor.add_index(model, index)
    with connection.cursor() as cursor:
        cursor.execute("RESET maintenance_work_mem")
        cursor.execute("ANALYZE search_document, search_word")
    return done


def _empty() -> None:
    with connection.schema_editor() as editor:
        for model in (Document, Word):
            editor.execute(f"TRUNCATE {model._meta.db_table}")
            for index in model._meta.indexes:
                editor.execute(f"DROP INDEX IF EXISTS {index.name}")


def _chunks(total: int, last: int) -> Iterator[tuple[int, set[str]]]:
    """Makes documents, a range of serials at a time; how many, and the words of the vocabulary."""
    ranges = [(first, first + CHUNK) for first in range(0, last + 1, CHUNK)]
    if total < ALONE:
        yield from map(_fill, ranges)
        return
    with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1, initializer=django.setup) as pool:
        yield from pool.imap_unordered(_fill, ranges)


def _fill(serials: tuple[int, int]) -> tuple[int, set[str]]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"{SOURCES} AND c.serial >= %s AND c.serial < %s ORDER BY c.serial", serials)
        sources = with_answers([Source(*row) for row in cursor.fetchall()])
        found = [Kept.of(source) for source in sources]
        every = set[str]().union(*(kept.every for kept in found))
        _lexemes.update(lexemes_of(every - _lexemes.keys()))
        with cursor.copy(_COPY) as copy:
            for source, words in zip(sources, found, strict=True):
                copy.write_row(row_of(source, words, _lexemes))
        return len(sources), vocabulary(every)
