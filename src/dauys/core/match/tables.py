"""Volunteers, needs and the law on both as arrays: a row a person or need, sets of names as bits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy

from dauys.core.consent import ACCOMPANIED, GUARDIAN, Work, decide
from dauys.core.match.weights import IDLE_MOST, TRAVEL_MOST, pair_worth

EARTH_KM = 6371.0088
OLDEST = 120
_A_BIT = 1 + 1e-9  # a place on the very edge of a radius counts, whichever way its distance was reckoned
Array = Any


def unit_vectors(lat: Array, lon: Array) -> Array:
    """Points on the unit sphere, a row each."""
    up, around = numpy.radians(lat), numpy.radians(lon)
    flat = numpy.cos(up)
    return numpy.column_stack((flat * numpy.cos(around), flat * numpy.sin(around), numpy.sin(up)))


def km_of_chord(chord: Array) -> Array:
    """Kilometres along the ground from the straight line between two unit vectors."""
    return 2 * EARTH_KM * numpy.arcsin(numpy.minimum(chord / 2, 1.0))


def chord_of_km(km: Array) -> Array:
    return 2 * numpy.sin(numpy.minimum(km / (2 * EARTH_KM), numpy.pi / 2))


@dataclass(frozen=True, slots=True)
class Volunteers:
    """Who can help. `skills`, `languages` and `consents` are bits; the free slots of row i are
    `slots[starts[i]:starts[i + 1]]`, in order.

    `lat`, `lon`, `radius` and `xyz` have a row for each place that somebody helps from, and `owner` the row of whose it
    is, in order; everybody has one at least, and without `owner` just one.
    """

    ids: Sequence[str]
    lat: Array
    lon: Array
    radius: Array  # km
    skills: Array
    languages: Array
    starts: Array
    slots: Array
    load: Array  # tasks at most
    age: Array
    idle: Array  # months
    consents: Array  # 1 guardian, 2 accompanied
    owner: Array = None
    xyz: Array = field(init=False)
    firsts: Array = field(init=False)  # the places of row i are those from firsts[i] to firsts[i + 1]

    def __post_init__(self) -> None:
        object.__setattr__(self, "xyz", unit_vectors(self.lat, self.lon))
        everybody = numpy.arange(len(self) + 1, dtype=numpy.int32)
        if self.owner is None:
            object.__setattr__(self, "owner", everybody[:-1])
        firsts = everybody if len(self.lat) == len(self) else numpy.searchsorted(self.owner, everybody)
        object.__setattr__(self, "firsts", firsts)

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def have_one_place(self) -> bool:
        return len(self.lat) == len(self)

    def places_of(self, rows: Array) -> Array:
        """The places of some rows, in their order."""
        if self.have_one_place:
            return rows
        begin, many = self.firsts[rows], self.firsts[rows + 1] - self.firsts[rows]
        before = numpy.cumsum(many) - many
        return numpy.repeat(begin - before, many) + numpy.arange(int(many.sum()))

    def by_slot(self, slots: int) -> list[Array]:
        """The rows free in each slot, in order."""
        rows = numpy.repeat(numpy.arange(len(self), dtype=numpy.int32), numpy.diff(self.starts))
        order = numpy.argsort(self.slots, kind="stable")
        ends = numpy.searchsorted(self.slots[order], numpy.arange(slots + 1))
        return [rows[order[ends[s] : ends[s + 1]]] for s in range(slots)]


class Crowd:
    """Some of the volunteers, ready to be asked who is near a point."""

    def __init__(self, people: Volunteers, rows: Array) -> None:
        self.rows = rows
        places = people.places_of(rows)
        # Whose place each is, as a place in `rows`; None where everybody has one.
        self._whose = None if people.have_one_place else numpy.searchsorted(rows, people.owner[places])
        self._xyz = numpy.ascontiguousarray(people.xyz[places].T)
        self._radius = people.radius[places]
        # Two unit vectors are near when their product is large; a bit is left for the exact look afterwards.
        self._near = 1 - chord_of_km(self._radius) ** 2 / 2 - 1e-12

    def reaching(self, point: Array) -> tuple[Array, Array]:
        """Places in `rows` of those whose own radius reaches a point, and their kilometres to it from the nearest of
        their places that does."""
        product = self._xyz[0] * point[0]
        product += self._xyz[1] * point[1]
        product += self._xyz[2] * point[2]
        at = numpy.flatnonzero(product >= self._near)
        km = km_of_chord(numpy.linalg.norm(self._xyz[:, at].T - point, axis=1))
        within = km <= self._radius[at]
        at, km = at[within], km[within]
        if self._whose is None:
            return at, km
        at = self._whose[at]
        order = numpy.lexsort((km, at))
        order = order[numpy.diff(at[order], prepend=-1) > 0]
        return at[order], km[order]


@dataclass(frozen=True, slots=True)
class Needs:
    """Who needs help: each with one slot; `work` is a row of the law, `places` how many are offered, `crew` how many of
    them come before other needs' further places."""

    ids: Sequence[str]
    lat: Array
    lon: Array
    slot: Array
    skills: Array
    languages: Array
    places: Array
    crew: Array
    priority: Array
    work: Array
    xyz: Array = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "xyz", unit_vectors(self.lat, self.lon))

    def __len__(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Law:
    """Who may do what: `may[work, age, consents]`; `first[work]` is 1 for work that goes before all other;
    `asks[work][age]` is what consent it hangs on, empty where nothing is asked."""

    codes: tuple[str, ...]
    may: Array
    first: Array
    asks: tuple[tuple[str, ...], ...]


def law_of(works: Mapping[str, Work]) -> Law:
    """The rules of consent read out for every age and every consent there can be."""
    given = [(), (GUARDIAN,), (ACCOMPANIED,), (GUARDIAN, ACCOMPANIED)]
    may = [
        [[decide(works, code, age, consents).allowed for consents in given] for age in range(OLDEST + 1)]
        for code in works
    ]
    first = numpy.array([int(work.first) for work in works.values()], dtype=numpy.int64)
    asks = tuple(
        tuple(band.asks if (band := decide(works, code, age, given[3]).band) else "" for age in range(OLDEST + 1))
        for code in works
    )
    return Law(tuple(works), numpy.array(may, dtype=bool).reshape(len(works), OLDEST + 1, len(given)), first, asks)


@dataclass(frozen=True, slots=True)
class Task:
    """Both tables, the law, and the names of slots, skills and languages in the order of their numbers."""

    volunteers: Volunteers
    needs: Needs
    law: Law
    slots: tuple[str, ...]
    skills: tuple[str, ...]
    languages: tuple[str, ...]

    def km(self, v: Array, n: Array) -> Array:
        """From the place that somebody starts from."""
        return self.start(v, n)[1]

    def start(self, v: Array, n: Array) -> tuple[Array, Array]:
        """From which of their places each person goes to a need, and how many kilometres: the nearest of those whose
        radius reaches it; where none does, the nearest."""
        people = self.volunteers
        if people.have_one_place:
            return v, self._km_from(v, n)
        v, n = numpy.broadcast_arrays(v, n)
        place, last = people.firsts[v], people.firsts[v + 1] - 1
        km = self._km_from(place, n)
        for step in range(1, int((last - place).max(initial=0)) + 1):
            other = numpy.minimum(people.firsts[v] + step, last)
            far = self._km_from(other, n)
            here, there = (k <= people.radius[p] * _A_BIT for p, k in ((place, km), (other, far)))
            better = (there & ~here) | ((there == here) & (far < km))
            place, km = numpy.where(better, other, place), numpy.where(better, far, km)
        return place, km

    def _km_from(self, place: Array, n: Array) -> Array:
        return km_of_chord(numpy.linalg.norm(self.volunteers.xyz[place] - self.needs.xyz[n], axis=-1))

    def travel(self, v: Array, n: Array) -> Array:
        """Hundreds of metres, as the plan writes them."""
        return numpy.rint(self.km(v, n) * 10).astype(numpy.int64)

    def worth(self, v: Array, n: Array) -> Array:
        """What each pair is worth without crew and load."""
        needs, idle = self.needs, numpy.minimum(self.volunteers.idle[v], IDLE_MOST)
        travel = numpy.minimum(self.travel(v, n), TRAVEL_MOST)
        return pair_worth(needs.priority[n].astype(numpy.int64), self.law.first[needs.work[n]], travel, idle)

    def lawful(self, v: Array, n: Array) -> Array:
        return self.law.may[self.needs.work[n], self.volunteers.age[v], self.volunteers.consents[v]]

    def skilled(self, v: Array, n: Array) -> Array:
        wanted = self.needs.skills[n]
        return (self.volunteers.skills[v] & wanted) == wanted

    def speaks(self, v: Array, n: Array) -> Array:
        wanted = self.needs.languages[n]
        return (self.volunteers.languages[v] & wanted) == wanted
