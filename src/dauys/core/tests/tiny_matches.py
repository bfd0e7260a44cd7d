"""Small made-up tasks of matching, and the best plan of them by trying everything: the obvious twin of the engine."""

from itertools import product
from typing import Any

import numpy
from hypothesis import strategies as st

from dauys.core.consent import Band, Work
from dauys.core.match.plan import broken, objective
from dauys.core.match.tables import Needs, Task, Volunteers, law_of

WORKS = {
    "general": Work("general", (Band("guardian_or_accompanied", "child", 0, 14),)),
    "disaster": Work("disaster", (Band("forbidden", "adults", 0, 18),), first=True),
}
LAW = law_of(WORKS)
SLOTS, SKILLS, LANGUAGES = ("am", "pm", "eve"), ("cook", "drive"), ("kk", "ru")


def volunteers(rows: list[dict[str, Any]]) -> Volunteers:
    """`more` of a row are further places of that person: lat, lon, radius."""

    def column(name: str, kind: Any) -> Any:
        return numpy.array([row[name] for row in rows], dtype=kind)

    slots = [sorted(row["slots"]) for row in rows]
    own = [[(row["lat"], row["lon"], row["radius"]), *row.get("more", ())] for row in rows]
    points = numpy.array([point for places in own for point in places], dtype=float).reshape(-1, 3)
    return Volunteers(
        [f"v{at}" for at in range(len(rows))],
        *points.T,
        column("skills", numpy.int64),
        column("languages", numpy.int64),
        numpy.concatenate(([0], numpy.cumsum([len(s) for s in slots], dtype=numpy.int64))).astype(numpy.int64),
        numpy.array([slot for own in slots for slot in own], dtype=numpy.int16),
        column("load", numpy.int64),
        column("age", numpy.int64),
        column("idle", numpy.int64),
        column("consents", numpy.int64),
        numpy.repeat(numpy.arange(len(rows)), [len(places) for places in own]),
    )


def needs(rows: list[dict[str, Any]]) -> Needs:
    def column(name: str, kind: Any) -> Any:
        return numpy.array([row[name] for row in rows], dtype=kind)

    names = ("slot", "skills", "languages", "places", "crew", "priority", "work")
    own = [column(name, numpy.int64) for name in names]
    return Needs([f"n{at}" for at in range(len(rows))], column("lat", float), column("lon", float), *own)


def task_of(people: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> Task:
    return Task(volunteers(people), needs(wanted), LAW, SLOTS, SKILLS, LANGUAGES)


_PLACE = {"lat": st.floats(43.0, 43.3), "lon": st.floats(76.7, 77.1)}
_RADIUS = st.sampled_from([1.0, 10.0, 40.0])
PERSON = st.fixed_dictionaries(
    {
        **_PLACE,
        "radius": _RADIUS,
        "more": st.lists(st.tuples(*_PLACE.values(), _RADIUS), max_size=2),
        "skills": st.integers(0, 3),
        "languages": st.integers(0, 3),
        "slots": st.sets(st.integers(0, 2)),
        "load": st.integers(1, 3),
        "age": st.sampled_from([13, 14, 17, 18, 40]),
        "idle": st.integers(0, 80),
        "consents": st.integers(0, 3),
    }
)
NEED = st.fixed_dictionaries(
    {
        **_PLACE,
        "slot": st.integers(0, 2),
        "skills": st.sampled_from([0, 0, 1, 2]),
        "languages": st.sampled_from([0, 0, 1, 2]),
        "places": st.integers(1, 3),
        "crew": st.integers(0, 2),
        "priority": st.sampled_from([1, 2, 8]),
        "work": st.sampled_from([0, 0, 1]),
    }
).map(lambda row: {**row, "crew": min(row["crew"], row["places"])})


def tasks(people: int, wanted: int, least: int = 1) -> st.SearchStrategy[Task]:
    rows = (st.lists(PERSON, min_size=least, max_size=people), st.lists(NEED, min_size=least, max_size=wanted))
    return st.builds(task_of, *rows)


def holds(task: Task, pairs: list[tuple[int, int]]) -> bool:
    """Whether pairs are a plan at all: every pair possible, nobody in two places, nobody and nothing too full."""
    turns = [(v, int(task.needs.slot[n])) for v, n in pairs]
    loads = numpy.bincount([v for v, _ in pairs], minlength=len(task.volunteers))
    filled = numpy.bincount([n for _, n in pairs], minlength=len(task.needs))
    return (
        all(broken(task, v, n) is None for v, n in pairs)
        and len(set(turns)) == len(turns)
        and bool((loads <= task.volunteers.load).all())
        and bool((filled <= task.needs.places).all())
    )


def best_by_trying(task: Task) -> int:
    """The objective of the best of all plans there are."""
    possible = [
        (v, n) for v, n in product(range(len(task.volunteers)), range(len(task.needs))) if broken(task, v, n) is None
    ]
    best = 0
    for choice in range(1 << len(possible)):
        pairs = [pair for at, pair in enumerate(possible) if choice >> at & 1]
        if holds(task, pairs):
            rows = numpy.array(pairs, dtype=numpy.int64).reshape(-1, 2)
            best = max(best, objective(task, rows[:, 0], rows[:, 1]))
    return best
