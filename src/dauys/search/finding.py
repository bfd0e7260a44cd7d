"""Finds cases by words in one statement, newest first, whatever the number of cases and however common the words.

All that narrows a search stands in one index, also who may see a case; so PostgreSQL meets the rarest of it first.
Of common words only the newest are wanted: shelves of serials are looked through from the newest, and the looking ends
with the page. If little was found, the vocabulary mends slips of typing, in the same statement: that part is not run
otherwise.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from dauys.core.folding import words
from dauys.core.kazakh import stem
from dauys.ground.access.actors import Actor
from dauys.search.marks import BEGINNINGS, SHELVES, external, kept, latin_key, on_shelves, quoted

PAGE = 25
# Of the entries that make documents: the oldest no hearer has been woken by yet.
WAITING = """
SELECT MIN(at) FROM (
    (SELECT e.at FROM journal_leaf l JOIN journal_entry e ON e.id = l.entry_id WHERE l.index >=
        COALESCE((SELECT position FROM journal_follower WHERE name = 'hearers'), 0) ORDER BY l.index LIMIT 1)
    UNION ALL (SELECT n.at FROM (SELECT e.id, e.at FROM journal_entry e WHERE e.id > COALESCE((SELECT position
        FROM journal_follower WHERE name = 'numbering'), 0) ORDER BY e.id LIMIT 1000) n
        WHERE NOT EXISTS (SELECT 1 FROM journal_leaf l WHERE l.entry_id = n.id) ORDER BY n.id LIMIT 1)
) w
"""
MOST_WORDS = 12
FEW = 3
_LEAST_DIGITS = 3
_DENSE = 8  # so many in a sample of the older ones are worth looking shelf by shelf


@dataclass(frozen=True, slots=True)
class Hit:
    """A found case and why: `number`, `person`, `words`, `answer`, or `alike` when a slip of typing was mended."""

    case_id: UUID
    serial: int
    why: str


@dataclass(frozen=True, slots=True)
class Hits:
    """At most PAGE hits; `more` says that there are older ones. `stems` are what to mark in the text."""

    rows: Sequence[Hit]
    more: bool = False
    stems: Sequence[str] = field(default_factory=tuple)
    waiting_since: datetime | None = None

    def behind(self, now: datetime) -> timedelta:
        """Age of the oldest change that search does not know yet."""
        return max(now - self.waiting_since, timedelta()) if self.waiting_since else timedelta()


def scope(actor: Actor) -> list[str] | None:
    """Queries that together limit a search to the cases `cases.visible_to` would show; none for everything, None for
    nothing."""
    grants = [g for g in actor.grants if g.role != "administrator"] if actor.kind == "staff" else []
    parts = []
    for grant in grants:
        marks = [f":o:{grant.org_path}"] * bool(grant.org_path) + [f":a:{grant.area_path}"] * bool(grant.area_path)
        if not marks:
            return []
        parts.append([quoted(mark) for mark in marks])
        if grant.role == "clerk":
            parts.append([quoted(f":r:{grant.org_path}")])
    if len(parts) == 1:
        return parts[0]
    return [_any(list(dict.fromkeys(f"({' & '.join(part)})" for part in parts)))] if parts else None


def _digits(text: str) -> list[str]:
    """Marks of a number of which `text` is the end, with its check digit or without; none if it cannot be one."""
    plain = "".join(words(text))
    if not (plain.isascii() and plain.isdigit() and _LEAST_DIGITS <= len(plain) <= 8):
        return []
    back = plain[::-1]
    return [f":n:{back}", *(f":n:{check}{back}" for check in range(10))]


def _any(parts: Sequence[str]) -> str:
    return f"({' | '.join(parts)})"


def _name(word: str, *, alone: bool) -> str:
    """A word as a name or its beginning; of several words a long one is a whole name, for a prefix costs much."""
    if len(word) in BEGINNINGS:
        return quoted(f"~{word}")
    return quoted(f"={word}") + ":*" * (alone and len(word) > BEGINNINGS[-1])


# One typed word: its Kazakh stem, its Russian lexeme, or the beginning of a name.
_WORD = "(%s::tsquery || to_tsquery('russian', %s))"


def _typed(found: Sequence[str], number: str) -> list[str]:
    """The parameters of each folded word's query; without words, of a number's alone."""
    params = []
    for word in found:
        params += [_any([quoted(stem(word)), _name(word, alone=len(found) == 1)]), word, number]
    return params or [number]


def _said(found: Sequence[str]) -> list[str]:
    """The same asked of the voice's own words only."""
    params = []
    for word in found:
        params += [f"{quoted(stem(word))}:A", f"{word}:A"]
    return params


def _look(name: str, asked: str, wanted: Sequence[str]) -> str:
    """Common table expressions, the last of them `name`: the newest PAGE + 1 documents that hold all of `wanted`, which
    are SQL of text queries over `asked` (its top is the newest serial to look at).

    The newest two small shelves are looked through first. What fills no page there may still be common among the
    older ones, as the words of answers or of another year are: a sample of these tells whether to go through the large
    shelves one by one until the page is full, or to read the few there are at once.

    Each query is a condition of its own, the shelf first: then PostgreSQL leaps through the index from one that holds
    little to the next place where all might meet, and an empty shelf costs next to nothing.
    """
    (small, bits), (large, more) = SHELVES
    shelf, first, older = f"(p.top >> {bits})", f"{name}_first", f"(greatest((p.top >> {bits}) - 1, 0) << {bits})"
    newest = on_shelves(small, shelf, f"greatest({shelf} - 1, 0)")
    sample = on_shelves(small, *(f"{shelf} * {quarter} / 4" for quarter in (1, 2, 3)))
    dense = f"(SELECT dense FROM {name}_sample)"  # noqa: S608
    one = _part("", [on_shelves(large, "shelf"), *wanted], f"d.serial < {older}")
    return f"""
{first} AS MATERIALIZED ({_part(f"{asked} p,", [newest, *wanted])}),
{name}_sample AS MATERIALIZED (
    SELECT COUNT(*) = {_DENSE} AS dense FROM ({_part(f"{asked} p,", [sample, *wanted], limit=_DENSE)}) s),
{name} AS MATERIALIZED (SELECT * FROM (SELECT * FROM {first}
    UNION ALL (SELECT x.* FROM {asked} p, generate_series(p.top >> {more}, 0, -1) AS shelf, LATERAL ({one}) x
        WHERE {dense} LIMIT {PAGE + 1})
    UNION ALL ({_part(f"{asked} p,", wanted, f"NOT {dense} AND d.serial < {older}")})) s LIMIT {PAGE + 1})"""  # noqa: S608


def _part(source: str, wanted: Sequence[str], where: str = "TRUE", *, limit: int = 0) -> str:
    """Reads the newest documents of p, or any `limit` of them."""
    held = " AND ".join(f"d.words @@ {query}" for query in wanted)
    last = f"LIMIT {limit}" if limit else f"ORDER BY d.serial DESC LIMIT {PAGE + 1}"
    return (
        f"SELECT d.case_id, d.serial, d.words FROM {source} search_document d WHERE {held} "  # noqa: S608
        f"AND d.serial <= p.top AND {where} {last}"
    )


# A typed word that no document holds stands for the three most like it; one that some document holds was meant.
_MENDED = """
SELECT (SELECT string_agg(alike, ' & ') FROM (
    SELECT '(' || string_agg('''' || v.word || '''', ' | ') || ')' AS alike
    FROM unnest(%s::text[], %s::text[]) AS t(word, key), LATERAL (
        SELECT t.word UNION ALL (SELECT w.word FROM search_word w WHERE w.key %% t.key
        AND NOT EXISTS (SELECT 1 FROM search_word k WHERE k.word = t.word)
        ORDER BY similarity(w.key, t.key) DESC, w.word LIMIT 3)
    ) AS v(word) GROUP BY t.word
) a)::tsquery AS q WHERE (SELECT COUNT(*) FROM found) < %s AND EXISTS (SELECT 1 FROM unnest(%s::text[]) AS t(word)
    WHERE NOT EXISTS (SELECT 1 FROM search_word w WHERE w.word = t.word))
"""


def find(text: str, actor: Actor, *, before: int | None = None) -> Hits:
    """Cases the actor may see that hold all words of `text`, newest first; `before` is the serial of the last page's
    last one. One statement."""
    typed, limits = kept(text)[:MOST_WORDS], scope(actor)
    digits, other = _digits(text), external(text)
    if limits is None or not (typed or digits):
        return Hits(())
    marks = [f"{quoted(d)}:*" for d in digits] + ([quoted(f"#{other}")] if other else [])
    number = _any(marks) if marks else ""
    scoped = [quoted_sql(query) for query in limits]
    spelled = [stem(w) for w in typed if w.isalpha() and len(w) > 3]
    top = "%s::bigint" if before else "(SELECT last_value FROM cases_serial)"
    # A number stands for each of the words, and so for all of them together.
    wanted = [f"({_WORD} || %s::tsquery)"] * len(typed) or ["%s::tsquery"]
    said = " && ".join([_WORD] * len(typed)) or "''::tsquery"
    columns = ", ".join(f"{query} AS q{n}" for n, query in enumerate([*wanted, *scoped]))
    sql = f"""
WITH p AS MATERIALIZED (SELECT {columns}, ({said}) AS said, %s::tsquery AS marks, {top} AS top),
{_look("found", "p", [f"p.q{n}" for n in range(len(wanted) + len(scoped))])},
m AS MATERIALIZED ({_MENDED}),
again AS MATERIALIZED (SELECT m.q, p.* FROM m, p),
{_look("mended", "again", ["p.q", *(f"p.q{n}" for n in range(len(wanted), len(wanted) + len(scoped)))])}
SELECT f.case_id, f.serial, CASE WHEN f.words @@ p.marks THEN 'number' WHEN f.words @@ p.said THEN 'words'
    WHEN f.words @@ %s::tsquery THEN 'person' ELSE 'answer' END, NULL::timestamptz FROM found f, p
UNION ALL SELECT x.case_id, x.serial, 'alike', NULL::timestamptz FROM mended x
WHERE x.case_id NOT IN (SELECT case_id FROM found)
UNION ALL SELECT NULL, NULL, '', ({WAITING})
"""  # noqa: S608
    names = " & ".join(f"{quoted('=' + w)}:*" for w in typed)
    values: list[Any] = [
        *_typed(typed, number), *_said(typed), number,
        *([before - 1] if before else []), spelled, [latin_key(w) for w in spelled],
        (1 if before else FEW) if spelled else 0, spelled, names,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        *fetched, last = cursor.fetchall()
    rows = sorted((Hit(*row[:3]) for row in fetched), key=lambda h: (h.why != "number", h.why == "alike", -h.serial))
    return Hits(rows[:PAGE], len(rows) > PAGE, tuple(dict.fromkeys([stem(w) for w in typed] + typed)), last[3])


def quoted_sql(query: str) -> str:
    """A text query as a literal of SQL; what is in it was quoted for the query before."""
    return "'" + query.replace("'", "''").replace("%", "%%") + "'::tsquery"
