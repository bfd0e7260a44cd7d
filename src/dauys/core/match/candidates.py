"""Which pairs are weighed at all: the best needs near each volunteer, and the nearest fitting people of each need.

In a city everybody is near the same twenty needs; looking from the volunteers alone starves all others, so both sides
look. Every candidate is free in the slot, within their own radius, allowed by law, skilled, and speaks the language.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy
from scipy.spatial import cKDTree

from dauys.core.match.tables import Array, Task, chord_of_km, km_of_chord

NEAREST = 12  # needs of a slot that a volunteer looks at
KEPT = 6  # of them, over all slots
NEAREST_FIRST, KEPT_FIRST = 60, 40  # the same of needs whose work goes first, beside those
KM_OF_PRIORITY = 30  # how much farther a volunteer looks for one step of priority
PEOPLE_A_PLACE = 5  # fitting people that a need looks for, for each of its places
_CHUNK = 16_384  # volunteers at a time, so that memory stays small
_PAIRS = 1_000_000  # pairs at a time
_A_BIT = 1 + 1e-9  # the bound of a search leaves out what lies exactly on it


@dataclass(frozen=True, slots=True)
class Edges:
    """Candidates as rows of both tables, ordered by volunteer and need, none twice."""

    v: Array
    n: Array

    def __len__(self) -> int:
        return len(self.v)


def candidates(task: Task, people: list[Array], needs: list[Array]) -> Edges:
    """`people` and `needs`: the rows of each slot that may still be matched."""
    first = task.law.first[task.needs.work] > 0
    keys = [
        *_from_volunteers(task, people, [rows[first[rows]] for rows in needs], NEAREST_FIRST, KEPT_FIRST),
        *_from_volunteers(task, people, [rows[~first[rows]] for rows in needs], NEAREST, KEPT),
        *_from_needs(task, people, needs),
    ]
    wide = max(len(task.needs), 1)
    found = numpy.concatenate(keys) if keys else numpy.empty(0, dtype=numpy.int64)
    del keys
    found.sort()
    found = found[numpy.diff(found, prepend=-1) > 0]
    return Edges((found // wide).astype(numpy.int32), (found % wide).astype(numpy.int32))


def fitting(task: Task, v: Array, n: Array) -> Array:
    """Whether each pair is allowed by law, skilled, and of the right language."""
    return task.lawful(v, n) & task.skilled(v, n) & task.speaks(v, n)


def _from_volunteers(task: Task, people: list[Array], needs: list[Array], nearest: int, keep: int) -> Iterator[Array]:
    trees = [cKDTree(task.needs.xyz[rows]) if len(rows) else None for rows in needs]
    reach = chord_of_km(task.volunteers.radius)
    for start in range(0, len(task.volunteers), _CHUNK):
        found = []
        for slot, tree in enumerate(trees):
            first, last = numpy.searchsorted(people[slot], (start, start + _CHUNK))
            rows = people[slot][first:last]
            if tree is None or not len(rows):
                continue
            places = task.volunteers.places_of(rows)
            bound = reach[places].max() * _A_BIT
            seen = range(1, min(nearest, tree.n) + 1)
            chords, at = tree.query(task.volunteers.xyz[places], k=seen, distance_upper_bound=bound)
            near = (chords <= reach[places][:, None]).nonzero()
            v, n = task.volunteers.owner[places[near[0]]], needs[slot][at[near]]
            fits = fitting(task, v, n)
            found.append((v[fits], n[fits], chords[near][fits]))
        if found:
            v, n, chords = (numpy.concatenate(part) for part in zip(*found, strict=True))
            if not task.volunteers.have_one_place:
                order = numpy.lexsort((chords, n, v))
                once = (numpy.diff(v[order], prepend=-1) > 0) | (numpy.diff(n[order], prepend=-1) != 0)
                v, n, chords = v[order[once]], n[order[once]], chords[order[once]]
            kept = _best(v - start, task.needs.priority[n], km_of_chord(chords), keep)
            yield v[kept].astype(numpy.int64) * len(task.needs) + n[kept]


def _best(v: Array, priority: Array, km: Array, keep: int) -> Array:
    """The positions of the `keep` best of each volunteer; ties go to who stands first."""
    score = numpy.rint((KM_OF_PRIORITY * 16 - KM_OF_PRIORITY * priority + km) * 2).astype(numpy.int64)
    key = (v.astype(numpy.int64) << 48) | (numpy.minimum(score, 0xFFFF) << 32) | numpy.arange(len(v))
    key.sort()
    who = key >> 48
    rank = numpy.arange(len(key)) - numpy.searchsorted(who, who)
    return key[rank < keep] & 0xFFFFFFFF


def _from_needs(task: Task, people: list[Array], needs: list[Array]) -> Iterator[Array]:
    """Slot by slot and skill by skill, so that who has a rare skill is found at once and far away."""
    for rows, looking in zip(people, needs, strict=True):
        for skills in numpy.unique(task.needs.skills[looking]):
            skilled = rows[(task.volunteers.skills[rows] & skills) == skills]
            if len(skilled):
                yield from _nearest(task, skilled, looking[task.needs.skills[looking] == skills])


def _nearest(task: Task, people: Array, looking: Array) -> Iterator[Array]:
    """The nearest people that fit, PEOPLE_A_PLACE for each place of each need; who finds too few looks at more."""
    places = task.volunteers.places_of(people)
    whose = task.volunteers.owner[places]
    tree = cKDTree(task.volunteers.xyz[places])
    reach = chord_of_km(task.volunteers.radius[places])
    farthest = reach.max()
    waiting = {}
    wanted = PEOPLE_A_PLACE * task.needs.places[looking]
    seen = numpy.maximum(2 ** numpy.ceil(numpy.log2(2 * wanted)).astype(int), 16)
    for k in numpy.unique(seen):
        waiting[int(k)] = [looking[seen == k]]
    while waiting:
        k = min(waiting)
        rows = numpy.concatenate(waiting.pop(k))
        for start in range(0, len(rows), max(_PAIRS // k, 1)):
            part = rows[start : start + max(_PAIRS // k, 1)]
            chords, at = tree.query(
                task.needs.xyz[part], k=range(1, min(k, tree.n) + 1), distance_upper_bound=farthest * _A_BIT
            )
            known = at < tree.n
            v = whose[numpy.where(known, at, 0)]
            n = numpy.broadcast_to(part[:, None], v.shape)
            fits = known & (chords <= reach[numpy.where(known, at, 0)]) & fitting(task, v, n)
            if not task.volunteers.have_one_place:
                fits = _nearest_of_each(v, fits)
            order = numpy.cumsum(fits, axis=1)
            enough = PEOPLE_A_PLACE * task.needs.places[part]
            done = (order[:, -1] >= enough) | ~known[:, -1] | (k >= tree.n)
            kept = fits & (order <= enough[:, None]) & done[:, None]
            yield v[kept].astype(numpy.int64) * len(task.needs) + n[kept]
            if not done.all():
                waiting.setdefault(k * 4, []).append(part[~done])


def _nearest_of_each(v: Array, fits: Array) -> Array:
    """`fits` without those places of a person that stand after another place of theirs in the same row."""
    at = numpy.flatnonzero(fits)
    key = (at // fits.shape[1]) * (int(v.max(initial=0)) + 1) + v.ravel()[at]
    kept = numpy.zeros(fits.size, dtype=bool)
    kept[at[numpy.unique(key, return_index=True)[1]]] = True
    return kept.reshape(fits.shape)
