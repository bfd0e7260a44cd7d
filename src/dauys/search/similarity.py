"""Cases like one: the same text in other words, and the same trouble in the same place within the topic's days.

The very same text is found wherever it was sent; a text like it in the same district among the newest
four small shelves (at least 12,288 cases: at a thousand a day two weeks).

PostgreSQL proposes at most a few dozen from its indexes, in one statement; what is alike is decided here, by the texts.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from dauys.cases.models import IS_OPEN, Obligation
from dauys.cases.queries import visible_to
from dauys.cases.repeats import earlier_ids
from dauys.core import similar
from dauys.ground.access.actors import Actor
from dauys.ground.access.fence import whole_house
from dauys.ground.packs.current import current
from dauys.search.marks import SHELVES, on_shelves, place_words, quoted

DAYS = 14  # for a topic whose pack says nothing
SAME_TEXT_DAYS = 365
PROPOSED = 16
REPEAT = 0.98  # the very same text, whatever street it names
STREET = 3  # letters and more make a word that names a street; shorter ones are numbers of houses


@dataclass(frozen=True, slots=True)
class Like:
    """A case like the one asked for.

    `how`: an earlier one of the same `person` about the same matter, `same` text, same `place` (street or house), or
    same `area`.
    """

    row: Obligation
    how: str
    likeness: float


@dataclass(frozen=True, slots=True)
class Asked:
    """What others are compared with: a voice that is still written, or a filed case."""

    text: str
    topic: str
    area_path: str
    place_note: str
    at: datetime
    case_id: UUID | None = None

    @property
    def days(self) -> int:
        """How long ago the same trouble still counts as the same."""
        return days_of(self.topic)


def days_of(topic: str) -> int:
    """The days of a topic, of the nearest topic above it that names some, or DAYS."""
    topics = current().topics
    while topic in topics:
        if topics[topic].similar_days is not None:
            return int(topics[topic].similar_days or DAYS)
        topic = topics[topic].parent or ""
    return DAYS


def _proposed(asked: Asked, plain: str) -> tuple[str, list[Any]]:
    """SQL of the ids of cases that may be alike, with its parameters."""
    parts: list[str] = []
    params: list[Any] = []
    since = asked.at - timedelta(days=SAME_TEXT_DAYS)
    newest = f"AND received_at > %s ORDER BY serial DESC LIMIT {PROPOSED})"
    newest_few, recent = _newest(SHELVES[0], 4), _newest(SHELVES[1], 2)
    if bands := similar.bands(plain):
        parts.append(f"(SELECT case_id FROM search_document WHERE text_hash = %s {newest}")  # noqa: S608
        parts.append(
            f"(SELECT case_id FROM search_document WHERE bands && %s::int[] AND {newest_few} "  # noqa: S608
            f"AND words @@ %s::tsquery {newest}"
        )
        district = "/".join(asked.area_path.rstrip("/").split("/")[:3]) + "/"
        params += [similar.text_hash(plain), since, bands, quoted(f":a:{district}"), since]
    if asked.topic and asked.topic != "other":
        wanted, within = [quoted(f":t:{asked.topic}"), quoted(f":e:{asked.area_path}")], f"{recent} AND "
        if places := place_words(asked.place_note):
            streets = [p for p in places if len(p) >= STREET and not p.isdigit()] or places
            wanted, within = [" | ".join(quoted(f":p:{p}") for p in streets), *wanted], ""
        held = " AND ".join(["words @@ %s::tsquery"] * len(wanted))
        parts.append(f"(SELECT case_id FROM search_document WHERE {within}{held} {newest}")  # noqa: S608
        params += [*wanted, asked.at - timedelta(days=asked.days)]
    return " UNION ".join(parts), params


def _newest(shelf: tuple[str, int], count: int) -> str:
    """SQL of the condition to stand on one of the newest `count` shelves of a size."""
    name, bits = shelf
    top = f"((SELECT last_value FROM cases_serial) >> {bits})"  # noqa: S608
    return f"words @@ {on_shelves(name, *(f'greatest({top} - {back}, 0)' for back in range(count)))}"


@dataclass(frozen=True, slots=True)
class _Compared:
    """What of the asked voice every comparison needs, made once; and how alike each text was."""

    asked: Asked
    runs: frozenset[str]
    places: frozenset[str]
    known: dict[str, float] = field(default_factory=dict)

    def likeness(self, text: str) -> float:
        if text not in self.known:
            self.known[text] = similar.shared(self.runs, similar.runs(similar.plain(text)))
        return self.known[text]


def _like(asked: Asked, rows: QuerySet[Obligation], limit: int) -> list[Like]:
    plain = similar.plain(asked.text)
    sql, params = _proposed(asked, plain)
    if asked.case_id:
        before, ids = earlier_ids(asked.case_id)
        rows = rows.annotate(of_person=RawSQL(f"cases_obligation.case_id IN ({before})", ids))  # noqa: S611  # nosec B611
        sql, params = f"{sql} UNION ({before})" if sql else before, [*params, *ids]
    if not sql:
        return []
    proposed = RawSQL(sql, params)  # noqa: S611  # nosec B611  what was typed stands in the parameters only
    newest = rows.filter(case__in=proposed).exclude(case=asked.case_id).exclude(case__voice__text="")
    found: dict[UUID, Like] = {}
    compared = _Compared(asked, similar.runs(plain), frozenset(place_words(asked.place_note)))
    for row in newest.select_related("case__voice", "case__registered_at_org").order_by("leg"):
        if how := _how(compared, row):
            found[row.case_id] = Like(row, *how)
    order = {"person": 0, "same": 1, "place": 2, "area": 3}
    return sorted(found.values(), key=lambda like: (order[like.how], -like.row.case.serial))[:limit]


def _how(compared: _Compared, row: Obligation) -> tuple[str, float] | None:
    asked, likeness = compared.asked, compared.likeness(row.case.voice.text)
    matter = likeness >= similar.SAME or row.case.topic == asked.topic not in ("", "other")
    if matter and getattr(row, "of_person", False):
        return "person", likeness
    mine, other = compared.places, frozenset(place_words(row.case.voice.place_note))
    shares_street = any(not word.isdigit() for word in mine & other) or mine == other
    # Two who took the same template about two streets do not mean the same trouble.
    apart = bool(mine and other) and not shares_street
    if likeness >= (REPEAT if apart else similar.SAME):
        return "same", likeness
    is_near = row.case.topic == asked.topic != "" and row.area_path == asked.area_path
    if apart or not is_near or row.case.received_at <= asked.at - timedelta(days=asked.days):
        return None
    if mine and other:
        return "place", likeness
    return ("area", likeness) if not mine else None


def like_case(asked: Asked, actor: Actor, *, limit: int = 6) -> list[Like]:
    """Cases like a filed one that the actor may see, the likest first. One statement."""
    return _like(asked, visible_to(actor), limit)


@whole_house()
def open_near(asked: Asked, *, limit: int = 3) -> list[Like]:
    """Cases of the same place as a voice still written that wait for an answer, main cases only. One statement.

    Nobody's words may be shown from them: the reader is a stranger.
    """
    rows = Obligation.objects.filter(IS_OPEN, area_path=asked.area_path, reopens__isnull=True, case__main__isnull=True)
    return _like(asked, rows, limit)


def of_row(row: Obligation) -> Asked:
    """A filed case as what others are compared with."""
    case = row.case
    return Asked(case.voice.text, case.topic, row.area_path, case.voice.place_note, case.received_at, case.pk)
