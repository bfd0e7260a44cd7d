"""Volunteers and open lines of a branch of offices, read from the database into the tables that `core.match` solves.

A slot of the engine is one set of parts of days: a line that takes a morning and an afternoon has a slot of its own.
What the engine cannot say, that two such slots overlap and that an age or a paper changes within the days ahead, is
kept in `Read` beside its tables and asked again of every pair (`stops`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import numpy
from django.db.models import F, Q

from dauys.core.consent import Work, decide
from dauys.core.match.tables import Law, Needs, Task, Volunteers, law_of
from dauys.ground.packs.current import current
from dauys.ground.ui.moments import local
from dauys.volunteers import rules
from dauys.volunteers.consent import CONSENT_BITS, works_of
from dauys.volunteers.models import Consent, Held, Line, Offer, Pin, Place, Volunteer

AHEAD = timedelta(days=14)  # lines that begin within so many days are in a plan
Part = tuple[date, str]
Point = tuple[float, float, float]  # degrees, and the kilometres somebody goes from there


@dataclass(slots=True)
class Person:
    """A volunteer as a plan needs them; `skills` with the last day each counts, `consents` as kind, work, last day."""

    id: UUID
    born_on: date
    free: int
    load: int
    languages: frozenset[str]
    idle: int
    paused_until: date | None
    places: list[Point]
    skills: dict[str, date | None]
    consents: list[tuple[str, str, date]]
    asked: list[tuple[datetime, datetime]]

    def given(self, work: str, day: date) -> set[str]:
        return {kind for kind, of, until in self.consents if of in ("", work) and until >= day}

    def tasks_in(self, week: date) -> int:
        return sum(_week(local(starts).date()) == week for starts, _ends in self.asked)


@dataclass(frozen=True, slots=True)
class Open:
    """A line with places left; `places` are those that this plan offers, `crew` how many of them come first."""

    id: UUID
    starts: datetime
    ends: datetime
    parts: frozenset[Part]
    day: date
    lat: float
    lon: float
    work: str
    skills: tuple[str, ...]
    language: str
    priority: int
    places: int
    crew: int


@dataclass(frozen=True, slots=True)
class Read:
    """The tables of a plan, what they were read from, and the pairs that are settled, forbidden or were asked
    before; pairs as rows of both tables."""

    task: Task
    people: Sequence[Person]
    lines: Sequence[Open]
    works: Mapping[str, Work]
    since: date
    pins: Sequence[tuple[int, int]]
    forbidden: frozenset[tuple[int, int]]
    asked: frozenset[tuple[int, int]]

    def stops(self, v: int, n: int) -> str | None:
        """The rule that a pair breaks on the very day of the line: law, skills, twice or load; None for none."""
        person, line = self.people[v], self.lines[n]
        verdict = decide(
            self.works, line.work, rules.age_on(person.born_on, line.day), person.given(line.work, line.day)
        )
        if not verdict.allowed:
            return "law"
        if any((until := person.skills.get(skill)) and until < line.day for skill in line.skills):
            return "skills"
        if any(overlap((line.starts, line.ends), other) for other in person.asked):
            return "twice"
        return "load" if person.tasks_in(_week(line.day)) >= person.load else None

    def changes(self, v: int) -> bool:
        """Whether age, consents or papers of somebody may differ from one day ahead to another."""
        person = self.people[v]
        return rules.age_on(person.born_on, self.since) < 18 or any(person.skills.values()) or bool(person.consents)


def overlap(one: tuple[datetime, datetime], other: tuple[datetime, datetime]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def week_of(line: Open) -> date:
    """The Monday of its week."""
    return _week(line.day)


def _week(day: date) -> date:
    return day - timedelta(days=day.weekday())


def read(
    *,
    branch: str,
    at: datetime,
    acceptance: float = 1.0,
    volunteer: UUID | None = None,
    line: UUID | None = None,
) -> Read:
    """Both tables for a branch of offices, named by its path, or one volunteer and one line of it. Eight statements.

    `acceptance` is the share of people who come when asked: so many more places are offered.
    """
    since = local(at).date()
    works = works_of(current())
    law = law_of(works)
    lines = _lines(branch, at, acceptance, works, line)
    people = _people(branch, since, volunteer)
    before = _offers([one.id for one in lines], people, at)
    skills = tuple(sorted({skill for one in lines for skill in one.skills}))
    languages = tuple(sorted({one.language for one in lines if one.language}))
    labels = sorted({tuple(sorted(one.parts)) for one in lines})
    task = Task(
        _volunteers(people, labels, skills, languages, since),
        _needs(lines, labels, skills, languages, law),
        law,
        tuple("+".join(f"{day.isoformat()}-{part}" for day, part in label) for label in labels),
        skills,
        languages,
    )
    row_of = {person.id: row for row, person in enumerate(people)}
    need_of = {one.id: row for row, one in enumerate(lines)}
    pins, forbidden = _settled(row_of, need_of)
    asked = frozenset((row_of[v], need_of[n]) for n, v in before if v in row_of and n in need_of)
    kept = [pair for pair in pins if pair not in asked]
    return Read(task, people, lines, works, since, kept, forbidden, asked)


def _lines(branch: str, at: datetime, acceptance: float, works: Mapping[str, Work], only: UUID | None) -> list[Open]:
    rows = Line.objects.filter(
        state="open",
        obligation__owner_path__startswith=branch,
        during__startswith__gte=at,
        during__startswith__lt=at + AHEAD,
        capacity__gt=F("accepted") + F("claimed"),
        work__in=list(works),
    )
    found = list((rows if only is None else rows.filter(pk=only)).order_by("pk"))
    waiting: dict[UUID, int] = {}
    for key in Offer.objects.filter(line__in=[row.pk for row in found], state="offered").values_list("line", flat=True):
        waiting[key] = waiting.get(key, 0) + 1
    lines = []
    for row in found:
        asked = waiting.get(row.pk, 0)
        places = rules.places_to_offer(row.free, acceptance) - asked
        crew = rules.places_to_offer(max(row.min_crew - row.accepted - row.claimed, 0), acceptance) - asked
        if places > 0:
            lines.append(_open(row, places, min(max(crew, 0), places)))
    return lines


def _open(row: Line, places: int, crew: int) -> Open:
    starts, ends = local(row.during.lower), local(row.during.upper)
    parts = frozenset(rules.parts_of(starts, ends))
    return Open(
        row.pk, starts, ends, parts, starts.date(), row.lat, row.lon, row.work, tuple(sorted(row.skills)),
        row.language, row.priority, places, crew,
    )  # fmt: skip


def _people(branch: str, since: date, only: UUID | None) -> list[Person]:
    """Those who can be asked at all: active, or paused until a day that is known; nobody who was refused."""
    rows = Volunteer.objects.filter(office__path__startswith=branch).filter(
        Q(state="active") | Q(state="paused", paused_until__isnull=False)
    )
    rows = rows.exclude(vetting="refused").exclude(born_on=None)
    if only is not None:
        rows = rows.filter(pk=only)
    columns = (
        "pk", "born_on", "free", "max_load", "languages", "language", "last_task_on", "created_at", "paused_until",
    )  # fmt: skip
    people = {}
    for pk, born, free, load, spoken, language, last, created, paused in rows.order_by("pk").values_list(*columns):
        idle = max((since - (last or local(created).date())).days // 30, 0)
        people[pk] = Person(pk, born, free, load, frozenset((*spoken, language)), idle, paused, [], {}, [], [])
    whose = Q(volunteer__in=rows.values("pk"))
    for key, *point in (
        Place.objects.filter(whose).order_by("position").values_list("volunteer", "lat", "lon", "radius_km")
    ):
        if key in people:
            people[key].places.append((point[0], point[1], point[2]))
    asks = {skill.code: skill.evidence for skill in current().section("skills.yaml")}
    for key, skill, checked, until in Held.objects.filter(whose).values_list(
        "volunteer", "skill", "checked_at", "until"
    ):
        counts = skill in asks and (not asks[skill] or (checked is not None and (until is None or until >= since)))
        if counts and key in people:
            people[key].skills[skill] = until if asks[skill] else None
    signed = Consent.objects.filter(whose, signed_at__isnull=False, revoked_at=None, until__gte=since)
    for key, kind, work, until in signed.values_list("volunteer", "kind", "work", "until"):
        if key in people:
            people[key].consents.append((kind, work, until))
    return [person for person in people.values() if person.places]


def _offers(lines: Sequence[UUID], people: Sequence[Person], at: datetime) -> set[tuple[UUID, UUID]]:
    """Who has something at which time, written to each person; the pairs of line and volunteer asked before."""
    known = {person.id: person for person in people}
    near = {"during__endswith__gt": at - timedelta(days=7), "during__startswith__lt": at + 2 * AHEAD}
    spoken = Q(state__in=rules.ASKED, **near)
    rows = Offer.objects.filter(spoken | Q(line__in=lines)).exclude(state__in=["planned", "dropped"])
    before = set()
    for line, volunteer, state, during in rows.values_list("line", "volunteer", "state", "during"):
        before.add((line, volunteer))
        if state in rules.ASKED and volunteer in known:
            known[volunteer].asked.append((during.lower, during.upper))
    return before


def _settled(
    row_of: Mapping[UUID, int], need_of: Mapping[UUID, int]
) -> tuple[list[tuple[int, int]], frozenset[tuple[int, int]]]:
    pins, forbidden = [], set()
    rows = Pin.objects.filter(line__in=list(need_of)).order_by("made_at", "pk")
    for volunteer, line, kind in rows.values_list("volunteer", "line", "kind"):
        if volunteer in row_of:
            pair = (row_of[volunteer], need_of[line])
            pins.append(pair) if kind == "pin" else forbidden.add(pair)
    return pins, frozenset(forbidden)


def _volunteers(
    people: Sequence[Person],
    labels: Sequence[tuple[Part, ...]],
    skills: Sequence[str],
    languages: Sequence[str],
    since: date,
) -> Volunteers:
    free = _free(people, labels)
    points = numpy.array([point for person in people for point in person.places], dtype=float).reshape(-1, 3)
    bits = {skill: 1 << number for number, skill in enumerate(skills)}
    spoken = {language: 1 << number for number, language in enumerate(languages)}

    def whole(values: Iterable[int]) -> Any:
        return numpy.fromiter(values, dtype=numpy.int64, count=len(people))

    return Volunteers(
        ids=[str(person.id) for person in people],
        lat=points[:, 0],
        lon=points[:, 1],
        radius=points[:, 2],
        skills=whole(sum(bits.get(skill, 0) for skill in person.skills) for person in people),
        languages=whole(sum(spoken.get(code, 0) for code in person.languages) for person in people),
        starts=numpy.concatenate(([0], numpy.cumsum(free.sum(axis=1, dtype=numpy.int64)))).astype(numpy.int64),
        slots=numpy.nonzero(free)[1].astype(numpy.int16),
        load=whole(person.load for person in people),
        age=whole(max(rules.age_on(person.born_on, since), 0) for person in people),
        idle=whole(person.idle for person in people),
        consents=whole(
            sum(CONSENT_BITS[kind] for kind in {kind for kind, _work, _until in person.consents}) for person in people
        ),
        owner=numpy.repeat(numpy.arange(len(people)), [len(person.places) for person in people]),
    )


def _free(people: Sequence[Person], labels: Sequence[tuple[Part, ...]]) -> Any:
    """Who is free in which slot: by their week, their pause, what they were asked for, and the tasks a week they take.

    A part of a day in which somebody has something is taken as a whole.
    """
    if not labels:
        return numpy.zeros((len(people), 0), dtype=bool)
    week = numpy.array([rules.bits_of(f"{rules.DAYS[d.weekday()]}-{part}" for d, part in label) for label in labels])
    own = numpy.fromiter((person.free for person in people), dtype=numpy.int64, count=len(people))
    free = (own[:, None] & week[None, :]) == week[None, :]
    firsts = [label[0][0] for label in labels]
    for row, person in enumerate(people):
        if person.paused_until:
            free[row] &= [day > person.paused_until for day in firsts]
        if person.asked:
            taken = {part for starts, ends in person.asked for part in rules.parts_of(local(starts), local(ends))}
            full = {w for w in {_week(day) for day in firsts} if person.tasks_in(w) >= person.load}
            free[row] &= [taken.isdisjoint(label) and _week(label[0][0]) not in full for label in labels]
    return free


def _needs(
    lines: Sequence[Open],
    labels: Sequence[tuple[Part, ...]],
    skills: Sequence[str],
    languages: Sequence[str],
    law: Law,
) -> Needs:
    number = {label: at for at, label in enumerate(labels)}
    works = {code: row for row, code in enumerate(law.codes)}
    bits = {skill: 1 << at for at, skill in enumerate(skills)}

    def whole(values: Iterable[int]) -> Any:
        return numpy.fromiter(values, dtype=numpy.int64, count=len(lines))

    return Needs(
        ids=[str(one.id) for one in lines],
        lat=numpy.array([one.lat for one in lines]),
        lon=numpy.array([one.lon for one in lines]),
        slot=whole(number[tuple(sorted(one.parts))] for one in lines),
        skills=whole(sum(bits[skill] for skill in one.skills) for one in lines),
        languages=whole(1 << languages.index(one.language) if one.language else 0 for one in lines),
        places=whole(one.places for one in lines),
        crew=whole(one.crew for one in lines),
        priority=whole(one.priority for one in lines),
        work=whole(works[one.work] for one in lines),
    )
